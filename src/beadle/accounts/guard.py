"""The gate of the web service: who is it, may they, is it written down. Every room's routes go through it.

    router = guard.router(prefix="/api/things", tags=["things"])

    @router.get("/{thing_id}")
    async def read(thing_id: UUID, ctx: Annotated[Ctx, permit(Permission.THINGS_READ, Action.READ_THING)]) -> ThingOut:
        ctx.about(object=f"thing:{thing_id}")
        return await queries.thing(ctx.session, thing_id)

One request is one transaction. Sign-in, origin, CSRF proof and rights are checked before the body is read; the audit
line and the work are committed together before the first byte of the answer; a refusal is written down in a
transaction of its own. A camera in the path, as `camera_id`, is checked by itself; for cameras that are named elsewhere
a handler calls `ctx.see`, and for lists `ctx.reach`. WebSockets have the same in `guard_socket`.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException

from beadle.accounts.admission import Asked, Standing, admit, answer, asked_of, identify, needs_proof, proved_until
from beadle.accounts.deps import Deps
from beadle.accounts.errors import Forbidden, ForgedRequest, NotSignedIn, TooLarge, TooManyAttempts
from beadle.accounts.guard_socket import SocketCtx, socket_ctx, socket_permit
from beadle.accounts.permissions import Permission, allowed, authorize
from beadle.accounts.queries import Signed
from beadle.accounts.rights import reach
from beadle.accounts.rights.reach import Reach
from beadle.accounts.rules import DEFAULT_BODY, Look, Matter, Rule
from beadle.accounts.sessions import BACKGROUND_HEADER, CSRF_HEADER, csrf_fits, same_origin, token_of
from beadle.accounts.terms import ANONYMOUS, Action, Actor
from beadle.audit import service as audit
from beadle.audit.terms import Entry, Outcome
from beadle.platform.clock import Clock
from beadle.platform.db import AWAY, commit
from beadle.platform.errors import BeadleError, Conflict, Invalid, NotAllowed, NotFound, Unavailable
from beadle.platform.log import get_logger

__all__ = [
    "Ctx",
    "GuardedRoute",
    "SocketCtx",
    "open_route",
    "path_said",
    "permit",
    "permit_newcomer",
    "router",
    "rule_of",
    "socket_ctx",
    "socket_permit",
]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_log = get_logger("guard")


@dataclass
class Ctx:
    """What a handler works with: one transaction, who acts, and what the audit line will say.

    address: where the connection came from; forwarded headers are not believed.
    """

    session: AsyncSession
    actor: Actor
    clock: Clock
    deps: Deps
    address: str
    rule: Rule
    token: str | None = field(default=None, repr=False)
    signed: Signed | None = None
    matter: Matter = field(default_factory=Matter)
    looked: bool = False

    def about(
        self,
        *,
        object: str = "",  # noqa: A002 - the audit log's own word
        purpose: str = "",
        case_reference: str = "",
        detail: Mapping[str, Any] | None = None,
        objects: Iterable[str] = (),
        subjects: Iterable[str] = (),
    ) -> None:
        """Say what this act is about; it goes into the audit line that the guard writes.

        objects: further things beside the object, such as every camera of an export. subjects: personal ones, such as
        "plate:AB12CDE", which leave the log in time.
        """
        self.matter.add(object=object, purpose=purpose, case_reference=case_reference, detail=detail)
        self.matter.name(objects, subjects)

    def may(self, permission: Permission) -> bool:
        """Whether the actor also has another permission than the route's own."""
        return allowed(self.actor, permission)

    def need_proof(self) -> None:
        """Raise StepUpNeeded where the proof of who it is is old; for routes of which only some requests need one."""
        if self.signed is None or proved_until(self.deps, self.signed) is None:
            raise needs_proof()

    async def see(
        self,
        cameras: Iterable[uuid.UUID],
        permission: Permission | None = None,
        *,
        purpose: uuid.UUID | None = None,
    ) -> None:
        """Return where the route's permission (or another) covers all these cameras, for that purpose where given.

        Raises Forbidden. For whoever is limited to groups, a camera that is not there is refused as another group's is.
        """
        wanted = list(dict.fromkeys(cameras))
        try:
            await reach.check(self.session, self.actor, self._wanted(permission), wanted, purpose=purpose)
        except Forbidden as error:
            self.about(object=self.matter.object or f"camera:{error.facts.get('camera', '')}")
            raise

    async def reach(self, permission: Permission | None = None) -> Reach:
        """The cameras that the route's permission (or another) covers, to leave the others out of a list."""
        return await reach.reach_of(self.session, self.actor, self._wanted(permission))

    async def look_again(self, camera: uuid.UUID, purpose: uuid.UUID | None) -> None:
        """For a route that a look's token opens: whether the actor may still look at it for that look's purpose.

        purpose: None where the look was had with broken glass alone. Raises Forbidden or PurposeNeeded.
        """
        await reach.check_look(self.session, self.actor, self._wanted(None), [camera], purpose=purpose)
        self.looked = True

    def check_looked(self) -> None:
        """Raise RuntimeError where a handler is about to show a picture and nobody asked what for: a fault of ours."""
        if self.rule.look is not Look.NONE and not self.looked:
            raise RuntimeError("A picture would have been shown without asking what for.")

    def missing(self, error: NotFound) -> BeadleError:
        """What to answer for a thing of cameras that is not there: the error, or what another group's would get.

        Whoever is limited to groups must not learn from the answer which things there are beyond them.
        """
        try:
            authorize(self.actor, self._wanted(None), groups=())
        except Forbidden as refusal:
            return refusal
        return error

    def standing(
        self, cameras: Iterable[uuid.UUID], *, purpose: uuid.UUID | None = None, until: datetime | None = None
    ) -> Standing:
        """Whether the actor may still have these cameras' bytes, for an answer that takes long to send."""
        assert self.signed is not None, "only what is behind a permission takes long"
        look = self.rule.look is not Look.NONE
        asked = Asked(self._wanted(None), tuple(cameras), look=look, purpose=purpose, until=until)
        return Standing(self.deps, self.signed.id, asked)

    def _wanted(self, permission: Permission | None) -> Permission:
        return permission or self.rule.permission or Permission.SESSION_OWN

    async def note(self, action: str, matter: Matter) -> None:
        """Write a further audit line into this transaction, for a request that is more than one act."""
        await audit.record(self.session, self.clock, matter.entry(action, self.actor, self.address))


def permit(
    permission: Permission,
    action: str | None,
    *,
    body_limit: int = DEFAULT_BODY,
    step_up: bool = False,
    while_locked: bool = False,
    look: Look | bool = False,
) -> Any:
    """The dependency that guards a route and gives its handler a Ctx.

    action: what the audit log calls it; None for routes that show nothing and change nothing worth a line.
    body_limit: bytes that the request's body may have.
    step_up, while_locked: see Rule. look: the route shows pictures, see Look; True stands for Look.STATED.
    """
    shows = look if isinstance(look, Look) else Look.STATED if look else Look.NONE
    return _dependency(Rule(permission, action, body_limit, step_up=step_up, while_locked=while_locked, look=shows))


def permit_newcomer(action: str | None, *, body_limit: int = DEFAULT_BODY, while_locked: bool = False) -> Any:
    """As `permit` for one's own session, open also to whoever has still to choose a password of their own."""
    own = Permission.SESSION_OWN
    return _dependency(Rule(own, action, body_limit, while_locked=while_locked, with_first_password=True))


def open_route(action: str | None = None, *, body_limit: int = 16_384) -> Any:
    """The dependency of the few routes that are open without sign-in; the Ctx names nobody until the handler does."""
    return _dependency(Rule(None, action, body_limit))


def _dependency(rule: Rule) -> Any:
    async def ctx_of(request: Request) -> Ctx:
        found: Ctx = request.state.beadle_ctx
        return found

    ctx_of.rule = rule  # type: ignore[attr-defined]  # for the table of routes
    return Depends(ctx_of)


def rule_of(dependant: Dependant) -> Rule | None:
    """The rule of a route's handler, or None where it has none."""
    rules = [getattr(needed.call, "rule", None) for needed in dependant.dependencies]
    found = [rule for rule in rules if isinstance(rule, Rule)]
    return found[0] if len(found) == 1 else None


class GuardedRoute(APIRoute):
    """A route whose handler runs only behind its rule. A route without exactly one rule cannot be made."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()
        rule = rule_of(self.dependant)
        if rule is None:
            raise TypeError(f"{self.path} needs exactly one permit(...) or open_route(...).")

        async def guarded(request: Request) -> Response:
            return await _guarded(request, rule, handler)

        return guarded


def router(*, prefix: str, tags: Iterable[str]) -> APIRouter:
    """A router whose routes are all guarded."""
    return APIRouter(prefix=prefix, tags=list(tags), route_class=GuardedRoute)


async def _guarded(request: Request, rule: Rule, handler: Callable[[Request], Awaitable[Response]]) -> Response:
    deps: Deps = request.app.state.deps
    address = request.client.host if request.client else ""
    async with deps.database.session() as session:
        ctx = Ctx(session, ANONYMOUS, deps.clock, deps, address, rule, token_of(request.cookies, request.url.scheme))
        request.state.beadle_ctx = ctx
        try:
            await _admit(ctx, request)
            response = await handler(_bounded(request, rule.body_limit))
            ctx.check_looked()
            await _write_down(ctx, response.status_code)
            await commit(session)
        except Exception as error:
            await session.rollback()
            known = _known(error)
            await _write_down_failure(ctx, request, known)
            if known is error:
                raise
            raise known from error
    return response


async def _admit(ctx: Ctx, request: Request) -> None:
    unsafe = request.method not in _SAFE
    permission = ctx.rule.permission
    if permission is not None:
        touch = BACKGROUND_HEADER not in request.headers
        ctx.signed = await identify(ctx.deps, ctx.session, ctx.token, touch=touch)
        ctx.actor = ctx.signed.actor
    if unsafe and not same_origin(request.headers.get("origin"), request.headers.get("host")):
        raise ForgedRequest("This request came from another site.", advice="Use Beadle's own pages.")
    if permission is None or ctx.signed is None:
        return
    given = request.headers.get(CSRF_HEADER, "")
    if unsafe and not csrf_fits(given, ctx.signed.id, ctx.deps.secrets.key):
        raise ForgedRequest(
            f"The header {CSRF_HEADER} is missing or does not belong to this session.", advice="Load the page again."
        )
    admit(ctx.deps, ctx.signed, ctx.rule)
    await _check_rights(ctx, request)


async def _check_rights(ctx: Ctx, request: Request) -> None:
    token = request.query_params.get("look")
    asked = asked_of(ctx.rule, ctx.actor, request.path_params, token=token)
    for camera in asked.cameras:
        ctx.about(object=f"camera:{camera}")
    # With the token of a look the handler asks about the camera, once it has read for which purpose: see `look_again`.
    later = ctx.rule.look is Look.TOKEN and not asked.look
    await answer(ctx.session, ctx.actor, replace(asked, cameras=()) if later else asked)
    if asked.look:
        ctx.matter.look(ctx.actor)
        ctx.looked = True


def _bounded(request: Request, limit: int) -> Request:
    """The same request, whose body ends in an error once it is longer than `limit` bytes."""
    too_large = TooLarge(f"The request is longer than {limit} bytes.", advice="Send less at once.")
    if int(_number(request.headers.get("content-length"))) > limit:
        raise too_large
    taken = 0

    async def receive() -> Any:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise too_large
        return message

    return Request(request.scope, receive)


def _number(header: str | None) -> str:
    return header if header and header.isascii() and header.isdigit() and len(header) < 19 else "0"


async def _write_down(ctx: Ctx, status: int) -> None:
    if ctx.rule.action is None:
        return
    outcome = Outcome.OK if status < 400 else Outcome.FAILED
    await audit.record(ctx.session, ctx.clock, ctx.matter.entry(ctx.rule.action, ctx.actor, ctx.address, outcome))


async def _write_down_failure(ctx: Ctx, request: Request, error: Exception) -> None:
    entry = _failure(ctx, request, error)
    if entry is None:
        return
    try:
        async with ctx.deps.database.work() as session:
            await audit.record(session, ctx.clock, entry)
    except Exception as problem:  # noqa: BLE001 - it is refused in any case; the first error is the one to answer with
        _log.error("a refusal could not be written into the audit log", action=entry.action, exc_info=problem)


def path_said(request: Request) -> str:
    """The path as logs may have it: what stands in an open route's address can be all that its caller proves."""
    ctx = getattr(request.state, "beadle_ctx", None)
    path = request.url.path
    if isinstance(ctx, Ctx) and ctx.rule.permission is None:
        for value in request.path_params.values():
            path = path.replace(str(value), "[hidden]") if value else path
    return path


def _failure(ctx: Ctx, request: Request, error: Exception) -> Entry | None:
    """The audit entry for an act that did not happen, or None where there is nothing to say.

    A request that nobody signed for, and one more attempt by somebody who is already slowed down, would only let a
    stranger fill the log.
    """
    anonymous = isinstance(error, NotSignedIn) and ctx.rule.permission is not None
    refused = isinstance(error, NotAllowed)
    if anonymous or isinstance(error, TooManyAttempts) or not (refused or ctx.rule.action):
        return None
    ctx.about(detail={"method": request.method, "path": path_said(request)[:300], "error": type(error).__name__})
    if isinstance(error, BeadleError):
        ctx.about(detail={"message": error.message} | {key: str(value) for key, value in error.facts.items()})
    outcome = Outcome.REFUSED if refused else Outcome.FAILED
    return ctx.matter.entry(ctx.rule.action or Action.ACCESS_REFUSED, ctx.actor, ctx.address, outcome)


def _known(error: Exception) -> Exception:
    """The error as one of ours, so that no answer carries a driver's words or repeats what was sent."""
    if isinstance(error, RequestValidationError):
        faults = [f"{'.'.join(str(part) for part in fault['loc'][1:])}: {fault['msg']}" for fault in error.errors()]
        return Invalid("; ".join(faults[:10])[:1000], advice="Correct the request and send it again.")
    if isinstance(error, HTTPException) and isinstance(error.__cause__, TooLarge):
        return error.__cause__
    if isinstance(error, HTTPException) and error.status_code == 400:
        return Invalid("The body cannot be read.", advice="Send JSON as the API describes it.")
    if isinstance(error, AWAY):
        return Unavailable("The database is not answering.", advice="Try again in a moment.")
    if isinstance(error, IntegrityError):
        return Conflict("Somebody else has just changed the same thing.", advice="Load it again and repeat the change.")
    if isinstance(error, DataError):
        return Invalid("The request contains characters or numbers that cannot be stored.", advice="Correct them.")
    return error
