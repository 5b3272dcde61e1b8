"""Names that are markup and script, stored by somebody who may, are shown to everybody else as text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.factories.served import ADMINISTRATOR, PASSWORD, Served, served

MARKUP = '<img src="x" onerror="window.ran=1">'
SHOWN_ON = ("/cameras", "/cameras/sites", "/users", "/users/groups")
OTHER_SCREENS = ("/wall", "/holds", "/log", "/account", "/users/purposes")


@pytest.fixture(scope="module")
def server(postgres_url: str) -> Iterator[Served]:
    """A server of its own: these names are not for the other stories. It is made before the browser, which is told."""
    with served(postgres_url) as made:
        yield made


def named(server: Served) -> str:
    """A site, a camera, a group, a layout, a hold and a user with that name; the camera's identifier."""
    wishes = {
        "/api/sites": {"name": MARKUP, "address": MARKUP},
        "/api/cameras": {"number": 7, "name": MARKUP, "owner": MARKUP, "purpose": MARKUP},
        "/api/camera-groups": {"name": MARKUP, "description": MARKUP, "cameras": []},
        "/api/video/layouts": {"name": MARKUP, "shared": True, "columns": 1, "tiles": []},
    }
    made = {}
    for path, wish in wishes.items():
        answer = server.ask("POST", path, json=wish)
        assert answer.status_code == 201, f"{path} {answer.text}"
        made[path] = answer.json()["id"]
    grants = [{"role": "operator", "group_id": made["/api/camera-groups"], "purpose_ids": None}]
    user = {"name": "mallory", "display_name": MARKUP, "grants": grants}
    answer = server.ask("POST", "/api/users", json=user)
    assert answer.status_code == 201, answer.text
    return str(made["/api/cameras"])


def test_markup_in_names_is_shown_as_text_and_never_runs(server: Served, browser: Browser) -> None:
    camera = named(server)
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=server.address, locale="en-GB")
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Name").fill(ADMINISTRATOR)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{server.address}/wall")
    for screen in (*SHOWN_ON, *OTHER_SCREENS, f"/cameras/{camera}"):
        page.goto(screen)
        expect(page.get_by_role("main")).to_be_visible()
        if screen not in OTHER_SCREENS:
            expect(page.get_by_text(MARKUP).locator("visible=true").first).to_be_visible()
        assert page.locator('img[src="x"]').count() == 0, screen
        assert page.evaluate("window.ran") is None, screen
    context.close()
