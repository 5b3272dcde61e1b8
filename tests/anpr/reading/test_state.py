from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beadle.anpr.reading.state import ReadingState, read_state, state_path, write_state

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CAMERA, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    states = {
        CAMERA: ReadingState(11.9, 12.0, 0.01, True, "", NOW, NOW - timedelta(seconds=9)),
        OTHER: ReadingState(0.0, 12.0, 0.0, False, "The camera has sent no picture."),
    }
    write_state(tmp_path, NOW, states)
    assert read_state(tmp_path, NOW + timedelta(seconds=9)) == states


def test_what_was_said_long_ago_says_nothing_now(tmp_path: Path) -> None:
    write_state(tmp_path, NOW, {CAMERA: ReadingState(11.9, 12.0, 0.01, True)})
    assert read_state(tmp_path, NOW + timedelta(minutes=1)) == {}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"at": 5, "cameras": {}}', '{"at": "2026-11-23T09:00:00+00:00"}'])
def test_a_file_that_makes_no_sense_says_nothing(tmp_path: Path, text: str) -> None:
    assert read_state(tmp_path, NOW) == {}
    state_path(tmp_path).parent.mkdir()
    state_path(tmp_path).write_text(text)
    assert read_state(tmp_path, NOW) == {}
