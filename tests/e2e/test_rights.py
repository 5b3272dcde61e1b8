"""Who may look at what: a viewer of one camera group, the purpose that is stated, and broken glass that is reviewed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import Town, accessibility_faults, enter

BEYOND = "Horns Bridge in"
"""A camera of the roundabouts, where Grace has no right."""


def test_broken_glass_opens_every_camera_is_told_and_is_reviewed(page: Page, town: Town) -> None:
    reason = "A child is missing, last seen at the roundabout"
    enter(page, town, "grace")
    page.goto("/cameras")
    rows = page.get_by_role("row")
    beyond = rows.filter(has_text=BEYOND)
    expect(rows.filter(has_text="Market Place north")).to_be_visible()
    expect(beyond).to_have_count(0)

    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("menuitem", name="Break the glass").click()
    dialog = page.get_by_role("dialog", name="Break the glass")
    assert accessibility_faults(page) == []
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name="Open every camera").click()
    expect(page.get_by_text("The glass is broken until")).to_be_visible()
    expect(beyond).to_be_visible()
    page.get_by_role("button", name="End it now").click()
    expect(beyond).to_have_count(0)
    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("menuitem", name="Sign out").click()

    enter(page, town, "maya")
    page.goto("/break-glass")
    row = page.get_by_role("row").filter(has_text=reason)
    row.get_by_role("button", name="Review").click()
    review = page.get_by_role("dialog", name="Broken glass")
    assert accessibility_faults(page) == []
    review.get_by_label("What the review found").fill("Needed: she was found.")
    review.get_by_role("button", name="Save the review").click()
    expect(row.get_by_text("Reviewed")).to_be_visible()


@pytest.mark.usefixtures("with_refusals")
def test_a_purpose_is_stated_and_stands_in_the_log(page: Page, town: Town) -> None:
    enter(page, town, "maya")
    page.get_by_role("button", name="purpose of looking").click()
    dialog = page.get_by_role("dialog", name="What are you looking for?")
    dialog.get_by_role("radio", name="Investigation of a reported crime").click()
    expect(dialog.get_by_role("button", name="Look for this")).to_be_disabled()
    dialog.get_by_label("Case reference").fill("26000/4711")
    assert accessibility_faults(page) == []
    dialog.get_by_role("button", name="Look for this").click()
    expect(page.get_by_role("button", name="26000/4711")).to_be_visible()

    page.goto("/log?case=26000/4711")
    page.get_by_role("row").filter(has_text="Stated a purpose").first.get_by_role("button").click()
    line = page.get_by_role("dialog", name="Line")
    line.get_by_role("button", name="Prove this line").click()
    # Signed once a minute: until then there is no root to prove it against, and the screen says so.
    proven = line.get_by_text("In the log, unchanged")
    for _ in range(40):
        if proven.count():
            break
        page.wait_for_timeout(3000)
        again = line.get_by_role("button", name="Prove this line")
        if again.count() and again.is_enabled():
            again.click()
    expect(proven).to_be_visible()


@pytest.mark.usefixtures("with_refusals")
def test_who_has_no_usual_purpose_sees_nothing_before_one_is_stated(page: Page, town: Town) -> None:
    enter(page, town, "theo")
    page.goto("/wall")
    expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()
    expect(page.locator("video")).to_have_count(0)
    assert accessibility_faults(page) == []
