"""One camera: frames go to disk and to viewers; what the connection says ends spans and shows in the status."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.video.live.transports import HeldTransport
from tests.video.live.viewers import viewer_on
from tests.video.record.frames import frame, real_format

from beadle.platform.clock import FixedClock
from beadle.platform.tasks import TaskSet
from beadle.video.footage.terms import GapReason
from beadle.video.live.errors import NoSuchStream
from beadle.video.record.benches import Benches
from beadle.video.record.camera import Camera, Surroundings
from beadle.video.record.configuration import parse_cameras
from beadle.video.record.lane import Break, Enter, Extend, Group, Item
from beadle.video.record.source import Source
from beadle.video.record.timeline import ServerTimeline
from beadle.video.terms import CameraState, StreamName

NOWHERE = "rtsp://127.0.0.1:9/"


class Stage:
    """A camera whose lane has no volume: what it hands over stays in the lane to be looked at."""

    def __init__(self, tasks: TaskSet, clock: FixedClock, **about: object) -> None:
        self.clock = clock
        self.changed: list[str] = []
        self.benches = Benches(clock, lane_bytes=100_000)
        around = Surroundings(
            clock, ServerTimeline(clock), self.benches, tasks, lambda camera: self.changed.append(camera.health.state)
        )
        row = {"key": "c", "name": "C", "streams": {"main": NOWHERE}, **about}
        self.camera = Camera(parse_cameras([row])["c"], around)

    def send(self, count: int, first: int = 0) -> None:
        for number in range(first, first + count):
            self.camera.on_frame(frame(number))
            self.clock.advance(0.04)

    @property
    def items(self) -> list[Item]:
        return list(self.camera.lane.items)


@pytest.fixture
async def tasks() -> AsyncIterator[TaskSet]:
    async with TaskSet() as made:
        yield made


@pytest.fixture
def stage(tasks: TaskSet, clock: FixedClock) -> Stage:
    made = Stage(tasks, clock)
    made.camera.on_state(CameraState.ONLINE, "Pictures arrive.")
    made.camera.on_format(real_format())
    return made


async def test_groups_go_to_the_lane_and_frames_to_viewers(stage: Stage):
    transport = HeldTransport()
    stage.camera.watch(StreamName.MAIN, viewer_on(transport))
    stage.send(101)
    assert [len(item.gop.frames) for item in stage.items if isinstance(item, Group)] == [50, 50]
    assert len(transport.written) == 102  # the opening, then each frame
    assert stage.camera.status()["frames"] == 101


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (CameraState.LOST, GapReason.CONNECTION_LOST),
        (CameraState.NO_VIDEO, GapReason.NO_VIDEO),
        (CameraState.CONNECTING, GapReason.CONNECTION_LOST),
    ],
)
async def test_a_state_without_pictures_ends_the_span_with_its_reason(
    stage: Stage, state: CameraState, reason: GapReason
):
    stage.send(20)
    stage.camera.on_state(state, "Words.")
    group, end = stage.items
    assert isinstance(group, Group)
    assert len(group.gop.frames) == 20
    assert end == Break(reason)
    assert stage.camera.status()["detail"] == "Words."


async def test_a_frozen_picture_is_still_recorded(stage: Stage):
    stage.send(20)
    stage.camera.on_state(CameraState.FROZEN, "The picture does not change.")
    stage.send(81, 20)
    assert sum(isinstance(item, Group) for item in stage.items) == 2


async def test_what_the_lane_refuses_becomes_a_break(stage: Stage):
    stage.send(50 * 40)
    assert isinstance(stage.items[-1], Break)
    assert stage.camera.lane.dropped > 0
    assert stage.camera.lane.bytes <= 100_000


async def test_a_gap_that_goes_on_is_logged_only_while_there_is_one(stage: Stage):
    stage.camera.log_gap_so_far(5)
    assert stage.items == [Extend(5)]
    stage.send(1)
    stage.camera.log_gap_so_far(6)
    assert stage.items == [Extend(5)]


async def test_changes_of_state_are_told_once(stage: Stage):
    stage.camera.on_state(CameraState.LOST, "a")
    stage.camera.on_state(CameraState.LOST, "a")
    assert stage.changed == [CameraState.ONLINE, CameraState.LOST]


async def test_pictures_that_do_not_reach_the_disk_are_told(stage: Stage):
    for second in range(11):
        stage.send(25, 25 * second)
        stage.camera.check()
    assert stage.changed[-1] == CameraState.NOT_RECORDING


async def test_a_camera_that_is_not_recorded_is_opened_for_viewers_only(tasks: TaskSet, clock: FixedClock):
    stage = Stage(tasks, clock, record=False)
    stage.camera.start()
    assert stage.items == [Break(GapReason.NOT_RECORDED)]
    assert stage.camera.status()["state"] == "disabled"
    stage.camera.on_format(real_format())
    stage.send(101)
    assert len(stage.items) == 1


async def test_a_stream_that_the_camera_has_not_got(stage: Stage):
    with pytest.raises(NoSuchStream, match="no sub stream"):
        stage.camera.watch(StreamName.SUB, viewer_on(HeldTransport()))
    stage.camera.unwatch(StreamName.SUB, viewer_on(HeldTransport()))


async def test_stopping_sends_what_is_in_memory_to_disk_and_tells_viewers(stage: Stage):
    transport = HeldTransport()
    stage.camera.watch(StreamName.MAIN, viewer_on(transport))
    stage.send(30)
    await stage.camera.stop(GapReason.RECORDER_STOPPED, "The recorder stops.")
    assert [type(item) for item in stage.items] == [Group, Break]
    assert b"ended" in transport.written[-1]


async def test_a_sign_in_typed_again_is_tried_at_once_and_only_then(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    hastened: list[Source] = []

    def hasten(source: Source) -> None:
        hastened.append(source)

    monkeypatch.setattr(Source, "hasten", hasten)
    about = stage.camera.about
    stage.camera.rename(about.model_copy(update={"name": "Another"}))
    assert (stage.camera.about.name, hastened) == ("Another", [])
    stage.camera.rename(about.model_copy(update={"sign_in_entry": "2"}))
    assert len(hastened) == 1


async def test_a_key_frame_of_an_open_stream_is_handed_out_and_none_is_opened_for_it(tasks: TaskSet, clock: FixedClock):
    made = Stage(tasks, clock, streams={"main": NOWHERE, "sub": NOWHERE})
    assert made.camera.key_frame(None)[0] is None
    made.camera.start()
    made.camera.on_state(CameraState.ONLINE, "Pictures arrive.")
    made.camera.on_format(real_format())
    made.send(3)
    for wanted in (StreamName.MAIN, StreamName.SUB, None):
        found, about = made.camera.key_frame(wanted)
        assert found is not None
        assert (found.stream, found.width) == (StreamName.MAIN, real_format().width)
    assert about == {"motion": False, "motion_ignore": [], "ptz": False, "view_us": 0}
    assert not made.camera._sources[StreamName.SUB].open


async def test_what_was_found_in_pictures_goes_to_the_index_once_a_minute(stage: Stage):
    stage.camera.found(CameraState.COVERED, "Covered.", stage.clock.now_us(), 40)
    assert stage.changed[-1] == "covered"
    for check in range(120):
        stage.camera.enter_notes(check)
    entered = [item.notes for item in stage.items if isinstance(item, Enter)]
    assert len(entered) == 2  # the spell goes on
    assert max(max(levels) for levels in entered[0].motion.values()) == 40
    assert entered[0].spells[0].state == "covered"
    assert entered[1].motion == {}


async def test_an_accepted_view_is_told_to_whoever_watches(stage: Stage):
    stage.camera.accept_view()
    assert stage.camera.key_frame(None)[1]["view_us"] == stage.clock.now_us()


async def test_motion_is_a_setting_that_leaves_recording_alone():
    plain, asked = (
        parse_cameras([{"key": "c", "streams": {"main": NOWHERE}, **more}])["c"]
        for more in ({}, {"motion": "keyframes", "motion_ignore": [[[0, 0], [1, 0], [1, 1]]], "ptz": True})
    )
    assert plain.same_source(asked)
    assert asked.motion_ignore == [[(0, 0), (1, 0), (1, 1)]]
    assert asked.ptz
