"""A transport whose other end reads as much as a test lets it."""

from __future__ import annotations

import asyncio


class HeldTransport(asyncio.Transport):
    """Keeps what is written; `unsent` says how much of it the other end has not taken."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.unsent = 0
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def abort(self) -> None:
        self.aborted = True
