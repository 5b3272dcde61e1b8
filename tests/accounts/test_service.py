"""Users: the first one, and what may become of them."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.factories.accounts import PASSWORD, add_group, add_user, purpose_id

from beadle.accounts import first_password, passwords, queries, service
from beadle.accounts.errors import Forbidden, LastAdministrator, NameTaken, UserNotFound, WeakPassword, WrongPassword
from beadle.accounts.first_password import Secret, lasting
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.schemas import UserChange, UserIn
from beadle.accounts.terms import Grant, Role, everywhere
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Invalid


async def first(database: Database, clock: FixedClock) -> Secret | None:
    async with database.work() as session:
        return await service.ensure_first_administrator(session, clock, days=3)


async def audit_lines(database: Database) -> list[AuditLine]:
    async with database.session() as session:
        return list((await session.scalars(select(AuditLine).order_by(AuditLine.id))).all())


async def test_the_first_administrator_is_made_once(database: Database, clock: FixedClock) -> None:
    secret = await first(database, clock)
    assert secret is not None
    password = secret.password
    passwords.check(password)
    assert await first(database, clock) is None
    async with database.session() as session:
        (account,) = await queries.all_accounts(session)
    assert (account.name, account.roles) == ("administrator", ["administrator"])
    assert await passwords.fits(password, account.password_hash)
    assert account.password_until == secret.until == clock.now() + timedelta(days=3)
    (line,) = await audit_lines(database)
    assert (line.action, line.actor) == ("user.create", "system")
    assert password not in str(line.detail)


async def test_two_processes_at_once_make_one(database: Database, clock: FixedClock) -> None:
    answers = await asyncio.gather(first(database, clock), first(database, clock))
    assert sum(answer is not None for answer in answers) == 1


async def test_two_installations_do_not_share_a_password(database: Database, clock: FixedClock) -> None:
    assert passwords.made_up() != passwords.made_up()


async def test_nobody_is_made_where_somebody_is(database: Database, clock: FixedClock) -> None:
    await add_user(database, clock, "olivia")
    assert await first(database, clock) is None


SECRET = lasting("orbit lantern tea")


def wanted(name: str = "sam") -> UserIn:
    return UserIn(name=name, display_name="Sam Outram", roles=[Role.OPERATOR, Role.OPERATOR])


async def test_a_new_user(database: Database, clock: FixedClock) -> None:
    async with database.work() as session:
        account = await service.create(session, clock, wanted(" Sam "), SECRET)
    assert (account.name, account.roles, account.disabled) == ("sam", ["operator"], False)
    assert "orbit" not in account.password_hash
    everything = {"role": "operator", "group_id": None, "purpose_ids": None}
    assert service.shown(account) == {"name": "sam", "roles": ["operator"], "grants": [everything], "disabled": False}


async def test_a_name_is_had_once(database: Database, clock: FixedClock) -> None:
    async def make() -> None:
        async with database.work() as session:
            await service.create(session, clock, wanted(), SECRET)

    answers = await asyncio.gather(make(), make(), return_exceptions=True)
    assert sum(isinstance(answer, NameTaken) for answer in answers) == 1
    with pytest.raises(NameTaken):
        await make()


@pytest.mark.parametrize("name", ["", "x", "a b", "ol\u0131via", "олег", "a/b", "a" * 81, "-sam", "<script>", "a\0b"])
def test_names_that_nobody_may_have(name: str) -> None:
    with pytest.raises(ValueError, match="2 to 80"):
        wanted(name)


async def test_a_weak_password_makes_no_user(database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        for weak in ("short", "password12345", "sam-outram-2026"):
            with pytest.raises(WeakPassword):
                await service.create(session, clock, wanted(), lasting(weak))
        assert await queries.count(session) == 0


async def sessions(database: Database) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(AccountSession)) or 0


async def with_sessions(database: Database, clock: FixedClock, account_id: uuid.UUID) -> None:
    async with database.work() as session:
        for number in range(2):
            session.add(
                AccountSession(
                    token_hash=bytes([number]) * 32,
                    account_id=account_id,
                    created_at=clock.now(),
                    seen_at=clock.now(),
                    address="",
                )
            )


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (UserChange(display_name="Olivia M."), False),
        (UserChange(roles=[Role.OPERATOR]), False),
        (UserChange(disabled=False), False),
        (UserChange(roles=[Role.SUPERVISOR]), True),
        (UserChange(disabled=True), True),
    ],
)
async def test_losing_a_right_ends_every_session(
    database: Database, clock: FixedClock, change: UserChange, ends: bool
) -> None:
    account = await add_user(database, clock, "olivia", Role.OPERATOR)
    await with_sessions(database, clock, account.id)
    async with database.work() as session:
        await service.change(session, account.id, change)
    assert await sessions(database) == (0 if ends else 2)


async def test_a_change_is_told(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia", Role.OPERATOR)
    change = UserChange(display_name="Liv", roles=[Role.SUPERVISOR], disabled=True)
    async with database.work() as session:
        _, changed = await service.change(session, account.id, change)
    everything = {"group_id": None, "purpose_ids": None}
    assert changed == {
        "display_name": ["Olivia", "Liv"],
        "grants": [[{"role": "operator", **everything}], [{"role": "supervisor", **everything}]],
        "roles": [["operator"], ["supervisor"]],
        "disabled": [False, True],
    }


async def test_the_last_administrator_stays(database: Database, clock: FixedClock) -> None:
    admin = await add_user(database, clock, "admin", Role.ADMINISTRATOR)
    off = await add_user(database, clock, "off", Role.ADMINISTRATOR, disabled=True)
    for change in (UserChange(disabled=True), UserChange(roles=[Role.OPERATOR])):
        with pytest.raises(LastAdministrator):
            async with database.work() as session:
                await service.change(session, admin.id, change)
    async with database.work() as session:
        await service.change(session, off.id, UserChange(roles=[Role.OPERATOR]))
        await service.change(session, admin.id, UserChange(display_name="The Admin"))
    await add_user(database, clock, "second", Role.ADMINISTRATOR)
    async with database.work() as session:
        await service.change(session, admin.id, UserChange(disabled=True))


async def test_nobody_is_not_changed(database: Database) -> None:
    async with database.session() as session:
        with pytest.raises(UserNotFound):
            await service.change(session, uuid.uuid4(), UserChange(disabled=True))


async def test_ones_own_password(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia")
    await with_sessions(database, clock, account.id)
    actor = queries.actor_of(account)
    async with database.work() as session:
        with pytest.raises(WrongPassword):
            await service.change_own_password(session, clock, actor, "not it, no", "orbit lantern tea")
        for weak in ("short", PASSWORD):
            with pytest.raises(WeakPassword):
                await service.change_own_password(session, clock, actor, PASSWORD, weak)
    async with database.work() as session:
        await service.change_own_password(session, clock, actor, PASSWORD, "orbit lantern tea")
    async with database.session() as session:
        changed = await queries.by_name(session, "olivia")
    assert changed is not None
    assert await passwords.fits("orbit lantern tea", changed.password_hash)


async def test_another_password_ends_every_session(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia")
    await with_sessions(database, clock, account.id)
    secret = first_password.made_up(clock.now(), 3)
    async with database.work() as session:
        await service.reset_password(session, account.id, secret)
        with pytest.raises(UserNotFound):
            await service.reset_password(session, uuid.uuid4(), secret)
    assert await sessions(database) == 0
    async with database.session() as session:
        kept = await session.get_one(Account, account.id)
    assert kept.password_until == secret.until
    assert await passwords.fits(secret.password, kept.password_hash)
    assert not await passwords.fits(PASSWORD, kept.password_hash)


async def test_a_first_password_is_changed_into_another_one_and_in_time(database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia", until=clock.now() + timedelta(days=3))
    actor = queries.actor_of(account)
    clock.advance(3 * 86400)
    async with database.session() as session:
        with pytest.raises(WrongPassword, match="run out"):
            await service.change_own_password(session, clock, actor, PASSWORD, "orbit lantern tea")
    clock.advance(-1)
    async with database.work() as session:
        with pytest.raises(WeakPassword):
            await service.change_own_password(session, clock, actor, PASSWORD, PASSWORD)
        await service.change_own_password(session, clock, actor, PASSWORD, "orbit lantern tea")
    async with database.session() as session:
        assert (await session.get_one(Account, account.id)).password_until is None


async def test_from_the_machine_itself(database: Database, clock: FixedClock) -> None:
    async with database.work() as session:
        account = await service.add_user_from_machine(
            session, clock, name="Sam", roles={Role.SUPERVISOR}, secret=SECRET
        )
    await with_sessions(database, clock, account.id)
    async with database.work() as session:
        await service.reset_password_from_machine(session, clock, name="SAM ", secret=lasting("lantern orbit tea"))
    assert await sessions(database) == 0
    created, changed = await audit_lines(database)
    assert (created.action, changed.action) == ("user.create", "user.reset_password")
    assert "orbit" not in f"{created.detail} {changed.detail}"
    assert "machine" in created.detail["from"]
    async with database.session() as session:
        with pytest.raises(UserNotFound):
            await service.reset_password_from_machine(session, clock, name="nobody", secret=SECRET)
        with pytest.raises(Invalid, match="name") as caught:
            await service.add_user_from_machine(session, clock, name="a b", roles={Role.SUPERVISOR}, secret=SECRET)
        assert "orbit" not in str(caught.value)


async def test_the_demonstrations_users_are_added_once(database: Database, clock: FixedClock) -> None:
    users = {"olivia": ("Olivia Marsh", everywhere(Role.OPERATOR)), "alice": ("Alice Birch", everywhere(Role.AUDITOR))}
    for _ in range(2):
        async with database.work() as session:
            await service.ensure_demo_users(session, clock, users, "orbit lantern tea")
    async with database.session() as session:
        found = await queries.all_accounts(session)
    assert [(account.name, account.display_name, account.roles) for account in found] == [
        ("alice", "Alice Birch", ["auditor"]),
        ("olivia", "Olivia Marsh", ["operator"]),
    ]
    assert [account.password_until for account in found] == [None, None]  # shared, so that nobody has to change it


async def test_a_grant_of_one_group_for_one_purpose(database: Database, clock: FixedClock) -> None:
    group, purpose = await add_group(database, "Town Centre"), await purpose_id(database, "crime")
    grant = {"role": "operator", "group_id": group, "purpose_ids": [purpose]}
    asked = UserIn.model_validate({"name": "sam", "display_name": "Sam", "grants": [grant, grant]})
    async with database.work() as session:
        account = await service.create(session, clock, asked, SECRET)
    assert service.granted(account) == {Grant(Role.OPERATOR, group, frozenset({purpose}))}
    for missing in ({"group_id": uuid.uuid4()}, {"purpose_ids": [uuid.uuid4()]}):
        bad = UserChange.model_validate({"grants": [{"role": "operator", **missing}]})
        async with database.session() as session:
            with pytest.raises(Invalid, match="not there"):
                await service.change(session, account.id, bad)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"grants": []},
        {"grants": [{"role": "operator"}], "roles": ["operator"]},
        {"grants": [{"role": "administrator", "group_id": str(uuid.uuid4())}]},
        {"grants": [{"role": "administrator", "purpose_ids": [str(uuid.uuid4())]}]},
        {"grants": [{"role": "operator", "purpose_ids": []}]},
        {"grants": [{"role": "operator", "cameras": "all"}]},
    ],
)
def test_grants_that_nobody_may_have(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"grants|administrator|purpose_ids|cameras"):
        UserIn.model_validate({"name": "sam", "display_name": "Sam"} | said)


async def test_nobody_changes_their_own_rights_where_somebody_else_can(database: Database, clock: FixedClock) -> None:
    admin = await add_user(database, clock, "admin", Role.ADMINISTRATOR)
    more = UserChange(roles=[Role.ADMINISTRATOR, Role.OPERATOR])
    async with database.work() as session:
        await service.change(session, admin.id, more, by=admin.id)  # the only one: nobody else could
    second = await add_user(database, clock, "second", Role.ADMINISTRATOR)
    for change in (UserChange(roles=[Role.ADMINISTRATOR]), UserChange(disabled=True)):
        async with database.session() as session:
            with pytest.raises(Forbidden, match="own rights"):
                await service.change(session, admin.id, change, by=admin.id)
    async with database.work() as session:
        await service.change(session, admin.id, UserChange(display_name="Me"), by=admin.id)
        await service.change(session, admin.id, UserChange(roles=[Role.OPERATOR]), by=second.id)


async def test_what_users_are_called(database: Database, clock: FixedClock) -> None:
    olivia, mary = await add_user(database, clock, "olivia"), await add_user(database, clock, "mary")
    async with database.session() as session:
        found = await service.display_names(session, [olivia.id, uuid.uuid4()])
        assert found == {olivia.id: "Olivia"}
        assert await service.display_names(session, []) == {}
    assert mary.display_name == "Mary"
