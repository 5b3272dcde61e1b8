"""Cameras' passwords in the database."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.estate.errors import PasswordUnreadable
from beadle.estate.vault import entry, seal, unseal
from beadle.platform.settings import Secrets

KEY = Secrets(b"0123456789abcdef0123456789abcdef")
CAMERA = uuid.UUID(int=7)


@given(st.text(max_size=200))
def test_what_goes_in_comes_out(password: str) -> None:
    box = seal(KEY, CAMERA, password)
    assert unseal(KEY, CAMERA, box) == password
    assert len(password) < 6 or password.encode() not in box


def test_two_boxes_of_one_password_differ() -> None:
    assert seal(KEY, CAMERA, "hunter2hunter2") != seal(KEY, CAMERA, "hunter2hunter2")


def test_a_box_opens_for_its_own_camera_and_key_only() -> None:
    box = seal(KEY, CAMERA, "hunter2hunter2")
    with pytest.raises(PasswordUnreadable):
        unseal(KEY, uuid.UUID(int=8), box)
    with pytest.raises(PasswordUnreadable):
        unseal(Secrets(b"another key, another key, another"), CAMERA, box)


def test_every_flipped_bit_and_every_cut_is_noticed() -> None:
    box = seal(KEY, CAMERA, "hunter2hunter2")
    for at in range(len(box)):
        for bad in (box[:at], box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :]):
            with pytest.raises(PasswordUnreadable) as caught:
                unseal(KEY, CAMERA, bad)
            assert "hunter2" not in str(caught.value)


def test_each_typing_has_a_name_of_its_own() -> None:
    first, second = (entry(seal(KEY, CAMERA, "hunter2hunter2")) for _ in range(2))
    assert first != second
    assert entry(None) == ""
