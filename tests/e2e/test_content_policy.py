"""Every screen keeps to the content security policy: the browser refuses nothing of ours, and everything of others."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import Town, sign_in

SCREENS = (
    *("/wall", "/playback", "/exports", "/holds", "/cameras", "/cameras/new", "/cameras/import", "/cameras/sites"),
    *("/users", "/account", "/log", "/system"),
)
_LISTEN = """
    window.refused = [];
    document.addEventListener("securitypolicyviolation", (told) => window.refused.push(told.violatedDirective));
"""
_SLIP_IN = """() => {
    document.body.insertAdjacentHTML("beforeend", '<img src=x onerror="window.slipped = 1">');
    const script = document.createElement("script");
    script.textContent = "window.slipped = 1";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", "<style>body { opacity: 0.5 }</style><object data=/x></object>");
}"""


def test_no_screen_asks_for_more_than_the_policy_gives(page: Page, town: Town) -> None:
    page.add_init_script(_LISTEN)
    sign_in(page, town, "maya")
    expect(page).to_have_url(f"{town.address}wall")
    for screen in SCREENS:
        page.goto(screen)
        expect(page.locator("h1").first).to_be_visible()
        page.keyboard.press("?")  # a dialog: it locks scrolling with a style of its own
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        assert page.evaluate("window.refused") == [], screen


def test_what_somebody_slipped_in_does_not_run(browser: Browser, town: Town) -> None:
    context = browser.new_context(base_url=town.address)
    page = context.new_page()
    page.add_init_script(_LISTEN)
    page.goto("/")
    page.evaluate(_SLIP_IN)
    page.wait_for_function("window.refused.length >= 4")
    assert page.evaluate("window.slipped") is None
    assert page.evaluate("getComputedStyle(document.body).opacity") == "1"
    assert {name.split("-")[0] for name in page.evaluate("window.refused")} == {"script", "style", "object"}
    context.close()


def test_each_page_has_a_nonce_of_its_own(page: Page, town: Town) -> None:
    policies = set()
    for _ in range(2):
        answer = page.goto("/")
        assert answer is not None
        policies.add(answer.headers["content-security-policy"])
    assert len(policies) == 2
    assert all("unsafe" not in policy for policy in policies)
