"""Checkpoints as signed notes: C2SP `signed-note` and `tlog-checkpoint`, with Ed25519. Pure.

    <origin>
    <size>
    <root, base64>
    number <n>
    time <ISO 8601, UTC, seconds>
                                                    an empty line ends what is signed
    — <key name> <base64 of 4 bytes of key id and the signature>

The two lines after the root are extension lines: they bind a checkpoint's number and time to its signature, so that
none can be taken out of the row of checkpoints or dated differently. Any witness of other people's make ignores them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from beadle.audit.errors import BadNote
from beadle.audit.merkle import HASH_BYTES

_ED25519 = b"\x01"
_DASH = "\u2014"
_NAME = re.compile(r"[^\s+\u2014]{1,200}")
_SIGNATURE = re.compile(rf"{_DASH} (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+=*)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_LONGEST = 16_384


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key that checkpoints are checked with: `name+key id+base64`, as the signed-note format writes it."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that name the key inside a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as people copy it."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """The key behind its text. Raises BadNote."""
        name, _, rest = text.strip().partition("+")
        key_id, _, key = rest.partition("+")
        raw = _decoded(key)
        found = cls(name, raw[1:]) if len(raw) == 1 + HASH_BYTES and raw[:1] == _ED25519 else None
        if found is None or not _NAME.fullmatch(name) or found.key_id.hex() != key_id:
            raise BadNote("This is not a verifier key.", advice="Copy it whole: beadle audit key prints it.")
        return found

    def fits(self, body: bytes, signature: bytes) -> bool:
        """Whether the key made that signature over the body."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, body)
        except InvalidSignature:
            return False
        return True


class Signer:
    """The private half. Its repr shows nothing."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not _NAME.fullmatch(name):
            raise BadNote("The name of a key has no spaces and no plus signs.")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"Signer({self.verifier.name})"

    def sign(self, body: str) -> str:
        """The body with its signature: a note."""
        signature = base64.b64encode(self.verifier.key_id + self._key.sign(body.encode())).decode()
        return f"{body}\n{_DASH} {self.verifier.name} {signature}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says. `number` counts checkpoints from 1; `at` is aware, whole seconds."""

    origin: str
    size: int
    root: bytes
    number: int
    at: datetime

    def body(self) -> str:
        """The text that is signed."""
        time = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nnumber {self.number}\ntime {time}\n"


def body_of(note: str) -> str:
    """The signed text of a note. Raises BadNote."""
    body, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n") or len(note) > _LONGEST:
        raise BadNote("This is not a signed note.")
    return body + "\n"


def parse(note: str) -> Checkpoint:
    """What a note says, whoever signed it. Raises BadNote."""
    lines = body_of(note).split("\n")[:-1]
    if len(lines) != 5 or not _SIZE.fullmatch(lines[1]):
        raise BadNote("This is not a checkpoint of Beadle's.")
    root, (word, _, number), (mark, _, time) = _decoded(lines[2]), lines[3].partition(" "), lines[4].partition(" ")
    if len(root) != HASH_BYTES or (word, mark) != ("number", "time") or not _SIZE.fullmatch(number):
        raise BadNote("This is not a checkpoint of Beadle's.")
    try:
        at = datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadNote("The checkpoint's time cannot be read.") from error
    found = Checkpoint(lines[0], int(lines[1]), root, int(number), at)
    if found.body() != body_of(note):
        raise BadNote("This is not a checkpoint of Beadle's.")
    return found


def signers(note: str, known: Iterable[Verifier]) -> list[Verifier]:
    """Which of the known keys signed the note. Signatures of strangers are passed over, as the format asks."""
    body = body_of(note)
    by_id = {(each.name, each.key_id): each for each in known}
    found = []
    for line in note[len(body) + 1 :].splitlines():
        match = _SIGNATURE.fullmatch(line)
        raw = _decoded(match["signature"]) if match else b""
        key = by_id.get((match["name"], raw[:4])) if match else None
        if key is not None and key.fits(body.encode(), raw[4:]):
            found.append(key)
    return found


def opened(note: str, known: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint of a note that a known key signed and whose origin is that key's name. Raises BadNote."""
    checkpoint = parse(note)
    if all(each.name != checkpoint.origin for each in signers(note, known)):
        raise BadNote(
            f"Checkpoint {checkpoint.number} is signed by none of the known keys.",
            advice="Check it with the verifier key that was noted when the log was set up.",
        )
    return checkpoint


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""
