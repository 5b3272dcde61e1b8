"""Verbs on purposes: the council's list, and stating one for a session. They never commit."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.errors import Forbidden, NameTaken, PurposeNeeded
from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import Permission, allowed, may_state
from beadle.accounts.rights import queries
from beadle.accounts.rights.models import Purpose
from beadle.accounts.rights.schemas import PurposeChange, PurposeIn, PurposeOut
from beadle.accounts.rules import BROKEN_GLASS
from beadle.accounts.terms import Actor
from beadle.platform.clock import Clock
from beadle.platform.errors import Invalid, TooLate

VOUCHED_FOR = timedelta(minutes=30)
"""How long a purpose holds that a second person vouched for."""

_FIELDS = (
    *("name", "description", "lawful_basis", "needs_case_reference", "needs_second_person"),
    *("usual", "retired"),
)


def out(purpose: Purpose) -> PurposeOut:
    """The purpose for an answer."""
    return PurposeOut.model_validate(purpose, from_attributes=True)


async def mine(session: AsyncSession, actor: Actor) -> list[PurposeOut]:
    """The purposes that the actor may state."""
    return [out(purpose) for purpose in await queries.purposes(session) if may_state(actor, purpose.id)]


async def by_key(session: AsyncSession) -> dict[str, uuid.UUID]:
    """The purposes in force, by their keys."""
    return {purpose.key: purpose.id for purpose in await queries.purposes(session)}


async def create(session: AsyncSession, wanted: PurposeIn) -> Purpose:
    """Add a purpose. Raises NameTaken, or Invalid where it could not be the usual one."""
    if await queries.purpose_clash(session, wanted.name, besides=None):
        raise _taken(wanted.name)
    key = wanted.key or key_of(wanted.name)
    purpose = Purpose(**wanted.model_dump(exclude={"key", "usual"}), key=key, usual=False, retired=False)
    session.add(purpose)
    await _flush(session, wanted.name)
    if wanted.usual:
        await _make_usual(session, purpose)
    return purpose


async def change(session: AsyncSession, purpose_id: uuid.UUID, wanted: PurposeChange) -> tuple[Purpose, dict[str, Any]]:
    """Change a purpose; the second answer says what changed. Raises NoSuchRight, NameTaken or Invalid.

    One that is retired ends the looks for it within seconds; one that asks for more or less now has to be stated anew.
    """
    purpose = await queries.purpose(session, purpose_id, lock=True)
    before = {name: getattr(purpose, name) for name in _FIELDS}
    values = {name: value for name, value in wanted.model_dump(exclude_unset=True).items() if value is not None}
    if "name" in values and await queries.purpose_clash(session, values["name"], besides=purpose_id):
        raise _taken(values["name"])
    becomes_usual = values.pop("usual", before["usual"])
    for name, value in values.items():
        setattr(purpose, name, value)
    if becomes_usual:
        _check_usual(purpose)
        await _make_usual(session, purpose)
    else:
        purpose.usual = False
    await _flush(session, purpose.name)
    after = {name: getattr(purpose, name) for name in _FIELDS}
    changed = {name: [before[name], after[name]] for name in _FIELDS if before[name] != after[name]}
    if changed.keys() & {"needs_case_reference", "needs_second_person", "retired"}:
        await _forget(session, purpose)
    return purpose, changed


async def called(session: AsyncSession, text: str) -> Purpose:
    """The purpose in force with that identifier or key. Raises Invalid."""
    found = await queries.purpose_called(session, text)
    if found is None:
        raise Invalid(
            f"There is no purpose “{text[:60]}” in the council's list.",
            advice="Give the identifier or the key of one of the list.",
        )
    return found


@dataclass(frozen=True, slots=True)
class Statement:
    """A purpose that is stated, with all that it asks for."""

    purpose: Purpose
    case_reference: str
    second: Actor | None


def check_wish(actor: Actor, purpose: Purpose, reference: str) -> None:
    """Return where the actor may state the purpose with that case reference. Raises TooLate, Forbidden or Invalid."""
    if purpose.retired:
        raise TooLate(f"The purpose “{purpose.name}” is retired.", advice="Choose another one.")
    if not may_state(actor, purpose.id):
        raise Forbidden(
            f"Your rights do not include looking for this purpose: {purpose.name}.",
            advice="Ask an administrator if your work needs it.",
            purpose=str(purpose.id),
        )
    check_reference(purpose, reference)


def check_reference(purpose: Purpose, reference: str) -> None:
    """Return where the purpose has the case reference that it needs. Raises Invalid."""
    if purpose.needs_case_reference and not reference.strip():
        raise Invalid(
            f"“{purpose.name}” needs a case reference.", advice="Give the crime, log, request or authorisation number."
        )


def check_second(actor: Actor, purpose: Purpose, second: Actor | None) -> None:
    """Return where that person may vouch for the actor's purpose, or none has to. Raises Invalid or Forbidden."""
    if not purpose.needs_second_person:
        return
    if second is None:
        raise Invalid(
            f"“{purpose.name}” needs a second person.",
            advice="Somebody else who may look for it vouches with their password.",
        )
    if second.id == actor.id:
        raise Forbidden("Nobody is their own second person.", advice="Ask a colleague.")
    looks = (Permission.LIVE_WATCH, Permission.FOOTAGE_REPLAY)
    if not any(allowed(second, look, purpose=purpose.id) for look in looks):
        raise Forbidden(
            f"{second.display_name} may not look for “{purpose.name}”, so they cannot vouch for it.",
            advice="Ask somebody who may.",
        )


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why footage is copied or held: a purpose (None only with broken glass), its name, case and second person."""

    id: uuid.UUID | None
    name: str
    case_reference: str
    second: str = ""


async def grounds(session: AsyncSession, actor: Actor, given: str | None, reference: str | None) -> Grounds:
    """The grounds for an act: the purpose of that identifier or key, or else the one that the session states.

    Raises PurposeNeeded where there is none, or where it needs a second person and is not stated with one; Invalid
    where it is not in the list or lacks its case reference. Whether grants serve it is for `authorize`.
    """
    stated = actor.stated
    if not given and stated is None:
        if actor.glass is not None:
            return Grounds(None, BROKEN_GLASS, reference or actor.glass.case_reference)
        raise PurposeNeeded("State a purpose first.", advice="Say for which purpose this is done.")
    purpose = await called(session, given or str(stated.id if stated else ""))
    same = stated is not None and stated.id == purpose.id
    case = reference or (stated.case_reference if stated is not None and same else "")
    second = stated.second if stated is not None and same else ""
    if purpose.needs_second_person and not second:
        raise PurposeNeeded(
            f"“{purpose.name}” needs a second person.", advice="State it for your session first, together with them."
        )
    check_reference(purpose, case)
    return Grounds(purpose.id, purpose.name, case, second)


async def state(session: AsyncSession, clock: Clock, session_id: uuid.UUID, wanted: Statement) -> datetime | None:
    """Write the stated purpose into the session; until when it holds, where a second person vouched for it."""
    vouched = wanted.purpose.needs_second_person and wanted.second is not None
    until = clock.now() + VOUCHED_FOR if vouched else None
    values = {
        "purpose_id": wanted.purpose.id,
        "purpose_at": clock.now(),
        "purpose_until": until,
        "case_reference": wanted.case_reference,
        "second_id": wanted.second.id if vouched and wanted.second else None,
        "second_name": wanted.second.display_name if vouched and wanted.second else "",
    }
    await session.execute(update(AccountSession).where(AccountSession.id == session_id).values(**values))
    return until


def key_of(name: str) -> str:
    """A key made of a name: "Search for a missing person" becomes search-for-a-missing-person."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or uuid.uuid4().hex[:12]


def _check_usual(purpose: Purpose) -> None:
    if purpose.retired or purpose.needs_case_reference or purpose.needs_second_person:
        raise Invalid(
            "The usual purpose is in force and asks for no case reference and no second person.",
            advice="Make another purpose the usual one first.",
        )


async def _make_usual(session: AsyncSession, purpose: Purpose) -> None:
    _check_usual(purpose)
    others = Purpose.usual, Purpose.id != purpose.id
    await session.execute(update(Purpose).where(*others).values(usual=False))
    purpose.usual = True
    await _flush(session, purpose.name)


async def _forget(session: AsyncSession, purpose: Purpose) -> None:
    """End the statements of a purpose that is retired or asks for something else now: people state it again."""
    await session.execute(
        update(AccountSession)
        .where(AccountSession.purpose_id == purpose.id)
        .values(purpose_id=None, purpose_until=None, case_reference="", second_id=None, second_name="")
    )


async def _flush(session: AsyncSession, name: str) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise _taken(name) from error


def _taken(name: str) -> NameTaken:
    return NameTaken(f"There is a purpose {name} already.", advice="Choose another name.")
