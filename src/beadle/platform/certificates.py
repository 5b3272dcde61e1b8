"""The certificate that the server shows: an own one, or one of the site's own authority, renewed by itself.

New files are taken up while the server runs: connections that are open go on, new ones get the new certificate.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from beadle.platform import authority
from beadle.platform.clock import Clock
from beadle.platform.errors import Invalid
from beadle.platform.log import get_logger
from beadle.platform.storage import write_atomically

_log = get_logger("certificates")


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """The site's own authority, in a folder: `authority.crt` goes onto the PCs, `authority.key` never leaves."""

    folder: Path

    @property
    def certificate(self) -> Path:
        """The authority's certificate."""
        return self.folder / "authority.crt"

    @property
    def pair(self) -> tuple[Path, Path]:
        """The server's certificate chain and key."""
        return self.folder / "server.crt", self.folder / "server.key"

    def exists(self) -> bool:
        """Whether it was made."""
        return self.certificate.exists()

    def make(self, council: str, hosts: tuple[str, ...], clock: Clock, *, anew: bool = False) -> bool:
        """Make a certificate for these hosts, and the authority where there is none; True where that was made.

        anew: a new authority, whose certificate has to be installed on the PCs. Raises Invalid.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = anew or not self.exists()
        if made:
            above = authority.make_authority(council, hosts, clock.now())
            issued = authority.issue(above, hosts, clock.now())
            self._write("authority", above)
        else:
            issued = authority.issue(self._authority(), hosts, clock.now())
        self._write("server", issued)
        return made

    def renew_if_due(self, clock: Clock) -> bool:
        """Issue the server's certificate anew where it ends within 30 days; whether it was."""
        current = self.pair[0].read_bytes()
        if authority.ends_at(current) - clock.now() > authority.RENEW_BEFORE:
            return False
        above = self._authority()
        if authority.ends_at(above.certificate) - clock.now() <= authority.RENEW_BEFORE:
            _log.error("the site's authority ends soon: beadle tls make --new-authority", path=str(self.certificate))
        self._write("server", authority.issue(above, authority.hosts_of(current), clock.now()))
        _log.info("certificate renewed", path=str(self.pair[0]))
        return True

    def _authority(self) -> authority.Issued:
        try:
            return authority.Issued(self.certificate.read_bytes(), (self.folder / "authority.key").read_bytes())
        except OSError as error:
            raise Invalid(
                f"The authority in {self.folder} cannot be read: {error.strerror}.",
                advice="Put its files back from the backup, or make a new one with --new-authority.",
            ) from error

    def _write(self, name: str, issued: authority.Issued) -> None:
        # The key first: a reader that comes in between finds a pair that does not fit, and keeps the one it has.
        write_atomically(self.folder / f"{name}.key", issued.key, mode=0o600)
        write_atomically(self.folder / f"{name}.crt", issued.certificate, mode=0o644)


class ServerTls:
    """What a listener speaks TLS with. `context` stays the same object; `reload` changes what it shows."""

    def __init__(self, chain: Path, key: Path) -> None:
        self._chain, self._key = chain, key
        self._seen = self._stamp()
        self._current = _load(chain, key)
        self.context = _load(chain, key)
        self.context.sni_callback = self._choose

    def reload(self) -> bool:
        """Take up changed files; whether it did. Files that do not fit together are passed over and logged."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            self._current = _load(self._chain, self._key)
        except Invalid as error:
            _log.error("the new certificate cannot be used; the old one goes on", reason=str(error))
            return False
        _log.info("certificate taken up", ends=self.ends_at.isoformat())
        return True

    @property
    def ends_at(self) -> datetime:
        """When the certificate ends, UTC."""
        return authority.ends_at(self._chain.read_bytes())

    def _choose(self, connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _context: ssl.SSLContext) -> None:
        """Called at each handshake, also where the client names no host."""
        connection.context = self._current

    def _stamp(self) -> tuple[tuple[int, int, int] | None, ...]:
        return _stat(self._chain), _stat(self._key)


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _load(chain: Path, key: Path) -> ssl.SSLContext:
    """A server's context (TLS 1.2 with forward secrecy, or 1.3). Raises Invalid that names the file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    for path in (chain, key):
        try:
            path.read_bytes()
        except OSError as error:
            raise Invalid(f"{path} cannot be read: {error.strerror}.", advice="Correct server.certificate.") from error
    try:
        context.load_cert_chain(chain, key, password=_no_password)
    except (ssl.SSLError, ValueError) as error:
        raise Invalid(
            f"{chain} and {key} are no certificate with its key (PEM, without a password).",
            advice="The chain begins with the server's own certificate; the key must belong to it.",
        ) from error
    return context


def _no_password() -> str:
    """A key with a password would otherwise ask for it on the terminal, where nobody sits."""
    return ""
