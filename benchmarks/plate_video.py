"""Reading plates from video: `python -m benchmarks.plate_video [--vehicles 24] [--fps 12]`.

The pretend town's four plate cameras (1920 by 1080, 12.5 pictures a second, day and dusk, towards and away), coded as a
camera would, go through what the analyser does: decode, find what moves, detect, flatten, recognise, track and vote.
Everything runs on one thread, and only the processor's time of that thread is counted. "Decode apart" is the goal's
way to count; the whole with decoding stands beside it, and so does how many vehicles were read right.
"""

from __future__ import annotations

import argparse
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from beadle.anpr.engine.engine import Engine
from beadle.anpr.engine.terms import Picture, PlateRead, Region
from beadle.anpr.engine.track import Tracker
from beadle.anpr.push.plan import OwnCamera
from beadle.anpr.reading.coded import Coded
from beadle.anpr.reading.decoding import Decoder
from beadle.anpr.reading.movers import Movers
from beadle.anpr.reading.post import Post
from beadle.anpr.reading.settings import ReadingSettings
from beadle.anpr.terms import Box, Observation
from beadle.platform.clock import SYSTEM
from beadle.simulator import h264, scenes, traffic
from beadle.simulator.clips import planes_of
from beadle.simulator.traffic import EACH_WAY, SLOT_SECONDS
from beadle.simulator.truth import CAMERAS
from beadle.video.terms import Codec, StreamFormat
from benchmarks.report import Row, percentile, report

SIZE = (1920, 1024)
"""Of the scene: the burnt-in clock's band below it is left out."""
SMALL = (640, 384)
_FPS = 12.5
_SLOT = round(SLOT_SECONDS * _FPS)
_LOOP = (EACH_WAY + 1) * SLOT_SECONDS
_STAGES = ("find", "flatten", "recognise", "decode")
_START_US = 1_795_363_200_000_000


@dataclass
class Costs:
    """Milliseconds of the processor by stage, one entry a picture or a look."""

    stages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def mean(self, stage: str) -> float:
        """Of that stage; 0 where it never ran."""
        found = self.stages.get(stage, [])
        return sum(found) / len(found) if found else 0.0


class Timed:
    """The engine, with its time taken."""

    def __init__(self, engine: Engine, costs: Costs) -> None:
        self._engine, self._costs = engine, costs

    def read(self, picture: Picture, regions: list[Box] | None = None, least: float = 0.0) -> list[PlateRead]:
        """As the engine does."""
        began = time.thread_time()
        found = self._engine.read(picture, regions, least)
        self._costs.stages["look"].append((time.thread_time() - began) * 1000)
        for stage, seconds in self._engine.spent.items():
            self._costs.stages[f"look: {stage}"].append(seconds * 1000)
        return found


def shown(camera: int, vehicles: int) -> Iterator[Picture]:
    """An empty slot and then a slot for each vehicle, as planes."""
    stage = scenes.stage(camera, SIZE, _LOOP)
    for index in range((vehicles + 1) * _SLOT):
        yield stage.coded(index / _FPS, _LOOP, index)


def coded(camera: int, vehicles: int, kbps: int = 4000) -> tuple[StreamFormat, list[Coded]]:
    """The same as a camera sends it."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = *SIZE, "yuv420p"
    context.framerate, context.time_base = Fraction(25, 2), Fraction(2, 25)
    context.bit_rate = kbps * 1000
    context.options = {"preset": "veryfast", "tune": "zerolatency", "x264-params": "keyint=25:scenecut=0"}
    context.flags |= 1 << 22  # parameter sets apart, as a camera's description has them
    context.open()
    sets = [unit for unit in h264.split_annex_b(bytes(context.extradata or b"")) if h264.nal_type(unit) in (7, 8)]
    found = []
    for number, picture in enumerate(shown(camera, vehicles)):
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        for packet in context.encode(frame):
            units = h264.split_annex_b(bytes(packet))
            data = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
            found.append(Coded(data, bool(packet.is_keyframe), _START_US + len(found) * 80_000))
    return StreamFormat(Codec.H264, tuple(sets), *SIZE), found


def read(camera: int, vehicles: int, fps: float, engine: Engine, costs: Costs) -> tuple[list[Observation], float]:
    """What is told of one camera's vehicles, and the seconds of the processor that it took in all."""
    fmt, pictures = coded(camera, vehicles)
    decoder, movers = Decoder(fmt), Movers()
    for one in pictures:
        began = time.thread_time()
        (frame,) = decoder.decode(one)
        middle = time.thread_time()
        movers.find(frame.grey, one.at_us / 1e6)
        costs.stages["decode"].append((middle - began) * 1000)
        costs.stages["find movers"].append((time.thread_time() - middle) * 1000)
    place = OwnCamera(uuid.uuid4(), str(camera), camera, "", (), "", fps)
    post = Post(place, Timed(engine, costs), SYSTEM, Region.GB, ReadingSettings().least)
    post.take_format(fmt)
    began, told = time.thread_time(), []
    for one in pictures:
        told += post.take(one, late=False)[0]
    told += post.finish()
    return told, time.thread_time() - began


@dataclass
class Found:
    """What became of the vehicles."""

    vehicles: int = 0
    right: int = 0
    wrong: int = 0
    looks: int = 0
    seconds: float = 0.0
    pictures: int = 0

    def add(self, camera: int, vehicles: int, told: list[Observation]) -> None:
        """Hold the final reads of a camera against who passed, slot by slot."""
        finals: dict[int, set[str]] = defaultdict(set)
        last = {one.event_id: one for one in told}
        for one in last.values():
            slot = int((one.at.timestamp() - _START_US / 1e6) // SLOT_SECONDS) - 1
            finals[slot].add(one.text)
        for place, one in enumerate(traffic.roster(camera)[:vehicles]):
            plate = one.plate.replace(" ", "")
            self.vehicles += 1
            self.right += plate in finals[place]
            self.wrong += len(finals[place] - {plate})
            if finals[place] != {plate}:
                print(f"camera {camera}: {plate} was read as {sorted(finals[place])}")
        self.wrong += len(finals[-1])


def small_looks(engine: Engine, vehicles: int) -> list[float]:
    """Milliseconds of a look and a step of the tracker on a whole picture of 640 by 384 with a vehicle in it."""
    tracker, spent = Tracker(Region.GB), []
    for index, planes in enumerate(shown(CAMERAS[0], vehicles)):
        if index % _SLOT < 14 or index % _SLOT > 34 or index < _SLOT:
            continue
        grey, blue, red = planes_of(planes)
        size = (SMALL[0], SMALL[0] * SIZE[1] // SIZE[0] & ~1)
        parts = [cv2.resize(grey, size, interpolation=cv2.INTER_AREA)]
        parts += [cv2.resize(p, (size[0] // 2, size[1] // 2), interpolation=cv2.INTER_AREA) for p in (blue, red)]
        i420 = np.concatenate([part.ravel() for part in parts]).reshape(size[1] * 3 // 2, size[0])
        picture = np.full((SMALL[1], SMALL[0], 3), 90, np.uint8)
        picture[: size[1]] = cv2.cvtColor(i420, cv2.COLOR_YUV2BGR_I420)
        began = time.thread_time()
        tracker.step(engine.read(picture), index / _FPS)
        spent.append((time.thread_time() - began) * 1000)
    return spent


def rows(vehicles: int, fps: float) -> list[Row]:
    """Measure everything."""
    costs, found = Costs(), Found()
    engine = Engine.load(threads=1, region=Region.GB, ticks=time.thread_time)
    engine.read(np.zeros((384, 640, 3), np.uint8))
    for camera in CAMERAS:
        told, seconds = read(camera, vehicles, fps, engine, costs)
        found.add(camera, vehicles, told)
        found.seconds += seconds
        found.pictures += (vehicles + 1) * _SLOT
    look, movers, decode = costs.mean("look"), costs.mean("find movers"), costs.mean("decode")
    region_fps = 1000 / (look + movers)
    small = small_looks(engine, min(vehicles, 8))
    small_fps = 1000 * len(small) / sum(small)
    stages = ", ".join(f"{stage} {costs.mean(f'look: {stage}'):.1f}" for stage in _STAGES)
    busy = found.seconds / found.pictures * 1000
    streams = _FPS * busy / 1000
    return [
        Row("decode a picture of 1080p, 4 Mbit/s", "", f"{decode:.1f} ms"),
        Row("find what moves in it", "", f"{movers:.2f} ms"),
        Row(
            "one look where something moves, mean (p95)",
            "",
            f"{look:.1f} ms ({percentile(costs.stages['look'], 0.95):.1f} ms)",
        ),
        Row("of that, ms", "", stages),
        Row("1080p, region of interest, decode apart, a core", ">= 20 fps", f"{region_fps:.0f} fps", region_fps >= 20),
        Row("640 x 384, whole picture, decode apart, a core", ">= 60 fps", f"{small_fps:.0f} fps", small_fps >= 60),
        Row(
            "two 1080p cameras at 12 fps with a vehicle every 4 s, all told",
            "<= 1 core",
            f"{2 * streams:.2f} cores",
            2 * streams <= 1,
        ),
        Row(
            "vehicles read right (final read)",
            ">= 99 %",
            _share(found.right, found.vehicles),
            found.right >= 0.99 * found.vehicles,
        ),
        Row(
            "wrong final reads", "<= 0.5 %", _share(found.wrong, found.vehicles), found.wrong <= 0.005 * found.vehicles
        ),
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} % ({part} of {whole})"


def main() -> None:
    """Parse, run, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--vehicles", type=int, default=EACH_WAY)
    options.add_argument("--fps", type=float, default=12.0)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    cv2.setNumThreads(1)
    report("Plates from video", rows(given.vehicles, given.fps), given.json, "One thread; processor time.")


if __name__ == "__main__":
    main()
