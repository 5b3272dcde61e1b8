"""Nobody signs in over a line that others can read: how the server speaks https, and what it does without."""

from __future__ import annotations

import asyncio
from pathlib import Path

from beadle.platform.certificates import LocalAuthority, ServerTls
from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError, Invalid
from beadle.platform.log import get_logger
from beadle.platform.networks import is_loopback
from beadle.platform.tasks import pause
from beadle.processes.settings import ServerSettings

LOOK_S = 30.0
"""Between looks at the certificate's files."""
_log = get_logger("encryption")


def local_authority(data_dir: Path) -> LocalAuthority:
    """Where the site's own authority is, made or not."""
    return LocalAuthority(data_dir / "tls")


def open_tls(settings: ServerSettings, data_dir: Path, clock: Clock) -> ServerTls | None:
    """What the server speaks https with: the certificate of the settings, else the one of the site's own authority.

    None where there is neither. Raises Invalid where that would put sign-in on a line that others can read.
    """
    local = local_authority(data_dir)
    if settings.certificate is not None:
        return ServerTls(settings.certificate, settings.private_key or settings.certificate)
    if local.exists():
        local.renew_if_due(clock)
        return ServerTls(*local.pair)
    if not is_here(settings.host) and not settings.tls_by_proxy:
        raise Invalid(
            f"The server would be reached over {settings.host} without encryption: passwords could be read on the way.",
            advice="Make a certificate for this site (beadle tls make --host NAME), name one (server.certificate), "
            "or say that a reverse proxy speaks https (server.tls_by_proxy and server.trusted_proxies).",
        )
    return None


def is_here(host: str) -> bool:
    """Whether only this machine reaches a listener at that host."""
    return host == "localhost" or is_loopback(host)


class CertificateCare:
    """Renews the site's own certificate in time, and takes up changed files without closing a connection."""

    def __init__(self, tls: ServerTls, local: LocalAuthority | None, clock: Clock) -> None:
        self._tls = tls
        self._local = local
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop` is set."""
        while not stop.is_set():
            await pause(stop, LOOK_S)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Renew where it is due, and reload what has changed."""
        try:
            if self._local is not None:
                self._local.renew_if_due(self._clock)
            self._tls.reload()
        except (BeadleError, OSError) as error:
            _log.error("the certificate could not be renewed", reason=str(error))
