"""CTC: scores against all paths counted one by one, the beam against the scores."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from tests.factories.plate_reads import steps

from beadle.anpr.engine import ctc
from beadle.anpr.engine.terms import CHARACTERS


def lot(count: int, columns: list[int], seed: int = 1) -> ctc.Steps:
    """Steps where only some columns are likely."""
    found = np.full((count, 37), 1e-12)
    found[:, columns] = np.random.default_rng(seed).random((count, len(columns)))
    return found / found.sum(axis=1, keepdims=True)


def counted(given: ctc.Steps, columns: list[int]) -> dict[str, float]:
    """The probability of every text, by all paths."""
    found: dict[str, float] = {}
    for path in itertools.product(columns, repeat=len(given)):
        kept = [column for column, _ in itertools.groupby(path)]
        text = "".join(CHARACTERS[column - 1] for column in kept if column)
        found[text] = found.get(text, 0.0) + float(np.prod([given[at, column] for at, column in enumerate(path)]))
    return found


def test_scores_are_those_of_all_paths() -> None:
    columns = [0, 1, 2, 11]
    given = lot(5, columns)
    every = counted(given, columns)
    texts = sorted(every)
    assert np.exp(ctc.scores(given, texts)) == pytest.approx([every[text] for text in texts], rel=1e-6)


def test_a_text_that_does_not_go_in_has_no_score() -> None:
    (score,) = ctc.scores(lot(3, [0, 1]), ["000000"])
    assert score <= ctc.NOTHING + 1


def test_the_beam_finds_the_likeliest_with_its_probability() -> None:
    columns = [0, 1, 2, 11]
    given = lot(6, columns)
    every = counted(given, columns)
    found = ctc.likely_texts(given, width=200, least=0.0)
    assert found[0][0] == max(every, key=lambda text: every[text])
    assert found[0][1] == pytest.approx(every[found[0][0]], rel=1e-6)


def test_a_double_character_needs_a_blank() -> None:
    assert ctc.likely_texts(steps("AA11"))[0][0] == "AA11"


def test_spread_says_what_stands_where() -> None:
    found = ctc.spread(steps("AB1", 0.9, {1: ("8", 0.3)}), "AB1")
    assert found.shape == (3, 36)
    assert np.exp(found).sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert [CHARACTERS[place] for place in found.argmax(axis=1)] == ["A", "B", "1"]
    assert np.exp(found[1, CHARACTERS.index("8")]) == pytest.approx(0.33, abs=0.05)


def test_spread_of_a_text_that_was_not_seen_and_of_none() -> None:
    assert ctc.spread(steps("AB1"), "AB1234567").shape == (9, 36)
    assert ctc.spread(steps("AB1"), "").shape == (0, 36)


def test_spread_turns_skips_round_rightly() -> None:
    """A doubled character first and a doubled one last: from both ends the blank between may not be skipped."""
    for text in ("AAB", "ABB"):
        found = ctc.spread(steps(text, 0.95), text)
        assert "".join(CHARACTERS[place] for place in found.argmax(axis=1)) == text


def test_columns_of_a_network_in_another_order() -> None:
    logs = np.log(np.array([[0.1, 0.2, 0.3, 0.4]], np.float32))
    given = ctc.steps_of(logs, "A#-Z", 2)
    assert given[0, 0] == pytest.approx(0.5, abs=1e-4)
    assert given[0, CHARACTERS.index("Z") + 1] == pytest.approx(0.4, abs=1e-4)
    assert given.sum() == pytest.approx(1.0)


def test_temperature_takes_certainty_away() -> None:
    logs = np.log(np.array([[0.98, 0.02]], np.float32))
    hot = ctc.steps_of(logs, "-A", 0, 2.0)
    assert hot[0, 0] == pytest.approx(0.875, abs=0.01)
