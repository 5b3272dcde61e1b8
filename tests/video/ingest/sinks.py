"""A sink that keeps everything and can be waited on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from beadle.video.terms import CameraState, Frame, StreamFormat


class KeepingSink:
    """Formats, frames and states in order of arrival; `until` waits for them."""

    def __init__(self) -> None:
        self.formats: list[StreamFormat] = []
        self.frames: list[Frame] = []
        self.states: list[tuple[CameraState, str]] = []
        self.order: list[str] = []
        self._changed = asyncio.Event()

    def on_format(self, fmt: StreamFormat) -> None:
        self.formats.append(fmt)
        self._note("format")

    def on_frame(self, frame: Frame) -> None:
        self.frames.append(frame)
        self._note("key" if frame.key else "frame")

    def on_state(self, state: CameraState, detail: str) -> None:
        self.states.append((state, detail))
        self._note(state.value)

    def _note(self, what: str) -> None:
        self.order.append(what)
        self._changed.set()

    @property
    def state(self) -> CameraState | None:
        """The last state."""
        return self.states[-1][0] if self.states else None

    async def until(self, what: Callable[[], bool], within: float = 10.0) -> None:
        """Wait until `what` holds; it is looked at after every call of the sink."""
        async with asyncio.timeout(within):
            while not what():
                self._changed.clear()
                await self._changed.wait()
