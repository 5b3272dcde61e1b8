from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np
import pytest
from tests.anpr.reading.passing import HEIGHT, START_US, TEXTS, WIDTH, BrightPlates, video

from beadle.anpr.engine.terms import Region
from beadle.anpr.push.plan import OwnCamera
from beadle.anpr.reading.post import Post
from beadle.anpr.terms import Direction, Observation, Source
from beadle.platform.clock import FixedClock, from_us

CAMERA = OwnCamera(uuid.UUID(int=18), "horns-bridge-out", 18, "Horns Bridge out", (), "out", 12.0)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def post(engine: BrightPlates, camera: OwnCamera = CAMERA) -> Post:
    return Post(camera, engine, FixedClock(NOW), Region.GB, 0.35)


def read(one: Post, *, backwards: bool = False, late: range = range(0)) -> list[Observation]:
    """All that is told of the video; the pictures of `late` come too late."""
    fmt, pictures = video(backwards=backwards)
    told = one.take_format(fmt)
    for number, coded in enumerate(pictures):
        told += one.take(coded, late=number in late)[0]
    return told + one.finish()


def test_each_vehicle_is_told_early_and_then_for_good() -> None:
    told = read(post(BrightPlates()))

    assert [(one.text, one.final) for one in told] == [
        (TEXTS[0], False),
        (TEXTS[0], True),
        (TEXTS[1], False),
        (TEXTS[1], True),
    ]
    assert told[0].event_id == told[1].event_id != told[2].event_id
    assert all(one.camera_id == CAMERA.camera_id and one.source is Source.OWN for one in told)
    assert all(one.confidence > 0.9 and len(one.characters) == 7 for one in told)
    assert all(len(one.event_id) <= 120 and one.event_id.isascii() for one in told)


def test_the_moment_is_the_server_time_of_the_best_picture() -> None:
    told = read(post(BrightPlates()))
    final = told[1]

    assert from_us(START_US) + timedelta(seconds=4) < final.at < from_us(START_US) + timedelta(seconds=8)
    assert final.received_at >= final.at
    assert final.camera_at is None


def test_a_camera_that_tells_its_time_has_it_in_the_read() -> None:
    one = post(BrightPlates())
    one.camera_ahead = timedelta(seconds=-90)
    final = read(one)[1]
    assert final.camera_at == final.at - timedelta(seconds=90)


def test_pictures_of_the_plate_and_of_the_whole_go_with_it() -> None:
    final = read(post(BrightPlates()))[1]
    assert final.patch is not None
    assert final.overview is not None
    assert final.box is not None
    patch = cv2.imdecode(np.frombuffer(final.patch, np.uint8), cv2.IMREAD_COLOR)
    overview = cv2.imdecode(np.frombuffer(final.overview, np.uint8), cv2.IMREAD_COLOR)

    assert patch is not None
    assert overview is not None
    assert patch.shape[1] == 240
    assert overview.shape[:2] == (HEIGHT, WIDTH)
    box = final.box
    plate = overview[box.y : box.y + box.height, box.x : box.x + box.width].mean(axis=(0, 1))
    assert plate[2] > plate[0] + 60, "the box is not on the yellow plate"
    middle = patch[patch.shape[0] // 3 : patch.shape[0] * 2 // 3, 60:180].mean(axis=(0, 1))
    assert middle[2] > middle[0] + 40


@pytest.mark.parametrize(("backwards", "direction"), [(False, Direction.AWAY), (True, Direction.TOWARDS)])
def test_the_direction_is_told(backwards: bool, direction: Direction) -> None:
    finals = [one for one in read(post(BrightPlates()), backwards=backwards) if one.final]
    assert [one.direction for one in finals] == [direction, direction]


def test_the_engine_looks_only_where_something_moves() -> None:
    engine = BrightPlates()
    one = post(engine)
    read(one)

    whole = WIDTH * HEIGHT
    assert 30 < engine.calls < 110
    assert engine.pixels / engine.calls < 0.4 * whole
    assert one.looks == engine.calls


def test_fewer_pictures_are_looked_at_where_fewer_are_wanted() -> None:
    often, rarely = BrightPlates(), BrightPlates()
    read(post(often))
    told = read(post(rarely, replace(CAMERA, fps=4.0)))

    assert rarely.calls < often.calls / 2
    assert {one.text for one in told} == set(TEXTS)


def test_nothing_is_looked_for_outside_the_region() -> None:
    engine = BrightPlates()
    corner = replace(CAMERA, region=((0.9, 0.0), (1.0, 0.0), (1.0, 0.1), (0.9, 0.1)))
    assert read(post(engine, corner)) == []
    assert engine.calls < 5


def test_pictures_that_come_too_late_are_decoded_and_not_looked_at() -> None:
    engine = BrightPlates()
    told = read(post(engine), late=range(100))

    assert {one.text for one in told} == {TEXTS[1]}


def test_what_a_break_cuts_short_is_told_as_it_stands() -> None:
    fmt, pictures = video()
    one = post(BrightPlates())
    one.take_format(fmt)
    told = []
    for coded in pictures[:72]:
        told += one.take(coded, late=False)[0]
    assert [each.final for each in told] == [False]
    told += one.finish()
    assert [(each.text, each.final) for each in told] == [(TEXTS[0], False), (TEXTS[0], True)]
    assert told[0].event_id == told[1].event_id


def test_a_step_of_the_clock_ends_what_was_before_it() -> None:
    fmt, pictures = video()
    one = post(BrightPlates())
    one.take_format(fmt)
    told = []
    for number, coded in enumerate(pictures[:80]):
        moved = replace(coded, at_us=coded.at_us - (3_600_000_000 if number >= 74 else 0))
        told += one.take(moved, late=False)[0]
    told += one.finish()
    assert [each.final for each in told][:2] == [False, True]
    assert told[1].at > told[0].at - timedelta(seconds=5)


def test_what_is_hardly_a_plate_is_not_told() -> None:
    class Unsure(BrightPlates):
        def read(self, *given: object, **more: object) -> list[object]:  # type: ignore[override]
            return [replace(one, confidence=0.05) for one in super().read(*given, **more)]  # type: ignore[arg-type]

    one = Post(CAMERA, Unsure(), FixedClock(NOW), Region.GB, 0.9999)
    assert read(one) == []


def test_pictures_that_cannot_be_decoded_are_said_and_left_out() -> None:
    fmt, pictures = video()
    engine = BrightPlates()
    one = post(engine)
    one.take_format(fmt)
    spoilt = replace(pictures[0], data=pictures[0].data[:5] + bytes(200))
    assert one.take(spoilt, late=False) == ([], False)
    told = []
    for coded in pictures[1:]:
        told += one.take(coded, late=False)[0]
    assert {each.text for each in told} == set(TEXTS)
    assert one.trouble == ""


def test_a_format_that_nobody_sends_is_refused_in_words() -> None:
    fmt, pictures = video()
    one = post(BrightPlates())
    one.take_format(replace(fmt, width=60_000, height=60_000))
    assert "60000" in one.trouble
    assert one.take(pictures[0], late=False) == ([], False)
