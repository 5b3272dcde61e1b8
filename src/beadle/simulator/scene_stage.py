"""A scene that is set: what stands still is drawn once, what moves is drawn into every picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from beadle.simulator.scene_actors import Driver, Spot, Walker
from beadle.simulator.scene_buildings import Front, paint, raise_wall, roof
from beadle.simulator.scene_ground import Ground
from beadle.simulator.scene_light import Light, glow, grade, grain_layers, rain_layers, sky, vignette, wet
from beadle.simulator.scene_people import draw_person
from beadle.simulator.scene_props import Drawing, Prop, lamp_light
from beadle.simulator.scene_vehicles import SHAPES, Pose, draw_vehicle, sparks
from beadle.simulator.scene_view import Image, View

Box = tuple[int, int, int, int]
Draw = Callable[[Image], None]
_LAYERS = 10
_FINE = 2
"""The still part is drawn this many times larger and shrunk."""


@dataclass(slots=True)
class Plan:
    """What a scene consists of, in metres, before anything is drawn."""

    view: View
    light: Light
    seed: int
    ground: Ground
    walls: list[tuple[Front, tuple[Spot, Spot], Spot]] = field(default_factory=list)
    """Fronts, the ground line they stand on (left to right as seen), and which way their roof goes."""
    backdrop: list[Drawing] = field(default_factory=list)
    """Drawn before the buildings: what is far away."""
    props: list[Prop] = field(default_factory=list)
    lamps: list[Spot] = field(default_factory=list)
    walkers: list[Walker] = field(default_factory=list)
    drivers: list[Driver] = field(default_factory=list)
    calm: bool = False
    """The sensor's noise stands still but where somebody moves: such a loop is made and coded in half the time."""


@dataclass(frozen=True, slots=True)
class _Cutout:
    """A prop as it stands in the picture: it is laid over those who pass behind it."""

    depth: float
    box: Box
    picture: Image
    """Already multiplied with its cover."""
    keep: Image
    """What remains of those behind, 0 to 255, in three equal channels."""

    def as_seen_in(self, still: Image) -> _Cutout:
        """The same with the light that falls on it in the finished picture, so that laying it does not show."""
        left, top, right, bottom = self.box
        picture = cv2.multiply(still[top:bottom, left:right], 255 - self.keep, scale=1 / 255)
        return replace(self, picture=np.asarray(picture, np.uint8))

    def lay(self, image: Image) -> None:
        """Draw it over the image, in place."""
        left, top, right, bottom = self.box
        part = image[top:bottom, left:right]
        cv2.multiply(part, self.keep, part, 1 / 255)
        cv2.add(part, self.picture, part)


class Stage:
    """A plan, drawn. `picture(moment, loop)` gives the scene at a moment."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        view, chance = plan.view, np.random.default_rng(plan.seed)
        self._still = self._draw_still(chance)
        self._cutouts = sorted(self._cut_out(plan.props), key=lambda one: -one.depth)
        for one in self._cutouts:
            one.lay(self._still)
        if plan.light.lamps:
            shine = np.zeros_like(self._still)
            for x, z in plan.lamps:
                lamp_light(view, shine, x, z)
            glow(self._still, shine)
        if plan.light.rain:
            wet(self._still, max(0, int(view.horizon)), chance)
        vignette(self._still)
        self._cutouts = [one.as_seen_in(self._still) for one in self._cutouts]
        size = (view.width, view.height_px)
        strength = 2.0 if plan.light.lamps else 1.4
        self._grain = grain_layers(*size, _LAYERS, chance, strength)
        if plan.light.rain:
            falling = rain_layers(*size, _LAYERS, chance)
            self._grain = [np.asarray(cv2.add(*pair), np.uint8) for pair in zip(self._grain, falling, strict=True)]
        self._canvas = self._still.copy()
        self._coded_still = self._code(self._still, self._grain[0])

    def _draw_still(self, chance: np.random.Generator) -> Image:
        plan = self._plan
        view = plan.view.scaled(_FINE)
        still = np.zeros((view.height_px, view.width, 3), np.uint8)
        rows = int(np.clip(view.horizon + 4, 1, view.height_px))
        heaven = sky(plan.light, view.width // _FINE, rows // _FINE + 1, chance)
        still[:rows] = cv2.resize(heaven, (view.width, rows), interpolation=cv2.INTER_CUBIC)
        ungraded = np.clip(still[:rows] / np.array(plan.light.tint), 0, 255)
        still[:rows] = ungraded.astype(np.uint8)
        still[rows:] = plan.ground.canvas[0, 0]
        plan.ground.lay(view, still)
        shine = np.zeros_like(still)
        for drawing in plan.backdrop:
            drawing(view, still)
        for front, ends, back in sorted(plan.walls, key=lambda wall: -_depth(view, wall[1])):
            painting, light = paint(front, plan.light, chance)
            roof(view, still, ends, front.height, back)
            raise_wall(view, [(still, painting), (shine, light)], ends, (0.0, front.height))
        size = (plan.view.width, plan.view.height_px)
        graded = grade(np.asarray(cv2.resize(still, size, interpolation=cv2.INTER_AREA), np.uint8), plan.light)
        if plan.light.lamps:
            glow(graded, np.asarray(cv2.resize(shine, size, interpolation=cv2.INTER_AREA), np.uint8))
        return graded

    def _cut_out(self, props: Iterable[Prop]) -> Iterable[_Cutout]:
        view, light = self._plan.view, self._plan.light
        shape = (view.height_px, view.width, 3)
        dark, bright = np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8)
        for prop in props:
            prop.draw(view, dark)
            prop.draw(view, bright)
            blue, green, red = cv2.split(cv2.subtract(bright, dark))
            cover = np.asarray(255 - cv2.max(cv2.max(blue, green), red), np.uint8)
            left, top, wide, high = cv2.boundingRect(cover)
            if wide and high:
                part = (slice(top, top + high), slice(left, left + wide))
                keep = np.asarray(cv2.merge([255 - cover[part]] * 3), np.uint8)
                picture = grade(dark[part], light)
                depth = float(view.to_camera([(prop.x, 0, prop.z)])[0, 2])
                yield _Cutout(depth, (left, top, left + wide, top + high), picture, keep)
                dark[part], bright[part] = 0, 255

    def picture(self, moment: float, loop: float) -> Image:
        """The scene at `moment` seconds of a loop of `loop` seconds; what it shows repeats after the loop."""
        image = self._still.copy()
        self._draw(image, moment, loop)
        return image

    def _draw(self, image: Image, moment: float, loop: float) -> list[Box]:
        """Draw all who move; where they are."""
        drawn: list[Box] = []
        cutouts = list(self._cutouts)
        for depth, box, draw in self._movers(moment, loop):
            while cutouts and cutouts[0].depth > depth:
                self._cover(image, cutouts.pop(0), drawn)
            draw(image)
            drawn.append(box)
        for one in cutouts:
            self._cover(image, one, drawn)
        return drawn

    def coded(self, moment: float, loop: float, index: int) -> Image:
        """The same as planes for an encoder, with rain and the sensor's noise for the picture of that index.

        Y, then U and V at half the size, BT.601, 16 to 235: 3/2 height x width, as OpenCV's I420.
        """
        grain = self._grain[index % _LAYERS]
        if not self._plan.calm:
            return self._code(self.picture(moment, loop), grain)
        planes = self._coded_still.copy()
        for left, top, right, bottom in self._draw(self._canvas, moment, loop):
            columns = slice(max(0, left) & ~1, min(self._plan.view.width, (right + 1) & ~1))
            rows = slice(max(0, top) & ~1, min(self._plan.view.height_px, (bottom + 1) & ~1))
            part = self._canvas[rows, columns]
            if part.size:
                _put(planes, self._code(part, grain[rows, columns]), (columns, rows))
                part[:] = self._still[rows, columns]
        return planes

    @staticmethod
    def _code(picture: Image, grain: Image) -> Image:
        planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
        light = planes[: picture.shape[0]]
        cv2.add(light, grain, light)
        return planes

    @staticmethod
    def _cover(image: Image, cutout: _Cutout, drawn: list[Box]) -> None:
        left, top, right, bottom = cutout.box
        if any(a < right and c > left and b < bottom and d > top for a, b, c, d in drawn):
            cutout.lay(image)

    def _movers(self, moment: float, loop: float) -> list[tuple[float, Box, Draw]]:
        view, light = self._plan.view, self._plan.light
        found: list[tuple[float, Box, Draw]] = []
        for walker in self._plan.walkers:
            here = walker.at(moment, loop)
            if here is not None:
                found += _walker(view, light, walker, *here)
        for driver in self._plan.drivers:
            there = driver.at(moment, loop)
            if there is not None:
                found += _driver(view, light, driver, there)
        found.sort(key=lambda one: -one[0])
        return found


def _put(planes: Image, part: Image, place: tuple[slice, slice]) -> None:
    """Lay the planes of a part into those of the whole; `place`: its columns and rows, all even."""
    columns, rows = place
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    high, wide = part.shape[0] * 2 // 3, part.shape[1]
    planes[rows, columns] = part[:high]
    small = slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2)
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    chroma[:, small[0], small[1]] = part[high:].reshape(2, high // 2, wide // 2)


def _depth(view: View, ends: tuple[Spot, Spot]) -> float:
    """Distance of a wall's far end."""
    return float(view.to_camera([(x, 0.0, z) for x, z in ends])[:, 2].max())


def _box(view: View, x: float, z: float, half: float, height: float) -> tuple[float, Box] | None:
    """Depth of a place on the ground and a box of pixels around what stands there; None: out of the picture."""
    depth = float(view.to_camera([(x, 0.0, z)])[0, 2])
    if depth < 0.8:
        return None
    pixel = view.to_pixels(view.to_camera([(x, 0.0, z)]))[0]
    scale = view.focal / max(0.8, depth - half)
    box = (
        int(pixel[0] - half * scale),
        int(pixel[1] - height * scale),
        int(pixel[0] + half * scale),
        int(pixel[1] + half * scale),
    )
    if box[2] < 0 or box[0] > view.width or box[1] > view.height_px or box[3] < 0:
        return None
    return depth, box


def _walker(
    view: View, light: Light, walker: Walker, place: Spot, step: tuple[float, float, float]
) -> list[tuple[float, Box, Draw]]:
    found = _box(view, *place, 0.6, 2.4)
    if found is None:
        return []
    return [(found[0], found[1], lambda image: draw_person(view, image, walker.look, place, step, light))]


def _driver(
    view: View, light: Light, driver: Driver, there: tuple[float, float, float]
) -> list[tuple[float, Box, Draw]]:
    x, z, heading = there
    shape = SHAPES[driver.vehicle.kind]
    found = _box(view, x, z, shape.length / 2 + 0.4, 3.4)
    if found is None:
        return []

    def draw(image: Image) -> None:
        pose = Pose(x, z, heading)
        draw_vehicle(view, image, driver.vehicle, pose, light)
        if light.lamps:
            sparks(view, image, driver.vehicle, pose)

    return [(*found, draw)]
