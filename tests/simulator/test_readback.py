from __future__ import annotations

from datetime import UTC, datetime

import cv2
import numpy as np
import pytest

from beadle.platform.clock import to_us
from beadle.simulator.band import BandLayout
from beadle.simulator.readback import read_clock
from beadle.simulator.stamp import CELLS, USED, strip

MOMENT = datetime(2026, 11, 22, 14, 32, 5, 300_000, tzinfo=UTC)


def picture_of(width: int, height: int, camera: int = 12) -> np.ndarray:
    """A grey picture whose scene is noise, with the band drawn by its layout."""
    coded = -(-height // 16) * 16
    gray = np.random.default_rng(1).integers(0, 255, (coded, width), np.uint8)
    layout, moment_us = BandLayout(width), to_us(MOMENT)
    bits = strip(camera, moment_us // 100_000) << CELLS - USED
    for row, bodies in enumerate(layout.rows(bits, layout.line("012 MARKET PLACE", moment_us))):
        for x, body in enumerate(bodies):
            block = np.frombuffer(body[:256], np.uint8).reshape(16, 16)
            gray[coded - 48 + 16 * row : coded - 32 + 16 * row, 16 * x : 16 * x + 16] = block
    return gray[:height]


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (640, 360), (320, 240)])
def test_the_clock_is_read_at_every_size(size: tuple[int, int]) -> None:
    assert read_clock(picture_of(*size)) == (12, MOMENT)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (640, 360)])
@pytest.mark.parametrize("method", [cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC])
def test_the_clock_is_read_from_a_tile_of_270_rows(size: tuple[int, int], method: int) -> None:
    tile = cv2.resize(picture_of(*size), (480, 270), interpolation=method)

    assert read_clock(tile) == (12, MOMENT)


def test_a_compressed_colour_picture_is_read() -> None:
    color = cv2.cvtColor(picture_of(1280, 720), cv2.COLOR_GRAY2BGR)
    _, jpeg = cv2.imencode(".jpg", color, [cv2.IMWRITE_JPEG_QUALITY, 50])

    assert read_clock(cv2.imdecode(jpeg, cv2.IMREAD_COLOR)) == (12, MOMENT)


def test_a_picture_without_a_clock_has_none() -> None:
    noise = np.random.default_rng(2).integers(0, 255, (270, 480), np.uint8)

    assert read_clock(noise) is None
    assert read_clock(np.zeros((270, 480), np.uint8)) is None
    assert read_clock(np.zeros((20, 40), np.uint8)) is None
