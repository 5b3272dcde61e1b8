"""The whole system for the stories in a real browser: `beadle demo` with a few cameras, and Debian's Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
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


@dataclass(frozen=True)
class Town:
    """A running demonstration."""

    address: str
    password: str
    data_dir: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def town() -> Iterator[Town]:
    """`beadle demo`, as a person would start it, stopped at the end as a person would: with Ctrl-C."""
    folder = Path(tempfile.mkdtemp(prefix="beadle-e2e-"))
    port = _free_port()
    command = [sys.executable, "-m", "beadle", "demo", "--data", str(folder), "--cameras", str(CAMERAS)]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout is not None
    watchdog = threading.Timer(480, process.kill)
    watchdog.start()
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "The pretend Chesterfield is at" in line:
                break
        watchdog.cancel()
        text = "".join(said)
        password = re.search(r"password here is (\S+)", text)
        address = re.search(r"is at (\S+)", text)
        assert password is not None, text
        assert address is not None, text
        drain = threading.Thread(target=process.stdout.read, daemon=True)
        drain.start()
        yield Town(address.group(1), password.group(1), folder)
    finally:
        watchdog.cancel()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
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
