from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, datetime

from beadle.anpr.reads.ids import new_read_id
from beadle.anpr.reads.proof import Gone, hash_of, proof_of

AT = datetime(2026, 6, 1, 12, 0, 0, 123_000, tzinfo=UTC)
CAMERA = uuid.UUID("00000000-0000-0000-0000-00000000000b")


def test_a_stranger_can_reckon_it_with_what_every_system_has() -> None:
    one = Gone(uuid.UUID("019e8327-6500-7000-8000-000000000001"), AT, "AB12CDE", CAMERA)
    two = replace(one, id=uuid.UUID("019e8327-6500-7000-8000-000000000002"), plate="XY34ZZZ")
    first = b"019e8327-6500-7000-8000-000000000001|1780315200123|AB12CDE|00000000-0000-0000-0000-00000000000b"
    second = b"019e8327-6500-7000-8000-000000000002|1780315200123|XY34ZZZ|00000000-0000-0000-0000-00000000000b"
    assert hash_of(one) == hashlib.sha256(first).digest()
    both = hashlib.sha256(hashlib.sha256(first).digest() + hashlib.sha256(second).digest()).hexdigest()
    assert proof_of([one, two]) == proof_of([two, one]) == both


def test_any_change_shows() -> None:
    reads = [Gone(new_read_id(AT), AT, f"AB{number}", CAMERA) for number in range(5)]
    whole = proof_of(reads)
    assert proof_of(reads[:-1]) != whole
    assert proof_of([*reads, replace(reads[0], id=new_read_id(AT))]) != whole
    assert proof_of([replace(reads[0], plate="AB9"), *reads[1:]]) != whole
