"""An operator signs in, sees the town move, calls a camera by its number and looks back thirty seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect
from tests.e2e.conftest import CAMERAS, Town, accessibility_faults, sign_in
from tests.e2e.pictures import clock_on_screen, wait_for_clock


def test_a_wrong_password_is_said_in_words_and_the_right_one_lets_in(page: Page, town: Town) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_label("Name").fill("olivia")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("password")
    page.get_by_label("Password", exact=True).fill(town.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{town.address}wall")


def test_the_wall_fills_with_moving_pictures_of_now(page: Page, town: Town) -> None:
    sign_in(page, town)
    expect(page.locator("video")).to_have_count(CAMERAS)
    numbers, opened = set(), datetime.now(UTC)
    for index in range(CAMERAS):
        video = page.locator("video").nth(index)
        number, first = wait_for_clock(page, video)
        _, second = wait_for_clock(page, video, after=first)
        assert second > first, "the picture stands still"
        wait_for_clock(page, video, after=opened)  # how far behind now it is, benchmarks/live.py measures
        numbers.add(number)
    assert len(numbers) == CAMERAS
    assert accessibility_faults(page) == []


def test_a_camera_is_called_by_its_number_and_replayed_by_one_key(page: Page, town: Town) -> None:
    sign_in(page, town)
    expect(page.locator("video")).to_have_count(CAMERAS)
    number, _ = wait_for_clock(page, page.locator("video").last)
    page.keyboard.type(str(number))
    page.keyboard.press("Enter")
    tile = page.locator("[aria-current=true], [data-selected=true]").first.locator("video").last
    called, _ = wait_for_clock(page, tile)
    assert called == number
    page.keyboard.press("r")
    expect(page.get_by_text("Replay,")).to_be_visible()
    for _ in range(100):
        replayed = clock_on_screen(page, tile)
        # It plays on from thirty seconds ago, so it stays behind by as much; a live picture never is.
        if replayed is not None and datetime.now(UTC) - replayed[1] > timedelta(seconds=15):
            break
        page.wait_for_timeout(200)
    else:
        raise AssertionError("the replay does not show the past")
