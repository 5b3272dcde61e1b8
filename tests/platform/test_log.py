"""The log: no secrets, no forged lines."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from beadle.platform.log import configure, get_logger


@pytest.fixture(autouse=True)
def _reset() -> Iterator[None]:
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)
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


def test_what_libraries_say_takes_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    configure(json=True)
    try:
        {}["rtsp://admin:hunter2@10.0.0.1/x\nINFO all is well\x1b[31m"]
    except KeyError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    logging.getLogger("quiet").info("not said")
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert "hunter2" not in written
    assert "\x1b" not in written
    line = json.loads(written)
    assert (line["logger"], line["level"]) == ("uvicorn.error", "error")
    assert "Traceback" in line["exception"]
    assert line["timestamp"].endswith("Z")
