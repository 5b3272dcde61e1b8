"""A second opinion: weighed like the first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.factories.plate_reads import read, steps

from beadle.anpr import second_opinion
from beadle.anpr.engine.terms import CHARACTERS, Floats, Picture
from beadle.anpr.errors import NoSecondOpinion
from beadle.anpr.second_opinion import SecondOpinion, alphabet_of, mixed
from beadle.anpr.terms import Candidate

PICTURE: Picture = np.full((200, 300, 3), 200, np.uint8)
ALPHABET = alphabet_of(["!", *CHARACTERS, "a", "中", "é"])


class Says:
    """A session that always says one text, and keeps what it was shown."""

    def __init__(self, text: str, sure: float = 0.98) -> None:
        known = steps(text, sure)
        self._answer = np.zeros((1, len(known), len(ALPHABET)), np.float32)
        self._answer[0, :, 0] = known[:, 0]
        self._answer[0, :, 2:38] = known[:, 1:]
        self.shown: list[Floats] = []

    def run(self, names: None, inputs: dict[str, Floats]) -> Sequence[Floats]:
        self.shown.append(inputs["x"])
        return [self._answer]


def test_the_alphabet_keeps_what_plates_have() -> None:
    assert alphabet_of(["!", "B", "a", "中", "7"]) == "##BA#7#"


def test_two_that_agree_are_surer() -> None:
    first = read("AB12CDE", sure=0.9)
    (both,) = SecondOpinion(Says("AB12CDE"), ALPHABET).weigh(PICTURE, [first])
    assert both.text == "AB12CDE"
    assert both.confidence > first.confidence


def test_a_surer_second_opinion_wins_and_is_ambiguous() -> None:
    first = read("AB12CDF", sure=0.75)
    (both,) = SecondOpinion(Says("AB12CDE", 0.995), ALPHABET).weigh(PICTURE, [first])
    assert both.text == "AB12CDE"
    assert both.ambiguous
    assert both.confidence < first.confidence
    assert {candidate.text for candidate in both.candidates[:2]} == {"AB12CDE", "AB12CDF"}
    assert len(both.characters) == len(both.spread) == 7


def test_a_less_sure_second_opinion_lowers_the_confidence() -> None:
    first = read("AB12CDE", sure=0.98)
    (both,) = SecondOpinion(Says("AB12CDF", 0.7), ALPHABET).weigh(PICTURE, [first])
    assert both.text == "AB12CDE"
    assert both.confidence < first.confidence


def test_who_sees_nothing_lowers_the_confidence() -> None:
    first = read("AB12CDE", sure=0.98)
    (both,) = SecondOpinion(Says(""), ALPHABET).weigh(PICTURE, [first])
    assert both.text == "AB12CDE"
    assert both.confidence < first.confidence


def test_one_line_and_two_lines_are_shown_flat() -> None:
    session = Says("AB12CDE")
    opinion = SecondOpinion(session, ALPHABET)
    opinion.weigh(PICTURE, [read("AB12CDE", (50, 50, 120, 26))])
    assert session.shown[0].shape == (1, 3, 48, 320)
    flat = second_opinion._flat(PICTURE, read("AB12CDE", (50, 50, 90, 60)).corners, two_line=True)
    assert flat.shape[0] == 48
    assert flat.shape[1] <= 320
    grey = second_opinion._flat(PICTURE[:, :, 0], read("AB12CDE", (50, 50, 90, 20)).corners, two_line=False)
    assert grey.ndim == 3


def test_mixed_candidates_are_no_more_than_all() -> None:
    found = mixed([Candidate("A1", 0.6), Candidate("A7", 0.4)], [Candidate("A7", 0.9)])
    assert [each.text for each in found] == ["A7", "A1"]
    assert sum(each.probability for each in found) <= 1.0


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "find_spec", lambda _name: None)
    with pytest.raises(NoSecondOpinion) as raised:
        SecondOpinion.load()
    assert "--no-deps rapidocr-onnxruntime" in str(raised.value)


def test_the_wheels_own_network_reads_plain_characters() -> None:
    """With RapidOCR installed, as in this project's own environment; without it there is nothing to try."""
    cv2 = pytest.importorskip("cv2")
    pytest.importorskip("rapidocr_onnxruntime")
    shown = PICTURE.copy()
    cv2.putText(shown, "AB12CDE", (54, 122), cv2.FONT_HERSHEY_DUPLEX, 1.4, (20, 20, 20), 3, cv2.LINE_AA)
    (both,) = SecondOpinion.load().weigh(shown, [read("AB12CDF", (45, 80, 215, 55), sure=0.7)])
    assert both.text == "AB12CDE"
