"""What a question to the log means."""

from __future__ import annotations

import uuid

import pytest
from pydantic import ValidationError

from beadle.accounts.audit_schemas import AuditFilter, AuditQuery
from beadle.audit.terms import Filter


def test_a_camera_and_a_plate_become_what_lines_name() -> None:
    asked = AuditFilter(camera=uuid.UUID(int=1), plate=" ab12  cde ", case="24*1", person="Sam")
    assert asked.as_filter() == Filter(
        thing=f"camera:{uuid.UUID(int=1)}", subject="plate:AB12CDE", case_reference="24*1", person="Sam"
    )
    assert AuditQuery().as_filter() == Filter()


@pytest.mark.parametrize("wrong", [{"plate": "A" * 41}, {"camera": "1"}, {"colour": "red"}, {"before": 0}])
def test_what_cannot_be_asked(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AuditQuery.model_validate(wrong)
