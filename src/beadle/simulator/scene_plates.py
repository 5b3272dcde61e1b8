"""The plate cameras' view: one lane at a roundabout, seen close and from above, and who drives through it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from beadle.simulator import scene_ground as paint
from beadle.simulator import traffic
from beadle.simulator.scene_actors import Driver, Path
from beadle.simulator.scene_kinds import name_board
from beadle.simulator.scene_places import Builder, Setting
from beadle.simulator.scene_props import sign_board
from beadle.simulator.scene_stage import Plan
from beadle.simulator.scene_vehicles import SHAPES
from beadle.simulator.scene_view import View
from beadle.simulator.traffic import SLOT_SECONDS, Pass

_FIRST, _LAST = 45.0, 4.0
"""How far a vehicle's middle is when nothing of it is in the picture yet, and when nothing is any more; metres."""
_NEAR = 15.0
"""How far a plate is when it is largest and still wholly in the picture: there it is about 170 pixels of 1920 wide."""
_SLOWEST, _FASTEST = 11.4, 13.4
"""Metres a second: 25.5 to 30 miles an hour. The slowest takes 3.6 of the 4 seconds."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Where a plate camera's lane lies. x: metres to the right of the lens. towards: vehicles come to the camera."""

    x: float
    towards: bool


LANES = {17: Lane(2.9, True), 18: Lane(-2.4, False), 19: Lane(1.9, True), 20: Lane(-3.2, False)}


@dataclass(frozen=True, slots=True)
class Drive:
    """How a vehicle takes its pass. lead: seconds of the slot before it sets out. sway: metres aside, far and near."""

    lead: float
    speed: float
    sway: tuple[float, float]


def drive(one: Pass) -> Drive:
    """How a pass goes; the same vehicle takes a camera's lane the same way each time."""
    chance = random.Random(f"{one.vehicle.plate} {one.camera}")
    speed = chance.uniform(_SLOWEST, _FASTEST)
    spare = SLOT_SECONDS - (_FIRST - _LAST) / speed
    return Drive(chance.uniform(0.1, 0.9) * spare, speed, (chance.uniform(-0.35, 0.35), chance.uniform(-0.35, 0.35)))


def nearest(one: Pass) -> float:
    """Seconds into its slot at which the plate of a passing vehicle is largest in the picture."""
    how = drive(one)
    middle = _NEAR + SHAPES[one.vehicle.kind].length / 2
    metres = _FIRST - middle if LANES[one.camera].towards else middle - _LAST
    return how.lead + metres / how.speed


def anpr(setting: Setting, number: int) -> Plan:
    """The loop of a plate camera: an empty slot, then one for each vehicle of its roster, as far as the loop goes."""
    lane = LANES[number]
    view = View(setting.size, 22, 5.0, 13.0, 0.8 * lane.x / 22 * 57.3)
    build = Builder(setting, view, (-14, 14, 64), paint.GRASS, 48.0)
    build.plan.calm = True
    _road(build, lane)
    for index, one in enumerate(traffic.roster(number)[: max(0, round(setting.loop / SLOT_SECONDS) - 1)]):
        how = drive(Pass(number, 0, index, one))
        ends = [(lane.x + how.sway[0], _FIRST), (lane.x + how.sway[1], _LAST)]
        way = Path(ends if lane.towards else ends[::-1], rounding=0)
        build.plan.drivers.append(Driver(one, way, (index + 1) * SLOT_SECONDS + how.lead, how.speed))
    return build.finish()


def _road(build: Builder, lane: Lane) -> None:
    """Two lanes between kerbs, with the marks of a give-way line on the side where one waits."""
    side = 1.0 if lane.x > 0 else -1.0
    outer, middle = lane.x + side * 1.9, lane.x - side * 1.9
    other = middle - side * 3.8
    left, right = min(outer, other), max(outer, other)
    ground = build.ground
    ground.strip(left, right, -2, 64, paint.ASPHALT)
    for edge in (left, right):
        ground.strip(edge - 0.12, edge + 0.12, -2, 64, paint.KERB)
    ground.dashes((middle, -2), (middle, 64), paint.WHITE, 0.12, (2, 4))
    waits = sorted((middle, outer if not lane.towards else other))
    for z in (33.5, 34.1):
        ground.dashes((waits[0] + 0.1, z), (waits[1] - 0.1, z), paint.WHITE, 0.2, (0.6, 0.3))
    for z in (18.0, 27.0):
        ground.strip(outer - side * 0.62, outer - side * 0.16, z, z + 0.45, (52, 52, 52))
    build.plan.props.append(sign_board(outer + side * 1.0, 25.0, name_board("A61 M1"), (1.3, 0.5), 0.7))
    ground.disc((lane.x - side * 0.3, 22.4), 0.34, (66, 66, 66))
