"""Managers' screens: every one opens without a fault that axe knows, in a window and at the width of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import Town, accessibility_faults, sign_in

SCREENS = (
    "/wall",
    "/playback",
    "/cameras",
    "/exports",
    "/holds",
    "/system",
    "/log",
    "/users",
    "/users/groups",
    "/users/purposes",
    "/break-glass",
    "/cameras/new",
    "/account",
)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_opens_and_is_accessible(page: Page, town: Town, screen: str) -> None:
    sign_in(page, town, "administrator")
    expect(page).to_have_url(f"{town.address}wall")
    page.goto(screen)
    page.wait_for_load_state("networkidle") if screen not in {"/wall", "/playback"} else page.wait_for_timeout(2000)
    expect(page.get_by_role("main")).to_be_visible()
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("main")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "wider than a phone"
    assert accessibility_faults(page) == []


def test_what_a_role_may_not_do_is_not_offered(page: Page, town: Town) -> None:
    sign_in(page, town, "alice")  # the auditor reads everything but images
    expect(page.get_by_role("link", name="Audit log")).to_be_visible()
    expect(page.get_by_role("link", name="Wall")).to_have_count(0)
    page.goto("/wall")
    expect(page.locator("video")).to_have_count(0)


def test_every_look_stands_in_the_log(page: Page, town: Town) -> None:
    sign_in(page, town, "administrator")
    expect(page.locator("video").first).to_be_visible()
    page.goto("/log")
    expect(page.get_by_text("Watched live").first).to_be_visible()


def test_a_connection_test_says_what_is_wrong(page: Page, town: Town) -> None:
    sign_in(page, town, "maya")
    expect(page).to_have_url(f"{town.address}wall")
    page.goto("/cameras")
    page.get_by_role("link", name="Add a camera").or_(page.get_by_role("button", name="Add a camera")).click()
    page.get_by_label("Address of the main stream").fill("rtsp://127.0.0.1:9/nothing")
    page.get_by_role("button", name="Test this address").click()
    expect(page.get_by_text("refuses the connection").first).to_be_visible()
