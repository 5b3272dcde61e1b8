"""The other places: railway station, coach station, park and car park."""

from __future__ import annotations

import math

import numpy as np

from beadle.simulator import scene_ground as paint
from beadle.simulator.scene_buildings import Front, crooked_spire, raise_wall
from beadle.simulator.scene_kinds import name_board
from beadle.simulator.scene_places import Builder, Setting
from beadle.simulator.scene_props import Prop, bench, block, mound, shelter
from beadle.simulator.scene_stage import Plan
from beadle.simulator.scene_view import Image, View, fill


def _board(words: str, ends: tuple[tuple[float, float], tuple[float, float]], levels: tuple[float, float]) -> Prop:
    """A board along a wall or a canopy's edge."""
    painting = name_board(words)

    def draw(view: View, image: Image) -> None:
        raise_wall(view, [(image, painting)], ends, levels)

    return Prop((ends[0][0] + ends[1][0]) / 2, ends[0][1], draw, 0.0)


def _canopy(x0: float, x1: float, z: float) -> Prop:
    """A flat roof on slender columns before a building."""

    def draw(view: View, image: Image) -> None:
        for x in np.linspace(x0 + 0.5, x1 - 0.5, 6):
            block(view, image, (x - 0.1, x + 0.1, 0, 3.4, z, z + 0.2), (160, 166, 168))
        block(view, image, (x0, x1, 3.4, 3.9, z - 0.4, z + 4), (206, 212, 214))

    return Prop((x0 + x1) / 2, z, draw, 0.0)


def station(setting: Setting) -> Plan:
    """The railway station's forecourt with its taxi rank."""
    view = View(setting.size, 68, 6.2, 14, 4)
    build = Builder(setting, view, (-38, 38, 50), paint.STONE)
    ground = build.ground
    ground.slabs((-38, 38, -2, 50), (0.6, 0.6), 5)
    ground.strip(-38, 38, 12, 22, paint.ASPHALT)
    for z in (12.0, 22.0):
        ground.stroke([(-38, z), (38, z)], paint.KERB, 0.2)
    ground.dashes((-38, 18.8), (16, 18.8), paint.WHITE, 0.1, (1.2, 1.2))
    for x in np.arange(-5, 5, 1.1):
        ground.strip(x + 7, x + 7.55, 12.2, 21.8, paint.WHITE)
    brick = (92, 116, 176)
    walls = build.plan.walls
    for index in range(7):
        x = -26.0 + index * 8
        walls.append((Front(8.0, 8.2 if index != 3 else 11.0, brick), ((x, 40), (x + 8, 40)), (0, 5)))
    build.plan.props.append(_canopy(-18, 22, 34))
    build.plan.props.append(_board("CHESTERFIELD STATION", ((-8, 33.5), (12, 33.5)), (3.95, 5.2)))
    for index in range(4):
        build.park(-14 + index * 6.2, 20.4, heading=math.pi / 2, kind="taxi")
    build.traffic([(-40, 15), (40, 15)], 2, 7.0, ("hatchback", "taxi", "bus", "estate"))
    build.trees([(-20, 9), (21, 9), (26, 27), (-25, 27)], 6.0)
    build.planters([(-8, 9.5), (15, 9.5), (-4, 25.5)])
    build.plan.props += [bench(-14, 25), bench(16, 25.2)]
    build.lamps([(-12, 11), (14, 23.5), (-22, 23.5)])
    build.cross([(2.5, 38), (7.5, 24), (7.5, 11), (10, 0)], 6, 1.4)
    build.cross([(-16, 38), (-10, 27), (6, 24), (8, 10), (-6, 0)], 4, 1.0)
    build.stroll((-22, 22, 25, 31), 7)
    build.stroll((-16, 6, 5.5, 10.5), 4)
    build.stand([(-13.6, 24.8), (-3.0, 30), (-2.2, 30.3), (12, 29), (3.2, 8.2)])
    return build.finish()


def coach(setting: Setting) -> Plan:
    """The coach station: bays, shelters and coaches."""
    view = View(setting.size, 70, 7.0, 14, -5)
    build = Builder(setting, view, (-40, 40, 56), paint.ASPHALT)
    ground = build.ground
    ground.strip(-40, 40, -2, 14, paint.PAVING)
    ground.slabs((-40, 40, -2, 14), (0.6, 0.6), 5)
    ground.stroke([(-40, 14), (40, 14)], paint.KERB, 0.2)
    for index in range(6):
        x = -18 + index * 6.4
        ground.stroke([(x, 14.4), (x + 4, 27)], paint.YELLOW, 0.15)
    ground.strip(-40, 40, 38, 46, paint.PAVING)
    build.row((-34, 48), (36, 48), (0, 5), height=(7, 10))
    build.row((-30, -2), (-30, 38), (-5, 0), shop=False)
    build.plan.backdrop.append(lambda on, image: crooked_spire(on, image, (40, 240)))
    for index, x in enumerate((-15.0, -2.6, 9.4)):
        build.plan.props.append(shelter(x, 11.6, 4.6))
        build.plan.props.append(_board(f"BAY {index + 1}", ((x - 0.9, 11.4), (x + 0.9, 11.4)), (2.6, 3.05)))
    for x in (-12.5, 0.4):
        build.park(x, 21.0, heading=math.pi, kind="bus")
    build.traffic([(-42, 33), (-6, 33), (10, 32), (42, 33)], 1, 7.5, ("bus",))
    build.traffic([(42, 29.5), (-42, 29.5)], 2, 8.0)
    build.lamps([(-22, 13), (18, 13), (0, 37)])
    build.trees([(-18, 41), (14, 41), (27, 41)], 6.0)
    build.cross([(-24, 9.6), (0, 9.2), (24, 9.8)], 5)
    build.cross([(-26, 41), (0, 41.5), (30, 41)], 5)
    build.stroll((-16, 14, 6.6, 9.6), 4)
    build.stand([(-15.6, 12.2), (-14.2, 12.3), (-2.2, 12.1), (9.8, 12.2), (10.6, 12.3), (8.8, 12.4)])
    return build.finish()


def park(setting: Setting) -> Plan:
    """A park: lawns, a winding path, a lake and a bandstand."""
    view = View(setting.size, 68, 5.4, 10, 0)
    build = Builder(setting, view, (-50, 50, 80), paint.GRASS)
    ground = build.ground
    stripes = np.arange(-50, 50, 5.0)
    for index, x in enumerate(stripes):
        if index % 2:
            ground.area([(x, -2), (x + 5, -2), (x + 12, 80), (x + 7, 80)], (76, 142, 108))
    way = [(-9.0, -2.0), (-6.0, 6.0), (-1.0, 14.0), (6.0, 22.0), (4.0, 34.0), (-8.0, 46.0), (-6.0, 78.0)]
    ground.stroke(way, (150, 176, 190), 3.0)
    ground.stroke([(4.0, 22.0), (30.0, 17.0), (50.0, 18.0)], (150, 176, 190), 2.4)
    lake = [
        (-36 + 15 * math.cos(a) * (1 + 0.1 * math.sin(3 * a)), 34 + 10 * math.sin(a)) for a in np.linspace(0, 6.28, 40)
    ]
    ground.area(lake, (150, 196, 206))
    ground.area([((x + 36) * 0.95 - 36, (z - 34) * 0.94 + 34) for x, z in lake], (168, 142, 104))
    build.plan.backdrop.append(lambda on, image: crooked_spire(on, image, (80, 420)))
    build.row((-60, 92), (60, 92), (0, 5), shop=False, height=(7, 10))
    build.plan.props.append(_bandstand(18, 40))
    spots = [(-17, 14), (-22, 22), (13, 13), (21, 26), (-13, 52), (9, 56), (26, 58), (-30, 56), (34, 44), (-44, 60)]
    build.trees(spots, 8.0)
    build.plan.props += [
        mound(x, z, 1.3, setting.seed + index) for index, (x, z) in enumerate([(-11, 9.6), (15, 19), (23, 36)])
    ]
    build.plan.props += [bench(3.2, 12), bench(-3.6, 24), bench(9.6, 30)]
    build.planters([(9.5, 14.5), (-6.5, 18.5)])
    build.lamps([(-9.4, 13), (9.2, 24), (-1, 44)])
    build.cross([(-8, 0), (-5.6, 6), (-1, 14), (5.5, 22), (4.2, 30)], 5)
    build.cross([(30, 17), (14, 20.5), (5.6, 24), (4, 34)], 4)
    build.cross([(-7, 70), (-7.6, 47), (2, 37)], 3)
    build.stroll((8, 30, 30, 52), 5)
    build.stroll((-20, -10, 30, 46), 3)
    build.stroll((-4, 12, 7, 11), 2)
    build.stand([(3.4, 11.8), (15.4, 33), (16.4, 33.2), (-3.4, 23.7), (-18.6, 29)])
    return build.finish()


def _bandstand(x: float, z: float) -> Prop:
    """An eight-sided bandstand with a pointed roof."""

    def draw(view: View, image: Image) -> None:
        turn = np.linspace(0, 2 * math.pi, 9)[:8] + 0.2
        ring = [(x + 4 * math.cos(a), z + 4 * math.sin(a)) for a in turn]
        block(view, image, (x - 3.8, x + 3.8, 0, 0.9, z - 2.6, z + 2.6), (140, 150, 158))
        for px, pz in sorted(ring, key=lambda one: -one[1]):
            block(view, image, (px - 0.09, px + 0.09, 0.9, 3.6, pz, pz + 0.1), (222, 226, 226))
        for index in sorted(range(8), key=lambda one: -ring[one][1]):
            (ax, az), (bx, bz) = ring[index], ring[(index + 1) % 8]
            tone = 90 + 50 * math.cos(turn[index] + 2.4)
            roof = [(ax + (ax - x) * 0.15, 3.6, az), (bx + (bx - x) * 0.15, 3.6, bz), (x, 6.0, z)]
            fill(image, view.polygon(roof), (tone * 0.8, tone, tone * 0.75))

    return Prop(x, z, draw, 4.2)


def carpark(setting: Setting) -> Plan:
    """A car park with marked bays."""
    view = View(setting.size, 72, 8.5, 21, 3)
    build = Builder(setting, view, (-40, 40, 60), paint.ASPHALT)
    ground = build.ground
    rows = ((9.0, False), (19.0, True), (26.5, False), (37.5, True))
    for z, _ in rows:
        for index in range(13):
            x = -18 + index * 2.9
            ground.stroke([(x, z - 2.4), (x, z + 2.4)], paint.WHITE, 0.1)
    ground.strip(-40, 40, 41, 60, paint.GRASS)
    ground.strip(-40, 40, 40.4, 41, paint.KERB)
    build.row((-36, 56), (38, 56), (0, 5), shop=False, height=(7, 10))
    build.plan.backdrop.append(lambda on, image: crooked_spire(on, image, (-60, 250)))
    for z, away in rows:
        for index in range(12):
            if build.random.random() < 0.68:
                build.park(-16.55 + index * 2.9, z + build.random.uniform(-0.2, 0.2), heading=0.0 if away else math.pi)
    build.trees([(-20, 44), (-6, 45), (10, 44), (22, 46), (-23, 22), (21.5, 26)], 6.5)
    build.lamps([(-20, 14), (19.5, 23), (-20, 32)])
    lane = [(24.0, 14.2), (-20.0, 14.2), (-22.5, 17.5), (-22.5, 28.5), (-20.0, 32.0), (26.0, 32.0)]
    build.traffic(lane, 2, 5.5, ("hatchback", "saloon", "estate"))
    build.traffic([(-42, 47), (42, 47)], 2, 9.0)
    build.cross([(-24, 14.6), (0, 13.6), (18, 13.4), (22, 30)], 4)
    build.cross([(20, 32), (-6, 31.2), (-14, 42)], 3)
    build.stand([(-7.4, 6.2), (4.6, 15.6), (5.4, 15.8)])
    return build.finish()
