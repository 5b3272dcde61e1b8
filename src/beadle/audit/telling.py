"""Reports and proofs in words and as JSON. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from beadle.audit.judging import Report
from beadle.audit.proving import Proof

PROOF_FORMAT = "beadle-audit-proof-1"


def lines(found: Report) -> list[tuple[str, str]]:
    """What a person reads, line by line, each with the style that it is printed in."""
    last = f"the last one is of {found.last.at:%Y-%m-%d %H:%M:%S} UTC" if found.last else "none is signed yet"
    compared = f"{found.checkpoints} checkpoints, {found.copies} copies and {found.stamps} time stamps compared"
    told = [(finding.text, "bold red") for finding in found.findings]
    told += [(notice, "yellow") for notice in found.notices]
    told += [
        (f"  {found.checked} of {found.size} leaves read; {compared}, {last}", ""),
        (f"  {found.size - found.signed} leaves and {found.unsealed} lines are too new to be signed for", ""),
    ]
    if found.forgotten:
        told.append((f"  personal values of {found.forgotten} lines were forgotten at the end of their time", ""))
    if found.sound:
        return [*told, ("The log is whole.", "bold green")]
    return [*told, (f"The log is NOT whole: {len(found.findings)} findings.", "bold red")]


def report(found: Report) -> dict[str, Any]:
    """The same as JSON."""
    last = found.last
    return {
        "sound": found.sound,
        "size": found.size,
        "checked": found.checked,
        "signed": found.signed,
        "unsealed": found.unsealed,
        "forgotten": found.forgotten,
        "checkpoints": found.checkpoints,
        "copies": found.copies,
        "stamps": found.stamps,
        "last_checkpoint": last and {"number": last.number, "size": last.size, "at": last.at.isoformat()},
        "findings": [asdict(finding) for finding in found.findings],
        "notices": found.notices,
    }


def proof(found: Proof) -> dict[str, Any]:
    """A line's proof as a file has it."""
    return {
        "format": PROOF_FORMAT,
        "line": found.line.id,
        "leaf": {"index": found.index, "hash": found.hash.hex(), "input": found.input.decode()},
        "personal": {"salt": found.personal[0].hex(), "text": found.personal[1]} if found.personal else None,
        "path": [each.hex() for each in found.path],
        "checkpoint": found.checkpoint.note,
        "consistent": found.consistent,
    }
