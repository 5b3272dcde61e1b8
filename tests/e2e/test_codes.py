"""Somebody sets up an authenticator app, signs in with its code, and with a recovery code when the phone is lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.e2e.conftest import Town, accessibility_faults, enter, sign_in
from tests.e2e.factors import code, keep_recovery_codes
from tests.e2e.test_passkey import sign_out


def test_an_app_is_set_up_and_its_code_or_a_recovery_code_lets_in(page: Page, town: Town) -> None:
    enter(page, town, "erin")
    page.goto("/account")
    page.get_by_role("button", name="Set up the app").click()
    expect(page.get_by_role("img", name="Code to scan")).to_be_visible()
    assert accessibility_faults(page) == []
    secret = page.locator("code").inner_text()
    page.get_by_label("First code").fill(code(secret))
    page.get_by_role("button", name="Confirm the code").click()
    dialog = page.get_by_role("dialog", name="Your recovery codes")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    recovery = keep_recovery_codes(dialog)

    sign_out(page)
    sign_in(page, town, "erin")
    field = page.get_by_label("Code from your authenticator app")
    expect(field).to_be_focused()
    assert accessibility_faults(page) == []
    field.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("code is wrong")
    field.fill(code(secret, later=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Signed in as Erin Slater")).to_be_visible()

    for attempt, good in ((recovery[0].upper().replace("-", " "), True), (recovery[0], False)):
        sign_out(page)
        sign_in(page, town, "erin")
        page.get_by_role("button", name="Use a recovery code").click()
        page.get_by_label("Recovery code").fill(attempt)
        page.get_by_role("button", name="Sign in", exact=True).click()
        if good:
            expect(page.get_by_role("button", name="Signed in as Erin Slater")).to_be_visible()
        else:
            expect(page.get_by_role("alert")).to_contain_text("used already")
