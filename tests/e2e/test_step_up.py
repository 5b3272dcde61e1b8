"""An export asks a person whose sign-in is hours old who they are; then it goes on by itself, with all they typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import Town, accessibility_faults, enter
from tests.e2e.factors import let_proofs_grow_old
from tests.e2e.pictures import wait_for_clock
from tests.e2e.test_playback import recorded_cameras

REASON = "A story about proof"


@pytest.mark.usefixtures("with_refusals")
def test_an_export_waits_for_a_proof_and_then_goes_on(page: Page, town: Town) -> None:
    enter(page, town, "priya")
    camera = recorded_cameras(page, 45)[0]
    moment = (datetime.now(UTC) - timedelta(seconds=30)).replace(microsecond=0)
    page.goto(f"/playback?camera={camera}&at={moment.isoformat().replace('+00:00', 'Z')}")
    wait_for_clock(page, page.locator("video").first)
    for key in ("[", "ArrowRight", "]"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Export...").click()
    order = page.get_by_role("dialog", name="Export footage")
    order.get_by_label("Purpose").click()
    page.get_by_role("option").first.click()
    order.get_by_label("Reason").fill(REASON)
    reference = order.get_by_label("Reference")
    if reference.count():
        reference.fill("26000/441")
    let_proofs_grow_old(town, "priya")

    question = page.get_by_role("dialog", name="Is it still you?")
    order.get_by_role("button", name="Order export").click()
    expect(question).to_be_visible()
    expect(question.get_by_label("Password", exact=True)).to_be_focused()
    assert accessibility_faults(page) == []
    # Turned down, nothing is done and nothing that was typed is lost.
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(order.get_by_role("alert")).to_contain_text("fresh proof")
    expect(order.get_by_label("Reason")).to_have_value(REASON)

    order.get_by_role("button", name="Order export").click()
    question.get_by_label("Password", exact=True).fill("not the password")
    page.keyboard.press("Enter")
    expect(question.get_by_role("alert")).to_contain_text("password is wrong")
    question.get_by_label("Password", exact=True).fill(town.password)
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    expect(order).to_be_hidden()
    page.goto("/exports")
    expect(page.get_by_text(REASON)).to_have_count(1)
