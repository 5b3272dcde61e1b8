"""What each camera sees: a loop of pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from beadle.simulator import scene_greens, scene_kinds, scene_plates, town
from beadle.simulator.clips import FPS, Picture
from beadle.simulator.scene_light import CLOUD, DUSK, RAIN, SUN, WET_NIGHT, Light
from beadle.simulator.scene_places import Setting
from beadle.simulator.scene_stage import Plan, Stage

KINDS: dict[str, Callable[[Setting], Plan]] = {
    "market": scene_kinds.market,
    "square": scene_kinds.square,
    "pedestrian": scene_kinds.pedestrian,
    "street": scene_kinds.street,
    "junction": scene_kinds.junction,
    "station": scene_greens.station,
    "coach": scene_greens.coach,
    "park": scene_greens.park,
    "carpark": scene_greens.carpark,
}
"""The kinds of place but for the plate cameras' (`anpr`), which differ by camera."""

_LIGHTS: dict[int, Light] = {1: SUN, 13: DUSK, 10: SUN, 5: CLOUD, 17: SUN, 18: SUN, 19: DUSK, 20: DUSK}
_LIGHTS |= {21: RAIN, 26: SUN, 23: CLOUD, 32: WET_NIGHT, 7: RAIN, 56: SUN, 29: SUN, 2: DUSK}


def scene_number(number: int) -> int:
    """The camera whose loop camera `number` shows: its own for the first 16, else one at a like place."""
    first = town.streaming_order()[:16]
    if number in first:
        return number
    like = [one for one in first if town.camera(one).scene == town.camera(number).scene]
    return like[number % len(like)]


def stage(number: int, size: tuple[int, int], loop: float) -> Stage:
    """The scene of camera `number` at that size in pixels."""
    camera = town.camera(number)
    setting = Setting(size, _LIGHTS.get(number, SUN), number, loop)
    if camera.reads_plates:
        return Stage(scene_plates.anpr(setting, number))
    return Stage(KINDS[camera.scene](setting))


def pictures(number: int, size: tuple[int, int], count: int, fps: float = FPS) -> Iterator[Picture]:
    """`count` pictures (planes, see Stage.coded) of the loop of camera `number`; the last leads into the first."""
    loop = count / fps
    scene = stage(number, size, loop)
    for index in range(count):
        yield scene.coded(index / fps, loop, index)
