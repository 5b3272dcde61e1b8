"""Asking for a second factor and judging the answer."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import Browser, browser
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, answer_second, enrol_totp, password_first

from beadle.accounts.deps import Deps
from beadle.accounts.entry.models import NoticeRow
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Settings


async def test_what_is_asked_for_is_what_the_user_has(operator: Browser, stranger: Browser, clock: FixedClock) -> None:
    await enrol_totp(operator, clock)
    assert (await password_first(stranger))["methods"] == ["totp", "recovery_code"]
    await add_passkey(operator, Authenticator())
    asked = await password_first(stranger)
    assert asked["methods"] == ["passkey", "totp", "recovery_code"]
    assert len(asked["options"]["allowCredentials"]) == 1
    assert set(asked) == {"type", "title", "status", "detail", "advice", "ticket", "methods", "options"}


async def test_where_passkeys_do_not_work_they_are_not_asked_for(
    operator: Browser, app: FastAPI, deps: Deps, clock: FixedClock
) -> None:
    made = await add_passkey(operator, Authenticator())
    object.__setattr__(deps, "settings", Settings())
    async with browser(app, scheme="https") as stranger:
        asked = await password_first(stranger)
        assert (asked["methods"], asked["options"]) == (["recovery_code"], None)
        answer = await answer_second(stranger, asked["ticket"], recovery_code=made["recovery_codes"][0])
        assert answer.status_code == 200


async def test_an_unfinished_sign_in_leaves_a_notice_and_a_finished_one_none(
    operator: Browser, stranger: Browser, database: Database, clock: FixedClock
) -> None:
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(30)

    async def unfinished() -> int:
        async with database.session() as session:
            kinds = (await session.scalars(select(NoticeRow.kind))).all()
        return kinds.count("unfinished-sign-in")

    first = await password_first(stranger)
    assert await unfinished() == 1
    second = await password_first(stranger)
    assert await unfinished() == 2
    assert (await answer_second(stranger, second["ticket"], code=phone.code())).status_code == 200
    assert await unfinished() == 1
    clock.advance(30)
    assert (await answer_second(stranger, first["ticket"], code=phone.code())).status_code == 200
    assert await unfinished() == 0


async def test_wrong_passwords_do_not_ask_and_do_not_tell_who_has_one(
    operator: Browser, stranger: Browser, clock: FixedClock
) -> None:
    await enrol_totp(operator, clock)
    enrolled = await stranger.sign_in("operator", "wrong wrong wrong")
    nobody = await stranger.sign_in("nobody-here", "wrong wrong wrong")
    assert enrolled.status_code == nobody.status_code == 401
    assert enrolled.json() == nobody.json()
