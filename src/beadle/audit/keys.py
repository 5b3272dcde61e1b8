"""The key that signs checkpoints: made once, kept in the data folder (mode 0600) or given by the environment.

Both are written as Go's `note` package writes them: `PRIVATE+KEY+<name>+<key id>+<base64>`. A key's name is the log's
origin and stays when the key is changed; the keys that were in use before stay known as verifiers.
"""

from __future__ import annotations

import base64
import binascii
import secrets as random
from pathlib import Path

from beadle.audit.errors import BadKey
from beadle.audit.note import Signer, Verifier
from beadle.platform.settings import Secrets
from beadle.platform.storage import fsync_dir, write_atomically

SECRET = "audit_key"  # noqa: S105 - the name of a secret
_PREFIX = "PRIVATE+KEY+"
_KEY = "signing-key"
_VERIFIERS = "verifiers"
_SEED_BYTES = 32


def folder_of(data_dir: Path) -> Path:
    """Where the log keeps its key, the verifier keys and, unless it is set otherwise, copies of checkpoints."""
    return data_dir / "audit"


def load(data_dir: Path, secrets: Secrets) -> Signer:
    """The key in use; made at the first start. Raises BadKey where it is damaged or open to others."""
    given = secrets.named(SECRET)
    if given:
        signer = _parsed(given, "BEADLE_AUDIT_KEY")
    else:
        path = folder_of(data_dir) / _KEY
        if not path.exists():
            return _new(data_dir, f"beadle/{random.token_hex(6)}")
        if path.stat().st_mode & 0o077:
            raise BadKey(f"{path} can be read by others.", advice=f"Run: chmod 600 {path}")
        signer = _parsed(path.read_text("utf-8").strip(), str(path))
    _remember(data_dir, signer.verifier)
    return signer


def change(data_dir: Path, secrets: Secrets) -> tuple[Verifier, Verifier]:
    """Make a new key under the same name; the old one and the new one. Raises BadKey where the environment gives it."""
    if secrets.named(SECRET):
        raise BadKey(
            "The key is given by the environment.", advice="Give a new one there: beadle audit key --generate NAME."
        )
    old = load(data_dir, secrets).verifier
    return old, _new(data_dir, old.name).verifier


def generate(name: str) -> tuple[str, Verifier]:
    """A new key as text, for an environment that keeps secrets itself, and its verifier."""
    seed = random.token_bytes(_SEED_BYTES)
    verifier = Signer(name, seed).verifier
    return _text(verifier, seed), verifier


def verifiers(data_dir: Path) -> list[Verifier]:
    """Every key that was ever in use here, oldest first. Raises BadNote where the file was spoilt."""
    path = folder_of(data_dir) / _VERIFIERS
    if not path.exists():
        return []
    return [Verifier.parse(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _new(data_dir: Path, name: str) -> Signer:
    folder_of(data_dir).mkdir(mode=0o700, parents=True, exist_ok=True)
    text, verifier = generate(name)
    _remember(data_dir, verifier)
    write_atomically(folder_of(data_dir) / _KEY, f"{text}\n".encode())
    return _parsed(text, _KEY)


def _remember(data_dir: Path, verifier: Verifier) -> None:
    known = verifiers(data_dir)
    if verifier in known:
        return
    folder = folder_of(data_dir)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(f"{each.text}\n" for each in [*known, verifier])
    write_atomically(folder / _VERIFIERS, text.encode(), mode=0o644)
    fsync_dir(folder)


def _text(verifier: Verifier, seed: bytes) -> str:
    return f"{_PREFIX}{verifier.name}+{verifier.key_id.hex()}+{base64.b64encode(bytes([1]) + seed).decode()}"


def _parsed(text: str, source: str) -> Signer:
    name, _, rest = text.removeprefix(_PREFIX).partition("+")
    key_id, _, key = rest.partition("+")
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error:
        raw = b""
    if text.startswith(_PREFIX) and len(raw) == 1 + _SEED_BYTES and raw[0] == 1:
        signer = Signer(name, raw[1:])
        if signer.verifier.key_id.hex() == key_id:
            return signer
    raise BadKey(f"The key in {source} is no signing key.", advice="Put back the file from your backup.")
