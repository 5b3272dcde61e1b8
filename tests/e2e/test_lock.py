"""An operator locks the desk: the wall goes on, nothing else does, on any tab; the password opens it again."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.e2e.conftest import CAMERAS, Town, accessibility_faults, sign_in
from tests.e2e.pictures import wait_for_clock

_WITHIN_REACH = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex]")]
  .filter(one => !one.closest("[inert], dialog") && one.checkVisibility()).length"""


def test_a_locked_wall_goes_on_and_opens_for_its_operator(page: Page, town: Town) -> None:
    sign_in(page, town)
    expect(page.locator("video")).to_have_count(CAMERAS)
    _, before = wait_for_clock(page, page.locator("video").first)
    office = page.context.new_page()
    office.goto("/account")
    expect(office.get_by_role("heading", name="Your sign-in")).to_be_visible()
    page.bring_to_front()

    page.keyboard.press("Control+Alt+l")
    locked = page.get_by_role("dialog", name="Locked")
    expect(locked).to_be_visible()
    assert accessibility_faults(page) == []
    for name in ("navigation", "banner", "searchbox"):
        expect(page.get_by_role(name)).to_have_count(0)
    expect(page.get_by_role("button", name="Full screen")).to_have_count(0)
    assert page.evaluate(_WITHIN_REACH) == 0
    # The pictures move on, above the band, while it is locked.
    _, during = wait_for_clock(page, page.locator("video").first, after=before)
    wait_for_clock(page, page.locator("video").first, after=during)
    assert page.locator("video").last.evaluate("video => video.getBoundingClientRect().bottom") <= locked.evaluate(
        "band => band.getBoundingClientRect().top"
    )

    # The other tab has heard of it and shows nothing of what was on it, to eyes, keyboard or screen reader.
    expect(office.get_by_role("dialog", name="Locked")).to_be_visible()
    expect(office.get_by_text("Where you are signed in")).to_be_hidden()
    expect(office.get_by_role("heading", name="Your sign-in")).to_have_count(0)
    assert accessibility_faults(office) == []

    # Escape closes nothing, and keys do not reach the wall. The rest is done without a mouse.
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(locked).to_be_visible()
    expect(locked.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(town.password)
    page.keyboard.press("Enter")
    expect(locked).to_be_hidden()
    expect(page.get_by_role("navigation", name="Places")).to_be_visible()
    expect(office.get_by_role("heading", name="Your sign-in")).to_be_visible()
    wait_for_clock(page, page.locator("video").first, after=during)
