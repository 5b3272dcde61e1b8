"""The picture watch at work: asks the recorder for one key frame after another and tells it what it found.

One look at a time, each camera in its turn. When the machine is busy a camera's turn comes later: nothing waits in a
queue, and recording, which hands out what it has anyway, notices nothing.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError, NotFound
from beadle.platform.log import get_logger
from beadle.platform.tasks import pause
from beadle.video.live.keyframe import KeyFrame
from beadle.video.live.link import RecorderLink
from beadle.video.watch.decode import NotAPicture, decode
from beadle.video.watch.eye import Eye
from beadle.video.watch.motion import MotionDetector
from beadle.video.watch.settings import WatchSettings
from beadle.video.watch.store import Store
from beadle.video.watch.terms import Finding, Sign

_log = get_logger("watch")

PREFERRED = "main"
"""The recorded stream is always open; what a tile shows comes and goes, and may be cut differently."""
LIST_S = 10.0
"""Between two looks at which cameras there are."""
REPORT_S = 1.0
SAVE_S = 600.0
"""A reference that has only adapted is kept so often; what was found is kept at once."""
_IDLE_S = 0.25


@dataclass(slots=True)
class Post:
    """One camera's place in the round. `due`: monotonic seconds of its next look."""

    key: str
    due: float
    at_us: int = 0
    motion: MotionDetector | None = None
    ignored: object = None
    eyes: dict[str, Eye] = field(default_factory=dict)
    saved: float = 0.0


class Watcher:
    """`await Watcher(link, store, settings, clock).run(stop)`. Survives restarts of the recorder."""

    def __init__(self, link: RecorderLink, store: Store, settings: WatchSettings, clock: Clock) -> None:
        self._link = link
        self._store = store
        self._settings = settings
        self._clock = clock
        self._posts: dict[str, Post] = {}
        self._rows: list[dict[str, Any]] = []
        self._listed = self._reported = -1e9
        self._rest_until = 0.0
        self._away = False
        self.looks = 0
        """How many pictures were looked at."""

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set; then keep what was learned."""
        while not stop.is_set():
            try:
                wait = await self.step()
                self._away = False
            except (BeadleError, OSError) as error:
                wait = 1.0
                self._listed = -1e9
                if not self._away:
                    self._away = True
                    _log.warning("recorder not to be reached", reason=str(error))
            if wait > 0:
                await pause(stop, wait)
        for post in self._posts.values():
            self._save(post)

    async def step(self) -> float:
        """Do what is due; the seconds until there is something to do again. Raises RecorderAway."""
        now = self._clock.monotonic()
        if now - self._listed >= LIST_S:
            await self._list()
            self._listed = now
        if self._rows and now - self._reported >= REPORT_S:
            await self._report(now)
        post = min(self._posts.values(), key=lambda each: each.due, default=None)
        if post is None:
            return _IDLE_S
        wait = max(post.due, self._rest_until) - now
        if wait <= 0:
            await self._look(post)
            return 0.0
        return min(wait, _IDLE_S)

    async def _list(self) -> None:
        """Take up cameras that have come and let go of those that have gone; new ones spread over the round."""
        keys = [str(row["key"]) for row in (await self._link.status())["cameras"] if row.get("recorded", True)]
        now, count = self._clock.monotonic(), max(1, len(keys))
        self._posts = {
            key: self._posts.get(key) or Post(key, now + self._settings.seconds * place / count, saved=now)
            for place, key in enumerate(keys)
        }

    async def _look(self, post: Post) -> None:
        started = time.thread_time()
        try:
            about, frame = await self._link.key_frame(post.key, PREFERRED, post.at_us)
        except NotFound:
            self._posts.pop(post.key, None)
            return
        now = self._clock.monotonic()
        post.due = now + (self._settings.motion_seconds if about.get("motion") else self._settings.seconds)
        if frame is None:
            return
        post.at_us = frame.received_us
        spent = await asyncio.to_thread(self._see, post, about, frame)
        spent += time.thread_time() - started
        self._rest_until = self._clock.monotonic() + spent * (1 / self._settings.most_of_a_core - 1)

    def _see(self, post: Post, about: dict[str, Any], frame: KeyFrame) -> float:
        """In a thread: decode, judge, keep. The seconds of the processor that it took."""
        started = time.thread_time()
        try:
            look = decode(frame)
        except NotAPicture as error:
            _log.debug("key frame not looked at", camera=post.key, reason=str(error))
            return time.thread_time() - started
        self.looks += 1
        eye = self._eye(post, str(frame.stream))
        view_us = int(about.get("view_us") or 0)
        if view_us > eye.memory.learned_us:
            eye.forget(max(view_us, frame.received_us))
            _log.info("view accepted; it is learned anew", camera=post.key)
        before = eye.finding
        finding = eye.look(look, frame.received_us, ptz=bool(about.get("ptz")))
        if finding != before:
            _log.info("picture", camera=post.key, sign=str(finding.sign), measures=eye.last)
            self._reported = -1e9
        motion = self._motion(post, about, look, turned=eye.turned)
        self._rows.append(_row(post.key, finding, frame.received_us, motion))
        if eye.changed or self._clock.monotonic() - post.saved > SAVE_S:
            self._save(post)
        return time.thread_time() - started

    def _eye(self, post: Post, stream: str) -> Eye:
        eye = post.eyes.get(stream)
        if eye is None:
            eye = post.eyes[stream] = Eye(self._store.load(post.key, stream))
        return eye

    def _motion(self, post: Post, about: dict[str, Any], look: Any, *, turned: bool) -> int | None:
        if not about.get("motion"):
            post.motion = None
            return None
        if post.motion is None or post.ignored != about.get("motion_ignore"):
            post.ignored = about.get("motion_ignore")
            post.motion = MotionDetector(about.get("motion_ignore") or ())
        elif turned:
            post.motion.restart()
        return post.motion.level(look)

    def _save(self, post: Post) -> None:
        post.saved = self._clock.monotonic()
        for stream, eye in post.eyes.items():
            try:
                self._store.save(post.key, stream, eye.memory)
                eye.changed = False
            except OSError as error:
                _log.warning("reference not kept", camera=post.key, reason=str(error))

    async def _report(self, now: float) -> None:
        rows, self._rows = self._rows, []
        self._reported = now
        await self._link.note_findings(rows)


def _row(camera: str, finding: Finding, at_us: int, motion: int | None) -> dict[str, Any]:
    state = None if finding.sign is Sign.CLEAR else str(finding.sign)
    return {"camera": camera, "state": state, "detail": finding.detail, "at_us": at_us, "motion": motion}
