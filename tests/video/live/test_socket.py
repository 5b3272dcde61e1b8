"""The media socket against peers that are rude, slow or gone. Good manners are tested with the link (test_link.py)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.factories.waiting import eventually
from tests.video.live.stage import OneCamera

from beadle.platform.errors import BeadleError, Conflict, Invalid, NotFound
from beadle.video.live import socket as media_socket
from beadle.video.live.errors import NoSuchStream
from beadle.video.live.link import RecorderLink
from beadle.video.live.socket import LONGEST_REQUEST, MediaSocket, kind_of
from beadle.video.live.wire import HEAD_BYTES, MEDIA, pack_json, unpack_head, unpack_json


@pytest.fixture
async def station() -> OneCamera:
    return OneCamera()


@pytest.fixture
async def path(tmp_path: Path, station: OneCamera) -> AsyncIterator[Path]:
    async with MediaSocket(station, tmp_path / "m.sock"):
        yield tmp_path / "m.sock"


async def say(path: Path, message: bytes) -> dict[str, object]:
    """Send bytes as they are and read the JSON answer."""
    reader, writer = await asyncio.open_unix_connection(str(path))
    try:
        writer.write(message)
        length, _ = unpack_head(await reader.readexactly(HEAD_BYTES))
        return unpack_json(await reader.readexactly(length))
    finally:
        writer.close()
        await writer.wait_closed()


def test_the_socket_is_for_its_own_user_alone(path: Path):
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "message",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\0\0\0\2\0[]",
        b"\0\0\0\1\0{",
        bytes((0, 0, 0, 9, MEDIA)) + bytes(9),
        (LONGEST_REQUEST + 1).to_bytes(4, "big") + b"\0",
        pack_json({}),
        pack_json({"op": "shell"}),
        pack_json({"op": "live"}),
        pack_json({"op": "live", "camera": "c", "stream": "audio"}),
        pack_json({"op": "configure", "version": "x", "cameras": 3}),
        pack_json({"op": "configure"}),
        pack_json({"op": "keyframe"}),
        pack_json({"op": "keyframe", "camera": "c", "stream": "audio"}),
        pack_json({"op": "keyframe", "camera": "c", "after_us": "now"}),
        pack_json({"op": "findings"}),
        pack_json({"op": "findings", "rows": 3}),
        pack_json({"op": "accept_view"}),
    ],
)
async def test_nonsense_is_answered_with_invalid(path: Path, message: bytes):
    answer = await say(path, message)
    assert (answer["ok"], answer["kind"]) == (False, "Invalid")


async def test_a_message_in_pieces_is_one_message(path: Path):
    reader, writer = await asyncio.open_unix_connection(str(path))
    for byte in pack_json({"op": "status"}):
        writer.write(bytes((byte,)))
        await writer.drain()
    length, _ = unpack_head(await reader.readexactly(HEAD_BYTES))
    assert json.loads(await reader.readexactly(length))["ok"] is True
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_one_who_never_asks_is_cut_off(tmp_path: Path, station: OneCamera, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(media_socket, "REQUEST_S", 0.05)
    async with MediaSocket(station, tmp_path / "m.sock"):
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "m.sock"))
        assert await asyncio.wait_for(reader.read(), 60) == b""
        writer.close()
        await writer.wait_closed()


async def test_a_stream_without_a_picture_is_unavailable(
    tmp_path: Path, station: OneCamera, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(media_socket, "FORMAT_S", 0.05)
    async with MediaSocket(station, tmp_path / "m.sock"):
        answer = await say(tmp_path / "m.sock", pack_json({"op": "live", "camera": "c"}))
        assert answer["kind"] == "Unavailable"
        await asyncio.wait_for(station.left.wait(), 60)


async def test_viewers_are_limited(tmp_path: Path, station: OneCamera, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(media_socket, "MOST_VIEWERS", 1)
    station.begin()
    station.send(1)
    link = RecorderLink(tmp_path / "m.sock")
    async with MediaSocket(station, tmp_path / "m.sock"), link.live("c"):
        answer = await say(tmp_path / "m.sock", pack_json({"op": "live", "camera": "c"}))
        assert answer["kind"] == "Full"


async def test_a_slow_viewer_skips_and_delays_nobody(path: Path, station: OneCamera):
    station.begin()
    station.send(1)
    reader, writer = await asyncio.open_unix_connection(str(path), limit=1024)
    writer.write(pack_json({"op": "live", "camera": "c"}))
    await eventually(lambda: station.channel.watched == 1)
    link = RecorderLink(path)
    async with link.live("c") as quick:
        messages = aiter(quick)
        await anext(messages)
        await anext(messages)
        for _ in range(60):
            station.send(20)
            for _ in range(20):
                await asyncio.wait_for(anext(messages), 60)
    writer.close()
    await writer.wait_closed()
    del reader


async def test_a_viewer_that_goes_is_let_go(path: Path, station: OneCamera):
    station.begin()
    station.send(1)
    async with RecorderLink(path).live("c"):
        assert station.channel.watched == 1
    await asyncio.wait_for(station.left.wait(), 60)
    assert station.channel.watched == 0


async def test_a_left_over_socket_of_a_killed_recorder_is_replaced(tmp_path: Path, station: OneCamera):
    (tmp_path / "m.sock").touch()
    async with MediaSocket(station, tmp_path / "m.sock"):
        assert (await RecorderLink(tmp_path / "m.sock").status())["cameras"] == [{"key": "c"}]
    assert not (tmp_path / "m.sock").exists()


async def test_beyond_this_machine_only_with_tls_and_a_token(station: OneCamera):
    with pytest.raises(Invalid, match="TLS"):
        MediaSocket(station, address=("0.0.0.0", 0))
    with pytest.raises(Invalid, match="path or an address"):
        MediaSocket(station)


def test_kinds_by_name():
    assert kind_of(NoSuchStream("")) == "NotFound"
    assert kind_of(NotFound("")) == "NotFound"
    assert kind_of(Conflict("")) == "Conflict"
    assert kind_of(BeadleError("")) == "Unavailable"
