"""docs/what/asvs.md says how far each demand of OWASP ASVS 5.0 is met: it is whole, counted, and every proof exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "beadle"
WEB = ROOT / "web" / "src"
PAGE = ROOT / "docs" / "what" / "asvs.md"
THREATS = ROOT / "docs" / "why" / "threats.md"
LEVELS = Path(__file__).with_name("asvs_5_0.txt")
HIGHEST = {"6": 3, "7": 3, "8": 3, "16": 3}
"""Chapters of which level 3 is wanted too: sign-in, sessions, access control, logging. Of the others levels 1 and 2."""
STATES = ("met", "partly", "not met", "n/a")


@dataclass(frozen=True)
class Row:
    """One demand and what is said of it."""

    number: str
    asked: str
    state: str
    words: str
    proofs: tuple[str, ...]

    @property
    def chapter(self) -> str:
        return self.number.partition(".")[0]


def levels() -> dict[str, int]:
    """Every requirement of the standard with its level."""
    found = {}
    for line in LEVELS.read_text("utf-8").splitlines():
        section, _, each = line.partition(":")
        if not line.startswith("#"):
            found |= {f"{section}.{n}": int(level) for n, level in enumerate(each.split(), 1)}
    return found


def wanted() -> list[str]:
    return [n for n, level in levels().items() if level <= HIGHEST.get(n.partition(".")[0], 2)]


@cache
def rows() -> list[Row]:
    """The rows of the page's tables."""
    found = []
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"\d+\.\d+\.\d+", cells[0]):
            number, asked, state, words, proofs = cells
            listed = tuple(proof.strip() for proof in proofs.split(";") if proof.strip())
            found.append(Row(number, asked, state, words, listed))
    return found


def test_the_standard_is_whole() -> None:
    """The counts that OWASP publishes for version 5.0.0."""
    assert Counter(levels().values()) == {1: 70, 2: 183, 3: 92}


def test_every_demand_stands_on_the_page_once_and_in_order() -> None:
    assert [row.number for row in rows()] == wanted()


def test_every_state_is_shown_or_explained() -> None:
    assert {row.state for row in rows()} <= set(STATES)
    for row in rows():
        assert row.asked, row.number
        if row.state in {"met", "partly"}:
            assert row.proofs, f"{row.number} is said to be {row.state} and nothing shows it"
        if row.state != "met":
            assert len(row.words) >= 4, f"{row.number} is {row.state}: say why"
        if row.state in {"n/a", "not met"}:
            assert not row.proofs, f"{row.number} is {row.state}: there is nothing to show"


def test_the_summary_counts_right() -> None:
    counted: dict[str, list[str]] = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == "**all**" or re.match(r"V\d+ ", cells[0]):
            counted[re.sub(r"\D", "", cells[0].partition(" ")[0]) or "all"] = cells[1:]
    for chapter, said in counted.items():
        own = [row for row in rows() if chapter in {"all", row.chapter}]
        found = Counter(row.state for row in own)
        assert said == [str(len(own)), *(str(found[state]) for state in STATES)], chapter
    assert set(counted) == {"all"} | {row.chapter for row in rows()}


def proofs() -> list[str]:
    return sorted({proof for row in rows() for proof in row.proofs}) if PAGE.exists() else []


@pytest.mark.parametrize("proof", proofs())
def test_every_proof_exists(proof: str) -> None:
    """A test by file and function, a test of the web app by a part of its name, or a heading of a document."""
    if "#" in proof:
        name, _, heading = proof.partition("#")
        assert heading in headings(ROOT / name), proof
        return
    name, _, test = proof.partition("::")
    if name.startswith("web/"):
        assert test in (ROOT / name).read_text("utf-8"), proof
    else:
        assert test in functions(ROOT / "tests" / name), proof


@cache
def functions(path: Path) -> set[str]:
    """The test functions of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@cache
def headings(path: Path) -> set[str]:
    """The headings of a page as the anchors that they get."""
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in found}


# What the page and docs/why/threats.md say of the code, held against the code.


@cache
def modules() -> dict[str, ast.Module]:
    """Every module by its path below the package."""
    found = sorted(path for path in SOURCE.rglob("*.py") if "web" not in path.relative_to(SOURCE).parts[:1])
    return {str(path.relative_to(SOURCE)): ast.parse(path.read_text("utf-8")) for path in found}


def imported(tree: ast.Module) -> set[str]:
    """The top names of what a module imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def called(tree: ast.Module) -> set[str]:
    """The last names of what a module calls."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            found.add(function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""))
    return found


def section(heading: str) -> str:
    """A section of the page of threats."""
    _, _, rest = THREATS.read_text("utf-8").partition(f"\n## {heading}\n")
    assert rest, heading
    return rest.partition("\n## ")[0]


CRYPTOGRAPHY = {
    "hashlib",
    "hmac",
    "secrets",
    "ssl",
    "cryptography",
    "argon2",
    "webauthn",
    "pyotp",
    "joserfc",
    "authlib",
}


def test_every_use_of_cryptography_is_in_the_inventory() -> None:
    inventory = section("Keys and algorithms")
    users = {name for name, tree in modules().items() if imported(tree) & (CRYPTOGRAPHY | {"rfc3161_client"})}
    real = {name for name in users if not name.startswith("simulator/")}
    assert not sorted(name for name in real if f"`{name}`" not in inventory)
    named = set(re.findall(r"`([\w/]+\.py)`", inventory))
    assert not sorted(named - set(modules())), "the inventory names modules that are gone"


WAYS_OUT = {"open_connection", "create_datagram_endpoint", "create_connection", "SMTP", "SMTP_SSL", "AsyncClient"}
WAYS_OUT |= {"open_unix_connection", "connect_tcp", "open_client", "Client"}


def test_every_way_out_is_documented() -> None:
    page = section("What calls out, and what is called")
    out = {name for name, tree in modules().items() if called(tree) & WAYS_OUT and not name.startswith("simulator/")}
    out |= {name for name, tree in modules().items() if imported(tree) & {"httpx", "smtplib", "requests", "aiohttp"}}
    assert not sorted(name for name in out if f"`{name}`" not in page)


def test_no_code_evaluates_unpickles_or_calls_a_shell() -> None:
    forbidden_imports = {"pickle", "marshal", "shelve", "dill", "yaml", "xml", "lxml", "ctypes"}
    forbidden_calls = {"eval", "exec", "system", "popen", "create_subprocess_shell", "getoutput"}
    own = {
        ("processes/children.py", "ctypes"),  # one system call, so that children end with their parent
        ("anpr/adapters/trees.py", "xml"),  # the shapes of a tree that defusedxml's parser fills
    }
    found = [
        f"{name}: {word}"
        for name, tree in modules().items()
        for word in (imported(tree) & forbidden_imports) | (called(tree) & forbidden_calls)
        if (name, word) not in own
    ]
    assert not found
    assert not [name for name, tree in modules().items() if "shell=True" in ast.unparse(tree)]


def test_only_approved_ciphers_and_hashes_are_named() -> None:
    weak = re.compile(r"\b(?:md5|sha1|des3?|rc4|arc4|blowfish|ecb|cbc|pkcs1v15)\b", re.IGNORECASE)
    known = {"video/ingest/sign_in.py"}  # Digest with MD5, which many cameras speak and nothing better (RFC 7616)
    found = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and weak.fullmatch(node.attr if isinstance(node, ast.Attribute) else node.id)
    }
    assert {name for name in found if not name.startswith("simulator/")} == known


def test_nothing_but_the_simulator_uses_the_weak_generator() -> None:
    users = {name for name, tree in modules().items() if "random" in imported(tree)}
    assert not sorted(name for name in users if not name.startswith("simulator/"))


def web_sources() -> dict[str, str]:
    """The web app's sources without its tests."""
    found = [path for path in WEB.rglob("*.ts*") if ".test." not in path.name and "testing" not in path.parts]
    return {str(path.relative_to(WEB)): path.read_text("utf-8") for path in found}


def test_the_web_app_writes_no_markup_and_keeps_little_in_the_browser() -> None:
    markup = re.compile(r"dangerouslySetInnerHTML|\.(?:inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(")
    storage = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open)\b")
    windows = re.compile(r"addEventListener\(\s*\"message\"|window\.(?:parent|opener)")
    sources = web_sources()
    assert len(sources) > 50
    assert not [name for name, text in sources.items() if markup.search(text) or windows.search(text)]
    # The layout of the wall, whether keys are on, whether the chime is on.
    keeps = {name for name, text in sources.items() if storage.search(text)}
    assert keeps == {"video/wall/wallState.ts", "ui/shortcuts.ts", "app/chime.ts"}


def test_passwords_are_typed_into_hidden_fields() -> None:
    fields = re.compile(r"<TextInput[^>]*(?:current-password|new-password|label=\"[^\"]*[Pp]assword)")
    sources = web_sources()
    assert not [name for name, text in sources.items() if fields.search(text)]
    assert any("<PasswordInput" in text for text in sources.values())


def test_signing_out_is_on_every_screen() -> None:
    sources = web_sources()
    assert "Sign out" in sources["app/UserMenu.tsx"]
    assert "<UserMenu" in sources["app/TopBar.tsx"] + sources["app/Shell.tsx"]


def test_every_part_of_other_people_is_pinned() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    blocks = re.findall(r"^[a-z0-9][\w.\-\[\]]*==\S+.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 50
    assert all("--hash=sha256:" in block for block in blocks)
    lock = (ROOT / "web" / "package-lock.json").read_text("utf-8")
    assert lock.count('"integrity"') > 100
