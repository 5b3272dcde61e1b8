"""A source of many cameras for benchmarks: one encoded clip of 1080p at a steady bit rate, sent to whoever asks, as RTP
in RTSP connections. It is made to cost little, so that what is measured beside it has the machine.

    python benchmarks/rtsp_source.py --port 18554      then any rtsp://127.0.0.1:18554/<name>
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import itertools
import random
import signal
import sys
import time
from fractions import Fraction

import av
import numpy as np
import uvloop

PAYLOAD = 1400
FPS = 25
GOP = 50
MOST_LATE = 10
"""Pictures that the source may be late with; then it leaves some out, and says so at the end."""


def encode(width: int, height: int, kbps: int, frames: int) -> list[bytes]:
    """Annex B access units of a moving, noisy scene: what a street looks like to a coder."""
    stream = av.CodecContext.create("libx264", "w")
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.bit_rate, stream.time_base, stream.framerate = kbps * 1000, Fraction(1, FPS), Fraction(FPS)
    stream.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "threads": "1",
        "g": str(GOP),
        "x264-params": f"keyint={GOP}:min-keyint={GOP}:scenecut=0:nal-hrd=cbr:vbv-maxrate={kbps}:vbv-bufsize={kbps}",
    }
    noise = np.random.default_rng(1).integers(0, 24, (height * 3 // 2 + 64, width), np.uint8)
    units = []
    for number in range(frames):
        picture = noise[number % 50 : number % 50 + height * 3 // 2].copy()
        picture[: height // 2, (number * 16) % width :][:, :200] += 80
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        units += [bytes(packet) for packet in stream.encode(frame)]
    return units + [bytes(packet) for packet in stream.encode(None)]


def nal_units(unit: bytes) -> list[bytes]:
    """The NAL units of an Annex B access unit."""
    found = unit.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return [each for each in found if each]


class Clip:
    """Interleaved packets of each picture, and where their headers are."""

    def __init__(self, units: list[bytes]) -> None:
        self.pictures: list[tuple[np.ndarray, np.ndarray]] = []
        self.sets: list[bytes] = []
        for unit in units:
            nals = nal_units(unit)
            self.sets = self.sets or [nal for nal in nals if nal[0] & 31 in {7, 8}]
            payloads = list(itertools.chain.from_iterable(map(_payloads, nals)))
            data = bytearray()
            starts = []
            for place, payload in enumerate(payloads):
                starts.append(len(data) + 4)
                last = 0x80 if place == len(payloads) - 1 else 0
                data += b"$\0" + (12 + len(payload)).to_bytes(2, "big") + bytes((0x80, 96 | last)) + bytes(10) + payload
            self.pictures.append((np.frombuffer(bytes(data), np.uint8), np.array(starts)))

    def sdp(self) -> bytes:
        sets = ",".join(base64.b64encode(each).decode() for each in self.sets)
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=benchmark\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
            f"a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets={sets}\r\na=control:v\r\n"
        ).encode()


def _payloads(nal: bytes) -> list[bytes]:
    if len(nal) <= PAYLOAD:
        return [nal]
    pieces = [nal[at : at + PAYLOAD - 2] for at in range(1, len(nal), PAYLOAD - 2)]
    indicator = nal[0] & 0xE0 | 28
    kind = nal[0] & 31
    heads = [
        bytes((indicator, kind | (0x80 if n == 0 else 0) | (0x40 if n == len(pieces) - 1 else 0)))
        for n in range(len(pieces))
    ]
    return [head + piece for head, piece in zip(heads, pieces, strict=True)]


class Connection(asyncio.Protocol):
    """One viewer: answers requests, then sends a picture every 40 ms."""

    def __init__(self, clip: Clip, counts: dict[str, int]) -> None:
        self._clip = clip
        self._counts = counts
        self._buffer = b""
        self._timer: asyncio.TimerHandle | None = None
        self._number = random.randrange(len(clip.pictures) // GOP) * GOP
        self._sequence = random.randrange(65536)
        self._stamp = random.randrange(1 << 32)
        self._next = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it
        if self._timer:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer:
            if self._buffer[0] == 36:
                size = 4 + int.from_bytes(self._buffer[2:4], "big")
                if len(self._buffer) < size:
                    return
                self._buffer = self._buffer[size:]
                continue
            head, mark, rest = self._buffer.partition(b"\r\n\r\n")
            if not mark:
                return
            self._buffer = rest
            self._answer(head.decode())

    def _answer(self, head: str) -> None:
        method, url, _ = head.split("\r\n", maxsplit=1)[0].split(" ", 2)
        sequence = next(line.split(":")[1].strip() for line in head.split("\r\n") if line.lower().startswith("cseq"))
        extra, body = "", b""
        if method == "OPTIONS":
            extra = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN\r\n"
        elif method == "DESCRIBE":
            body = self._clip.sdp()
            extra = f"Content-Base: {url}/\r\nContent-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
        elif method == "SETUP":
            extra = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
        self._transport.write(
            f"RTSP/1.0 200 OK\r\nCSeq: {sequence}\r\nSession: 1;timeout=60\r\n{extra}\r\n".encode() + body
        )
        if method == "PLAY":
            self._next = asyncio.get_running_loop().time() + random.random() / FPS
            self._timer = asyncio.get_running_loop().call_at(self._next, self._send)
        elif method == "TEARDOWN":
            self._transport.close()

    def _send(self) -> None:
        data, starts = self._clip.pictures[self._number % len(self._clip.pictures)]
        out = data.copy()
        numbers = self._sequence + np.arange(len(starts))
        out[starts + 2], out[starts + 3] = numbers >> 8 & 255, numbers & 255
        for place, byte in enumerate((self._stamp & 0xFFFFFFFF).to_bytes(4, "big")):
            out[starts + 4 + place] = byte
        out[starts + 11] = 1
        self._transport.write(out.tobytes())
        self._counts["packets"] += len(starts)
        self._sequence = (self._sequence + len(starts)) & 0xFFFF
        self._number += 1
        loop = asyncio.get_running_loop()
        late = int((loop.time() - self._next) * FPS)
        steps = late if late > MOST_LATE else 1  # as a camera that cannot keep up leaves pictures out
        self._counts["skipped"] += steps - 1
        self._stamp += steps * 90000 // FPS
        self._next += steps / FPS
        self._timer = loop.call_at(self._next, self._send)


async def serve(port: int, clip: Clip) -> None:
    counts = {"packets": 0, "skipped": 0}
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(clip, counts), "127.0.0.1", port, backlog=512
    )
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    server.close()
    if counts["skipped"]:
        print(f"the source itself left {counts['skipped']} pictures out: the machine was too busy", file=sys.stderr)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--size", default="1920x1080")
    options.add_argument("--kbps", type=int, default=4000)
    options.add_argument("--seconds", type=int, default=8)
    given = options.parse_args()
    width, height = map(int, given.size.split("x"))
    started = time.perf_counter()
    units = encode(width, height, given.kbps, given.seconds * FPS)
    size = sum(map(len, units)) * 8 / given.seconds / 1e6
    print(f"encoded {len(units)} pictures, {size:.2f} Mbit/s, in {time.perf_counter() - started:.1f} s", flush=True)
    uvloop.run(serve(given.port, Clip(units)))


if __name__ == "__main__":
    main()
