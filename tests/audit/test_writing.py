"""How entries become rows."""

from __future__ import annotations

import json

from beadle.audit.leaf import PersonalFields, personal_hash, personal_text
from beadle.audit.terms import Entry
from beadle.audit.writing import LONGEST_DETAIL, MOST_THINGS, rows
from beadle.platform.clock import FixedClock


def test_each_has_a_salt_of_its_own_and_a_hash_that_fits(clock: FixedClock) -> None:
    entry = Entry(action="x", actor="olivia", address="192.0.2.1", subjects=("plate:A", "plate:A"), detail={"b": 1})
    one, other = json.loads(rows([entry, entry], clock.now()))
    assert one["salt"] != other["salt"]
    assert len(bytes.fromhex(one["salt"])) == 16
    personal = PersonalFields("olivia", "192.0.2.1", "", '{"b":1}', ["plate:A"])
    assert one["personal"] == personal_hash(bytes.fromhex(one["salt"]), personal_text(personal)).hex()


def test_what_is_too_long_is_cut(clock: FixedClock) -> None:
    entry = Entry(
        action="a" * 999,
        actor="b" * 999,
        object="c" * 999,
        purpose="d" * 999,
        case_reference="e" * 999,
        address="f" * 999,
        objects=tuple(f"{'g' * 300}{n}" for n in range(3)) + tuple(str(n) for n in range(2 * MOST_THINGS)),
        detail={"h": "i" * 99_999},
    )
    (row,) = json.loads(rows([entry], clock.now()))
    lengths = [len(row[name]) for name in ("action", "actor", "object", "purpose", "case_reference", "address")]
    assert lengths == [80, 120, 200, 500, 120, 64]
    assert len(row["objects"]) == MOST_THINGS - 2
    assert len(json.loads(row["detail"])["cut"]) == LONGEST_DETAIL


def test_what_cannot_be_stored_is_replaced(clock: FixedClock) -> None:
    (row,) = json.loads(rows([Entry(action="x", actor="a\0b\ud800", detail={"\0": float("nan")})], clock.now()))
    assert row["actor"] == "a\ufffdb\ufffd"
    assert json.loads(row["detail"]) == {"\ufffd": "nan"}
