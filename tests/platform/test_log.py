"""The log: no secrets, no forged lines."""

from __future__ import annotations

import json

import pytest
import structlog

from beadle.platform.log import configure, get_logger


@pytest.fixture(autouse=True)
def _reset() -> object:
    yield
    structlog.reset_defaults()


def test_secrets_and_control_characters_never_reach_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure(json=True)
    get_logger("test").warning(
        "camera\nforged", password="hunter2", url="rtsp://admin:hunter2@10.0.0.1/x", name="a\x1b[31m\nINFO ok"
    )
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert "hunter2" not in written
    assert "\x1b" not in written
    assert json.loads(written)["url"] == "rtsp://[hidden]@10.0.0.1/x"


def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure(json=False, level="warning")
    get_logger("test").info("quiet")
    get_logger("test").error("loud")
    written = capsys.readouterr().err
    assert "quiet" not in written
    assert "loud" in written
