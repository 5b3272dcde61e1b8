"""Reading the clock that a simulated camera burns into its picture from a screenshot of the page."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
from playwright.sync_api import Locator, Page

from beadle.simulator.readback import read_clock

_SHOWN = """video => {
  const box = video.getBoundingClientRect();
  const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
  const width = video.videoWidth * scale, height = video.videoHeight * scale;
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}"""


def clock_on_screen(page: Page, video: Locator) -> tuple[int, datetime] | None:
    """Camera number and burnt-in time (UTC) as the screen shows them in `video`; None while none can be read."""
    if video.evaluate("video => video.readyState < 2 || !video.videoWidth"):
        return None
    shot = page.screenshot(clip=video.evaluate(_SHOWN))
    picture = cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_COLOR)
    return None if picture is None else read_clock(picture)


def wait_for_clock(page: Page, video: Locator, *, after: datetime | None = None) -> tuple[int, datetime]:
    """The clock once it can be read, and is later than `after` where that is given."""
    for _ in range(450):
        found = clock_on_screen(page, video)
        if found is not None and (after is None or found[1] > after):
            return found
        page.wait_for_timeout(200)
    raise AssertionError("no moving clock is to be seen in the picture")
