"""Examples in the documentation and in deploy/ are true: settings that exist, ports that are listened on, figures."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import beadle
from beadle.platform.metrics import Meter
from beadle.platform.settings import Section, Settings
from beadle.processes.figures import recorder_readings
from beadle.processes.settings import ServerSettings

ROOT = Path(__file__).parents[2]
PAGES = [*(ROOT / "docs" / "how").glob("*.md"), ROOT / "deploy" / "README.md", ROOT / "README.md"]
FIGURE = re.compile(r"\b(?:beadle_[a-z]+(?:_[a-z]+)*)")


def sections() -> list[type[Section]]:
    for module in pkgutil.walk_packages(beadle.__path__, "beadle."):
        if module.name.endswith("settings"):
            importlib.import_module(module.name)

    def below(kind: type[Section]) -> list[type[Section]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    return [kind for kind in below(Section) if kind.section]


EXAMPLES = [
    pytest.param(block, id=f"{page.name} {number}")
    for page in PAGES
    for number, block in enumerate(re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL), 1)
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_setting_in_an_example_exists(text: str) -> None:
    tables: dict[str, Any] = tomllib.loads(text)
    if "camera" in tables or "cameras" in tables:
        return  # a recorder's list of cameras
    known = {kind.section: kind for kind in sections()}
    assert not {name for name in tables if not any(section.split(".")[0] == name for section in known)}
    settings = Settings(tables)
    for kind in known.values():
        settings.section(kind)


def test_proxies_call_the_port_that_is_listened_on() -> None:
    port = ServerSettings().port
    for name in ("nginx.conf", "Caddyfile"):
        assert f"127.0.0.1:{port}" in (ROOT / "deploy" / name).read_text("utf-8")


def test_nginx_tells_what_beadle_reads() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for header in (
        "X-Forwarded-For $proxy_add_x_forwarded_for",
        "X-Forwarded-Proto $scheme",
        "Host $http_host",
        "Upgrade",
    ):
        assert f"proxy_set_header {header}" in text


def test_every_figure_that_is_written_about_is_told() -> None:
    volumes = [{"path": "/a", "state": "ready", "free_bytes": 1, "total_bytes": 2, "held_bytes": 0}]
    recorder = dict.fromkeys(("frames", "lost_packets", "written_bytes", "waiting_bytes", "memory_bytes"), 1)
    told = {each.name for each in recorder_readings({"recorder": recorder, "cameras": [], "volumes": volumes}, 0)}
    for source in (ROOT / "src" / "beadle").rglob("figures.py"):
        told |= set(FIGURE.findall(source.read_text("utf-8")))
    told |= {"beadle_recorder_up", "beadle_database_up"}
    meter = Meter()
    meter.requested("/", "GET", 200, 0.1)
    meter.opened("/")
    told |= set(FIGURE.findall(meter.page().decode()))
    for page in (ROOT / "docs" / "how" / "metrics.md", ROOT / "deploy" / "alerts.yml"):
        written = set(FIGURE.findall(page.read_text("utf-8"))) - {"beadle_metrics_token"}
        assert written <= told, page.name
