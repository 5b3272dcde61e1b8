"""Reading copies of checkpoints back from wherever they were kept."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from beadle.audit.errors import BadNote
from beadle.audit.judging import notes_in

_LONGEST = 256 << 20


def read(place: Path, *, needed: bool) -> list[str]:
    """Checkpoints in a file (text, a saved mail, a syslog) or in all files of a folder, each once.

    needed: raise BadNote where there is none; otherwise an empty place is no error.
    """
    if not place.exists():
        if needed:
            raise BadNote(f"{place} is not there.", advice="Name a file or folder with copies of checkpoints.")
        return []
    files = sorted(each for each in place.rglob("*") if each.is_file()) if place.is_dir() else [place]
    found: list[str] = []
    for file in files:
        if file.stat().st_size > _LONGEST:
            raise BadNote(f"{file} is longer than 256 MB.", advice="Cut out the part that is needed.")
        found += notes_in(_text(file.read_bytes()))
    if needed and not found:
        raise BadNote(f"No checkpoint was found in {place}.", advice="Look whether it is the right file.")
    return list(dict.fromkeys(found))


def _text(data: bytes) -> str:
    """The file's text, and that of a mail as its reader sees it: mail programs save it encoded in their own ways."""
    text = data.decode("utf-8", errors="replace")
    mail = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
    if "From" not in mail or "Subject" not in mail:
        return text
    parts = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n\n".join([text, *(part.decode("utf-8", errors="replace") for part in parts if isinstance(part, bytes))])
