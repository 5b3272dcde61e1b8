"""The audit log as people get it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from beadle.accounts.audit_schemas import (
    AuditRow,
    AuditState,
    CheckpointOut,
    ConsistencyOut,
    CopyOut,
    LeafOut,
    PersonalOut,
    ProofOut,
)

COLUMNS = (
    *("line", "at", "actor", "actor_id", "action", "outcome", "object", "objects", "subjects", "purpose"),
    *("case_reference", "address", "detail", "forgotten"),
)
"""Columns of the CSV file; `at` is UTC."""


def row(line: Any) -> AuditRow:
    """One line."""
    return AuditRow.model_validate(line, from_attributes=True)


def cells(line: Any) -> dict[str, str | float | None]:
    """One line of the CSV file."""
    return {
        "line": line.id,
        "at": line.at.isoformat().replace("+00:00", "Z"),
        "actor": line.actor,
        "actor_id": str(line.actor_id) if line.actor_id else "",
        "action": line.action,
        "outcome": line.outcome,
        "object": line.object,
        "objects": " ".join(line.objects),
        "subjects": " ".join(line.subjects),
        "purpose": line.purpose,
        "case_reference": line.case_reference,
        "address": line.address,
        "detail": json.dumps(line.detail, ensure_ascii=False) if line.detail else "",
        "forgotten": "yes" if line.forgotten else "",
    }


def checkpoint(found: Any, stamps: Mapping[int, Any]) -> CheckpointOut:
    """One checkpoint."""
    stamp = stamps.get(found.number)
    return CheckpointOut(
        number=found.number,
        size=found.size,
        root=found.root.hex(),
        at=found.at,
        note=found.note,
        stamped=stamp.at if stamp else None,
    )


def state(found: Any, troubles: Mapping[str, str]) -> AuditState:
    """How the log stands."""
    return AuditState(
        size=found.size,
        root=found.root.hex(),
        unsealed=found.unsealed,
        waiting_since=found.waiting_since,
        checkpoint=checkpoint(found.checkpoint, found.stamps) if found.checkpoint else None,
        copies=[CopyOut.model_validate(each, from_attributes=True) for each in found.copies],
        key=found.key,
        troubles=list(troubles.values()),
    )


def proof(found: Any) -> ProofOut:
    """A line's proof."""
    personal = found.personal
    return ProofOut(
        row=row(found.line),
        leaf=LeafOut(index=found.index, hash=found.hash.hex(), input=found.input.decode()),
        personal=PersonalOut(salt=personal[0].hex(), text=personal[1]) if personal else None,
        checkpoint=checkpoint(found.checkpoint, found.stamps),
        path=[each.hex() for each in found.path],
        consistent=found.consistent,
    )


def consistency(found: Any) -> ConsistencyOut:
    """The proof between two checkpoints."""
    return ConsistencyOut(
        old=checkpoint(found.old, found.stamps),
        new=checkpoint(found.new, found.stamps),
        path=[each.hex() for each in found.path],
        consistent=found.consistent,
    )
