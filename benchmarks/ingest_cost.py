"""What receiving one camera costs: `python benchmarks/ingest_cost.py [--cameras 80] [--seconds 20] [--write 1400]`.

A sender process plays H.264 cameras of 4 Mbit/s, 25 fps, a key frame every 2 s, over RTSP/TCP; this process receives
them with `CameraSource` into sinks that only count. Prints one row: CPU of one core per camera (user and system time
of this process), wake-ups, packets lost, memory. `--write` is how many bytes the sender writes at a time: 0 for a whole
picture, 1400 for a packet at a time, as a camera on a slow link would.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import re
import resource
import struct
import time
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import uvloop

from beadle.platform.clock import SystemClock
from beadle.platform.log import configure
from beadle.video.ingest.camera import CameraSource
from beadle.video.ingest.spec import StreamSpec
from beadle.video.terms import CameraState, Frame, StreamFormat

FPS, GOP, BITS = 25, 50, 4_000_000
KEY_WEIGHT = 6
SPS = bytes.fromhex("67640028acb200f0044fcb080000030008000003019478c19240")
PPS = bytes.fromhex("68ebc3cb22c0")
SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\n"
    "a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\na=control:trackID=1\r\n"
)
PAYLOAD = 1400


def picture_sizes() -> tuple[int, int]:
    """Bytes of a key frame and of any other, so that the sum is the bit rate."""
    delta = BITS // 8 * GOP // FPS // (GOP - 1 + KEY_WEIGHT)
    return delta * KEY_WEIGHT, delta


class Picture:
    """One picture's packets as one buffer, whose sequence numbers and time stamps are set in place."""

    def __init__(self, nals: list[bytes]) -> None:
        self.packets: list[int] = []
        data = bytearray()
        for nal in nals:
            pieces = [nal] if len(nal) <= PAYLOAD else [nal[at : at + PAYLOAD] for at in range(1, len(nal), PAYLOAD)]
            for index, piece in enumerate(pieces):
                head = b""
                if len(pieces) > 1:
                    mark = (index == 0) << 7 | (index == len(pieces) - 1) << 6
                    head = bytes((nal[0] & 0xE0 | 28, nal[0] & 31 | mark))
                last = nal is nals[-1] and index == len(pieces) - 1
                self.packets.append(len(data) + 6)
                size = 12 + len(head) + len(piece)
                data += struct.pack(">BBHBBHII", 0x24, 0, size, 0x80, last << 7 | 96, 0, 0, 7) + head + piece
        self.data = data

    def stamp(self, sequence: int, stamp: int) -> int:
        """Number the packets; the next sequence number."""
        for at in self.packets:
            struct.pack_into(">HI", self.data, at, sequence & 0xFFFF, stamp & 0xFFFF_FFFF)
            sequence += 1
        return sequence


class Sender(asyncio.Protocol):
    """One fake camera."""

    key, delta = picture_sizes()
    pictures = (
        Picture([SPS, PPS, b"\x65\x88" + bytes(range(256)) * (key // 256)]),
        Picture([b"\x41\x9a" + bytes(range(256)) * (delta // 256)]),
    )
    write = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.asked = self.rest = b""
        self.sequence = self.count = 0

    def data_received(self, data: bytes) -> None:
        self.asked += data
        while b"\r\n\r\n" in self.asked:
            text, self.asked = self.asked.split(b"\r\n\r\n", 1)
            head = text.decode("latin-1")
            if head.startswith("$"):
                continue
            cseq = re.search(r"CSeq: (\d+)", head)
            body = SDP if head.startswith("DESCRIBE") else ""
            self.transport.write(
                f"RTSP/1.0 200 OK\r\nCSeq: {cseq[1] if cseq else 0}\r\nSession: 1\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )
            if head.startswith("PLAY"):
                loop = asyncio.get_running_loop()
                self.due = loop.time() + (hash(self) % 97) / 97
                loop.call_at(self.due, self.send)

    def send(self) -> None:
        if self.transport.is_closing():
            return
        picture = self.pictures[0 if self.count % GOP == 0 else 1]
        self.sequence = picture.stamp(self.sequence, self.count * 3600)
        self.count += 1
        if self.write == 0:
            self.transport.write(bytes(picture.data))
        else:
            idle = not self.rest
            self.rest += picture.data
            if idle:
                self.more()
        self.due += 1 / FPS
        asyncio.get_running_loop().call_at(self.due, self.send)

    def more(self) -> None:
        """Write a piece, and the next one a fifth of a millisecond later."""
        if self.transport.is_closing():
            return
        self.transport.write(self.rest[: self.write])
        self.rest = self.rest[self.write :]
        if self.rest:
            asyncio.get_running_loop().call_later(0.0002, self.more)


def serve(pipe: Pipe, write: int) -> None:
    """The sender process."""

    async def run() -> None:
        Sender.write = write
        server = await asyncio.get_running_loop().create_server(Sender, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(run())


class Counting:
    """A sink that counts."""

    frames = octets = lost = 0

    def on_format(self, fmt: StreamFormat) -> None:
        pass

    def on_frame(self, frame: Frame) -> None:
        Counting.frames += 1
        Counting.octets += len(frame.data)
        Counting.lost += frame.lost

    def on_state(self, state: CameraState, detail: str) -> None:
        if state not in {CameraState.ONLINE, CameraState.CONNECTING, CameraState.FROZEN}:
            print(state, detail)


def memory_kb() -> int:
    """Proportional set size of this process."""
    return int(re.search(r"Pss: +(\d+)", Path("/proc/self/smaps_rollup").read_text())[1])


async def receive(port: int, cameras: int, seconds: float) -> None:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for index in range(cameras):
            source = CameraSource(StreamSpec(f"rtsp://127.0.0.1:{port}/{index}"), Counting(), SystemClock())
            group.create_task(source.run(stop))
        await asyncio.sleep(4)
        frames, octets = Counting.frames, Counting.octets
        before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
        await asyncio.sleep(seconds)
        after, took = resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - began
        user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
        each = 100 / took / cameras
        print(
            f"cameras {cameras}  CPU/camera {(user + system) * each:.4f} % (user {user * each:.4f}, system "
            f"{system * each:.4f})  sleeps/s {(after.ru_nvcsw - before.ru_nvcsw) / took / cameras:.1f}/camera  "
            f"fps {(Counting.frames - frames) / took / cameras:.2f}  "
            f"Mbit/s {(Counting.octets - octets) * 8e-6 / took / cameras:.2f}  lost {Counting.lost}  "
            f"PSS {memory_kb() / 1024:.0f} MB"
        )
        stop.set()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cameras", type=int, default=80)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--write", type=int, default=0)
    options = parser.parse_args()
    configure(json=True, level="WARNING")
    pipe, far = multiprocessing.Pipe()
    sender = multiprocessing.get_context("spawn").Process(target=serve, args=(far, options.write), daemon=True)
    sender.start()
    uvloop.run(receive(pipe.recv(), options.cameras, options.seconds))
    sender.kill()


if __name__ == "__main__":
    main()
