"""Signed notes: the form of others (a vector made by Go's own package), and everything that must not pass."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.audit.errors import BadNote
from beadle.audit.note import Checkpoint, Signer, Verifier, body_of, opened, parse, signers

KEY = Signer("beadle/test", b"k" * 32)
OTHER = Signer("beadle/test", b"o" * 32)
AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
POINT = Checkpoint("beadle/test", 17, bytes(range(32)), 3, AT)
NOTE = KEY.sign(POINT.body())

# From the documentation of golang.org/x/mod/sumdb/note: key, text and signature of other people's make.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_and_a_key_of_other_peoples_make() -> None:
    key = Verifier.parse(GO_KEY)
    assert key.text == GO_KEY
    assert signers(GO_NOTE, [key]) == [key]
    assert signers(GO_NOTE.replace("problem is", "problem was"), [key]) == []
    with pytest.raises(BadNote):
        parse(GO_NOTE)


def test_the_form_of_a_checkpoint() -> None:
    root = base64.b64encode(bytes(range(32))).decode()
    assert NOTE.startswith(f"beadle/test\n17\n{root}\nnumber 3\ntime 2026-06-01T12:00:00Z\n\n\u2014 beadle/test ")
    assert opened(NOTE, [KEY.verifier]) == POINT
    assert Verifier.parse(KEY.verifier.text) == KEY.verifier
    assert "k" * 32 not in repr(KEY)
    summer = Checkpoint("beadle/test", 17, bytes(range(32)), 3, AT.astimezone(timezone(timedelta(hours=1))))
    assert summer.body() == POINT.body()


def test_only_a_known_key_opens_it() -> None:
    with pytest.raises(BadNote, match="none of the known keys"):
        opened(NOTE, [OTHER.verifier])
    with pytest.raises(BadNote, match="none of the known keys"):
        opened(NOTE, [])
    stranger = Signer("somebody/else", b"k" * 32)
    with pytest.raises(BadNote, match="none of the known keys"):
        opened(stranger.sign(POINT.body()), [stranger.verifier])
    both = NOTE + OTHER.sign(POINT.body()).rpartition("\n\n")[2]
    assert opened(both, [OTHER.verifier]) == POINT
    assert signers(both, [KEY.verifier, OTHER.verifier]) == [KEY.verifier, OTHER.verifier]


@given(st.integers(0, len(NOTE) - 1), st.characters(codec="utf-8"))
def test_no_character_can_be_changed(at: int, character: str) -> None:
    spoilt = NOTE[:at] + character + NOTE[at + 1 :]
    if spoilt == NOTE:
        return
    with pytest.raises(BadNote):
        opened(spoilt, [KEY.verifier])


@pytest.mark.parametrize(
    "body",
    [
        POINT.body().replace("17", "017"),
        POINT.body().replace("17", "-17"),
        POINT.body().replace("17", "1" * 30),
        POINT.body().replace("number 3", "number 03"),
        POINT.body().replace("number", "nomber"),
        POINT.body().replace("12:00:00Z", "12:00:00"),
        POINT.body().replace("2026-06-01", "2026-06-41"),
        POINT.body() + "extra\n",
        POINT.body().replace("AAEC", "AAE"),
        "",
        "\n",
    ],
)
def test_what_is_no_checkpoint(body: str) -> None:
    with pytest.raises(BadNote):
        opened(KEY.sign(body), [KEY.verifier])


@pytest.mark.parametrize("text", ["", "x", NOTE[:-1], NOTE.replace("\n\n", "\n"), NOTE + "x" * 20_000])
def test_what_is_no_note(text: str) -> None:
    with pytest.raises(BadNote):
        body_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        KEY.verifier.text.replace("+", "-"),
        KEY.verifier.text[:-4],
        KEY.verifier.text.replace("beadle/test", "beadle/tost"),
        KEY.verifier.text.replace("beadle/test", "beadle test"),
    ],
)
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(BadNote):
        Verifier.parse(text)


def test_a_keys_name_has_no_spaces() -> None:
    with pytest.raises(BadNote):
        Signer("two words", b"k" * 32)
