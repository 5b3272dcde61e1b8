"""The gate for WebSockets: the same questions as for a route, asked again while the socket is open.

@router.websocket("/cameras/{camera_id}/live")
async def live(camera_id: UUID, ctx: Annotated[SocketCtx, socket_permit(Permission.LIVE_WATCH, Action.WATCH)]) -> None:
    async with ctx.session() as session:
        camera = await queries.camera(session, camera_id)
    await ctx.begin(object=f"camera:{camera_id}")   # the audit line is committed, then the socket is accepted
    while await ctx.still_allowed():
        await ctx.socket.send_bytes(...)

Whoever is refused gets HTTP 403 instead of a socket; the page asks GET /api/session whether to sign in again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, WebSocket, WebSocketException, status
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.admission import Asked, Follower, Standing, admit, answer, asked_of, identify
from beadle.accounts.deps import Deps
from beadle.accounts.errors import ForgedRequest, NotSignedIn
from beadle.accounts.permissions import Permission, allowed
from beadle.accounts.queries import Signed
from beadle.accounts.rules import Look, Matter, Rule
from beadle.accounts.sessions import same_origin, token_of
from beadle.accounts.terms import ANONYMOUS, Action, Actor
from beadle.audit import service as audit
from beadle.audit.terms import Outcome
from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError, NotAllowed


class SocketCtx:
    """What a WebSocket's handler works with. Nothing is sent before `begin`."""

    def __init__(self, socket: WebSocket, deps: Deps, actor: Actor, rule: Rule) -> None:
        self.socket = socket
        self.deps = deps
        self.actor = actor
        self.rule = rule
        self.clock: Clock = deps.clock
        self.address = socket.client.host if socket.client else ""
        self._matter = Matter()
        self._standing: Standing | None = None

    def admitted(self, signed: Signed, asked: Asked) -> None:
        """Whose session it is and what it is for; from now on it is asked again and again whether that still holds."""
        self._standing = Standing(self.deps, signed.id, asked)
        if asked.look:
            self._matter.look(signed.actor)

    def follow(self, follower: Follower) -> None:
        """Have `follower(session, actor)` told what the person may, each time that it is looked up again."""
        if self._standing is not None:
            self._standing.followers.append(follower)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A short transaction, committed at the end of the block. Never hold one while waiting for the socket."""
        async with self.deps.database.work() as session:
            yield session

    def may(self, permission: Permission) -> bool:
        """Whether the actor also has another permission than the socket's own."""
        return allowed(self.actor, permission)

    def about(
        self,
        *,
        object: str = "",  # noqa: A002 - the audit log's own word
        purpose: str = "",
        case_reference: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Say what this look is about, before `begin`."""
        self._matter.add(object=object, purpose=purpose, case_reference=case_reference, detail=detail)

    async def begin(self, *, object: str = "", detail: Mapping[str, Any] | None = None) -> None:  # noqa: A002
        """Commit the audit line, then accept the socket. Where the line cannot be written the socket is refused."""
        self.about(object=object, detail=detail)
        if self.rule.action is not None:
            try:
                await self.note(self.rule.action)
            except (BeadleError, OperationalError) as error:
                raise _refusal(error) from error
        await self.socket.accept()

    async def note(
        self, action: str, *, outcome: Outcome = Outcome.OK, detail: Mapping[str, Any] | None = None
    ) -> None:
        """Commit an audit line about the same matter, such as the end of a look and how long it took."""
        self.about(detail=detail)
        async with self.session() as session:
            await audit.record(session, self.clock, self._matter.entry(action, self.actor, self.address, outcome))

    async def refuse(self, error: BeadleError) -> None:
        """Write the refusal down and raise what ends the handshake; for what the handler itself finds wrong."""
        await _write_down_refusal(self, error)
        raise _refusal(error) from error

    async def still_allowed(self) -> bool:
        """Whether the person may still stay; looked up at most every two seconds. The handler ends when it is False."""
        return self._standing is not None and await self._standing.holds()


def socket_permit(permission: Permission, action: str | None, *, while_locked: bool = False, look: bool = False) -> Any:
    """The dependency that guards a WebSocket and gives its handler a SocketCtx. while_locked, look: see Rule."""
    rule = Rule(permission, action, while_locked=while_locked, look=Look.STATED if look else Look.NONE)

    async def ctx_of(websocket: WebSocket) -> SocketCtx:
        return await socket_ctx(websocket, rule)

    ctx_of.rule = rule  # type: ignore[attr-defined]  # for the table of routes
    return Depends(ctx_of)


async def socket_ctx(websocket: WebSocket, rule: Rule) -> SocketCtx:
    """Check origin, session and permission. Raises WebSocketException, which ends the handshake with HTTP 403.

    A page opens its sockets by itself, again and again where the network is bad, so that counts as no use.
    """
    deps: Deps = websocket.app.state.deps
    ctx = SocketCtx(websocket, deps, ANONYMOUS, rule)
    try:
        async with deps.database.session() as session:
            token = token_of(websocket.cookies, websocket.url.scheme)
            signed = await identify(deps, session, token, touch=False)
            ctx.actor = signed.actor
            if not same_origin(websocket.headers.get("origin"), websocket.headers.get("host")):
                raise ForgedRequest("This request came from another site.", advice="Use Beadle's own pages.")
            admit(deps, signed, rule)
            asked = asked_of(rule, ctx.actor, websocket.path_params)
            for camera in asked.cameras:
                ctx.about(object=f"camera:{camera}")
            await answer(session, ctx.actor, asked)
        ctx.admitted(signed, asked)
    except (BeadleError, OperationalError) as error:
        await _write_down_refusal(ctx, error)
        raise _refusal(error) from error
    return ctx


async def _write_down_refusal(ctx: SocketCtx, error: Exception) -> None:
    if not isinstance(error, BeadleError) or isinstance(error, NotSignedIn):
        return  # a stranger must not be able to fill the log
    facts = {key: str(value) for key, value in error.facts.items()}
    path = ctx.socket.url.path[:300]
    detail = {"method": "WebSocket", "path": path, "error": type(error).__name__, "message": error.message} | facts
    outcome = Outcome.REFUSED if isinstance(error, NotAllowed) else Outcome.FAILED
    await ctx.note(ctx.rule.action or Action.ACCESS_REFUSED, outcome=outcome, detail=detail)


def _refusal(error: Exception) -> WebSocketException:
    reason = error.message if isinstance(error, BeadleError) else "The database is not answering."
    # A close frame's reason has at most 123 bytes.
    return WebSocketException(status.WS_1008_POLICY_VIOLATION, reason.encode()[:120].decode("utf-8", "ignore"))
