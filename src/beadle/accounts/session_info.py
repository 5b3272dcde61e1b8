"""What a page is told of its own session."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request

from beadle.accounts import queries
from beadle.accounts.admission import locked, must_choose, must_enrol, proved_until
from beadle.accounts.entry import notices
from beadle.accounts.entry.terms import Method, Notice, SecondFactor
from beadle.accounts.guard import Ctx
from beadle.accounts.permissions import permissions_of
from beadle.accounts.queries import Signed
from beadle.accounts.rights import purposes
from beadle.accounts.rights.schemas import GlassOut, StatedOut
from beadle.accounts.schemas import LastSignIn, NoticeOut, SessionInfo, SessionUser
from beadle.accounts.sessions import csrf_of, watches
from beadle.accounts.settings import AccountsSettings, CouncilSettings
from beadle.accounts.terms import Stated


async def info_of(ctx: Ctx, request: Request) -> SessionInfo:
    """The session that `ctx.signed` names, as the page is told of it."""
    signed, actor = ctx.signed, ctx.actor
    if signed is None or actor.id is None:
        raise LookupError("Nobody is signed in here.")
    council = ctx.deps.settings.section(CouncilSettings)
    settings = ctx.deps.settings.section(AccountsSettings)
    shown = await notices.since(ctx.session, actor.id, signed.before_at or signed.created_at)
    watching = watches(actor.roles)
    return SessionInfo(
        user=SessionUser(id=actor.id, name=actor.name, display_name=actor.display_name, roles=sorted(actor.roles)),
        permissions=sorted(permissions_of(actor.roles)),
        csrf=csrf_of(signed.id, ctx.deps.secrets.key),
        version=request.app.version,
        demo=council.demo,
        council=council.name,
        locked=locked(ctx.deps, signed),
        lock_after_s=settings.lock_minutes * 60 if watching else None,
        idle_ends_after_s=None if watching else settings.idle_minutes * 60,
        ends_at=signed.created_at + timedelta(hours=settings.longest_hours),
        proved_until=proved_until(ctx.deps, signed),
        method=Method(signed.method),
        second_factor=SecondFactor(signed.second_factor),
        must_choose_password=must_choose(signed),
        password_until=signed.password_until,
        must_enrol=must_enrol(ctx.deps, signed),
        last_sign_in=_before(signed),
        purpose=None if actor.stated is None else stated_out(actor.stated),
        purposes=await purposes.mine(ctx.session, actor),
        break_glass=None
        if actor.glass is None
        else GlassOut(id=actor.glass.id, reason=actor.glass.reason, until=actor.glass.until),
        notices=[
            NoticeOut(id=row.id, at=row.at, kind=Notice(row.kind), address=row.address, by=row.by_name) for row in shown
        ],
    )


def stated_out(stated: Stated) -> StatedOut:
    """The stated purpose for an answer."""
    return StatedOut(
        id=stated.id,
        name=stated.name,
        case_reference=stated.case_reference,
        second_person=stated.second,
        until=stated.until,
    )


def _before(signed: Signed) -> LastSignIn | None:
    if signed.before_at is None or signed.before_method is None:
        return None
    return LastSignIn(at=signed.before_at, address=signed.before_address or "", method=Method(signed.before_method))


async def of_session(ctx: Ctx) -> None:
    """Load the session anew into the Ctx, after something about it has changed."""
    if ctx.signed is not None:
        ctx.signed = await queries.signed_by_id(ctx.session, ctx.signed.id, ctx.clock.now())
        if ctx.signed is not None:
            ctx.actor = ctx.signed.actor
