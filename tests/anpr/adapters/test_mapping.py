"""Paths of columns, and mappings that cannot be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from beadle.anpr.adapters.mapping import ColumnMapping, steps


def test_steps():
    assert steps("") == ()
    assert steps("plate") == ("plate",)
    assert steps("data.results[0].plate") == ("data", "results", 0, "plate")
    assert steps("[3].@id") == (3, "@id")


@pytest.mark.parametrize("path", [".a", "a.", "a..b", "a[x]", "a[", "a[1234]", "a" * 201])
def test_what_is_no_path(path: str):
    with pytest.raises(ValueError, match="is not a column"):
        steps(path)


def test_a_mapping_is_checked_when_it_is_made():
    with pytest.raises(ValidationError, match="is not a column"):
        ColumnMapping.model_validate({"format": "json", "columns": {"plate": "a..b"}})
    with pytest.raises(ValidationError):
        ColumnMapping.model_validate({"format": "json", "columns": {"plate": "a"}, "evil": 1})
    table = ColumnMapping.model_validate({"format": "csv", "columns": {"plate": "Reg. No..."}})
    assert table.columns.plate == "Reg. No...", "a table's columns have any name"
