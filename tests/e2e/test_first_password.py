"""A new person comes with the password that they were handed, chooses their own, and is in: nobody else knows it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from tests.e2e.conftest import Town, accessibility_faults, sign_in

OWN = "orbit lantern tea"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1920, "height": 1080}


def at_users(page: Page, town: Town) -> None:
    """The administrator at the screen of users."""
    sign_in(page, town, "administrator")
    is_in(page)
    page.goto("/users")


def is_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Signed in as")).to_be_visible()


def come(page: Page, name: str, password: str) -> None:
    """Somebody at the sign-in form."""
    page.goto("/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def leave(page: Page) -> None:
    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def handed_over(page: Page, full_name: str) -> str:
    """Read the first password off the dialog, which is shown once, and close it."""
    dialog = page.get_by_role("dialog", name=f"First password for {full_name}")
    expect(dialog).to_be_visible()
    assert accessibility_faults(page) == []
    password = dialog.locator("[data-secret]").inner_text()
    dialog.get_by_role("button", name="I have handed it over").click()
    expect(page.get_by_text(password)).to_have_count(0)
    return password


def add(page: Page, full_name: str, name: str) -> str:
    """Add a user; the first password."""
    page.get_by_role("button", name="Add a user").click()
    form = page.get_by_role("dialog", name="Add a user")
    form.get_by_label("Full name").fill(full_name)
    form.get_by_label("Sign-in name").fill(name)
    form.get_by_role("button", name="Add the user").click()
    return handed_over(page, full_name)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", name="Choose your password")


def choose(page: Page, current: str, new: str) -> None:
    page.get_by_label("The password you were given").fill(current)
    page.get_by_label("New password").fill(new)
    page.get_by_label("The same again").fill(new)
    page.get_by_role("button", name="Choose it and go on").click()


def test_a_new_person_chooses_their_own_password_and_the_first_one_is_worth_nothing_then(
    page: Page, town: Town
) -> None:
    at_users(page, town)
    first = add(page, "Robin Hale", "robin.hale")
    expect(page.get_by_role("row").filter(has_text="robin.hale")).to_contain_text("First password given")
    leave(page)

    come(page, "robin.hale", first)
    expect(heading(page)).to_be_visible()
    assert accessibility_faults(page) == []
    page.goto("/wall")  # no way round
    expect(heading(page)).to_be_visible()
    expect(page.locator("video")).to_have_count(0)
    page.set_viewport_size(PHONE)
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    choose(page, first, first)
    expect(page.get_by_text("another than the one that you were given")).to_be_visible()
    choose(page, first, OWN)
    expect(heading(page)).to_have_count(0)
    page.set_viewport_size(DESK)
    is_in(page)
    leave(page)

    come(page, "robin.hale", first)
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    come(page, "robin.hale", OWN)
    is_in(page)


def test_who_reset_it_is_told_to_the_person(page: Page, town: Town) -> None:
    at_users(page, town)
    add(page, "Kim Ward", "kim.ward")
    page.get_by_role("button", name="More for Kim Ward").click()
    page.get_by_role("menuitem", name="Reset the password").click()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Make a first password").click()
    second = handed_over(page, "Kim Ward")
    leave(page)

    come(page, "kim.ward", second)
    expect(heading(page)).to_be_visible()
    choose(page, second, OWN)
    is_in(page)
    leave(page)

    at_users(page, town)
    expect(page.get_by_role("row").filter(has_text="kim.ward")).to_contain_text("May sign in")
    page.get_by_role("button", name="More for Kim Ward").click()
    page.get_by_role("menuitem", name="Reset the password").click()
    page.get_by_role("button", name="Make a first password").click()
    third = handed_over(page, "Kim Ward")
    leave(page)
    come(page, "kim.ward", third)
    expect(page.get_by_text("Administrator reset your password.")).to_be_visible()
    assert accessibility_faults(page) == []
