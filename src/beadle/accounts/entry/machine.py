"""What whoever administers the machine itself may do when nobody can sign in any more."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts import queries, service
from beadle.accounts.entry import factors, notices
from beadle.accounts.entry.terms import Action, Notice
from beadle.accounts.errors import UserNotFound
from beadle.accounts.schemas import normal_name
from beadle.accounts.terms import SYSTEM
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.clock import Clock
from beadle.platform.settings import Secrets


async def reset_second_factors_from_machine(
    session: AsyncSession, clock: Clock, secrets: Secrets, *, name: str
) -> None:
    """Remove a user's second factors and end their sessions. Raises UserNotFound."""
    account = await queries.by_name(session, normal_name(name))
    if account is None:
        raise UserNotFound(f"There is no user {name}.", advice="The sign-in names are listed on the users' screen.")
    await factors.forget_all(session, secrets, account.id)
    await service.end_sessions(session, account.id)
    await notices.add(session, clock, account.id, Notice.FACTORS_RESET, "")
    detail = {"name": account.name, "from": "the machine's own command line"}
    entry = Entry(action=Action.RESET_FACTORS, actor=SYSTEM.name, object=f"user:{account.id}", detail=detail)
    await audit.record(session, clock, entry)
