"""People of the directory as users."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from tests.factories.accounts import add_user

from beadle.accounts import service
from beadle.accounts.entry import newcomers
from beadle.accounts.entry.errors import DirectoryRefused, FactorThere, NotEnrolled
from beadle.accounts.entry.models import DirectoryLink
from beadle.accounts.entry.settings import Mapping, OidcSettings
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.rights import groups
from beadle.accounts.rights import queries as rights
from beadle.accounts.rights.schemas import GroupIn
from beadle.accounts.terms import Grant, Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

ISSUER = "https://login.example"


def directory(*rows: Mapping, **more: Any) -> OidcSettings:
    return OidcSettings(issuer=ISSUER, map=rows, **{"create_users": True} | more)


OPERATORS = Mapping(value="cctv", role=Role.OPERATOR)


def person(name: str = "olivia", *values: str) -> dict[str, Any]:
    return {"sub": f"s-{name}", "preferred_username": name, "name": name.title(), "groups": list(values or ["cctv"])}


async def come(
    database: Database, clock: FixedClock, settings: OidcSettings, claims: dict[str, Any]
) -> tuple[Account, frozenset[Grant]]:
    async with database.work() as session:
        account = await newcomers.admit(session, clock, settings, claims)
        return account, service.granted(account)


async def refusal(database: Database, clock: FixedClock, settings: OidcSettings, claims: dict[str, Any]) -> str:
    with pytest.raises(DirectoryRefused) as caught:
        await come(database, clock, settings, claims)
    return caught.value.reason


async def test_rights_with_groups_and_purposes(database: Database, clock: FixedClock) -> None:
    async with database.work() as session:
        town = await groups.create(session, GroupIn(name="Town Centre", description="", cameras=[]))
        crime = next((one for one in await rights.purposes(session) if one.key == "crime"), None)
    row = Mapping(value="cctv", role=Role.OPERATOR, groups=("Town Centre",), purposes=("crime",) if crime else ())
    account, grants = await come(database, clock, directory(row), person())
    assert grants == {Grant(Role.OPERATOR, town.id, frozenset({crime.id}) if crime else None)}
    assert account.password_hash is None


async def test_the_same_subject_is_the_same_user_whatever_it_is_called(database: Database, clock: FixedClock) -> None:
    first, _ = await come(database, clock, directory(OPERATORS), person())
    again, _ = await come(database, clock, directory(OPERATORS), person() | {"preferred_username": "other"})
    assert again.id == first.id
    assert again.name == "olivia"


async def test_the_same_name_or_address_is_not_the_same_user(database: Database, clock: FixedClock) -> None:
    await come(database, clock, directory(OPERATORS), person() | {"email": "o@example"})
    impostor = person() | {"sub": "other", "email": "o@example"}
    assert await refusal(database, clock, directory(OPERATORS), impostor) == "name"
    elsewhere = OidcSettings(issuer="https://evil.example", map=(OPERATORS,), create_users=True)
    assert await refusal(database, clock, elsewhere, person()) == "name"


async def test_who_is_refused(database: Database, clock: FixedClock) -> None:
    assert await refusal(database, clock, directory(OPERATORS, create_users=False), person()) == "unknown"
    assert await refusal(database, clock, directory(OPERATORS), person("olivia", "everybody")) == "no-role"
    assert await refusal(database, clock, directory(OPERATORS, demand_amr=("mfa",)), person()) == "weak"
    assert await refusal(database, clock, directory(OPERATORS), person("a b")) == "name"
    async with database.session() as session:
        assert (await session.scalars(select(Account))).all() == []


async def test_withdrawn_rights_are_withdrawn_here_and_the_sessions_end(database: Database, clock: FixedClock) -> None:
    account, _ = await come(database, clock, directory(OPERATORS), person())
    async with database.work() as session:
        session.add(
            AccountSession(
                token_hash=b"t" * 32, account_id=account.id, created_at=clock.now(), seen_at=clock.now(), address=""
            )
        )
    again, _ = await come(database, clock, directory(OPERATORS), person())
    async with database.session() as session:
        assert len((await session.scalars(select(AccountSession))).all()) == 1
    again, grants = await come(database, clock, directory(OPERATORS), person("olivia", "everybody"))
    assert grants == frozenset()
    with pytest.raises(DirectoryRefused, match="no role"):
        newcomers.may_come_in(again)
    async with database.session() as session:
        assert (await session.scalars(select(AccountSession))).all() == []


async def test_who_linked_themselves_keeps_what_was_granted_here(database: Database, clock: FixedClock) -> None:
    admin = await add_user(database, clock, "administrator", Role.ADMINISTRATOR)
    async with database.work() as session:
        await newcomers.link(session, clock, directory(), admin.id, "s-olivia")
    account, grants = await come(database, clock, directory(OPERATORS), person())
    assert account.id == admin.id
    assert {grant.role for grant in grants} == {Role.ADMINISTRATOR}


async def test_a_link_is_one_to_one(database: Database, clock: FixedClock) -> None:
    one, two = await add_user(database, clock, "olivia"), await add_user(database, clock, "sam")
    async with database.work() as session:
        await newcomers.link(session, clock, directory(), one.id, "s")
        for who, subject in ((two, "s"), (one, "other")):
            with pytest.raises(FactorThere):
                await newcomers.link(session, clock, directory(), who.id, subject)
        with pytest.raises(NotEnrolled):
            await newcomers.unlink(session, two.id)
        await newcomers.unlink(session, one.id)
        assert (await session.scalars(select(DirectoryLink))).all() == []


async def test_a_password_that_runs_out_is_no_other_way_in(database: Database, clock: FixedClock) -> None:
    sam = await add_user(database, clock, "sam", until=clock.now() + timedelta(days=3))
    async with database.work() as session:
        await newcomers.link(session, clock, directory(), sam.id, "s")
        with pytest.raises(NotEnrolled, match="given"):
            await newcomers.unlink(session, sam.id)


async def test_the_only_way_in_is_not_removed(database: Database, clock: FixedClock) -> None:
    account, _ = await come(database, clock, directory(OPERATORS), person())
    async with database.session() as session:
        with pytest.raises(NotEnrolled):
            await newcomers.unlink(session, account.id)
