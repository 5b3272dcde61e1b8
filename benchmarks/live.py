"""How far behind live pictures are: `python -m benchmarks.live [--tiles 16] [--seconds 20]`.

Starts the demonstration and measures three things on it:
- the delay that recorder and server add: from the moment that the recorder had a frame whole to its arrival at a
  WebSocket client, for as many streams at once as there are tiles;
- from the clock burnt into the picture by the camera to the pixels of the tile in a real Chromium;
- the first picture: from opening the socket to the first frame that the browser shows.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import websockets
from playwright.sync_api import Page, sync_playwright

from beadle.simulator.readback import read_clock
from benchmarks.demonstration import Town, demonstration
from benchmarks.report import Row, percentile, report

_CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run")
_BAND = """() => [...document.querySelectorAll('video')].filter(v => v.readyState >= 2 && !v.paused).map(v => {
  const canvas = document.createElement('canvas');
  const height = Math.ceil(v.videoHeight / 8);
  canvas.width = v.videoWidth; canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(v, 0, v.videoHeight - height, v.videoWidth, height, 0, 0, v.videoWidth, height);
  const now = performance.timeOrigin + performance.now();
  const rgba = context.getImageData(0, 0, canvas.width, height).data;
  const gray = new Uint8Array(canvas.width * height);
  for (let i = 0; i < gray.length; i++) gray[i] = rgba[4 * i + 1];
  let text = ''; for (let i = 0; i < gray.length; i += 8192)
    text += String.fromCharCode(...gray.subarray(i, i + 8192));
  return { now, width: canvas.width, height, gray: btoa(text) };
})"""


def signed_in(place: Town) -> tuple[httpx.Client, list[dict[str, Any]]]:
    """A client with a session, and the cameras that stream, once all of them are online."""
    client = httpx.Client(base_url=place.address, headers={"origin": place.address})
    client.post("/api/session", json={"name": "olivia", "password": place.password}).raise_for_status()
    while True:
        cameras = [camera for camera in client.get("/api/cameras").json() if camera["enabled"]]
        if all(camera["health"]["state"] == "online" for camera in cameras):
            return client, cameras
        time.sleep(1)


async def server_delay(place: Town, cookie: str, cameras: list[dict[str, Any]], seconds: float) -> list[float]:
    """Milliseconds from frame whole in the recorder to the client, for every frame of every stream."""
    delays: list[float] = []

    async def watch(camera: str) -> None:
        address = f"{place.address.replace('http', 'ws')}/api/video/cameras/{camera}/live?stream=main"
        headers = {"Cookie": cookie, "Origin": place.address}
        async with websockets.connect(address, additional_headers=headers, max_size=None) as socket:
            seen = 0
            async for message in socket:
                if isinstance(message, bytes) and not message[0] & 1:
                    seen += 1
                    if seen > 1:  # the first is the current group of pictures, old by design
                        delays.append(time.time() * 1000 - int.from_bytes(message[1:9], "big", signed=True) / 1000)

    watching = [asyncio.ensure_future(watch(camera["id"])) for camera in cameras]
    await asyncio.sleep(seconds)
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    return delays


def pixels(place: Town, seconds: float) -> tuple[list[float], int]:
    """Milliseconds from burnt-in clock to pixel for every tile, sampled; and how many tiles were seen moving."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(_CHROMIUM))
        page = browser.new_page(viewport={"width": 1920, "height": 1080}, base_url=place.address)
        open_wall(page, place)
        behind: list[float] = []
        moving: dict[int, set[datetime]] = {}
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for tile in page.evaluate(_BAND):
                gray = np.frombuffer(base64.b64decode(tile["gray"]), np.uint8).reshape(tile["height"], tile["width"])
                read = read_clock(np.vstack([np.zeros_like(gray), gray]))
                if read is not None:
                    now = datetime.fromtimestamp(tile["now"] / 1000, UTC)
                    # The clock shows tenths, cut off: on average the picture is 50 ms younger than it says.
                    behind.append((now - read[1]).total_seconds() * 1000 - 50)
                    moving.setdefault(read[0], set()).add(read[1])
            page.wait_for_timeout(250)
        browser.close()
    return behind, sum(len(times) > 1 for times in moving.values())


def open_wall(page: Page, place: Town) -> None:
    """Sign in and wait until pictures move."""
    page.goto("/")
    page.get_by_label("Name").fill("olivia")
    page.get_by_label("Password", exact=True).fill(place.password)
    page.get_by_role("button", name="Sign in").click()
    # The page's own policy forbids strings as code, so Playwright's waiting for a function is not to be had.
    while not page.evaluate("[...document.querySelectorAll('video')].some(v => v.currentTime > 0 && !v.paused)"):
        page.wait_for_timeout(200)
    page.wait_for_timeout(8000)


def main() -> None:
    """Parse, run, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tiles", type=int, default=16)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--folder", type=Path, help="data folder to use again (its clips are then rendered already)")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name, demonstration(given.folder or Path(name), given.tiles) as place:
        client, cameras = signed_in(place)
        cookie = "; ".join(f"{key}={value}" for key, value in client.cookies.items())
        delays = asyncio.run(server_delay(place, cookie, cameras, given.seconds))
        behind, moving = pixels(place, given.seconds)
    server, picture = percentile(delays, 0.95), percentile(behind, 0.95)
    report(
        f"Live pictures, {given.tiles} tiles",
        [
            Row("delay added by recorder and server, median", "", f"{percentile(delays, 0.5):.1f} ms"),
            Row("delay added by recorder and server, p95", "<= 40 ms", f"{server:.1f} ms", server <= 40),
            Row("stamp to pixel in Chromium, median", "", f"{percentile(behind, 0.5):.0f} ms"),
            Row("stamp to pixel in Chromium, p95", "<= 250 ms", f"{picture:.0f} ms", picture <= 250),
            Row("tiles that move", str(given.tiles), str(moving), moving == given.tiles),
        ],
        given.json,
        "Simulator, recorder, server, database and a browser that decodes all tiles in software share the machine.",
    )


if __name__ == "__main__":
    main()
