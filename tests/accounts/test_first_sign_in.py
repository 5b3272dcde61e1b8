"""From a first password to one's own: no administrator ever types or knows somebody's lasting password."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from tests.factories.accounts import PASSWORD, Browser, add_user, browser, signed_in
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, answer_second, enrol_totp, password_first, prove, with_passkey

from beadle.accounts.deps import Deps
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Settings

OWN = "orbit lantern tea"
SAM = {"name": "sam", "display_name": "Sam Outram", "roles": ["supervisor"]}
DAY_S = 86_400


@pytest.fixture
def settings() -> Settings:
    """An installation that knows its address, so that passkeys work."""
    return Settings({"accounts": {"origin": "https://beadle.test"}})


@pytest.fixture
async def admin(app: FastAPI, database: Database, clock: FixedClock) -> Any:
    async with signed_in(app, database, clock, Role.ADMINISTRATOR) as made:
        yield made


@pytest.fixture
async def sam(app: FastAPI) -> Any:
    async with browser(app, scheme="https") as made:
        yield made


async def add_sam(admin: Browser) -> tuple[str, str]:
    """Sam's identifier and first password."""
    made = await admin.ask("POST", "/api/users", json=SAM)
    assert made.status_code == 201, made.text
    return made.json()["id"], made.json()["first_password"]["password"]


async def reset(admin: Browser, user: str) -> str:
    answer = await admin.ask("POST", f"/api/users/{user}/password")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["password"])


async def choose(person: Browser, current: str, new: str = OWN) -> int:
    body = {"current": current, "new": new}
    return (await person.ask("POST", "/api/session/password", json=body)).status_code


async def listed(admin: Browser, name: str = "sam") -> dict[str, Any]:
    found: list[dict[str, Any]] = (await admin.ask("GET", "/api/users")).json()
    return next(user for user in found if user["name"] == name)


async def lines(database: Database, action: str) -> list[AuditLine]:
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.id)
        return list((await session.scalars(query)).all())


async def test_whoever_was_given_a_password_chooses_their_own_and_goes_in(
    app: FastAPI, admin: Browser, sam: Browser, database: Database, clock: FixedClock
) -> None:
    _, first = await add_sam(admin)
    user = await listed(admin)
    assert (user["password"], user["password_until"]) == ("first", "2026-06-04T12:00:00Z")
    async with browser(app, scheme="https") as elsewhere:
        await elsewhere.sign_in("sam", first)
        info = (await sam.sign_in("sam", first)).json()
        assert (info["must_choose_password"], info["password_until"]) == (True, "2026-06-04T12:00:00Z")
        refused = await sam.ask("GET", "/api/session/rights")
        assert (refused.status_code, refused.json()["type"]) == (403, "must-choose-password")
        for current, new, status in (
            ("not the one", OWN, 403),
            (first, "password12345", 422),
            (first, first, 422),
            (first, "Sam-Outram-2026", 422),
        ):
            assert await choose(sam, current, new) == status
        before = dict(sam.http.cookies)
        assert await choose(sam, first) == 204
        assert dict(sam.http.cookies) != before
        assert (await elsewhere.ask("GET", "/api/session")).status_code == 401
        clock.advance(10)  # for what was under way the token before counts so long
        elsewhere.http.cookies.update(before)
        assert (await elsewhere.ask("GET", "/api/session")).status_code == 401
    assert (await sam.ask("GET", "/api/session/rights")).status_code == 200
    info = (await sam.ask("GET", "/api/session")).json()
    assert (info["must_choose_password"], info["password_until"]) == (False, None)
    assert (await listed(admin))["password"] == "own"
    assert (await sam.sign_in("sam", first)).status_code == 401
    assert (await sam.sign_in("sam", OWN)).status_code == 200
    changed = (await lines(database, "session.change_password"))[-1]
    assert (changed.actor, changed.outcome, changed.detail["instead_of"]) == ("sam", "ok", "a first password")


async def test_the_password_stands_in_its_answer_alone(
    admin: Browser, sam: Browser, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    user, first = await add_sam(admin)
    second = await reset(admin, user)
    assert first != second
    assert (await sam.sign_in("sam", first)).status_code == 401
    await sam.sign_in("sam", second)
    async with database.session() as session:
        written = [(line.object, line.detail) for line in await session.scalars(select(AuditLine))]
        kept = [vars(row) for model in (Account, AccountSession) for row in await session.scalars(select(model))]
    said = capsys.readouterr()
    seen = f"{written} {kept} {said.out} {said.err} {(await admin.ask('GET', '/api/users')).text}"
    assert first not in seen
    assert second not in seen


async def test_one_that_ran_out_is_refused_as_a_wrong_one_and_another_can_be_made(
    admin: Browser, sam: Browser, database: Database, clock: FixedClock
) -> None:
    user, first = await add_sam(admin)
    clock.advance(3 * DAY_S)
    late, wrong = await sam.sign_in("sam", first), await sam.sign_in("sam", "not the one at all")
    assert (late.status_code, late.text) == (401, wrong.text)
    assert "set-cookie" not in late.headers
    refused = await lines(database, "session.sign_in")
    assert [(line.outcome, line.detail["error"]) for line in refused[-2:]] == [
        ("refused", "FirstPasswordExpired"),
        ("refused", "WrongSignIn"),
    ]
    await admin.sign_in("administrator")
    assert (await listed(admin))["password"] == "expired"
    another = await reset(admin, user)
    assert (await listed(admin))["password"] == "first"
    assert (await sam.sign_in("sam", first)).status_code == 401
    assert (await sam.sign_in("sam", another)).status_code == 200


async def test_a_session_does_not_make_one_last_longer(admin: Browser, sam: Browser, clock: FixedClock) -> None:
    _, first = await add_sam(admin)
    clock.advance(3 * DAY_S - 60)
    assert (await sam.sign_in("sam", first)).status_code == 200
    clock.advance(60)
    assert await choose(sam, first) == 403
    assert (await prove(sam, "/api/session/unlock", password=first)).status_code == 403


async def test_a_reset_ends_sessions_and_tells_when_and_by_whom(
    app: FastAPI, admin: Browser, sam: Browser, database: Database, clock: FixedClock
) -> None:
    account = await add_user(database, clock, "sam", Role.SUPERVISOR)
    await sam.sign_in("sam")
    clock.advance(60)
    first = await reset(admin, str(account.id))
    assert (await sam.ask("GET", "/api/session")).status_code == 401
    assert (await sam.sign_in("sam")).status_code == 401
    (line,) = await lines(database, "user.reset_password")
    assert (line.actor, line.object, line.outcome) == ("administrator", f"user:{account.id}", "ok")
    assert line.detail == {"name": "sam", "password_until": "2026-06-04T12:01:00+00:00"}
    clock.advance(60)
    info = (await sam.sign_in("sam", first)).json()
    assert info["must_choose_password"]
    told = [(notice["kind"], notice["by"], notice["at"]) for notice in info["notices"]]
    assert told == [("password-reset", "Administrator", "2026-06-01T12:01:00Z")]


async def test_who_may_reset_and_whose(app: FastAPI, admin: Browser, database: Database, clock: FixedClock) -> None:
    own = (await admin.ask("GET", "/api/session")).json()["user"]["id"]
    refused = await admin.ask("POST", f"/api/users/{own}/password")
    assert (refused.status_code, refused.json()["advice"]) == (403, "Change your own password on your own page.")
    assert (await admin.ask("POST", "/api/users/00000000-0000-7000-8000-000000000000/password")).status_code == 404
    clock.advance(11 * 60)
    stale = await admin.ask("POST", f"/api/users/{own}/password")
    assert stale.json()["type"] == "step-up-needed"
    for role in (Role.MANAGER, Role.SUPERVISOR):
        async with signed_in(app, database, clock, role) as other:
            assert (await other.ask("POST", f"/api/users/{own}/password")).status_code == 403


async def test_nobody_chooses_a_password_for_somebody_else(admin: Browser) -> None:
    user, _ = await add_sam(admin)
    said = {"password": "orbit lantern tea"}
    assert (await admin.ask("POST", "/api/users", json=SAM | {"name": "kim"} | said)).status_code == 422
    assert (await admin.ask("PATCH", f"/api/users/{user}", json=said)).status_code == 422
    answer = await admin.ask("POST", f"/api/users/{user}/password", json=said)
    assert answer.json()["password"] != said["password"]


async def test_the_second_factor_comes_after_the_password_and_stays_over_a_reset(
    app: FastAPI, deps: Deps, admin: Browser, sam: Browser, clock: FixedClock
) -> None:
    object.__setattr__(deps, "settings", Settings({"accounts": {"require_second_factor_for": ["supervisor"]}}))
    user, first = await add_sam(admin)
    info = (await sam.sign_in("sam", first)).json()
    assert (info["must_choose_password"], info["must_enrol"]) == (True, True)
    for path in ("/api/account/totp/begin", "/api/account/passkeys/begin", "/api/session/proof"):
        body = {"password": first} if path.endswith("proof") else {}
        assert (await sam.ask("POST", path, json=body)).json()["type"] == "must-choose-password"
    assert await choose(sam, first) == 204
    phone, _ = await enrol_totp(sam, clock)
    assert (await sam.ask("GET", "/api/purposes")).status_code == 200
    clock.advance(60)
    second = await reset(admin, user)
    ticket = (await password_first(sam, "sam", second))["ticket"]
    answer = await answer_second(sam, ticket, code=phone.code())
    assert (answer.json()["method"], answer.json()["must_choose_password"]) == ("password+totp", True)
    assert await choose(sam, second) == 204
    assert (await sam.ask("GET", "/api/purposes")).status_code == 200


async def test_who_comes_by_passkey_is_not_held_up_and_the_password_runs_out(
    admin: Browser, sam: Browser, database: Database, clock: FixedClock
) -> None:
    account = await add_user(database, clock, "sam", Role.SUPERVISOR)
    await sam.sign_in("sam")
    device = Authenticator()
    await add_passkey(sam, device)
    clock.advance(60)
    first = await reset(admin, str(account.id))
    info = (await with_passkey(sam, device)).json()
    assert (info["method"], info["must_choose_password"]) == ("passkey", False)
    assert info["password_until"] is not None
    assert (await sam.ask("GET", "/api/purposes")).status_code == 200
    clock.advance(3 * DAY_S)
    info = (await with_passkey(sam, device)).json()
    assert info["must_choose_password"] is False
    assert await choose(sam, first) == 403


async def test_who_has_no_password_keeps_having_none(
    admin: Browser, sam: Browser, database: Database, clock: FixedClock
) -> None:
    account = await add_user(database, clock, "sam", Role.SUPERVISOR)
    async with database.work() as session:
        await session.execute(update(Account).where(Account.id == account.id).values(password_hash=None))
    assert (await listed(admin))["password"] == "none"
    assert (await sam.sign_in("sam", PASSWORD)).status_code == 401
    assert (await sam.sign_in("sam", "")).status_code == 401
    assert (await sam.sign_in("sam", await reset(admin, str(account.id)))).status_code == 200


async def test_a_locked_screen_is_unlocked_and_still_asks(admin: Browser, sam: Browser, clock: FixedClock) -> None:
    _, first = await add_sam(admin)
    await sam.sign_in("sam", first)
    assert (await sam.ask("POST", "/api/session/lock")).json()["locked"] is True
    assert (await sam.ask("POST", "/api/session/password", json={})).json()["type"] == "session-locked"
    info = (await prove(sam, "/api/session/unlock", password=first)).json()
    assert (info["locked"], info["must_choose_password"]) == (False, True)
    assert await choose(sam, first) == 204


async def test_guessing_a_first_password_is_slow(admin: Browser, sam: Browser) -> None:
    await add_sam(admin)
    statuses = [(await sam.sign_in("sam", f"guess number {n}")).status_code for n in range(7)]
    assert statuses == [401] * 5 + [429] * 2
