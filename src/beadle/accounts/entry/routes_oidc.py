"""Routes of single sign-on: to the council's directory and back, to sign in, to prove who is there, or to link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import RedirectResponse

from beadle.accounts import queries
from beadle.accounts.admission import still_runs
from beadle.accounts.deps import Deps
from beadle.accounts.entry import entering, journeys, newcomers, notices, people, proof, tickets
from beadle.accounts.entry.directory import Directory, Journey
from beadle.accounts.entry.errors import DirectoryAway, DirectoryRefused, FactorThere, NoOrigin, TicketGone
from beadle.accounts.entry.journeys import Errand
from beadle.accounts.entry.origin import base_of
from beadle.accounts.entry.schemas import Elsewhere
from beadle.accounts.entry.settings import OidcSettings
from beadle.accounts.entry.terms import Act, Action, Method, Notice, Wish
from beadle.accounts.entry.tickets import Ticket
from beadle.accounts.errors import NotSignedIn, TooManyAttempts, WrongSignIn
from beadle.accounts.guard import Ctx, open_route, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.sign_in import Entrance
from beadle.accounts.terms import Action as AccountAction
from beadle.audit import service as audit
from beadle.audit.terms import Outcome
from beadle.platform.clock import from_us
from beadle.platform.errors import NotFound
from beadle.platform.outgoing import OutgoingSettings

_session = guarded(prefix="/session", tags=["session"])
_account = guarded(prefix="/account", tags=["account"])
_OWN = Permission.SESSION_OWN
_ACTIONS = {Wish.SIGN_IN: AccountAction.SIGN_IN, Wish.PROOF: Action.PROVE, Wish.LINK: Action.LINK_OIDC}
Path = Annotated[str, Query(max_length=500)]
Word = Annotated[str, Query(max_length=4000)]


def directory_of(deps: Deps) -> Directory:
    """The directory of the settings. Raises NotFound where there is none."""
    try:
        return deps.part(Directory)
    except LookupError:
        pass
    settings = deps.settings.section(OidcSettings)
    if not settings.issuer:
        raise NotFound("There is no single sign-on here.", advice="Sign in another way.")
    outgoing = deps.settings.section(OutgoingSettings)
    made = Directory(settings, deps.secrets.named("oidc_client_secret"), deps.clock, outgoing)
    deps.add(made)
    return made


async def _set_out(ctx: Ctx, request: Request, response: Response, wish: Wish, then: str) -> str:
    """Remember the errand, bind it to the browser, and give the address of the directory's page."""
    directory = directory_of(ctx.deps)
    configured = ctx.deps.settings.section(AccountsSettings).origin
    base = base_of(configured, request.url.scheme, request.headers.get("host"))
    if base is None:
        raise NoOrigin("Single sign-on needs to know this address.", advice="An administrator sets accounts.origin.")
    errand = Errand(wish, journeys.own_path(then), base, Journey.new())
    fresh = wish is Wish.PROOF
    location = await directory.entrance(errand.journey, base + journeys.CALLBACK, fresh=fresh)
    session_id = ctx.signed.id if ctx.signed else None
    ticket = Ticket(Act.OIDC, ctx.address, ctx.actor.id, session_id, data=errand.packed())
    token = await tickets.issue(ctx.session, ctx.clock, ticket)
    # Lax, not strict: the way back begins on the directory's site. It opens nothing by itself.
    response.set_cookie(
        journeys.cookie_name(request.url.scheme),
        token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        max_age=int(tickets.LIFE.total_seconds()),
    )
    return location


@_session.get("/oidc", status_code=status.HTTP_303_SEE_OTHER, response_class=RedirectResponse)
async def begin_single_sign_on(
    request: Request, ctx: Annotated[Ctx, open_route()], then: Path = "/"
) -> RedirectResponse:
    """Go to the directory to sign in; `then` is the page to land on afterwards."""
    answer = RedirectResponse("/", status.HTTP_303_SEE_OTHER)
    try:
        answer.headers["location"] = await _set_out(ctx, request, answer, Wish.SIGN_IN, then)
    except (DirectoryAway, TooManyAttempts) as error:
        word = "away" if isinstance(error, DirectoryAway) else "busy"
        answer.headers["location"] = journeys.told(journeys.own_path(then), word)
    return answer


@_session.post("/proof/oidc")
async def begin_proof_by_directory(
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, permit(_OWN, None, while_locked=True)],
    then: Path = "/",
) -> Elsewhere:
    """Where to prove who is there at the directory, which asks anew; it unlocks the screen too."""
    return Elsewhere(location=await _set_out(ctx, request, response, Wish.PROOF, then))


@_account.post("/oidc/begin")
async def begin_link(
    request: Request,
    response: Response,
    ctx: Annotated[Ctx, permit(_OWN, None, step_up=True)],
    then: Path = "/",
) -> Elsewhere:
    """Where to go to link one's account of the directory, so that one can sign in through it."""
    return Elsewhere(location=await _set_out(ctx, request, response, Wish.LINK, then))


@_account.delete("/oidc", status_code=status.HTTP_204_NO_CONTENT)
async def remove_link(ctx: Annotated[Ctx, permit(_OWN, Action.UNLINK_OIDC, step_up=True)]) -> None:
    """Do without the directory."""
    assert ctx.actor.id is not None
    ctx.about(object=f"user:{ctx.actor.id}")
    await newcomers.unlink(ctx.session, ctx.actor.id)
    await people.end_others(ctx.session, proof.session_of(ctx))
    await notices.add(ctx.session, ctx.clock, ctx.actor.id, Notice.DIRECTORY_UNLINKED, ctx.address)


@dataclass(frozen=True, slots=True)
class _Return:
    """What the directory sent the browser back with."""

    state: str
    code: str
    error: str
    iss: str


@_session.get("/oidc/callback", status_code=status.HTTP_303_SEE_OTHER, response_class=RedirectResponse)
async def end_single_sign_on(
    request: Request,
    ctx: Annotated[Ctx, open_route()],
    state: Word = "",
    code: Word = "",
    error: Word = "",
    iss: Word = "",
) -> RedirectResponse:
    """Back from the directory. Every outcome leads to a page of ours; a refusal is in the audit log."""
    answer = RedirectResponse("/", status.HTTP_303_SEE_OTHER)
    name = journeys.cookie_name(request.url.scheme)
    answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")
    try:
        async with ctx.deps.database.work() as session:
            ticket = await tickets.take(session, ctx.clock, Act.OIDC, request.cookies.get(name, ""))
    except TicketGone:
        answer.headers["location"] = journeys.told("/", "expired")  # no line: anybody may come here
        return answer
    errand = Errand.unpacked(ticket.data)
    try:
        word = await _arrive(ctx, request, answer, (ticket, errand), _Return(state, code, error, iss))
        await ctx.note(_ACTIONS[errand.wish], ctx.matter)
    except (DirectoryRefused, DirectoryAway, WrongSignIn, NotSignedIn, FactorThere) as problem:
        word = await _refused(ctx, errand, problem)
    answer.headers["location"] = journeys.told(errand.then, word) if word else errand.then
    return answer


async def _refused(ctx: Ctx, errand: Errand, problem: Exception) -> str:
    await ctx.session.rollback()
    word = problem.reason if isinstance(problem, DirectoryRefused) else "refused"
    if isinstance(problem, DirectoryAway):
        word = "away"
    elif isinstance(problem, FactorThere):
        word = "taken"
    ctx.about(detail={"method": Method.OIDC.value, "error": type(problem).__name__, "reason": word})
    entry = ctx.matter.entry(_ACTIONS[errand.wish], ctx.actor, ctx.address, Outcome.REFUSED)
    async with ctx.deps.database.work() as session:
        await audit.record(session, ctx.clock, entry)
    return word


async def _arrive(ctx: Ctx, request: Request, answer: Response, begun: tuple[Ticket, Errand], back: _Return) -> str:
    """Do what the errand was for, and give the word for the page; "" for none."""
    ticket, errand = begun
    directory = directory_of(ctx.deps)
    issuer = ctx.deps.settings.section(OidcSettings).issuer
    if not errand.is_answered_by(back.state):
        raise DirectoryRefused("The answer is to another question.", reason="untrusted")
    names_itself = (await directory.provider()).names_itself
    if (names_itself or back.iss) and back.iss != issuer:
        raise DirectoryRefused("The answer comes from another directory.", reason="untrusted")
    if back.error or not back.code:
        raise DirectoryRefused("The directory did not sign you in.", reason="cancelled")
    fresh = errand.wish is Wish.PROOF
    claims = await directory.redeem(back.code, errand.journey, errand.base + journeys.CALLBACK, fresh=fresh)
    if errand.wish is Wish.SIGN_IN:
        return await _sign_in(ctx, request, answer, claims)
    await _resume(ctx, ticket)
    if errand.wish is Wish.LINK:
        return await _link(ctx, claims["sub"])
    found = await newcomers.linked(ctx.session, issuer, claims["sub"])
    if found is None or found[0].id != ctx.actor.id:
        raise DirectoryRefused("The directory knows somebody else by this name.", reason="unknown")
    ctx.about(detail={"method": Method.OIDC.value})
    entering.set_cookie(request, answer, await proof.renew(ctx))
    return ""


async def _sign_in(ctx: Ctx, request: Request, answer: Response, claims: dict[str, object]) -> str:
    settings = ctx.deps.settings.section(OidcSettings)
    async with ctx.deps.database.work() as session:  # what was withdrawn there is withdrawn here, sign-in or not
        account = await newcomers.admit(session, ctx.clock, settings, claims)
    ctx.actor = queries.actor_of(account)
    newcomers.may_come_in(account)
    at = claims.get("auth_time")
    proved = min(from_us(int(at) * 1_000_000), ctx.clock.now()) if isinstance(at, int | float) else None
    await entering.enter(ctx, request, answer, account, Entrance(ctx.address, Method.OIDC, proved, []))
    return ""


async def _resume(ctx: Ctx, ticket: Ticket) -> None:
    """The session that set out: its cookie does not come along on the way back from another site."""
    now = ctx.clock.now()
    signed = await queries.signed_by_id(ctx.session, ticket.session_id, now) if ticket.session_id else None
    if signed is None:
        raise NotSignedIn("Your session has ended.", advice="Sign in again.")
    still_runs(ctx.deps, signed, now)
    ctx.signed, ctx.actor = signed, signed.actor


async def _link(ctx: Ctx, subject: str) -> str:
    assert ctx.actor.id is not None
    ctx.about(object=f"user:{ctx.actor.id}")
    settings = ctx.deps.settings.section(OidcSettings)
    await newcomers.link(ctx.session, ctx.clock, settings, ctx.actor.id, subject)
    await people.end_others(ctx.session, proof.session_of(ctx))
    await notices.add(ctx.session, ctx.clock, ctx.actor.id, Notice.DIRECTORY_LINKED, ctx.address)
    return "linked"


router = APIRouter()
router.include_router(_session)
router.include_router(_account)
