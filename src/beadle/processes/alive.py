"""The one question that a load balancer or a supervisor asks: does this server answer, and its database?"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel
from sqlalchemy import text

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, open_route

router = guard.router(prefix="/alive", tags=["alive"])


class Alive(BaseModel):
    """It answers, and so does its database."""

    status: str = "alive"


@router.get("")
async def alive(ctx: Annotated[Ctx, open_route()]) -> Alive:
    """Whether the server and its database answer; 503 where the database does not."""
    await ctx.session.execute(text("SELECT 1"))
    return Alive()
