"""Bounds on a request's head and on slowness, over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI, Request, WebSocket
from tests.factories.waiting import eventually
from websockets.asyncio.client import connect

from beadle.platform.tasks import TaskSet
from beadle.processes import wire
from beadle.processes.wire import BoundedHttp

HEAD = b"POST /body HTTP/1.1\r\nHost: beadle.test\r\n"


class Quick(BoundedHttp):
    """The same with less patience, so that a test need not have it."""

    head_s = 0.3
    body_s = 0.3


def make_app() -> FastAPI:
    app = FastAPI()

    @app.post("/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    @app.get("/slow")
    async def slow(ms: int) -> str:
        await app.state.go.wait()
        return "slow"

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(await websocket.receive_text())

    app.state.go = asyncio.Event()
    return app


@asynccontextmanager
async def serving(app: FastAPI, http: type[BoundedHttp]) -> AsyncIterator[int]:
    config = uvicorn.Config(app, port=0, http=http, ws="websockets-sansio", log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    async with TaskSet() as tasks:
        running = tasks.spawn(server.serve(), name="server")
        await eventually(lambda: server.started, what="the server's start")
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        await running


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(make_app(), BoundedHttp) as made:
        yield made


@pytest.fixture
async def quick() -> AsyncIterator[int]:
    async with serving(make_app(), Quick) as made:
        yield made


async def said(port: int, *pieces: bytes) -> bytes:
    """What comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            try:
                await writer.drain()
            except ConnectionError:
                break
        async with asyncio.timeout(60):
            try:
                return await reader.read()
            except ConnectionError:
                return b""
    finally:
        writer.close()


async def test_a_usual_request_is_answered(port: int) -> None:
    body = b"x" * 500_000
    head = HEAD + b"Content-Length: 500000\r\nConnection: close\r\n\r\n"
    assert (await said(port, head, body)).endswith(b"500000")
    assert (await said(port, head + body[:100], body[100:])).endswith(b"500000")


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"X: " + b"x" * wire.HEAD_BYTES,
        HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(5000)),
        b"GET /" + b"x" * wire.HEAD_BYTES,
        HEAD + b"\r\n".join(b"Cookie: a=%d" % n for n in range(5000)),
    ],
    ids=["one header", "many headers", "address", "cookies"],
)
async def test_a_head_without_end_is_refused(port: int, head: bytes) -> None:
    """In one piece, and in many: what is not finished counts too."""
    for pieces in ([head + b" HTTP/1.1\r\n\r\n"], [head[at : at + 1000] for at in range(0, len(head), 1000)]):
        answer = await said(port, *pieces, *[b"x" * 1000] * 400)
        assert answer[:12] in {b"HTTP/1.1 431", b""}, answer[:80]
        assert b" 200 " not in answer


async def test_what_is_no_request_is_answered_in_our_own_form(port: int) -> None:
    answer = await said(port, b"EHLO evil.example\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == 400


async def test_a_head_that_comes_byte_by_byte_is_not_waited_for(quick: int) -> None:
    """Whether the end is seen as an end or as a reset depends on whether a byte was on its way just then."""
    reader, writer = await asyncio.open_connection("127.0.0.1", quick)

    async def to_the_end() -> bytes:
        try:
            return await reader.read()
        except ConnectionError:
            return b""

    async with TaskSet() as tasks, asyncio.timeout(60):
        writer.write(HEAD + b"X: ")
        ended = tasks.spawn(to_the_end(), name="until the end")
        while not ended.done():
            writer.write(b"x")
            await asyncio.wait([ended], timeout=0.02)
        assert await ended == b""
    writer.close()


@pytest.mark.parametrize("idle", [b"", b"\r\n", b"\r\n\r\n\r\n"])
async def test_whoever_says_nothing_is_left(quick: int, idle: bytes) -> None:
    assert await said(quick, idle) == b""


async def test_a_second_request_has_no_more_time_than_the_first(quick: int) -> None:
    answer = await said(quick, HEAD + b"Content-Length: 1\r\n\r\nx", b"\r\nGET /slo")
    assert answer.count(b"HTTP/1.1 200") == 1
    assert answer.endswith(b"1")


async def test_a_body_that_hardly_comes_is_not_waited_for(quick: int) -> None:
    assert await said(quick, HEAD + b"Content-Length: 100000\r\n\r\n" + b"x" * 10) == b""


async def test_a_slow_answer_is_not_cut() -> None:
    app = make_app()
    async with serving(app, Quick) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /slow?ms=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await said(port)  # another connection is left after its time: longer than this one would have had
        app.state.go.set()
        assert (await reader.read()).endswith(b'"slow"')
        writer.close()


async def test_a_socket_is_not_cut(quick: int) -> None:
    async with connect(f"ws://127.0.0.1:{quick}/socket", proxy=None) as socket:
        await said(quick)
        await socket.send("still there")
        assert await socket.recv() == "still there"


async def test_the_head_of_a_request_behind_another_is_counted_from_its_own_start(port: int) -> None:
    first = HEAD + b"Content-Length: 60000\r\n\r\n" + b"x" * 60_000
    second = HEAD + b"Content-Length: 1\r\nConnection: close\r\n\r\ny"
    answer = await said(port, first + second)
    assert answer.count(b"HTTP/1.1 200") == 2
