"""Routes of one's own account: code generator, recovery codes, passkeys. Each change ends one's other sessions."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Request, status

from beadle.accounts.entry import entering, factors, keyring, notices, passkeys, people, tickets, totp
from beadle.accounts.entry.errors import NotEnrolled, TicketGone
from beadle.accounts.entry.origin import needed
from beadle.accounts.entry.passkeys import Person
from beadle.accounts.entry.proof import session_of, within_session
from beadle.accounts.entry.schemas import (
    CREDENTIAL_LIMIT,
    Challenge,
    NewPasskey,
    PasskeyChange,
    PasskeyMade,
    PasskeyOut,
    RecoveryCodes,
    Security,
    TotpConfirm,
    TotpOffer,
)
from beadle.accounts.entry.terms import Act, Action, Notice
from beadle.accounts.entry.tickets import Ticket
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.accounts.settings import CouncilSettings

router = guarded(prefix="/account", tags=["account"])
_OWN = Permission.SESSION_OWN


def _own_id(ctx: Ctx) -> uuid.UUID:
    assert ctx.actor.id is not None
    ctx.about(object=f"user:{ctx.actor.id}")
    return ctx.actor.id


async def _changed(ctx: Ctx, notice: Notice) -> list[str] | None:
    """After a factor came or went: recovery codes to show where it is the first; the user's other sessions end."""
    codes = await factors.settle(ctx.session, ctx.deps.secrets, _own_id(ctx))
    await people.end_others(ctx.session, session_of(ctx))
    await notices.add(ctx.session, ctx.clock, _own_id(ctx), notice, ctx.address)
    return codes


@router.get("/security")
async def own_security(request: Request, ctx: Annotated[Ctx, permit(_OWN, None)]) -> Security:
    """How one's own sign-in is secured: password, factors, passkeys, sessions."""
    possible = entering.place(ctx, request) is not None
    return await people.security_of(ctx, session_of(ctx), passkeys_possible=possible)


@router.post("/totp/begin")
async def offer_totp(ctx: Annotated[Ctx, permit(_OWN, None, step_up=True)]) -> TotpOffer:
    """A secret for a code generator, as text and as a QR code. It counts once its first code was typed."""
    secret = await factors.offer_totp(ctx.session, ctx.clock, ctx.deps.secrets, _own_id(ctx))
    uri = totp.address(secret, ctx.actor.name, ctx.deps.settings.section(CouncilSettings).name)
    return TotpOffer(secret=secret, uri=uri, qr_svg=totp.picture(uri))


@router.post("/totp")
async def add_totp(
    body: TotpConfirm, ctx: Annotated[Ctx, permit(_OWN, Action.ADD_TOTP, step_up=True)]
) -> RecoveryCodes:
    """Take the code generator into use. Recovery codes come with one's first second factor, else the list is empty."""
    await factors.confirm_totp(ctx.session, ctx.clock, ctx.deps.secrets, _own_id(ctx), body.code)
    return RecoveryCodes(recovery_codes=await _changed(ctx, Notice.TOTP_ADDED) or [])


@router.delete("/totp", status_code=status.HTTP_204_NO_CONTENT)
async def remove_totp(ctx: Annotated[Ctx, permit(_OWN, Action.REMOVE_TOTP, step_up=True)]) -> None:
    """Do without the code generator."""
    await factors.remove_totp(ctx.session, _own_id(ctx))
    await _changed(ctx, Notice.TOTP_REMOVED)


@router.post("/recovery-codes")
async def make_recovery_codes(
    ctx: Annotated[Ctx, permit(_OWN, Action.MAKE_RECOVERY_CODES, step_up=True)],
) -> RecoveryCodes:
    """Ten new recovery codes, shown now and never again; those before count no more."""
    if (await factors.state(ctx.session, _own_id(ctx))).strongest.value == "none":
        raise NotEnrolled("Recovery codes stand in for a second factor.", advice="Set up one first.")
    codes = await factors.make_recovery_codes(ctx.session, ctx.deps.secrets, _own_id(ctx))
    await _changed(ctx, Notice.RECOVERY_CODES_MADE)
    return RecoveryCodes(recovery_codes=codes)


@router.post("/passkeys/begin")
async def begin_passkey(request: Request, ctx: Annotated[Ctx, permit(_OWN, None, step_up=True)]) -> Challenge:
    """What the browser is to make a passkey of."""
    where = needed(entering.place(ctx, request))
    council = ctx.deps.settings.section(CouncilSettings).name
    own = _own_id(ctx)
    existing = [keyring.known(row) for row in await keyring.of_account(ctx.session, own)]
    ticket = Ticket(Act.PASSKEY_ADD, ctx.address, own, session_of(ctx).id)
    token = await tickets.issue(ctx.session, ctx.clock, ticket)
    person = Person(own, ctx.actor.name, ctx.actor.display_name)
    options = passkeys.creation_options(where, council, person, ticket.challenge, existing)
    return Challenge(ticket=token, options=options)


@router.post("/passkeys", status_code=status.HTTP_201_CREATED)
async def add_passkey(
    body: NewPasskey,
    request: Request,
    ctx: Annotated[Ctx, permit(_OWN, Action.ADD_PASSKEY, step_up=True, body_limit=CREDENTIAL_LIMIT)],
) -> PasskeyMade:
    """Keep a passkey that the browser made for the ticket."""
    where = needed(entering.place(ctx, request))
    with within_session():
        async with ctx.deps.database.work() as session:
            ticket = await tickets.take(session, ctx.clock, Act.PASSKEY_ADD, body.ticket)
        if ticket.session_id != session_of(ctx).id:
            raise TicketGone("This passkey was begun in another session.", advice="Begin again.")
        made = passkeys.made(body.credential, ticket.challenge, where)
    row = await keyring.add(ctx.session, ctx.clock, _own_id(ctx), body.name, made)
    ctx.about(detail={"name": row.name, "passkey": str(row.id)})
    codes = await _changed(ctx, Notice.PASSKEY_ADDED)
    return PasskeyMade(
        id=row.id, name=row.name, created_at=row.created_at, last_used_at=row.last_used_at, recovery_codes=codes
    )


@router.patch("/passkeys/{passkey_id}")
async def rename_passkey(
    passkey_id: uuid.UUID, body: PasskeyChange, ctx: Annotated[Ctx, permit(_OWN, Action.CHANGE_PASSKEY)]
) -> PasskeyOut:
    """Give a passkey another name."""
    row = await keyring.rename(ctx.session, _own_id(ctx), passkey_id, body.name)
    ctx.about(detail={"name": row.name, "passkey": str(row.id)})
    return PasskeyOut.model_validate(row, from_attributes=True)


@router.delete("/passkeys/{passkey_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_passkey(
    passkey_id: uuid.UUID, ctx: Annotated[Ctx, permit(_OWN, Action.REMOVE_PASSKEY, step_up=True)]
) -> None:
    """Do without a passkey."""
    row = await keyring.remove(ctx.session, _own_id(ctx), passkey_id)
    ctx.about(detail={"name": row.name, "passkey": str(row.id)})
    await _changed(ctx, Notice.PASSKEY_REMOVED)
