"""From a cookie to an actor: finding the session behind a token and keeping it alive."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts import queries
from beadle.accounts.deps import Deps
from beadle.accounts.errors import NotSignedIn
from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import Permission, allowed
from beadle.accounts.sessions import TOUCH_EVERY, ended_since, token_hash
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.terms import Actor
from beadle.platform.db import commit

_LOOK_AGAIN_S = 2.0
"""A right withdrawn must end a stream within five seconds; this leaves three for closing it."""
_OUTAGE_S = 30.0
"""While the database is away no right can be withdrawn in it; a wall that goes dark at once would help nobody."""


async def identify(deps: Deps, session: AsyncSession, token: str | None, *, touch: bool) -> Actor:
    """Whose session the token is. Raises NotSignedIn where there is none or it has run out.

    touch: note the use, so that the session does not idle out. This ends the transaction, so it comes first in it.
    """
    signed = await queries.signed(session, token_hash(token)) if token else None
    if token is None or signed is None:
        raise NotSignedIn("You are not signed in.", advice="Sign in.")
    now = deps.clock.now()
    if ended_since(signed.created_at, signed.seen_at, now, signed.actor.roles, deps.settings.section(AccountsSettings)):
        raise NotSignedIn("Your session has ended.", advice="Sign in again.")
    if touch and now - signed.seen_at >= TOUCH_EVERY:
        # Committed at once: a request that fails was a use too, and slow ones must not queue for this row. Not in a
        # session of its own: a page's requests come together, and each would hold one connection and wait for another.
        row = AccountSession.token_hash == token_hash(token), AccountSession.seen_at == signed.seen_at
        await session.execute(update(AccountSession).where(*row).values(seen_at=now))
        await commit(session)
    return signed.actor


class Standing:
    """Whether somebody who was let in may still stay; asked often, looked up every two seconds."""

    def __init__(self, deps: Deps, token: str, permission: Permission) -> None:
        self._deps = deps
        self._token = token
        self._permission = permission
        self._answer = True
        self._asked = deps.clock.monotonic()
        self._known = self._asked

    async def holds(self) -> bool:
        """False once the session has ended, the user is disabled, or the role no longer gives the permission."""
        now = self._deps.clock.monotonic()
        if not self._answer or now - self._asked < _LOOK_AGAIN_S:
            return self._answer
        self._asked = now
        try:
            self._answer = await self._look_up()
        except OperationalError:
            self._answer = now - self._known < _OUTAGE_S
        else:
            self._known = now
        return self._answer

    async def _look_up(self) -> bool:
        async with self._deps.database.session() as session:
            try:
                actor = await identify(self._deps, session, self._token, touch=False)
            except NotSignedIn:
                return False
        return allowed(actor, self._permission)
