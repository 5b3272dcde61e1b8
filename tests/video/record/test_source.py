"""A stream is open while it is wanted, and closed a little later."""

from __future__ import annotations

import pytest
from tests.factories.simulator import small_simulator
from tests.factories.waiting import eventually
from tests.video.live.transports import HeldTransport
from tests.video.live.viewers import viewer_on

from beadle.platform.clock import SYSTEM
from beadle.platform.tasks import TaskSet
from beadle.video.ingest.spec import StreamSpec
from beadle.video.live.fanout import Channel
from beadle.video.record import source as source_module
from beadle.video.record.source import Source
from beadle.video.terms import StreamName


async def test_opened_for_a_viewer_and_closed_after_the_last(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source_module, "LINGER_S", 0.05)
    async with small_simulator(1) as simulator, TaskSet() as tasks:
        camera = simulator.camera(1)
        channel = Channel("c", StreamName.SUB)
        made = Source(StreamSpec(camera.url("sub")), channel, channel, SYSTEM, tasks)
        viewer = viewer_on(HeldTransport())
        channel.join(viewer)
        made.want()
        await eventually(lambda: viewer.started, what="the first picture")
        assert camera.viewers == 1
        channel.leave(viewer)
        made.release()
        assert made.open
        await eventually(lambda: not made.open and camera.viewers == 0, what="closing")


async def test_one_who_comes_back_in_time_finds_it_open(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source_module, "LINGER_S", 0.05)
    async with small_simulator(1) as simulator, TaskSet() as tasks:
        camera = simulator.camera(1)
        channel = Channel("c", StreamName.SUB)
        made = Source(StreamSpec(camera.url("sub")), channel, channel, SYSTEM, tasks)
        first, second = viewer_on(HeldTransport()), viewer_on(HeldTransport())
        channel.join(first)
        made.want()
        await eventually(lambda: first.started)
        channel.leave(first)
        made.release()
        channel.join(second)
        made.want()
        assert second.started
        await eventually(lambda: camera.viewers == 1)
        assert made.open
        await made.close()


async def test_what_is_kept_open_stays_open_without_viewers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source_module, "LINGER_S", 0.01)
    async with small_simulator(1) as simulator, TaskSet() as tasks:
        camera = simulator.camera(1)
        channel = Channel("c", StreamName.MAIN)
        made = Source(StreamSpec(camera.url()), channel, channel, SYSTEM, tasks)
        made.keep()
        await eventually(lambda: camera.viewers == 1)
        made.want()
        made.release()
        assert made.open
        await made.close()
        await eventually(lambda: camera.viewers == 0)
        assert not made.open


async def test_only_a_stream_that_is_wanted_is_tried_again():
    async with small_simulator(1) as simulator, TaskSet() as tasks:
        camera = simulator.camera(1)
        channel = Channel("c", StreamName.MAIN)
        made = Source(StreamSpec(camera.url(), "viewer", "wrong"), channel, channel, SYSTEM, tasks)
        made.hasten()
        assert not made.open
        await made.close()
