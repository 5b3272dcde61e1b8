"""A manager draws on a picture of a camera where movement does not count, and finds it kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import FloatRect, Locator, Page, expect
from tests.e2e.conftest import Town, accessibility_faults, sign_in


def open_areas(page: Page) -> None:
    """From the list of cameras to a working camera's page, and from there to its areas."""
    page.goto("/cameras")
    page.get_by_role("row").filter(has_text="Working").first.get_by_role("link").first.click()
    expect(page.get_by_role("link", name="What movement ignores")).to_be_visible()
    until_recorded(page, page.url.rsplit("/", 1)[1])
    page.get_by_role("link", name="What movement ignores").click()
    picture = page.get_by_role("img", name="a moment ago")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(image) => image.naturalWidth") > 0


def until_recorded(page: Page, camera: str) -> None:
    """A camera that was started only now has no picture of a moment ago yet."""
    for _ in range(450):
        since = datetime.now(UTC) - timedelta(seconds=30)
        asked = {"camera": camera, "from": since.isoformat(), "to": (since + timedelta(seconds=8)).isoformat()}
        spans = page.request.get("/api/video/timeline", params=asked).json()["cameras"][0]["spans"]
        if spans and datetime.fromisoformat(spans[0]["from"]) <= since + timedelta(seconds=1):
            return
        page.wait_for_timeout(200)
    raise AssertionError("nothing was recorded")


def box_of(frame: Locator) -> FloatRect:
    box = frame.bounding_box()
    assert box is not None
    return box


def point(page: Page, frame: Locator, x: float, y: float) -> tuple[float, float]:
    box = box_of(frame)
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_an_area_is_drawn_over_the_cameras_picture_corrected_with_keys_and_kept(page: Page, town: Town) -> None:
    sign_in(page, town, "maya")
    expect(page).to_have_url(f"{town.address}wall")
    open_areas(page)
    page.get_by_role("button", name="Draw", exact=True).click()
    drawing = page.get_by_role("group", name="Click the corners")
    for x, y in ((0.6, 0.2), (0.9, 0.2), (0.9, 0.6), (0.6, 0.2)):  # the first one again closes it
        page.mouse.click(*point(page, drawing, x, y))
    expect(page.get_by_text("1 area, together 6 % of the picture.")).to_be_visible()

    frame = page.get_by_role("group", name="The picture with its areas")
    page.mouse.move(*point(page, frame, 0.9, 0.6))
    page.mouse.down()
    page.mouse.move(*point(page, frame, 0.8, 0.7))
    page.mouse.move(*point(page, frame, 0.7, 0.8))
    page.mouse.up()
    expect(page.get_by_role("button", name="Corner 3 of area 1: 70 % from the left, 80 % from the top")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    corner = page.get_by_role("button", name="Corner 3 of area 1: 90 % from the left, 60 % from the top")
    corner.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowLeft")
    left = page.get_by_label("From the left, corner 3 of area 1, in %")
    top = page.get_by_label("From the top, corner 3 of area 1, in %")
    assert abs(float(left.input_value()) - 89) <= 0.3
    assert abs(float(top.input_value()) - 65) <= 0.3
    left.fill("75")
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "wider than a phone"
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 1920, "height": 1080})

    page.locator("label").filter(has_text="Mark movement").click()
    page.get_by_role("button", name="Save the areas").click()
    expect(page.get_by_text("Marked on the timeline, but not in 1 area")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Marked on the timeline, but not in 1 area")).to_be_visible()
    page.get_by_role("link", name="What movement ignores").click()
    page.get_by_role("button", name="Area 1", exact=True).click()
    expect(left).to_have_value("75")

    page.goto("/log")
    expect(page.get_by_text("Changed a camera").first).to_be_visible()
    expect(page.get_by_text("Took a still").first).to_be_visible()


def test_a_camera_that_is_steered_is_said_to_be_in_its_form(page: Page, town: Town) -> None:
    sign_in(page, town, "maya")
    expect(page).to_have_url(f"{town.address}wall")
    page.goto("/cameras")
    page.get_by_role("row").filter(has_text="Working").last.get_by_role("link").first.click()
    page.get_by_role("link", name="Change", exact=True).click()
    page.locator("label").filter(has_text="Moves by itself (PTZ)").click()
    page.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_text("Yes (PTZ): another view is no fault")).to_be_visible()
