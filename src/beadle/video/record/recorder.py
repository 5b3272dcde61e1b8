"""The recorder: its cameras, volumes and news, and one look each second at all of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError, Conflict, Invalid
from beadle.platform.log import get_logger
from beadle.platform.tasks import TaskSet
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import GapReason
from beadle.video.footage.volume import Volume
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.live.errors import NoSuchStream
from beadle.video.live.fanout import Viewer
from beadle.video.live.feed import EventFeed
from beadle.video.live.keyframe import KeyFrame
from beadle.video.record.benches import Benches
from beadle.video.record.camera import Camera, Surroundings
from beadle.video.record.configuration import CameraConfiguration, parse_cameras
from beadle.video.record.keeper import Keeper, Opener
from beadle.video.record.memory import resident_bytes
from beadle.video.record.settings import RecordSettings
from beadle.video.record.timeline import ServerTimeline
from beadle.video.record.vault import Vault
from beadle.video.record.watched import PICTURE_STATES
from beadle.video.terms import CameraState, StreamName

_log = get_logger("recorder")

CHECK_S = 1.0
GAP_EVERY = 30
"""Checks between two entries of a gap that goes on."""
STOP_S = 6.0
"""To bring everything to disk at the end."""


class Recorder:
    """`async with Recorder(...) as r: await r.run(stop)`. It is the media socket's `Station`.

    folders: one volume each. vault: where a configuration is kept; without one nothing is.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        clock: Clock,
        *,
        opener: Opener | None = None,
        vault: Vault | None = None,
        settings: RecordSettings | None = None,
        ingest: IngestSettings = DEFAULTS,
    ) -> None:
        self.events = EventFeed()
        self.version = 0
        self._clock = clock
        self._vault = vault
        self._timeline = ServerTimeline(clock)
        self._tasks = TaskSet()
        settings = settings or RecordSettings()
        self._benches = Benches(
            clock,
            threads=settings.writer_threads,
            lane_bytes=settings.camera_megabytes << 20,
            all_bytes=settings.total_megabytes << 20,
        )
        self._cameras: dict[str, Camera] = {}
        self._configuring = asyncio.Lock()
        self._started_us = clock.now_us()
        self._loop = asyncio.get_running_loop()
        self._around = Surroundings(clock, self._timeline, self._benches, self._tasks, self._camera_changed, ingest)
        opener = opener or Opener(clock)
        self._keepers = [
            Keeper(path, opener, came=self._came, went=self._went, changed=self._volume_changed, days=self._days)
            for path in folders
        ]
        for keeper in self._keepers:
            keeper.others = partial(self._other_volumes, keeper)

    def _other_volumes(self, keeper: Keeper) -> list[Volume]:
        return [each.volume for each in self._keepers if each is not keeper and each.volume is not None]

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        for keeper in self._keepers:
            await asyncio.to_thread(keeper.open)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop_cameras(list(self._cameras.values()), GapReason.RECORDER_STOPPED, "The recorder stops.")
        await asyncio.to_thread(self._benches.drain, STOP_S)
        await self._tasks.cancel()
        await asyncio.to_thread(self._close_volumes)
        _log.info("recorder stopped", everything_on_disk=self._benches.idle())

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop` is set."""
        for keeper in self._keepers:
            keeper.start()
        checks = 0
        while not stop.is_set():
            self._check()
            checks += 1
            for camera in self._cameras.values():
                camera.enter_notes(checks)
            if checks % GAP_EVERY == 0:
                now_us = self._timeline.now_us()
                for camera in self._cameras.values():
                    camera.log_gap_so_far(now_us)
            self._tasks.raise_failure()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), CHECK_S)

    async def begin(self, version: int, cameras: Mapping[str, CameraConfiguration]) -> None:
        """Record these cameras; what is recorded already and has not changed goes on without a hole."""
        async with self._configuring:
            changed = [
                camera
                for key, camera in self._cameras.items()
                if key not in cameras or not camera.about.same_source(cameras[key])
            ]
            await self._stop_cameras(changed, GapReason.NOT_RECORDED, "The camera's configuration was changed.")
            await self._find_ends([key for key in cameras if key not in self._cameras])
            for camera in changed:
                del self._cameras[camera.about.key]
            for key, about in cameras.items():
                if key in self._cameras:
                    self._cameras[key].rename(about)
                else:
                    self._cameras[key] = Camera(about, self._around)
                    self._cameras[key].start()
            self.version = version
            self.events.publish({"type": "configuration", "version": version, "cameras": len(cameras)})
            _log.info("configuration", version=version, cameras=len(cameras), changed=len(changed))

    async def configure(self, version: int, cameras: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Check, keep and take up a configuration. Raises Invalid or Conflict; nothing has changed then."""
        wanted = parse_cameras(cameras)
        if version < self.version:
            raise Conflict(
                f"The recorder has configuration {self.version}; {version} is older.", advice="Send the newest one."
            )
        if self._vault is not None:
            await asyncio.to_thread(self._vault.save, version, wanted)
        await self.begin(version, wanted)
        return {"version": version, "cameras": len(wanted)}

    def _camera(self, key: str) -> Camera:
        found = self._cameras.get(key)
        if found is None:
            raise NoSuchStream(f"The recorder has no camera {key[:64]}.", advice="Has its configuration been sent?")
        return found

    def watch(self, camera: str, stream: StreamName, viewer: Viewer) -> None:
        self._camera(camera).watch(stream, viewer)

    def key_frame(self, camera: str, stream: StreamName | None) -> tuple[KeyFrame | None, dict[str, Any]]:
        return self._camera(camera).key_frame(stream)

    def note_findings(self, rows: Sequence[Mapping[str, Any]]) -> int:
        known = 0
        for row in rows:
            state = None if row["state"] is None else CameraState(row["state"])
            if state is not None and state not in PICTURE_STATES:
                raise Invalid(f"{state} is nothing that a picture shows.")
            motion = None if row.get("motion") is None else int(row["motion"])
            camera = self._cameras.get(str(row["camera"]))
            if camera is not None:
                known += 1
                camera.found(state, str(row["detail"])[:500], int(row["at_us"]), motion)
        return known

    def accept_view(self, camera: str) -> None:
        self._camera(camera).accept_view()

    def unwatch(self, camera: str, stream: StreamName, viewer: Viewer) -> None:
        if camera in self._cameras:
            self._cameras[camera].unwatch(stream, viewer)

    def status(self) -> dict[str, Any]:
        cameras = [camera.status() for camera in self._cameras.values()]
        lanes = list(self._benches.lanes)  # those of cameras that have gone too: a count never falls
        return {
            "recorder": {
                "state": "running",
                "since_us": self._started_us,
                "now_us": self._timeline.now_us(),
                "version": self.version,
                "cameras": len(cameras),
                "online": sum(camera["state"] == "online" for camera in cameras),
                "frames": sum(camera["frames"] for camera in cameras),
                "lost_packets": sum(camera["lost_packets"] for camera in cameras),
                "written_bytes": sum(camera["written_bytes"] for camera in cameras),
                "waiting_bytes": self._benches.waiting_bytes,
                "memory_bytes": resident_bytes(),
                "clock_steps": self._timeline.steps,
                "dropped_groups": sum(lane.dropped for lane in lanes),
                "gaps": {str(reason): sum(lane.gaps[reason] for lane in lanes) for reason in GapReason},
            },
            "cameras": cameras,
            "volumes": [keeper.status() for keeper in self._keepers],
        }

    def reopen_volume(self, path: str) -> bool:
        found = [keeper for keeper in self._keepers if str(keeper.path) == path]
        for keeper in found:
            keeper.retry()
        return bool(found)

    def _check(self) -> None:
        step_us = self._timeline.check()
        if step_us:
            _log.warning("wall clock was set", by_seconds=step_us / 1e6, now_us=self._timeline.now_us())
            self.events.publish({"type": "clock", "step_us": step_us, "at_us": self._timeline.now_us()})
        self._benches.check()
        for keeper in self._keepers:
            hanging = keeper.volume is not None and self._benches.stalled(keeper.volume)
            if hanging != keeper.hanging:
                keeper.hanging = hanging
                self._publish_volume(keeper)
        for camera in self._cameras.values():
            camera.check()

    async def _stop_cameras(self, cameras: Sequence[Camera], reason: GapReason, words: str) -> None:
        await asyncio.gather(*(camera.stop(reason, words) for camera in cameras))

    async def _find_ends(self, keys: Sequence[str]) -> None:
        """Where each camera's record ended, so that the gap before its first group can be logged."""
        unknown = [lane for key in keys if (lane := self._benches.lane(key)).ended_us is None]
        volumes = [keeper.volume for keeper in self._keepers if keeper.volume is not None]
        if unknown and volumes:
            ends = await asyncio.to_thread(_ends, volumes, [lane.camera for lane in unknown], self._timeline.now_us())
            for lane in unknown:
                lane.ended_us = ends.get(lane.camera)

    def _days(self) -> Mapping[str, int]:
        return {key: camera.about.retention_days for key, camera in tuple(self._cameras.items())}

    def _came(self, volume: Volume) -> None:
        """In the keeper's thread. A volume that was away at the start may know when cameras were last recorded."""
        ends: dict[str, int | None] = {}
        unknown = [key for key in tuple(self._cameras) if self._benches.lane(key).ended_us is None]
        if unknown:
            with contextlib.suppress(BeadleError, OSError):
                ends = _ends([volume], unknown, self._timeline.now_us())
        self._loop.call_soon_threadsafe(self._take_up, volume, ends)

    def _take_up(self, volume: Volume, ends: Mapping[str, int | None]) -> None:
        for key, end_us in ends.items():
            lane = self._benches.lane(key)
            if lane.ended_us is None:
                lane.ended_us = end_us
        self._benches.add(volume)

    def _went(self, volume: Volume) -> None:
        self._loop.call_soon_threadsafe(self._benches.remove, volume)

    def _camera_changed(self, camera: Camera) -> None:
        health = camera.health
        _log.info("camera", camera=camera.about.key, state=str(health.state), detail=health.detail)
        self.events.publish(
            {
                "type": "camera",
                "camera": camera.about.key,
                "state": str(health.state),
                "detail": health.detail,
                "at_us": self._timeline.now_us(),
            }
        )

    def _volume_changed(self, keeper: Keeper) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._publish_volume, keeper)

    def _publish_volume(self, keeper: Keeper) -> None:
        self.events.publish({"type": "volume", **keeper.status(), "at_us": self._timeline.now_us()})
        self._benches.place_waiting()

    def _close_volumes(self) -> None:
        self._benches.close(2.0)
        for keeper in self._keepers:
            keeper.stop(1.0)
            if keeper.volume is not None:
                keeper.volume.close()


def _ends(volumes: Sequence[Volume], cameras: Sequence[str], now_us: int) -> dict[str, int | None]:
    """The end of each camera's last footage or logged gap, whichever is later."""
    ends: dict[str, int | None] = {}
    with Archive(volumes) as archive:
        for camera in cameras:
            newest = archive.newest_us(camera)
            if newest is not None:
                newest = max([newest, *(gap.end_us for gap in archive.gaps(camera, newest, now_us))])
            ends[camera] = newest
    return ends
