"""The cameras that the analyser reads, in their file."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from beadle.anpr.push.plan import NOTHING, OwnCamera, Plan, plan_path, read_plan, write_plan

CAMERA = OwnCamera(uuid.UUID(int=3), "0012-market", 12, "Market Place", ((0.1, 0.2), (0.9, 0.2), (0.5, 1.0)), "in", 10)


def test_there_and_back_in_the_order_of_numbers(tmp_path: Path):
    assert read_plan(tmp_path) == NOTHING
    other = replace(CAMERA, number=3, region=())
    assert write_plan(tmp_path, [CAMERA, other]) == Plan(1, (other, CAMERA))
    assert read_plan(tmp_path) == Plan(1, (other, CAMERA))
    assert plan_path(tmp_path).stat().st_mode & 0o777 == 0o600


def test_the_version_rises_only_with_a_change(tmp_path: Path):
    write_plan(tmp_path, [CAMERA])
    before = plan_path(tmp_path).stat().st_mtime_ns
    assert write_plan(tmp_path, [CAMERA]).version == 1
    assert plan_path(tmp_path).stat().st_mtime_ns == before
    assert write_plan(tmp_path, []) == Plan(2, ())


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1}', '{"version": 1, "cameras": [{}]}', "[" * 5000])
def test_a_file_that_cannot_be_read_is_no_plan(tmp_path: Path, text: str):
    write_plan(tmp_path, [CAMERA])
    plan_path(tmp_path).write_text(text)
    assert read_plan(tmp_path) == NOTHING
    assert write_plan(tmp_path, [CAMERA]).cameras == (CAMERA,)
