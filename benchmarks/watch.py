"""What watching pictures costs: `python -m benchmarks.watch [--looks 40] [--cameras 80]`.

Key frames of the pretend town's scenes, encoded as a camera would at 1280 by 720 and 1920 by 1080, are looked at as the
analyser does it: decode, make small, judge. From the time of one look follows the share of a core that so many cameras
take at a look each five seconds. False alarms are counted over twenty minutes of every scene, and each fault is timed
in every scene.
"""

from __future__ import annotations

import argparse
import copy
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from beadle.simulator import h264, scenes, town
from beadle.simulator.clips import planes_of
from beadle.simulator.faults import VIEW_FAULTS, Fault
from beadle.simulator.view_faults import altered
from beadle.video.live.keyframe import KeyFrame
from beadle.video.terms import Codec, StreamName
from beadle.video.watch.decode import decode
from beadle.video.watch.eye import LEARNING, Eye
from beadle.video.watch.features import look_of
from beadle.video.watch.motion import MotionDetector
from beadle.video.watch.terms import Grey, Sign
from benchmarks.report import Row, percentile, report

_EVERY_S = 5.0
_MINUTES = 20
_SMALL = (640, 352)
_ALL = town.streaming_order()[:16]


def pictures(number: int, size: tuple[int, int], count: int) -> Iterator[Grey]:
    """Pictures (I420) of a scene, five seconds apart."""
    loop = count * _EVERY_S
    stage = scenes.stage(number, size, loop)
    for index in range(count):
        yield stage.coded(index * _EVERY_S, loop, index)


def key_frame(picture: Grey, kbps: int) -> KeyFrame:
    """The picture as a camera sends it."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt, context.framerate = width, height, "yuv420p", 25
    context.bit_rate = kbps * 1000
    context.options = {"preset": "veryfast"}
    packets = [*context.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")), *context.encode(None)]
    units = [unit for packet in packets for unit in h264.split_annex_b(bytes(packet))]
    data = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
    return KeyFrame(StreamName.MAIN, Codec.H264, width, height, 0, data)


def cost(size: tuple[int, int], kbps: int, looks: int) -> tuple[list[float], list[float]]:
    """Milliseconds of the processor that each look takes: without motion, and for motion alone."""
    frames = [key_frame(picture, kbps) for number in _ALL[:4] for picture in pictures(number, size, looks // 4)]
    eye, motion = Eye(), MotionDetector()
    spent, moving = [], []
    for place, frame in enumerate(frames):
        began = time.thread_time()
        look = decode(frame)
        eye.look(look, place * 5_000_000)
        spent.append((time.thread_time() - began) * 1000)
        began = time.thread_time()
        motion.level(look)
        moving.append((time.thread_time() - began) * 1000)
    return spent, moving


def _compressed(grey: Grey) -> Grey:
    _, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def looks_of(shown: Iterator[Grey]) -> list[Grey]:
    """Looks of pictures (I420)."""
    return [look_of(_compressed(np.ascontiguousarray(planes_of(picture)[0]))) for picture in shown]


def judged(number: int) -> tuple[int, int, dict[Fault, float | None]]:
    """(looks, false alarms among them, seconds until each fault is known; None where it is not)."""
    eye, at_us, false = Eye(), 0, 0
    sound = looks_of(pictures(number, _SMALL, int(_MINUTES * 60 / _EVERY_S)))
    for look in sound:
        at_us += 5_000_000
        false += eye.look(look, at_us).sign is not Sign.CLEAR
    delays: dict[Fault, float | None] = {}
    for kind in sorted(VIEW_FAULTS):
        watching = Eye(copy.deepcopy(eye.memory))
        wrong = looks_of(altered(pictures(number, _SMALL, 24), kind))
        signs = [watching.look(look, at_us + (place + 1) * 5_000_000).sign for place, look in enumerate(wrong)]
        known = [place for place, sign in enumerate(signs) if sign == _CALLED[kind]]
        delays[kind] = (known[0] + 1) * _EVERY_S if known else None
    return len(sound) - LEARNING, false, delays


_CALLED = {Fault.COVERED: Sign.COVERED, Fault.MOVED: Sign.MOVED, Fault.DEFOCUSED: Sign.OUT_OF_FOCUS}


def rows(looks: int, cameras: int, say: Callable[[str], None] = print) -> list[Row]:
    """Measure everything."""
    found = []
    for size, kbps in (((1280, 720), 3000), ((1920, 1072), 4000)):
        spent, moving = cost(size, kbps, looks)
        each = sum(spent) / len(spent)
        share = each * cameras / _EVERY_S / 10
        name = f"{size[0]} wide"
        found.append(Row(f"one look, {name}, mean (p95)", "", f"{each:.1f} ms ({percentile(spent, 0.95):.1f} ms)"))
        found.append(
            Row(f"{cameras} cameras, {name}, a look each 5 s", "<= 50 % of a core", f"{share:.0f} %", share <= 50)
        )
        found.append(Row(f"motion, for each look, {name}", "", f"{sum(moving) / len(moving):.2f} ms"))
    counted, false, late = 0, 0, dict.fromkeys(sorted(VIEW_FAULTS), 0.0)
    missed = 0
    for number in _ALL:
        many, wrong, delays = judged(number)
        counted, false = counted + many, false + wrong
        for kind, delay in delays.items():
            missed += delay is None
            late[kind] = max(late[kind], delay or 0.0)
        say(f"scene {number}: {wrong} false of {many}")
    found.append(
        Row(f"false alarms in {_MINUTES} minutes of {len(_ALL)} scenes", "0", f"{false} of {counted}", not false)
    )
    found += [
        Row(f"longest until {kind} is known", "<= 60 s", f"{late[kind]:.0f} s", late[kind] <= 60) for kind in late
    ]
    found.append(Row("faults not known within two minutes", "0", str(missed), missed == 0))
    return found


def main() -> None:
    """Parse, run, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--looks", type=int, default=40)
    options.add_argument("--cameras", type=int, default=80)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    cv2.setNumThreads(1)
    report(
        "Watching pictures",
        rows(given.looks, given.cameras, lambda _text: None),
        given.json,
        "Delays count looks of five seconds; up to two more seconds pass until the next key frame.",
    )


if __name__ == "__main__":
    main()
