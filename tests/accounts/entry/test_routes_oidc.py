"""Single sign-on against a directory that other people wrote."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from tests.factories.accounts import Browser, add_user, browser, make_app, make_deps
from tests.factories.entry import prove
from tests.factories.oidc import CLIENT, SECRET, at_directory, come_back, missing, query_of, real_directory, set_out

from beadle.accounts import audit_routes, routes
from beadle.accounts.entry.models import DirectoryLink
from beadle.accounts.models import Account
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import SYSTEM, FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")

MAP = [
    {"value": "cctv-operators", "role": "operator"},
    {"value": "cctv-managers", "role": "manager"},
]
COOKIE = "__Host-beadle_session"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The directory, one for all stories here."""
    with real_directory() as made:
        yield made


@pytest.fixture
def clock() -> FixedClock:
    """The directory's clock is the machine's, so ours starts there."""
    return FixedClock(SYSTEM.now())


@pytest.fixture
def oidc(issuer: str) -> dict[str, Any]:
    """What an administrator would write; a test may change it before the first request."""
    return {
        "issuer": issuer,
        "client_id": CLIENT,
        "scopes": ["openid", "profile", "groups"],
        "map": list(MAP),
        "create_users": True,
    }


@pytest.fixture
def app(database: Database, clock: FixedClock, oidc: dict[str, Any], secrets: Secrets, tmp_path: Any) -> FastAPI:
    """The accounts routes with single sign-on."""
    settings = Settings({"accounts": {"origin": "https://beadle.test", "oidc": oidc}})
    keys = Secrets(secrets.key, {"oidc_client_secret": SECRET})
    return make_app(make_deps(database, clock, settings, keys, tmp_path), routes.router, audit_routes.router)


@pytest.fixture
async def person(app: FastAPI) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with browser(app, scheme="https") as made:
        yield made


async def through(person: Browser, login: str, then: str = "/") -> str:
    """All the way there and back; where the person lands."""
    back = await come_back(person, await at_directory(await set_out(person, then), login))
    assert back.status_code == 303, back.text
    landed: str = back.headers["location"]
    return landed


async def info(person: Browser) -> dict[str, Any]:
    answer = await person.ask("GET", "/api/session")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    person.csrf = found["csrf"]
    return found


async def lines(database: Database) -> list[tuple[str, str, str, Any]]:
    async with database.session() as session:
        rows = (await session.scalars(select(AuditLine).order_by(AuditLine.id))).all()
    return [(row.action, row.actor, row.outcome, row.detail.get("reason")) for row in rows]


async def test_a_first_sign_in_makes_the_user(person: Browser, database: Database, issuer: str) -> None:
    assert await through(person, "olivia", "/wall?layout=2") == "/wall?layout=2"
    shown = await info(person)
    assert shown["user"]["name"] == "olivia"
    assert shown["user"]["display_name"] == "Olivia"
    assert shown["user"]["roles"] == ["operator"]
    assert (shown["method"], shown["must_enrol"]) == ("oidc", False)
    assert (await person.ask("GET", "/api/account/security")).json()["directory"] == issuer
    assert [row[:3] for row in await lines(database)] == [
        ("user.create", "system", "ok"),
        ("session.sign_in", "olivia", "ok"),
    ]
    assert await through(person, "olivia") == "/"
    async with database.session() as session:
        assert len((await session.scalars(select(Account))).all()) == 1


async def test_what_is_asked_of_the_directory(person: Browser, issuer: str) -> None:
    one, two = await set_out(person), await set_out(person)
    assert one.startswith(issuer + "/")
    asked = query_of(one)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "https://beadle.test/api/session/oidc/callback"
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) == 43
        assert asked[name] != query_of(two)[name]
    assert SECRET not in one


async def test_the_errand_is_bound_to_the_browser(person: Browser, app: FastAPI, database: Database) -> None:
    answer = await person.http.get("/api/session/oidc")
    cookie = answer.headers["set-cookie"].lower()
    for word in ("__host-beadle_oidc=", "httponly", "samesite=lax", "secure", "path=/", "max-age=300"):
        assert word in cookie
    back = await at_directory(answer.headers["location"], "olivia")
    async with browser(app, scheme="https") as victim:
        stolen = await come_back(victim, back)
        assert stolen.headers["location"] == "/?directory=expired"
        await set_out(victim)
        swapped = await come_back(victim, back)
        assert swapped.headers["location"] == "/?directory=untrusted"
        assert COOKIE not in victim.http.cookies
    assert (await lines(database)) == [("session.sign_in", "nobody", "refused", "untrusted")]
    assert (await come_back(person, back)).headers["location"] == "/"
    assert (await info(person))["user"]["name"] == "olivia"


async def test_an_answer_is_taken_once(person: Browser, app: FastAPI) -> None:
    back = await at_directory(await set_out(person), "olivia")
    kept = dict(person.http.cookies)
    assert (await come_back(person, back)).headers["location"] == "/"
    async with browser(app, scheme="https") as thief:
        for name, value in kept.items():
            thief.http.cookies.set(name, value, domain="beadle.test")
        assert (await come_back(thief, back)).headers["location"] == "/?directory=expired"


async def test_an_errand_lasts_five_minutes(person: Browser, clock: FixedClock) -> None:
    back = await at_directory(await set_out(person), "olivia")
    clock.advance(300)
    assert (await come_back(person, back)).headers["location"] == "/?directory=expired"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("state", "x"), "untrusted"),
        (("code", "x"), "untrusted"),
        (("code", ""), "cancelled"),
        (("iss", "https://evil.example"), "untrusted"),
        (("iss", ""), "untrusted"),
        (("error", "access_denied"), "cancelled"),
    ],
)
async def test_answers_that_are_none(person: Browser, database: Database, change: tuple[str, str], word: str) -> None:
    back = await at_directory(await set_out(person, "/reports"), "olivia")
    words = query_of(back) | dict([change])
    answer = await person.http.get("/api/session/oidc/callback", params=words)
    assert answer.headers["location"] == f"/reports?directory={word}"
    assert COOKIE not in person.http.cookies
    assert (await lines(database))[-1] == ("session.sign_in", "nobody", "refused", word)


@pytest.mark.parametrize(
    "then",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/%0d%0aset-cookie", "\\evil", "/api/session", "x",
     "javascript:alert(1)", "/\x00", "/" + "x" * 490],
)  # fmt: skip
async def test_nobody_is_sent_to_another_site(person: Browser, then: str) -> None:
    landed = await through(person, "olivia", then)
    assert landed in {"/", "/%0d%0aset-cookie", "/" + "x" * 490}


async def test_who_is_in_no_mapped_group_stays_out(person: Browser, database: Database) -> None:
    assert await through(person, "nora") == "/?directory=no-role"
    assert COOKIE not in person.http.cookies
    async with database.session() as session:
        assert (await session.scalars(select(Account))).all() == []
    assert (await lines(database)) == [("session.sign_in", "nobody", "refused", "no-role")]


async def test_unknown_people_stay_out_where_users_are_made_here(
    person: Browser, oidc: dict[str, Any], database: Database
) -> None:
    oidc["create_users"] = False
    assert await through(person, "olivia") == "/?directory=unknown"


async def test_a_name_is_no_proof(person: Browser, database: Database, clock: FixedClock) -> None:
    await add_user(database, clock, "olivia", Role.ADMINISTRATOR)
    assert await through(person, "olivia") == "/?directory=name"
    assert COOKIE not in person.http.cookies


async def test_disabled_here_stays_out_whatever_the_directory_says(person: Browser, database: Database) -> None:
    await through(person, "olivia")
    async with database.work() as session:
        await session.execute(update(Account).values(disabled=True))
    person.http.cookies.clear()
    assert await through(person, "olivia") == "/?directory=disabled"
    assert COOKIE not in person.http.cookies


async def test_rights_follow_the_directory_at_each_sign_in(
    person: Browser, app: FastAPI, oidc: dict[str, Any], database: Database, clock: FixedClock, tmp_path: Any
) -> None:
    await through(person, "mina")
    assert (await info(person))["user"]["roles"] == ["manager"]
    oidc["map"] = [{"value": "cctv-managers", "role": "auditor"}]
    settings = Settings({"accounts": {"origin": "https://beadle.test", "oidc": oidc}})
    keys = Secrets(b"0123456789abcdef0123456789abcdefghijklmnopqrstuv", {"oidc_client_secret": SECRET})
    changed = make_app(make_deps(database, clock, settings, keys, tmp_path), routes.router)
    async with browser(changed, scheme="https") as mina:
        await through(mina, "mina")
        assert (await info(mina))["user"]["roles"] == ["auditor"]
        assert (await person.ask("GET", "/api/session")).status_code == 401
        oidc["map"] = []
        settings = Settings({"accounts": {"origin": "https://beadle.test", "oidc": oidc}})
        withdrawn = make_app(make_deps(database, clock, settings, keys, tmp_path), routes.router)
        async with browser(withdrawn, scheme="https") as late:
            assert await through(late, "mina") == "/?directory=no-role"
        assert (await mina.ask("GET", "/api/session")).status_code == 401


async def test_a_proof_at_the_directory_is_new_and_unlocks(
    person: Browser, clock: FixedClock, database: Database
) -> None:
    await through(person, "olivia")
    await info(person)
    await person.ask("POST", "/api/session/lock", json={})
    ways = (await person.ask("POST", "/api/session/proof/begin", json={})).json()
    assert ways["methods"] == ["oidc"]
    begun = await person.ask("POST", "/api/session/proof/oidc?then=/wall", json={})
    asked = query_of(begun.json()["location"])
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    token = person.http.cookies[COOKIE]
    back = await at_directory(begun.json()["location"], "olivia")
    person.http.cookies.delete(COOKIE)  # it is strict: it does not come along from another site
    assert (await come_back(person, back)).headers["location"] == "/wall"
    shown = await info(person)
    assert (shown["locked"], shown["proved_until"] is not None) == (False, True)
    assert person.http.cookies[COOKIE] != token
    assert (await lines(database))[-1][:3] == ("session.prove", "olivia", "ok")


async def test_somebody_else_at_the_directory_is_no_proof(person: Browser) -> None:
    await through(person, "olivia")
    await info(person)
    begun = await person.ask("POST", "/api/session/proof/oidc", json={})
    back = await at_directory(begun.json()["location"], "mina")
    assert (await come_back(person, back)).headers["location"] == "/?directory=unknown"
    assert (await info(person))["proved_until"] is None


async def test_a_user_of_this_place_links_the_directory_and_keeps_their_rights(
    person: Browser, oidc: dict[str, Any], app: FastAPI, database: Database, clock: FixedClock
) -> None:
    oidc["create_users"] = False
    await add_user(database, clock, "administrator", Role.ADMINISTRATOR)
    await person.sign_in("administrator")
    begun = await person.ask("POST", "/api/account/oidc/begin?then=/account", json={})
    back = await at_directory(begun.json()["location"], "nora")
    assert (await come_back(person, back)).headers["location"] == "/account?directory=linked"
    async with browser(app, scheme="https") as elsewhere:
        assert await through(elsewhere, "nora") == "/"
        assert (await info(elsewhere))["user"]["roles"] == ["administrator"]
        again = await elsewhere.ask("POST", "/api/account/oidc/begin", json={})
        assert again.json()["type"] == "step-up-needed"
    begun = await person.ask("POST", "/api/account/oidc/begin", json={})
    back = await at_directory(begun.json()["location"], "mina")
    assert (await come_back(person, back)).headers["location"] == "/?directory=taken"
    assert (await prove(person)).status_code == 200
    assert (await person.ask("DELETE", "/api/account/oidc")).status_code == 204
    assert (await person.ask("DELETE", "/api/account/oidc")).status_code == 422
    async with browser(app, scheme="https") as elsewhere:
        assert await through(elsewhere, "nora") == "/?directory=unknown"


async def test_a_user_of_the_directory_keeps_a_way_in(person: Browser, database: Database, clock: FixedClock) -> None:
    await through(person, "olivia")
    await info(person)
    begun = await person.ask("POST", "/api/session/proof/oidc", json={})
    await come_back(person, await at_directory(begun.json()["location"], "olivia"))
    await info(person)
    assert (await person.ask("DELETE", "/api/account/oidc")).status_code == 422
    async with database.session() as session:
        assert len((await session.scalars(select(DirectoryLink))).all()) == 1
        (account,) = (await session.scalars(select(Account))).all()
    assert account.password_hash is None
    async with browser(make_app_of(person), scheme="https") as stranger:
        for password in ("", "None", "any"):
            assert (await stranger.sign_in("olivia", password)).status_code == 401


def make_app_of(person: Browser) -> FastAPI:
    return person.http._transport.app  # type: ignore[attr-defined, no-any-return]


async def test_secrets_of_the_errand_are_nowhere(
    person: Browser, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    location = await set_out(person)
    back = await at_directory(location, "nora")
    answer = await come_back(person, back)
    async with database.session() as session:
        rows = (await session.scalars(select(AuditLine))).all()
    text = str([row.detail for row in rows]) + answer.text + str(answer.headers) + capsys.readouterr().out
    words = query_of(location) | query_of(back)
    for secret in (SECRET, words["state"], words["nonce"], words["code"], words["code_challenge"]):
        assert secret not in text
