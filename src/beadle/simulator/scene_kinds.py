"""The streets and squares: market, square, shopping street, road and junction."""

from __future__ import annotations

import numpy as np

from beadle.simulator import scene_ground as paint
from beadle.simulator.glyphs import text
from beadle.simulator.scene_buildings import crooked_spire
from beadle.simulator.scene_places import Builder, Setting, street_ground
from beadle.simulator.scene_props import STRIPES, bench, shelter, stall
from beadle.simulator.scene_stage import Plan
from beadle.simulator.scene_view import Image, View


def market(setting: Setting) -> Plan:
    """The Market Place: rows of striped stalls, and the spire above the roofs."""
    view = View(setting.size, 66, 5.6, 7, -3)
    build = Builder(setting, view, (-34, 34, 58), paint.SETTS)
    build.ground.slabs((-34, 34, -2, 58), (0.35, 0.22), 7)
    for x in (-16.0, -5.4, 5.4, 16.0):
        build.ground.strip(x - 0.3, x + 0.3, -2, 58, paint.STONE)
    build.plan.backdrop.append(lambda on, image: crooked_spire(on, image, (34, 300)))
    build.row((-26, 56), (28, 56), (0, 5), height=(8, 10))
    build.row((-25, -2), (-25, 56), (-5, 0))
    build.row((27, 56), (27, -2), (5, 0))
    for row, z in enumerate((10.5, 18.5, 27.0, 36.0)):
        for column, x in enumerate((-15.2, -10.9, -2.2, 2.2, 10.9, 15.2)):
            if (row * 6 + column + setting.seed) % 8:
                stripes = STRIPES[(row + column * 2 + setting.seed) % len(STRIPES)]
                build.plan.props.append(stall(x, z, stripes, setting.seed + row * 10 + column))
    build.lamps([(-20.5, 16), (20.5, 22), (-20.5, 34)])
    build.stroll((-8.6, -4.4, 6, 34), 4)
    build.stroll((4.4, 8.6, 6, 34), 4)
    build.stroll((-16, 16, 13.8, 17.0), 5)
    build.stroll((-16, 16, 22.0, 25.6), 5)
    build.stroll((-12, 12, 5.0, 9.0), 4)
    build.cross([(-22, 36), (0, 33), (22, 36)], 3)
    build.stand([(-10.2, 9.6), (-2.6, 9.7), (2.4, 17.6), (11.2, 9.5), (-14.6, 17.7), (15.3, 26.1), (-2.0, 26.2)])
    return build.finish()


def square(setting: Setting) -> Plan:
    """An open square with trees, benches and flowers."""
    view = View(setting.size, 72, 6.0, 9, 5)
    build = Builder(setting, view, (-36, 36, 52), paint.STONE)
    build.ground.slabs((-36, 36, -2, 52), (0.9, 0.9), 6)
    build.ground.disc((2, 19), 7.0, paint.SETTS)
    build.ground.disc((2, 19), 6.4, paint.PAVING)
    build.ground.disc((2, 19), 2.6, paint.GRASS)
    build.plan.backdrop.append(lambda on, image: crooked_spire(on, image, (-70, 330)))
    build.row((-30, 50), (32, 50), (0, 5), height=(8, 10.5))
    build.row((-28, -2), (-28, 50), (-5, 0))
    build.row((31, 50), (31, -2), (5, 0))
    build.trees([(-13, 12), (-13, 24), (15, 14), (16, 27), (2, 19)], 6.8)
    build.plan.props += [bench(-8, 15), bench(-8, 22), bench(10, 17), bench(10, 24)]
    build.planters([(-4, 11.5), (7.5, 11.5), (-4, 27.5), (8, 27.5)])
    build.lamps([(-18, 10), (20, 20), (-18, 32)])
    build.stroll((-20, 20, 5.5, 11), 6)
    build.stroll((-24, -14, 8, 34), 4)
    build.stroll((12, 24, 8, 34), 4)
    build.cross([(-27, 30), (0, 31), (30, 33)], 5)
    build.cross([(-20, 1), (-8, 14), (12, 36)], 3)
    build.stand([(-8.4, 21.6), (10.4, 16.7), (3.4, 9.6), (4.1, 9.8), (-16, 17), (-15.2, 17.2)])
    return build.finish()


def pedestrian(setting: Setting) -> Plan:
    """A shopping street without traffic."""
    yaw = 7 if setting.seed % 2 else -7
    view = View(setting.size, 62, 4.8, 7.5, yaw)
    build = Builder(setting, view, (-20, 20, 62), paint.PAVING)
    build.ground.slabs((-20, 20, -2, 62), (0.6, 0.9), 6)
    build.ground.strip(-1.2, 1.2, -2, 62, paint.SETTS)
    build.ground.slabs((-1.2, 1.2, -2, 62), (0.3, 0.2), 7)
    build.plan.backdrop.append(lambda on, image: crooked_spire(on, image, (16 if yaw > 0 else -18, 370)))
    build.row((-7.2, -2), (-7.2, 58), (-5, 0))
    build.row((7.4, 58), (7.4, -2), (5, 0))
    build.row((-9, 61), (9, 61), (0, 4), height=(6, 7))
    side = 1 if setting.seed % 2 else -1
    build.trees([(3.6 * side, 13), (-3.6 * side, 22), (3.6 * side, 33), (-3.4 * side, 45)], 5.4)
    build.plan.props += [bench(-3.4 * side, 12.5), bench(3.4 * side, 24)]
    build.planters([(2.9 * side, 8.5), (-3.2 * side, 17)])
    build.lamps([(-5.2, 10), (5.2, 20), (-5.2, 30), (5.2, 42)])
    build.bollards([(x, 52.0) for x in (-4.5, -3.0, -1.5, 0.0, 1.5, 3.0, 4.5)])
    build.cross([(-1.6, -1), (-1.9, 26)], 5, 1.2)
    build.cross([(1.8, -1), (1.6, 26)], 5, 1.2)
    build.cross([(-2.2, 57), (-2.0, 33)], 4, 1.6)
    build.cross([(2.4, 57), (2.0, 33)], 4, 1.6)
    build.cross([(-6.9, 14), (-2, 18), (1, 26), (6.9, 30)], 3, 0.3)
    build.stroll((-4.6, 4.6, 8, 26), 4)
    build.stand([(-4.9, 9.5), (5.1, 12.2), (4.6, 12.6), (-5.4, 21), (5.6, 31)])
    return build.finish()


def street(setting: Setting) -> Plan:
    """A road through the town with traffic both ways."""
    yaw = 8 if setting.seed % 2 else -9
    view = View(setting.size, 60, 5.4, 8.5, yaw)
    build = Builder(setting, view, (-24, 24, 90), paint.PAVING)
    street_ground(build, (-3.7, 3.7), 90)
    build.plan.backdrop.append(lambda on, image: crooked_spire(on, image, (14 if yaw > 0 else -16, 440)))
    build.row((-7.6, -2), (-7.6, 88), (-5, 0))
    build.row((7.8, 88), (7.8, -2), (5, 0))
    build.row((-13, 89), (13, 89), (0, 4), shop=False, height=(6, 8))
    build.lamps([(-5.2, 12), (5.2, 24), (-5.2, 38), (5.2, 54)])
    build.trees([(5.9, 15), (-6.0, 30), (6.0, 46)], 5.2)
    build.plan.props.append(shelter(6.0 if yaw < 0 else -6.2, 20))
    build.traffic([(-1.9, 88), (-1.9, -6)], 4, 9.5)
    build.traffic([(1.9, -6), (1.9, 88)], 3, 9.0, ("hatchback", "saloon", "van", "bus", "taxi"))
    build.cross([(-5.6, -1), (-5.5, 26)], 4, 0.7)
    build.cross([(5.8, -1), (5.7, 26)], 3, 0.5)
    build.cross([(-5.6, 56), (-5.5, 30)], 3, 0.7)
    build.cross([(5.6, 60), (5.5, 32)], 3, 0.5)
    build.stand([(6.4 if yaw < 0 else -6.4, 20.6), (5.6 if yaw < 0 else -5.7, 20.4)])
    return build.finish()


def junction(setting: Setting) -> Plan:
    """Two roads that cross, with a zebra crossing."""
    view = View(setting.size, 72, 7.0, 17, 0)
    build = Builder(setting, view, (-44, 44, 70), paint.PAVING)
    street_ground(build, (-3.7, 3.7), 70)
    ground = build.ground
    ground.strip(-44, 44, 17, 25, paint.ASPHALT)
    for z in (17.0, 25.0):
        for x0, x1 in ((-44.0, -3.9), (3.9, 44.0)):
            ground.stroke([(x0, z), (x1, z)], paint.KERB, 0.18)
    ground.strip(-3.6, 3.6, 16.5, 25.5, paint.ASPHALT)
    for x0, x1 in ((-44.0, -6.0), (6.0, 44.0)):
        ground.dashes((x0, 21), (x1, 21), paint.WHITE, 0.12, (2, 4))
    for x in np.arange(-3.4, 3.4, 1.1):
        ground.strip(x, x + 0.55, 10.2, 13.2, paint.WHITE)
    for z in (16.2, 26.0):
        ground.stroke([(-3.5, z), (3.5, z)], paint.WHITE, 0.25)
    build.plan.backdrop.append(lambda on, image: crooked_spire(on, image, (-70, 330)))
    build.row((-40, 30), (-8, 30), (0, 5))
    build.row((8, 30), (40, 30), (0, 5))
    build.row((-7.6, 30), (-7.6, 68), (-5, 0))
    build.row((7.6, 68), (7.6, 30), (5, 0))
    build.row((-10, 69), (10, 69), (0, 4), shop=False)
    build.row((-12, -2), (-12, 11), (-5, 0))
    build.row((13, 11), (13, -2), (5, 0))
    build.lamps([(-6, 15), (6.5, 27.5), (-6.5, 40)])
    build.trees([(-17, 27.5), (18, 27.5), (9.4, 12.5)], 5.6)
    build.bollards([(5.4, 14.6), (6.6, 15.4), (7.9, 15.8), (-5.4, 14.6), (-6.6, 15.4)])
    build.traffic([(-46, 22.8), (46, 22.8)], 2, 9.0)
    build.traffic([(46, 19.2), (-46, 19.2)], 2, 8.5, ("bus", "hatchback", "taxi"))
    build.traffic([(1.9, -6), (1.9, 12), (1.9, 19.2), (-10, 19.2), (-46, 19.2)], 1, 7.0)
    build.cross([(-11, 11.6), (0, 11.7), (12, 11.8)], 4, 0.7)
    build.cross([(-30, 27.4), (-8, 27.6), (0, 27.8), (12, 27.5)], 4)
    build.cross([(5.6, 66), (5.6, 34)], 3, 0.6)
    build.stroll((-11, -5.2, 5, 10), 2)
    build.stroll((5.2, 11.5, 5, 10), 3)
    build.stand([(7.2, 12.8), (-8, 13.6), (-7.4, 13.9)])
    return build.finish()


def name_board(words: str) -> Image:
    """A white-on-blue board with a name."""
    line = text(words, 36)
    board = np.zeros((64, line.shape[1] + 40, 3), np.uint8)
    board[:] = (120, 62, 22)
    part = board[14:50, 20 : 20 + line.shape[1]]
    part[:] = np.maximum(part, line[:, :, None])
    return board
