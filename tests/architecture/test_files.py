"""The shape of the tree: short files, each with its tests, and nothing in it that belongs to one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "beadle"
LONGEST = 400
LONGEST_WEB = 300

# Files that are longer than the rule allows, with the length they may not exceed. This list may only shrink.
TOO_LONG: dict[str, int] = {}

# Files that hold words and shapes, or only wire things together: what they say is tested where it is used.
NO_TEST_OF_ITS_OWN = {
    "__init__.py",
    "__main__.py",
    "terms.py",
    "errors.py",
    "schemas.py",
    "models.py",
    "settings.py",
    "events.py",
}
EXCEPT = {"platform/errors.py", "platform/settings.py", "platform/events.py"}
"""In the platform these three names hold behaviour, so they need their tests."""

NEVER = {
    "a path of a machine": re.compile(r"/(?:work|root|home/\w+)/(?!\.)"),
    "the address of a package registry": re.compile(
        r"(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)", re.IGNORECASE
    ),
}


def tracked() -> list[Path]:
    """Files that git tracks or would track."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def sources() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "web" not in path.relative_to(SOURCE).parts[:1])


@pytest.mark.parametrize("path", [p for p in tracked() if p.suffix in {".py", ".ts", ".tsx"}], ids=str)
def test_files_do_one_thing(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if name.endswith(".gen.ts"):
        return
    limit = LONGEST if path.suffix == ".py" else LONGEST_WEB
    length = len(path.read_text("utf-8").splitlines())
    assert length <= TOO_LONG.get(name, limit), f"{name} has {length} lines: it does more than one thing"


def test_the_list_of_long_files_only_holds_what_it_must() -> None:
    for name, allowed in TOO_LONG.items():
        length = len((ROOT / name).read_text("utf-8").splitlines())
        assert length == allowed, f"{name} now has {length} lines: say so in TOO_LONG"


def test_every_source_file_has_its_test_file() -> None:
    missing = []
    for path in sources():
        inside = path.relative_to(SOURCE)
        if "migrations" in inside.parts or (path.name in NO_TEST_OF_ITS_OWN and str(inside) not in EXCEPT):
            continue
        if not (ROOT / "tests" / inside.parent / f"test_{path.name}").exists():
            missing.append(str(inside))
    assert not missing, f"without a test file: {missing}"


def test_every_test_file_mirrors_a_source_file() -> None:
    stories = {"architecture", "scenarios", "security", "e2e", "factories", "fuzz", "prove"}
    free = stories | {"benchmarks", "tools", "training"}
    stray = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        inside = path.relative_to(ROOT / "tests")
        if inside.parts[0] in free or len(inside.parts) == 1:
            continue
        if not (SOURCE / inside.parent).is_dir():
            stray.append(str(inside))
    assert not stray, f"tests of no room: {stray}"


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in {".png", ".jpg", ".woff2", ".mp4"}:
            continue
        text = path.read_text("utf-8", errors="ignore")
        found += [
            f"{path.relative_to(ROOT)}: {what}: {m.group()}"
            for what, rule in NEVER.items()
            for m in rule.finditer(text)
        ]
    assert not found


def test_no_test_sleeps() -> None:
    sleeping = re.compile(r"\b(?:time|asyncio|anyio)\.sleep\(\s*(?!0\s*\))")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "tests").rglob("*.py")
        if "prove" not in path.parts and path not in {Path(__file__), ROOT / "tests" / "factories" / "waiting.py"}
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if sleeping.search(line)
    ]
    assert not found, "a test waits for a condition, never for a time"
