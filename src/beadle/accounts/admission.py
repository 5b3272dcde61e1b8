"""From a cookie to an actor: finding the session behind a token and keeping it alive."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts import first_password, queries
from beadle.accounts.deps import Deps
from beadle.accounts.errors import MustChoosePassword, MustEnrol, NotSignedIn, SessionLocked, StepUpNeeded
from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import Permission, authorize, authorize_look
from beadle.accounts.queries import Signed
from beadle.accounts.rights import reach
from beadle.accounts.rules import Look, Rule
from beadle.accounts.sessions import TOUCH_EVERY, ended_since, is_locked, token_hash
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.terms import Actor
from beadle.platform.db import commit
from beadle.platform.errors import Invalid, NotAllowed

_LOOK_AGAIN_S = 2.0
"""A right withdrawn must end a stream within five seconds; this leaves three for closing it."""
_OUTAGE_S = 30.0
"""While the database is away no right can be withdrawn in it; a wall that goes dark at once would help nobody."""


async def identify(deps: Deps, session: AsyncSession, token: str | None, *, touch: bool) -> Signed:
    """Whose session the token is. Raises NotSignedIn where there is none or it has run out.

    touch: note the use, so that the session does not idle out. This ends the transaction, so it comes first in it.
    What is asked of a locked screen is no use of it.
    """
    now = deps.clock.now()
    signed = await queries.signed(session, token_hash(token), now) if token else None
    if token is None or signed is None:
        raise NotSignedIn("You are not signed in.", advice="Sign in.")
    still_runs(deps, signed, now)
    if touch and now - signed.seen_at >= TOUCH_EVERY and not locked(deps, signed):
        # Committed at once: a request that fails was a use too, and slow ones must not queue for this row. Not in a
        # session of its own: a page's requests come together, and each would hold one connection and wait for another.
        row = AccountSession.id == signed.id, AccountSession.seen_at == signed.seen_at
        await session.execute(update(AccountSession).where(*row).values(seen_at=now))
        await commit(session)
    return signed


def still_runs(deps: Deps, signed: Signed, now: datetime) -> None:
    """Return where the session has not run out. Raises NotSignedIn."""
    settings = deps.settings.section(AccountsSettings)
    if ended_since(signed.created_at, signed.seen_at, now, signed.actor.roles, settings):
        raise NotSignedIn("Your session has ended.", advice="Sign in again.")


def locked(deps: Deps, signed: Signed) -> bool:
    """Whether the session's screen is locked."""
    settings = deps.settings.section(AccountsSettings)
    return is_locked(signed.locked_at, signed.seen_at, deps.clock.now(), signed.actor.roles, settings)


def must_choose(signed: Signed) -> bool:
    """Whether the session began with a first password, so that its owner has to choose one of their own."""
    return first_password.must_choose(signed.password_until, signed.method)


def must_enrol(deps: Deps, signed: Signed) -> bool:
    """Whether the user's role asks for a second factor and they have none. At single sign-on the provider asks."""
    wanted = set(deps.settings.section(AccountsSettings).require_second_factor_for)
    return signed.second_factor == "none" and signed.method != "oidc" and bool(wanted & set(signed.actor.roles))


def proved_until(deps: Deps, signed: Signed) -> datetime | None:
    """Until when the acts are open that ask for a fresh proof; None where there is none."""
    if signed.proved_at is None:
        return None
    until: datetime = signed.proved_at + timedelta(minutes=deps.settings.section(AccountsSettings).proof_minutes)
    return until if until > deps.clock.now() else None


def admit(deps: Deps, signed: Signed, rule: Rule) -> None:
    """Return where the session is in a state for that rule.

    Raises SessionLocked, MustChoosePassword, MustEnrol or StepUpNeeded. The password comes before the second factor:
    with the password that they handed over, an administrator could else add a passkey of their own, which would stay.
    Whether the person's rights reach is another question: `authorize`.
    """
    if not rule.while_locked and locked(deps, signed):
        raise SessionLocked("This screen is locked.", advice="Unlock it with your password or passkey.")
    if not rule.with_first_password and must_choose(signed):
        raise MustChoosePassword("Your password was given to you.", advice="Choose one of your own first.")
    if rule.permission is not Permission.SESSION_OWN and must_enrol(deps, signed):
        raise MustEnrol("Your role asks for a second factor.", advice="Set up a passkey or a code generator first.")
    if rule.step_up and proved_until(deps, signed) is None:
        raise needs_proof()


def needs_proof() -> StepUpNeeded:
    """The refusal of what asks for a fresh proof."""
    return StepUpNeeded("This asks for a fresh proof of who you are.", advice="Type your password or use your passkey.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody was let in for: the permission, the camera, and for a look the purpose that it was opened for.

    That purpose stays, whatever the session states later: it is what the audit line says. until: when it ends, where it
    does so before the session. No camera: it is about none.
    """

    permission: Permission
    cameras: tuple[uuid.UUID, ...] = ()
    look: bool = False
    purpose: uuid.UUID | None = None
    until: datetime | None = None


async def answer(session: AsyncSession, actor: Actor, asked: Asked) -> None:
    """Return where the actor may; raise Forbidden or PurposeNeeded where not. A query only for limited rights."""
    permission, purpose = asked.permission, asked.purpose
    if asked.look:
        authorize_look(actor, permission, purpose=purpose)
        await reach.check_look(session, actor, permission, asked.cameras, purpose=purpose)
    else:
        authorize(actor, permission, purpose=purpose)
        await reach.check(session, actor, permission, asked.cameras, purpose=purpose)


def asked_of(rule: Rule, actor: Actor, parameters: Mapping[str, str], *, token: str | None = None) -> Asked:
    """What a request or a socket asks for, by its rule and the parameters of its path. Raises Invalid.

    token: of an earlier look; where the rule takes one, it says for which purpose, and the handler checks it.
    """
    look = rule.look is Look.STATED or (rule.look is Look.TOKEN and not token)
    permission = rule.permission or Permission.SESSION_OWN
    cameras = _camera_of(parameters)
    if not look or actor.stated is None:
        return Asked(permission, cameras, look=look)
    return Asked(permission, cameras, look=True, purpose=actor.stated.id, until=actor.stated.until)


def _camera_of(parameters: Mapping[str, str]) -> tuple[uuid.UUID, ...]:
    named = parameters.get("camera_id")
    try:
        return () if named is None else (uuid.UUID(named),)
    except ValueError:
        raise Invalid("That is not the identifier of a camera.", advice="Load the list of cameras again.") from None


Follower = Callable[[AsyncSession, Actor], Awaitable[None]]


class Standing:
    """Whether somebody who was let in may still stay; asked often, looked up every two seconds.

    It follows the session, not its token: a proof of who it is changes the token and must not darken the wall. A lock
    does not end it either. `followers` are told at each look-up what the person may by now.
    """

    def __init__(self, deps: Deps, session_id: uuid.UUID, asked: Asked) -> None:
        self._deps = deps
        self._session_id = session_id
        self._what = asked
        self._answer = True
        self._asked = deps.clock.monotonic()
        self._known = self._asked
        self.followers: list[Follower] = []

    async def holds(self) -> bool:
        """False once the session or the purpose has ended, the user is disabled, or no grant reaches any more."""
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
        now = self._deps.clock.now()
        if self._what.until is not None and self._what.until <= now:
            return False
        async with self._deps.database.session() as session:
            signed = await queries.signed_by_id(session, self._session_id, now)
            if signed is None:
                return False
            try:
                still_runs(self._deps, signed, now)
                await answer(session, signed.actor, self._what)
            except NotAllowed:
                return False
            for follower in self.followers:
                await follower(session, signed.actor)
        return True
