"""What cameras of the pretend town see, and what becomes of it: looks for the picture watch, made without a camera."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import av
import cv2
import numpy as np

from beadle.simulator import h264, scene_plates, scenes, town
from beadle.simulator.scene_light import Light
from beadle.simulator.scene_places import Setting
from beadle.simulator.scene_stage import Stage
from beadle.video.live.keyframe import KeyFrame
from beadle.video.terms import Codec, StreamName
from beadle.video.watch.features import look_of
from beadle.video.watch.terms import Grey

WIDTH, HEIGHT = 640, 352
SECONDS = 5.0
ALL = town.streaming_order()[:16]


def compressed(grey: Grey) -> Grey:
    """The picture after a camera's encoder."""
    done, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 70])
    assert done
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


@cache
def pictures(number: int, count: int = 36) -> tuple[Grey, ...]:
    """Grey pictures of a camera's scene, five seconds apart."""
    loop = count * SECONDS
    stage = scenes.stage(number, (WIDTH, HEIGHT), loop)
    return tuple(compressed(stage.coded(index * SECONDS, loop, index)[:HEIGHT]) for index in range(count))


@cache
def lit(number: int, light: Light, count: int = 16) -> tuple[Grey, ...]:
    """The same camera's scene in another light."""
    camera, loop = town.camera(number), count * SECONDS
    setting = Setting((WIDTH, HEIGHT), light, number, loop)
    plan = scene_plates.anpr(setting, number) if camera.reads_plates else scenes.KINDS[camera.scene](setting)
    stage = Stage(plan)
    return tuple(compressed(stage.coded(index * SECONDS, loop, index)[:HEIGHT]) for index in range(count))


def looks(number: int, count: int = 36) -> list[Grey]:
    """The looks of a scene."""
    return [look_of(picture) for picture in pictures(number, count)]


def coded(picture: Grey, codec: Codec = Codec.H264, at_us: int = 0) -> KeyFrame:
    """The picture as a key frame."""
    context = av.CodecContext.create("libx264" if codec is Codec.H264 else "libx265", "w")
    assert isinstance(context, av.VideoCodecContext)
    height, width = picture.shape
    context.width, context.height, context.pix_fmt, context.framerate = width, height, "yuv420p", 25
    quiet = {"x265-params": "log-level=none"} if codec is Codec.H265 else {}
    context.options = {"preset": "ultrafast", **quiet}
    grey = np.full((height * 3 // 2, width), 128, np.uint8)
    grey[:height] = picture
    packets = [*context.encode(av.VideoFrame.from_ndarray(grey, format="yuv420p")), *context.encode(None)]
    units = [unit for packet in packets for unit in h264.split_annex_b(bytes(packet))]
    data = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
    return KeyFrame(StreamName.MAIN, codec, width, height, at_us, data)


def turned(picture: Grey, right: float = 0.0, degrees: float = 0.0) -> Grey:
    """As after somebody turned the camera: shifted by a share of the width, tilted."""
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turn[0, 2] += right * width
    return np.asarray(cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REFLECT), np.uint8)


def blurred(picture: Grey, pixels: float) -> Grey:
    """As through a lens that is out of focus."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), pixels), np.uint8)


def cloth(picture: Grey) -> Grey:
    """As behind a cloth: dark, with a sensor's noise."""
    noise = np.random.default_rng(0).normal(0, 3, picture.shape)
    return np.asarray(np.clip(40 + noise, 0, 255), np.uint8)


def lorry(picture: Grey, share: float = 0.75) -> Grey:
    """A lorry stands before the lens, with windows and a stripe, over most of the picture."""
    changed = picture.copy()
    height, width = changed.shape
    left, right = int(0.05 * width), int((0.05 + share) * width)
    top, bottom = int(0.08 * height), int(0.9 * height)
    changed[top:bottom, left:right] = 150
    changed[int(0.2 * height) : int(0.35 * height), left + 10 : right - 10] = 60
    changed[int(0.6 * height) : int(0.64 * height), left:right] = 230
    return changed


FAULTS: dict[str, tuple[str, Callable[[Grey], Grey]]] = {
    "a cloth": ("covered", cloth),
    "black": ("covered", lambda picture: np.full_like(picture, 16)),
    "paint": ("covered", lambda picture: np.full_like(picture, 200)),
    "turned by 15 %": ("moved", lambda picture: turned(picture, right=0.15)),
    "turned by 3 %": ("moved", lambda picture: turned(picture, right=0.03)),
    "tilted by 5 degrees": ("moved", lambda picture: turned(picture, degrees=5.0)),
    "a little out of focus": ("out_of_focus", lambda picture: blurred(picture, 3.5)),
    "far out of focus": ("out_of_focus", lambda picture: blurred(picture, 10.0)),
}
"""What somebody or the weather may do to a view, and what it is to be called."""
