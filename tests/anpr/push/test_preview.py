"""Trying a mapping before it is kept."""

from __future__ import annotations

from tests.factories.pushing import RECEIVED, message

from beadle.anpr.push.preview import MOST_ROWS, preview
from beadle.anpr.push.schemas import MappingPreviewIn

TABLE = {"format": "csv", "delimiter": ";", "columns": {"plate": "VRM", "time": "Seen at", "confidence": "Score"}}


def asked(sample: str, mapping: object = TABLE) -> MappingPreviewIn:
    return MappingPreviewIn.model_validate({"sample": sample, "mapping": mapping})


def test_rows_and_what_is_wrong_with_them():
    found = preview(asked(message("vaxtor.csv").decode()), RECEIVED)
    assert [row.plate for row in found.rows] == ["AB12CDE", "", "", "K9"]
    assert (found.rows[0].confidence, found.rows[0].problem) == (0.93, "")
    assert found.rows[0].at is not None
    assert found.rows[0].at.isoformat() == "2026-06-01T11:59:58+00:00"
    assert [problem[:6] for problem in found.problems] == ["Row 2:", "Row 3:"]
    assert found.rows[2].problem.endswith("its clock is wrong.")


def test_a_sample_of_another_form():
    found = preview(asked("<a/>", {"format": "json", "columns": {"plate": "plate"}}), RECEIVED)
    assert found.problems == ["Row 1: The JSON cannot be read: Expecting value: line 1 column 1 (char 0)."]


def test_only_the_first_rows_are_shown():
    found = preview(asked("VRM;Seen at\n" + "AB12CDE;\n" * 100), RECEIVED)
    assert len(found.rows) == MOST_ROWS
