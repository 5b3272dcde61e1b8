"""Recovery codes."""

from __future__ import annotations

import re
import uuid

from beadle.accounts.entry import recovery

KEY = b"k" * 32
OWN = uuid.UUID(int=1)


def test_ten_different_codes_that_are_easy_to_read() -> None:
    codes = recovery.new_codes()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){2}", code) for code in codes)
    assert not set(codes) & set(recovery.new_codes())


def test_a_code_may_be_typed_in_any_way() -> None:
    kept = recovery.hashed(KEY, OWN, "abcd-efgh-jkmn")
    for typed in ("ABCD-EFGH-JKMN", "abcdefghjkmn", " abcd efgh jkmn ", "Abcd\u2013efgh\u2013jkmn"):
        assert recovery.hashed(KEY, OWN, typed) == kept


def test_the_hash_belongs_to_the_code_the_user_and_the_installation() -> None:
    kept = recovery.hashed(KEY, OWN, "abcd-efgh-jkmn")
    assert len(kept) == 32
    assert recovery.hashed(KEY, OWN, "abcd-efgh-jkmp") != kept
    assert recovery.hashed(KEY, uuid.UUID(int=2), "abcd-efgh-jkmn") != kept
    assert recovery.hashed(b"x" * 32, OWN, "abcd-efgh-jkmn") != kept
    assert b"abcd" not in kept
    recovery.hashed(KEY, OWN, "\ud800")
