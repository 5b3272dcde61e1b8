from __future__ import annotations

import uuid

import pytest

from beadle.platform.settings import Secrets
from beadle.video.errors import LookRefused
from beadle.video.playback.looks import Look, LookSigner

CAMERA = uuid.uuid4()


@pytest.fixture
def signer(secrets: Secrets) -> LookSigner:
    return LookSigner(secrets)


def token(signer: LookSigner) -> str:
    return signer.sign(Look(CAMERA, signer.session_mark("alice"), 10, 20, 1000))


def test_the_look_comes_back(signer: LookSigner) -> None:
    look = signer.verify(token(signer), session="alice", camera=CAMERA, now_us=999)
    assert (look.camera, look.from_us, look.to_us) == (CAMERA, 10, 20)


def test_it_ends(signer: LookSigner) -> None:
    with pytest.raises(LookRefused):
        signer.verify(token(signer), session="alice", camera=CAMERA, now_us=1000)


def test_it_is_of_no_use_to_another_session_or_for_another_camera(signer: LookSigner) -> None:
    with pytest.raises(LookRefused):
        signer.verify(token(signer), session="mallory", camera=CAMERA, now_us=1)
    with pytest.raises(LookRefused):
        signer.verify(token(signer), session="alice", camera=uuid.uuid4(), now_us=1)


def test_every_changed_letter_is_noticed(signer: LookSigner) -> None:
    good = token(signer)
    for place in range(len(good)):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        with pytest.raises(LookRefused):
            signer.verify(changed, session="alice", camera=CAMERA, now_us=1)


@pytest.mark.parametrize("bad", ["", "x", "é" * 20, "A" * 100_000, "%00", "=" * 120])
def test_nonsense_is_refused(signer: LookSigner, bad: str) -> None:
    with pytest.raises(LookRefused):
        signer.verify(bad, session="alice", camera=CAMERA, now_us=1)


def test_another_installation_signs_otherwise(signer: LookSigner) -> None:
    other = LookSigner(Secrets(b"another key of an installation, as long as needed"))
    with pytest.raises(LookRefused):
        other.verify(token(signer), session="alice", camera=CAMERA, now_us=1)


def test_the_session_cannot_be_read_from_it(signer: LookSigner) -> None:
    assert b"alice" not in signer.session_mark("alice")
    assert len(signer.session_mark("alice")) == 16
