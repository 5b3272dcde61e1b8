"""The kinds of place in the town, each set up as a plan with buildings, furniture, people and traffic."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from beadle.simulator import scene_ground as paint
from beadle.simulator.scene_actors import Driver, Path, Spot, Walker
from beadle.simulator.scene_buildings import SHOPS, SIGNS, WALLS, Front
from beadle.simulator.scene_ground import Ground
from beadle.simulator.scene_light import Light
from beadle.simulator.scene_people import look
from beadle.simulator.scene_props import Prop, bollard, lamp, planter, tree
from beadle.simulator.scene_stage import Plan
from beadle.simulator.scene_vehicles import Pose, draw_vehicle
from beadle.simulator.scene_view import Color, Image, View
from beadle.simulator.traffic import vehicle


@dataclass(frozen=True, slots=True)
class Setting:
    """What a scene is set up from. size: pixels. loop: seconds after which everything repeats."""

    size: tuple[int, int]
    light: Light
    seed: int
    loop: float


class Builder:
    """Collects a plan; its steps are what the kinds of place have in common."""

    def __init__(
        self, setting: Setting, view: View, floor: tuple[float, float, float], color: Color, fine: float = 18.0
    ) -> None:
        """floor: left, right and far edge of the ground, metres. fine: pixels a metre that it is painted with."""
        self.setting = setting
        self.chance = np.random.default_rng(setting.seed)
        self.random = random.Random(setting.seed)
        self.ground = Ground(floor, color, self.chance, fine)
        self.plan = Plan(view, setting.light, setting.seed, self.ground)
        self._shops = list(SHOPS)
        self.random.shuffle(self._shops)

    def front(self, width: float, *, shop: bool = True, height: tuple[float, float] = (8.0, 11.5)) -> Front:
        """A made-up front."""
        name = self._shops.pop() if shop and self._shops else ""
        wall = WALLS[self.random.randrange(len(WALLS))]
        timber = shop and self.random.random() < 0.16
        sign = SIGNS[self.random.randrange(len(SIGNS))]
        return Front(width, self.random.uniform(*height), wall, name, sign, timber)

    def row(
        self, start: Spot, end: Spot, back: Spot, *, shop: bool = True, height: tuple[float, float] = (8, 11.5)
    ) -> None:
        """A row of fronts from the left end to the right end, as somebody who faces them sees it."""
        a, b = np.array(start), np.array(end)
        length = float(np.hypot(*(b - a)))
        step = (b - a) / length
        at = 0.0
        while at < length - 2:
            width = min(self.random.uniform(5.5, 9.5), length - at)
            if length - at - width < 3:
                width = length - at
            p, q = a + step * at, a + step * (at + width)
            self.plan.walls.append((self.front(width, shop=shop, height=height), ((p[0], p[1]), (q[0], q[1])), back))
            at += width

    def stroll(self, area: tuple[float, float, float, float], count: int) -> None:
        """People who walk round within an area (x0, x1, z0, z1), each on a way of their own."""
        x0, x1, z0, z1 = area
        metres = 1.25 * self.setting.loop
        for _ in range(count):
            x, z = self.chance.uniform(x0, x1), self.chance.uniform(z0, z1)
            angles = np.sort(self.chance.uniform(0, 6.28, 5))
            radii = self.chance.uniform(0.6, 1.0, 5)
            spots = [
                (x + r * np.cos(a) * (x1 - x0) / 3, z + r * np.sin(a) * (z1 - z0) / 3)
                for a, r in zip(angles, radii, strict=True)
            ]
            clipped = [(float(np.clip(a, x0, x1)), float(np.clip(b, z0, z1))) for a, b in spots]
            rough = Path(clipped, closed=True, rounding=3)
            factor = np.clip(metres / max(1.0, rough.length), 0.2, 1.25)
            middle = np.mean(clipped, axis=0)
            sized = [tuple(middle + (np.array(one) - middle) * factor) for one in clipped]
            path = Path(sized, closed=True, rounding=3)
            self.plan.walkers.append(self._walker(path, closed=True))

    def cross(self, spots: Sequence[Spot], count: int, sideways: float = 0.6) -> None:
        """People who take an open way once a loop, spread over it."""
        for index in range(count):
            shift = self.chance.uniform(-sideways, sideways)
            way = [(x + shift, z + shift * 0.5) for x, z in (spots if index % 2 else spots[::-1])]
            start = (index + self.chance.uniform(0, 0.8)) / count * self.setting.loop
            self.plan.walkers.append(self._walker(Path(way), start=start, speed=float(self.chance.uniform(1.1, 1.6))))

    def stand(self, spots: Sequence[Spot]) -> None:
        """People who stand and talk or wait."""
        for x, z in spots:
            person = self._walker(Path([(x, z), (x + self.random.choice((-1, 1)), z)]), speed=0.0)
            self.plan.walkers.append(person)

    def _walker(self, path: Path, *, closed: bool = False, start: float = -1.0, speed: float = 1.3) -> Walker:
        begin = float(self.chance.uniform(0, self.setting.loop)) if start < 0 else start
        return Walker(look(self.chance, rain=self.setting.light.rain), path, begin, speed, closed)

    def traffic(self, spots: Sequence[Spot], count: int, speed: float, kinds: tuple[str, ...] = ()) -> None:
        """Vehicles that follow one another along a way, evenly spread over the loop."""
        path = Path(spots)
        offset = self.random.uniform(0, self.setting.loop)
        for index in range(count):
            one = vehicle(self.random, kinds or ("hatchback", "hatchback", "saloon", "estate", "van"))
            start = offset + (index + self.random.uniform(-0.18, 0.18)) * self.setting.loop / count
            self.plan.drivers.append(Driver(one, path, start, speed))

    def park(self, x: float, z: float, *, heading: float, kind: str = "") -> None:
        """A parked vehicle; heading in radians, 0 away from the lens."""
        one = vehicle(self.random, (kind,) if kind else ("hatchback", "saloon", "estate", "hatchback", "van"))
        plain = replace(self.setting.light, tint=(1.0, 1.0, 1.0))

        def draw(view: View, image: Image) -> None:
            draw_vehicle(view, image, one, Pose(x, z, heading), plain)

        self.plan.props.append(Prop(x, z, draw, 0.0))

    def lamps(self, spots: Sequence[Spot]) -> None:
        """Lamp posts, lit when it is dark."""
        for x, z in spots:
            self.plan.props.append(lamp(x, z, 1.2 if x < 0 else -1.6))
            self.plan.lamps.append((x, z) if x < 0 else (x - 2.8, z))

    def trees(self, spots: Sequence[Spot], height: float = 6.5) -> None:
        """Street trees."""
        for index, (x, z) in enumerate(spots):
            tall = height * self.random.uniform(0.85, 1.15)
            self.plan.props.append(tree(x, z, tall, self.setting.seed + index, autumn=self.random.random() < 0.25))

    def bollards(self, spots: Sequence[Spot]) -> None:
        """A row of bollards."""
        self.plan.props += [bollard(x, z) for x, z in spots]

    def planters(self, spots: Sequence[Spot]) -> None:
        """Tubs of flowers."""
        self.plan.props += [planter(x, z, self.setting.seed + index) for index, (x, z) in enumerate(spots)]

    def finish(self) -> Plan:
        """Weather the ground, lay the shadows of what stands on it, and hand the plan over."""
        self.ground.weather(4.0)
        shadow = self.setting.light.shadow
        for prop in self.plan.props:
            if prop.shadow:
                reach = prop.shadow * (2.2 if shadow > 0.3 else 1.0)
                around = [
                    (
                        prop.x + reach * (0.5 + np.cos(a)) if shadow > 0.3 else prop.x + reach * np.cos(a),
                        prop.z + prop.shadow * 0.8 * np.sin(a),
                    )
                    for a in np.linspace(0, 6.28, 16)
                ]
                self.ground.shadow(around, shadow, 0.5)
        return self.plan


def street_ground(build: Builder, road: tuple[float, float], reach: float) -> None:
    """A straight road with kerbs, pavements and lines between `road`'s two edges."""
    left, right = road
    ground = build.ground
    ground.slabs((left - 14, left, -2, reach), (0.6, 0.9), 5)
    ground.slabs((right, right + 14, -2, reach), (0.6, 0.9), 5)
    ground.strip(left, right, -2, reach, paint.ASPHALT)
    for edge, inward in ((left, 1), (right, -1)):
        ground.stroke([(edge, -2), (edge, reach)], paint.KERB, 0.18)
        for offset in (0.32, 0.5):
            ground.stroke([(edge + inward * offset, -2), (edge + inward * offset, reach)], paint.YELLOW, 0.08)
    middle = (left + right) / 2
    ground.dashes((middle, 0), (middle, reach), paint.WHITE, 0.12, (2.0, 4.0))
