"""Somebody adds a passkey to their sign-in, and from then on comes in without typing anything."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TookTooLong
from tests.e2e.conftest import Town, accessibility_faults, enter
from tests.e2e.factors import keep_recovery_codes, plug_in_passkeys


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Sign-in name")).to_be_visible()


def test_a_passkey_is_added_signs_in_and_is_removed(page: Page, town: Town) -> None:
    plug_in_passkeys(page)
    enter(page, town, "caleb")
    page.goto("/account")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("Desk 3")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Go on").click()
    codes = page.get_by_role("dialog", name="Your recovery codes")
    expect(codes).to_be_visible()
    assert accessibility_faults(page) == []
    assert len(set(keep_recovery_codes(codes))) == 10
    expect(page.get_by_role("region", name="Passkeys").get_by_text("Desk 3")).to_be_visible()

    sign_out(page)
    # The browser offers it for the name field, or by the button: either way there is nothing to type.
    button = page.get_by_role("button", name="Sign in with a passkey")
    inside = page.get_by_role("button", name="Signed in as Caleb Wragg")
    expect(button.or_(inside)).to_be_visible()
    with suppress(TookTooLong):  # the browser may be quicker than the click
        button.click(timeout=10_000)
    expect(inside).to_be_visible()

    page.goto("/account")
    page.get_by_role("button", name="Rename Desk 3").click()
    page.get_by_label("Name of this passkey").fill("Front desk")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Remove Front desk"))
    expect(row).to_contain_text("last used")
    page.get_by_role("button", name="Remove Front desk").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("button", name="Remove Front desk")).to_have_count(0)
