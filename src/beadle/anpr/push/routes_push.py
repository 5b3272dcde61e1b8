"""The address that cameras push to. Open: the token in it is all that says who it is. It asks no database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from beadle.accounts.guard import Ctx, open_route
from beadle.accounts.guard import router as guarded
from beadle.anpr.push.errors import SpoolBusy, SpoolFull, TooManyMessages
from beadle.anpr.push.gate import RETRY, Gate
from beadle.anpr.push.schemas import PushAnswer
from beadle.anpr.push.terms import MOST_BODY
from beadle.platform.errors import Unavailable

router = guarded(prefix="/anpr/push", tags=["plates"])

Open = Annotated[Ctx, open_route(body_limit=MOST_BODY)]
_NOTHING = "There is nothing at this address."


@router.post("/{address:path}")
async def push_message(address: str, request: Request, ctx: Open) -> PushAnswer:
    """Take a camera's message: it is on the disk before this answers 200. An unknown token is an unknown address."""
    return await _take(address, request, ctx)


@router.put("/{address:path}")
async def put_message(address: str, request: Request, ctx: Open) -> PushAnswer:
    """The same for cameras that PUT."""
    return await _take(address, request, ctx)


async def _take(address: str, request: Request, ctx: Ctx) -> PushAnswer:
    """What follows the token in the address is the camera's own affair, and so are its sign-in headers."""
    gate = ctx.deps.part(Gate)
    later = {"retry-after": str(round(RETRY.total_seconds()))}
    try:
        camera = gate.camera(address.partition("/")[0])
        if camera is None:
            raise HTTPException(404, _NOTHING)
        content_type = request.headers.get("content-type", "")
        await gate.take(camera, content_type, ctx.address, request.stream())
    except TooManyMessages as error:
        raise HTTPException(429, error.message, {"retry-after": str(error.facts["retry_after"])}) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "The message broke off.") from error
    except (SpoolBusy, SpoolFull, Unavailable) as error:
        raise HTTPException(503, error.message, later) from error
    return PushAnswer()
