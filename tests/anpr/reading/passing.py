"""A vehicle that passes a plate camera of the pretend town, coded, and an engine that sees its yellow plate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from tests.factories.video import lengthed, units

from beadle.anpr.engine.terms import CHARACTERS, Picture, PlateRead
from beadle.anpr.reading.coded import Coded
from beadle.anpr.terms import Box, Candidate
from beadle.simulator import scene_plates, traffic
from beadle.simulator.scene_light import SUN
from beadle.simulator.scene_places import Setting
from beadle.simulator.scene_stage import Stage
from beadle.video.terms import Codec, StreamFormat

CAMERA = 18
WIDTH, HEIGHT = 960, 544
FPS = 12.5
STEP_US = 80_000
START_US = 1_795_363_200_000_000
SECONDS = 12
"""An empty slot, the first vehicle's and the second's."""
TEXTS = tuple(one.plate.replace(" ", "") for one in traffic.roster(CAMERA)[:2])


@lru_cache(maxsize=2)
def _drawn(seconds: float) -> tuple[Picture, ...]:
    stage = Stage(scene_plates.anpr(Setting((WIDTH, HEIGHT), SUN, CAMERA, seconds), CAMERA))
    return tuple(stage.coded(index / FPS, seconds, index) for index in range(round(seconds * FPS)))


@lru_cache(maxsize=2)
def video(*, backwards: bool = False) -> tuple[StreamFormat, tuple[Coded, ...]]:
    """Its pictures from START_US on; a key picture every second. Backwards, vehicles come towards the camera."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(2, 25), Fraction(25, 2)
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "20", "x264-params": "keyint=12:scenecut=0"}
    encoder.flags |= 1 << 22  # parameter sets apart, as a camera's description has them
    encoder.open()
    sets = [unit for unit in units(bytes(encoder.extradata or b"")) if unit[0] & 31 in {7, 8}]
    pictures = _drawn(SECONDS)[::-1] if backwards else _drawn(SECONDS)
    found = []
    for number, picture in enumerate(pictures):
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        for packet in encoder.encode(frame):
            data = lengthed(units(bytes(packet)))
            found.append(Coded(data, bool(packet.is_keyframe), START_US + number * STEP_US))
    assert len(found) == len(pictures)
    return StreamFormat(Codec.H264, tuple(sets), WIDTH, HEIGHT), tuple(found)


def plate_read(text: str, box: Box, confidence: float = 0.97) -> PlateRead:
    """One look at a plate, every character of it nearly sure."""
    spread = np.full((len(text), len(CHARACTERS)), math.log((1 - confidence) / 35), np.float32)
    for place, character in enumerate(text):
        spread[place, CHARACTERS.index(character)] = math.log(confidence)
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    return PlateRead(
        text=text,
        confidence=confidence,
        characters=(confidence,) * len(text),
        candidates=(Candidate(text, confidence),),
        grammar="uk current",
        ambiguous=False,
        box=box,
        corners=np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32),
        score=0.9,
        two_line=False,
        height=float(box.height),
        sharpness=0.5,
        spread=spread,
        patch=np.zeros((8, 8, 3), np.uint8),
    )


class BrightPlates:
    """Finds what is as bright and as long as a plate, and knows by the paint above it whose it is: one car is black."""

    def __init__(self) -> None:
        self.calls = 0
        self.pixels = 0
        self.fails = False

    def read(self, picture: Picture, regions: Sequence[Box] | None = None, least: float = 0.0) -> list[PlateRead]:
        assert picture.ndim == 2, "grey is enough"
        self.calls += 1
        if self.fails:
            raise RuntimeError("the network is broken")
        found = []
        for region in regions or ():
            self.pixels += region.width * region.height
            part = picture[region.y : region.y + region.height, region.x : region.x + region.width]
            box = bright(part)
            if box is not None and box.y >= box.height + 4:
                above = part[box.y - box.height - 4 : box.y - 4, box.x : box.x + box.width].mean()
                place = Box(region.x + box.x, region.y + box.y, box.width, box.height)
                found.append(plate_read(TEXTS[int(above > 55)], place))
        return found


def bright(picture: Picture) -> Box | None:
    """The place of what looks most like a rear plate: brighter than paint, darker than the road's white lines."""
    shown = cv2.inRange(picture, np.array(150), np.array(205))
    joined = cv2.morphologyEx(shown, cv2.MORPH_CLOSE, np.ones((5, 9)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    rows = [[int(value) for value in stats[n]] for n in range(1, count)]
    rows = [row for row in rows if 3 < row[2] / row[3] < 8 and row[2] > 30 and row[4] > 0.7 * row[2] * row[3]]
    if not rows:
        return None
    return Box(*max(rows, key=lambda row: row[2])[:4])
