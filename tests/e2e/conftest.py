"""The whole system for the stories in a real browser: `beadle demo` with a few cameras, and Debian's Chromium."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks.demonstration import Town, demonstration
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
CAMERAS = 4
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS)  # a busy machine takes its time; only a failure waits this long
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All stories share one system, so they run in one worker; without a browser each is skipped and says why.

    It is the worker of everything that runs a whole system: two of them on two cores would take one another's time.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("whole systems"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine, and no right to install it"))


@pytest.fixture(scope="package")
def town() -> Iterator[Town]:
    """A demonstration with a few cameras."""
    folder = Path(tempfile.mkdtemp(prefix="beadle-e2e-"))
    try:
        with demonstration(folder, CAMERAS) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless. Closed with its module: while Playwright runs, its thread can run no other loop."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield started
        started.close()


@dataclass
class Watched:
    """What a page must not do."""

    foreign: list[str]
    errors: list[str]


@pytest.fixture
def with_refusals() -> None:
    """Asked for by stories in which the server is meant to refuse something (403, 409), which the browser reports."""


@pytest.fixture
def page(browser: Browser, town: Town, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh browser profile at 1920x1080. Fails on a request to another origin and on an error on the console."""
    expected = ("401", "403", "409") if "with_refusals" in request.fixturenames else ("401",)
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, base_url=town.address, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    watched = Watched([], [])

    def on_request(asked: Request) -> None:
        if not asked.url.startswith((town.address, "data:", "blob:", town.address.replace("http", "ws", 1))):
            watched.foreign.append(asked.url)

    def on_console(message: ConsoleMessage) -> None:
        # A page that asks whether somebody is signed in is answered 401, which the browser reports by itself.
        if message.type == "error" and not any(status in message.text for status in expected):
            watched.errors.append(message.text)

    opened.on("request", on_request)
    opened.on("console", on_console)
    opened.on("pageerror", lambda error: watched.errors.append(str(error)))
    yield opened
    context.close()
    assert not watched.foreign, "a request left the origin"
    assert not watched.errors, "an error on the console"


def sign_in(page: Page, town: Town, name: str = "olivia") -> None:
    """Sign in through the form."""
    page.goto("/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(town.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def enter(page: Page, town: Town, name: str = "olivia") -> None:
    """Sign in, and wait until one is in."""
    sign_in(page, town, name)
    expect(page.get_by_role("button", name="Signed in as")).to_be_visible()


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds on the page once it has come to rest, each with its rule and the first element concerned.

    While a dialogue fades in, its text is half transparent, and axe would measure that as its contrast.
    """
    page.evaluate("""async () => {
      const ends = () => document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
      while (ends().length > 0) await Promise.allSettled(ends().map((one) => one.finished));
    }""")
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}" for fault in result["violations"]]
