"""A supervisor looks back at two cameras in step, exports a range, downloads it, and any player can play it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
from playwright.sync_api import Page, expect
from tests.e2e.conftest import Town, accessibility_faults, sign_in
from tests.e2e.pictures import wait_for_clock

from beadle.simulator.readback import read_clock


def recorded_cameras(page: Page, seconds: int) -> list[str]:
    """Identifiers of cameras with at least so many seconds of footage, once there are two."""
    ask = """async seconds => {
      const cameras = (await (await fetch('/api/cameras')).json()).filter(c => c.enabled);
      const to = new Date(), from = new Date(to - 600e3), found = [];
      for (const camera of cameras) {
        const query = new URLSearchParams({ camera: camera.id, from: from.toISOString(), to: to.toISOString() });
        const line = (await (await fetch(`/api/video/timeline?${query}`)).json()).cameras[0];
        const last = line.spans.at(-1);
        if (last && new Date(last.to) - new Date(last.from) > seconds * 1e3) found.push(camera.id);
      }
      return found;
    }"""
    for _ in range(90):
        found: list[str] = page.evaluate(ask, seconds)
        if len(found) >= 2:
            return found
        page.wait_for_timeout(1000)
    raise AssertionError("two cameras with footage are not to be had")


def open_playback(page: Page, town: Town) -> datetime:
    """Two cameras at a moment some seconds ago, paused; gives the moment."""
    sign_in(page, town, "sam")
    expect(page).to_have_url(f"{town.address}wall")
    cameras = recorded_cameras(page, 45)[:2]
    moment = (datetime.now(UTC) - timedelta(seconds=30)).replace(microsecond=0)
    at = moment.isoformat().replace("+00:00", "Z")
    page.goto(f"/playback?camera={cameras[0]}&camera={cameras[1]}&at={at}")
    expect(page.locator("video")).to_have_count(2)
    return moment


def test_two_cameras_show_the_same_moment_and_step_together(page: Page, town: Town) -> None:
    moment = open_playback(page, town)
    first, second = page.locator("video").nth(0), page.locator("video").nth(1)
    shown = [wait_for_clock(page, video) for video in (first, second)]
    assert shown[0][0] != shown[1][0]
    for _, time in shown:
        # The clock shows tenths; a frame lasts 40 ms and travels a little before it is stamped by the recorder.
        assert abs(time - moment) < timedelta(seconds=0.5)
    assert abs(shown[0][1] - shown[1][1]) <= timedelta(seconds=0.1)
    for _ in range(5):
        page.keyboard.press(".")
    page.wait_for_timeout(500)
    stepped = [wait_for_clock(page, video)[1] for video in (first, second)]
    assert abs(stepped[0] - stepped[1]) <= timedelta(seconds=0.1)
    assert timedelta(0) < stepped[0] - shown[0][1] <= timedelta(seconds=0.4)
    page.keyboard.press("Space")
    wait_for_clock(page, first, after=stepped[0] + timedelta(seconds=1))
    page.keyboard.press("Space")
    assert accessibility_faults(page) == []


def test_a_clip_is_exported_downloaded_and_plays_anywhere(page: Page, town: Town, tmp_path: Path) -> None:
    moment = open_playback(page, town)
    wait_for_clock(page, page.locator("video").first)
    page.keyboard.press("[")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("]")
    page.get_by_role("button", name="Export...").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert accessibility_faults(page) == []
    dialog.get_by_label("Purpose").click()
    page.get_by_role("option").first.click()
    dialog.get_by_label("Reason").fill("A story in the browser tests")
    dialog.get_by_role("button", name="Order export").click()
    page.goto("/exports")
    master = page.get_by_role("row").filter(has_text="Master").first.get_by_role("link")
    with page.expect_download(timeout=90_000) as download:
        master.click()
    path = tmp_path / "clip.mp4"
    download.value.save_as(path)
    listed: dict[str, Any] = page.evaluate(
        "fetch('/api/video/exports').then(r => r.json()).then(l => (l.exports ?? l)[0])"
    )
    assert hashlib.sha256(path.read_bytes()).hexdigest() in {each["sha256"] for each in listed["files"]}
    assert accessibility_faults(page) == []
    check_clip(path, moment)


def check_clip(path: Path, moment: datetime) -> None:
    """The clip decodes from end to end, is about ten seconds long, and shows the time that was asked for."""
    with av.open(str(path)) as container:
        pictures = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    clocks = [read for picture in pictures[:: len(pictures) // 5] if (read := read_clock(picture)) is not None]
    assert clocks
    assert 9 * 20 <= len(pictures) <= 16 * 25, "about ten seconds, from a key frame on"
    assert abs(clocks[0][1] - moment) < timedelta(seconds=4)
