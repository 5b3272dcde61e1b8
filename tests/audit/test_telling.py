"""Reports in words and as JSON."""

from __future__ import annotations

import json

from tests.factories.log import point

from beadle.audit.examining import Fault, Finding
from beadle.audit.judging import Report
from beadle.audit.note import parse
from beadle.audit.telling import lines, report


def test_a_whole_log() -> None:
    found = Report(size=12, checked=12, signed=10, unsealed=1, checkpoints=1, forgotten=3, last=parse(point(1)))
    told = [text for text, _ in lines(found)]
    assert told[-1] == "The log is whole."
    assert "  2 leaves and 1 lines are too new to be signed for" in told
    assert "the last one is of 2026-06-01 12:01:00 UTC" in told[0]
    assert any("3 lines were forgotten" in each for each in told)
    assert json.loads(json.dumps(report(found)))["last_checkpoint"]["number"] == 1


def test_a_log_that_was_changed() -> None:
    found = Report(findings=[Finding(Fault.CHANGED, "Line 7 was changed.", 7)], notices=["Look."])
    told = [text for text, _ in lines(found)]
    assert told[:2] == ["Line 7 was changed.", "Look."]
    assert told[-1] == "The log is NOT whole: 1 findings."
    said = report(found)
    assert (said["sound"], said["findings"]) == (
        False,
        [{"fault": "changed", "text": "Line 7 was changed.", "line": 7, "last": None}],
    )
    assert json.dumps(said)
