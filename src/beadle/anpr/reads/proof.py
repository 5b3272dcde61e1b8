"""What proves a deletion: a hash over the reads that went. Pure.

A read's hash is SHA-256 of "<id>|<milliseconds since 1970>|<plate>|<camera>", identifiers in lower case with hyphens.
The proof is SHA-256 of those hashes, 32 bytes each, one after another by ascending identifier. It says nothing about
any read to whoever has not got them; whoever restores a backup of the time before lists the reads of the span, and
sees that these were deleted, no more and no fewer.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from beadle.platform.clock import to_us


@dataclass(frozen=True, slots=True)
class Gone:
    """A read that is deleted."""

    id: uuid.UUID
    at: datetime
    plate: str
    camera_id: uuid.UUID


def hash_of(read: Gone) -> bytes:
    """The read's hash, 32 bytes."""
    return hashlib.sha256(f"{read.id}|{to_us(read.at) // 1000}|{read.plate}|{read.camera_id}".encode()).digest()


def proof_of(reads: Iterable[Gone]) -> str:
    """The proof over these reads, in hex, in whatever order they are given."""
    whole = hashlib.sha256()
    for read in sorted(reads, key=lambda each: each.id):
        whole.update(hash_of(read))
    return whole.hexdigest()
