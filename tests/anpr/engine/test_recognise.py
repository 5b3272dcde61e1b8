"""The shipped network reads plates that the test draws itself, and the plain reading of answers follows CTC's rules."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest

from beadle.anpr.engine.recognise import BLANK, CLASSES, MARK, MODEL, Recogniser, plain
from beadle.anpr.engine.rectify import HEIGHT, WIDTH, Strip, strip


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser.load()


def steps(written: str, sure: float = 0.9) -> np.ndarray:
    """Answers whose best class at each step is as written; what is left is spread over the others."""
    found = np.full((len(written), len(CLASSES)), (1 - sure) / (len(CLASSES) - 1))
    for row, sign in zip(found, written, strict=True):
        row[CLASSES.index(sign)] = sure
    return np.log(found).astype(np.float32)


def plate(text: str, high: int = 90) -> np.ndarray:
    """Black on white in OpenCV's own letters."""
    picture = np.full((high, high * 9 // 2, 3), 245, np.uint8)
    (wide, tall), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 2.2, 7)
    at = ((picture.shape[1] - wide) // 2, (high + tall) // 2)
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_DUPLEX, 2.2, (20, 20, 20), 7, cv2.LINE_AA)
    return picture


def around(picture: np.ndarray) -> np.ndarray:
    high, wide = picture.shape[:2]
    return np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("-A-B-", "AB"),
        ("AAAABB", "AB"),
        ("AA-A", "AA"),
        ("AA#A", "AA"),
        ("#-1#2-#", "12"),
        ("---###", ""),
    ],
)
def test_repeats_are_joined_and_blanks_and_marks_left_out(written: str, text: str) -> None:
    assert plain(steps(written)).text == text


def test_every_character_has_the_confidence_of_its_surest_step() -> None:
    answers = np.concatenate([steps("-A", 0.6), steps("A-", 0.8), steps("7", 0.5)])
    found = plain(answers)
    assert found.text == "A7"
    assert found.characters == pytest.approx((0.8, 0.5), abs=1e-6)
    assert found.confidence == pytest.approx(0.6 * 0.8 * 0.8 * 0.5, rel=1e-5)


def test_a_drawn_plate_is_read(recogniser: Recogniser) -> None:
    picture = plate("HK52TLY")
    found = recogniser.read([strip(picture, around(picture))])[0]
    assert found.text == "HK52TLY"
    assert len(found.characters) == 7
    assert min(found.characters) > 0.5
    assert found.confidence > 0.3


def test_the_answers_are_probabilities_of_every_class(recogniser: Recogniser) -> None:
    picture = plate("M48PXE")
    found = recogniser.read([strip(picture, around(picture))])[0]
    assert found.log_probs.shape[1] == len(CLASSES)
    assert np.exp(found.log_probs).sum(axis=1) == pytest.approx(1.0, abs=1e-3)
    assert (BLANK, CLASSES[MARK]) == (0, "#")


def test_a_batch_gives_what_its_strips_give_alone(recogniser: Recogniser) -> None:
    made = [strip(picture, around(picture)) for picture in (plate("AB12"), plate("XYZ789"), plate("1"))]
    together = recogniser.read(made)
    for each, found in zip(made, together, strict=True):
        alone = recogniser.read([each])[0]
        assert alone.text == found.text
        assert alone.log_probs == pytest.approx(found.log_probs, abs=2e-3)
    assert recogniser.read([]) == []


def test_light_does_not_change_the_text(recogniser: Recogniser) -> None:
    picture = plate("BF63KVN")
    grey = strip(picture, around(picture)).grey
    dark = (grey * 0.25 + 8).astype(np.uint8)
    assert recogniser.read([Strip(dark, 1)])[0].text == "BF63KVN"


def test_nothing_is_read_where_nothing_is_written(recogniser: Recogniser) -> None:
    blank = np.full((HEIGHT, WIDTH), 200, np.uint8)
    rings = blank.copy()
    for x in (50, 70, 90, 110):
        cv2.circle(rings, (x, HEIGHT // 2), 13, 60, 3, cv2.LINE_AA)
    found = recogniser.read([Strip(blank, 1), Strip(rings, 1)])
    assert [reading.text for reading in found] == ["", ""]


def test_a_plate_that_is_folded_the_wrong_way_gives_no_text(recogniser: Recogniser) -> None:
    upper, lower = plate("KL07", 80)[:, 84:276], plate("WTE", 80)[:, 84:276]
    both = np.concatenate([upper, lower])
    right, wrong = recogniser.read([strip(both, around(both), 2), strip(both, around(both), 1)])
    assert right.text == "KL07WTE"
    assert wrong.text == "" or wrong.confidence < right.confidence / 2


def test_strips_of_another_size_are_refused(recogniser: Recogniser) -> None:
    with pytest.raises(ValueError, match="uint8 40 x 176, not uint8 32 x 176"):
        recogniser.read([Strip(np.zeros((32, WIDTH), np.uint8), 1)])


def test_another_network_is_refused() -> None:
    class Other:
        """A session of a network that is none of ours."""

        def get_modelmeta(self) -> object:
            return type("Meta", (), {"custom_metadata_map": {"classes": "-01#", "width": "176", "height": "40"}})

    with pytest.raises(ValueError, match="not a network of Beadle's plate recogniser"):
        Recogniser(Other())  # type: ignore[arg-type]


def test_the_shipped_file_is_small_and_needs_no_other() -> None:
    assert MODEL.stat().st_size <= 4 * 1024 * 1024
    assert not list(Path(MODEL.parent).glob("recogniser*.data"))
    session = onnxruntime.InferenceSession(str(MODEL), providers=["CPUExecutionProvider"])
    assert session.get_inputs()[0].shape[1:] == [1, HEIGHT, WIDTH]
