"""Finds number plates in a picture: four corners each. Quickly first, then close up at each plate's own resolution.

Two networks (`models/detector.onnx` and `models/corners.onnx`, made by `training/detector`) look at brightness alone.
The quick one finds plates from about 16 to 400 pixels wide in what it is shown; a photograph is first shown to it with
its long side at about `COARSE` pixels. Each place that might be a plate is cut out of the photograph itself, turned
level, evened in contrast and shown to the close one, which gives exact corners and throws out most of what only looked
like a plate from afar. Only where that finds nothing sure, the picture is looked at smaller (for plates that fill it)
and then in ever finer tiles (for plates far away).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from beadle.anpr.engine.terms import Floats, Found, Picture
from beadle.anpr.terms import Box

MODELS = Path(__file__).parent / "models"
STRIDE = 8
MULTIPLE = 64
COARSE = 640
"""Long side of the first look at a photograph, in pixels."""
SMALL = 512
"""Smaller photographs are enlarged to this long side, at most twofold."""
FINEST = 2560
"""Long side of the finest look; larger photographs are reduced to it for tiles, so that the work is bounded."""
TILE = 640
OVERLAP = 96
HINT = 0.12
"""Least heat of a place worth a second look."""
FAINT = 0.15
"""Least likelihood of a plate in the second look for it to be kept."""
SHADE = 0.2
"""Places with less than this share of the greatest heat are not looked at again."""
AGREED = 0.55
"""Where the outlines of both looks share less than this of their union, the score falls with it."""
SURE = 0.7
"""A plate of this score makes finer looks over the whole picture needless."""
LARGE = 340
"""Pixels of the diagonal of the largest plate that one look sees well; a larger one is looked at smaller, too."""
LEAST = 0.35
"""Least score of what is reported."""
MOST = 6
"""Places that are looked at again, at most, the likeliest first."""
CLOSE = (160, 80)
"""Width and height of the second look; the plate fills at most CLOSE_PLATE of it."""
CLOSE_PLATE = (100.0, 40.0)
ENLARGE = 2.5
EVEN = (215.0, 5.0)
"""Tones from the darkest to the brightest of a cut after it is evened, and the most that its contrast is raised."""
REGION_PIXELS = 1_200_000
"""Pixels of regions that are looked at in one video frame, at most; more are reduced to this."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a plate may be. corners: float64 (4, 2) in the pixels of whatever it was found in."""

    corners: NDArray[np.float64]
    score: float
    two_line: float


class Detector:
    """Both networks, loaded. `find` may be called from several threads at once."""

    def __init__(self, quick: onnxruntime.InferenceSession, close: onnxruntime.InferenceSession) -> None:
        facts, near = (session.get_modelmeta().custom_metadata_map for session in (quick, close))
        if facts.get("stride") != str(STRIDE) or facts.get("input") != "grey uint8":
            raise ValueError("this is not a network of Beadle's plate detector")
        if (near.get("width"), near.get("height"), near.get("contrast")) != (str(CLOSE[0]), str(CLOSE[1]), "even"):
            raise ValueError("this is not a network of Beadle's plate corners")
        self.version = f"{facts.get('version', '')}.{near.get('version', '')}"
        self._quick, self._close = quick, close

    @classmethod
    def load(cls, threads: int = 1, models: Path = MODELS) -> Detector:
        """Read the networks from their files. threads: processors that one look may use."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        quick, close = (
            onnxruntime.InferenceSession(str(models / name), options, providers=["CPUExecutionProvider"])
            for name in ("detector.onnx", "corners.onnx")
        )
        return cls(quick, close)

    def find(self, picture: Picture) -> list[Found]:
        """Every plate in a photograph or video frame, the surest first.

        picture: uint8, (height, width, 3) in BGR or (height, width) grey. Raises ValueError for anything else.
        Work: one look at COARSE pixels and one small look for each place that might be a plate (at most MOST); where
        that finds nothing sure, a smaller look and looks at long sides of 1280 and at most FINEST pixels in tiles. An
        8 megapixel photograph without any plate so costs about as much as 30 coarse looks (tiles overlap), and none
        costs more.
        """
        grey = grey_of(picture)
        long_side = max(grey.shape)
        spots: list[Spot] = []
        for size in _sizes(long_side):
            spots += self._confirmed(grey, self._tiles(grey, size / long_side))
            if any(spot.score >= SURE and _span(spot) * size <= LARGE * long_side for spot in spots):
                break
        return _reported(spots)

    def find_in(self, picture: Picture, regions: Sequence[Box]) -> list[Found]:
        """Every plate whose middle lies in one of the regions, such as where something moves in a video frame.

        regions: in pixels of the picture; what sticks out of it is cut off. Looked at in the picture's own resolution,
        unless they hold more than REGION_PIXELS together. Corners are those in the whole picture.
        """
        grey = grey_of(picture)
        cuts = [cut for cut in (_cut_off(box, grey.shape) for box in regions) if cut is not None]
        pixels = sum((y1 - y0) * (x1 - x0) for x0, y0, x1, y1 in cuts)
        scale = min(1.0, (REGION_PIXELS / pixels) ** 0.5) if pixels else 1.0
        spots: list[Spot] = []
        for x0, y0, x1, y1 in cuts:
            looked = self.look(_resized(grey[y0:y1, x0:x1], scale), HINT)
            spots += [_moved(spot, 1 / scale, 1 / scale, (x0, y0)) for spot in looked]
        return _reported(self._confirmed(grey, spots))

    def _tiles(self, grey: Picture, scale: float) -> list[Spot]:
        """Look at the whole picture at a scale, in tiles where it is large then."""
        whole = _resized(grey, scale)
        across, down = whole.shape[1] / grey.shape[1], whole.shape[0] / grey.shape[0]
        spots: list[Spot] = []
        for x, y in _corners_of_tiles(whole.shape[1], whole.shape[0]):
            looked = self.look(whole[y : y + TILE, x : x + TILE], HINT)
            spots += [_moved(spot, 1 / across, 1 / down, (x / across, y / down)) for spot in looked]
        return _apart(spots)

    def look(self, grey: Picture, least: float) -> list[Spot]:
        """One look at a piece as it is; gives what is at least this likely, in the piece's pixels."""
        high, wide = grey.shape
        below, right = -high % MULTIPLE, -wide % MULTIPLE
        padded = cv2.copyMakeBorder(grey, 0, below, 0, right, cv2.BORDER_CONSTANT, value=114)
        heat, shape = self._quick.run(None, {"pixels": padded[None, None]})
        return _spots(np.asarray(heat)[0], np.asarray(shape)[0], least)

    def _confirmed(self, grey: Picture, spots: Sequence[Spot]) -> list[Spot]:
        """The second look at the likeliest places, and a third at plates that turned out to lie a good way off."""
        chosen = sorted(_apart(spots), key=lambda spot: -spot.score)[:MOST]
        chosen = [spot for spot in chosen if spot.score >= SHADE * chosen[0].score]
        seen = [
            (Spot(new.corners, _joined(old.score, new.score), new.two_line), old)
            for new, old in zip(self._closer(grey, chosen), chosen, strict=True)
            if new.score >= FAINT
        ]
        off = [(new, old) for new, old in seen if _missed(new.corners, old.corners)]
        again = [
            (Spot(better.corners, spot.score, better.two_line) if better.score >= FAINT else spot, old)
            for better, (spot, old) in zip(self._closer(grey, [new for new, _ in off]), off, strict=True)
        ]
        near = [(new, old) for new, old in seen if not _missed(new.corners, old.corners)]
        return _apart([Spot(new.corners, new.score * _agreed(new, old), new.two_line) for new, old in near + again])

    def _closer(self, grey: Picture, spots: Sequence[Spot]) -> list[Spot]:
        """Each place cut out upright and judged by the second network, all in one run; score: how likely a plate."""
        if not spots:
            return []
        cuts = [cut_out(grey, spot.corners, CLOSE, CLOSE_PLATE) for spot in spots]
        shown = [evened(piece) for piece, _ in cuts]
        corners, judged = self._close.run(None, {"pixels": np.stack(shown)[:, None]})
        seen = []
        for spot, points, (plate, two), (_, back) in zip(spots, corners, judged, cuts, strict=True):
            found = np.asarray(cv2.transform(points[None].astype(np.float64), back)[0], np.float64)
            good = _is_plate(found)
            seen.append(Spot(found if good else spot.corners, float(plate) if good else 0.0, float(two)))
        return seen


def grey_of(picture: Picture) -> Picture:
    """The brightness of a picture, uint8 (height, width). Raises ValueError where it is no picture."""
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        raise ValueError("a picture is an array of uint8")
    if picture.ndim not in {2, 3} or (picture.ndim == 3 and picture.shape[2] != 3):
        raise ValueError(f"a picture is height x width, or height x width x 3 (BGR), not {picture.shape}")
    if min(picture.shape[:2]) < 1:
        raise ValueError("the picture is empty")
    if picture.ndim == 2:
        return np.ascontiguousarray(picture)
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_BGR2GRAY), np.uint8)


def _sizes(long_side: int) -> Iterator[int]:
    """Long sides of the looks at a photograph, in their order."""
    first = COARSE if long_side >= COARSE else max(long_side, min(SMALL, 2 * long_side))
    yield first
    yield max(64, first // 2)
    if long_side > first:
        yield min(2 * COARSE, round(1.5 * long_side))
    size = 4 * COARSE
    while size < long_side * 1.2 and size <= FINEST:
        yield min(size, long_side)
        size *= 2


def _corners_of_tiles(wide: int, high: int) -> Iterator[tuple[int, int]]:
    """Upper left corners of tiles of TILE pixels that cover a picture and overlap."""
    for y in _starts(high):
        for x in _starts(wide):
            yield x, y


def _starts(length: int) -> list[int]:
    if length <= TILE:
        return [0]
    count = -(-(length - OVERLAP) // (TILE - OVERLAP))
    return [round(index * (length - TILE) / (count - 1)) for index in range(count)]


def _resized(grey: Picture, scale: float) -> Picture:
    """The picture at another size. Whole steps down are averages of whole pixels (quick); the rest is linear."""
    if abs(scale - 1) < 1e-3:
        return grey
    high, wide = grey.shape
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    step = min(int(1 / scale + 1e-3), high, wide)
    if step >= 2:
        even = grey[: high // step * step, : wide // step * step]
        grey = np.asarray(cv2.resize(even, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _spots(heat: Floats, shape: Floats, least: float) -> list[Spot]:
    """The peaks of the heat, with the corners that the network gives there."""
    peaks = (heat >= least) & (heat >= cv2.dilate(heat, np.ones((3, 3), np.uint8)))
    rows, columns = np.nonzero(peaks)
    middles = np.stack([columns, rows], 1) * float(STRIDE) + STRIDE / 2
    answers = shape[:, rows, columns].T.astype(np.float64)
    scales = np.exp(np.clip(answers[:, 1], -2, 5)) * STRIDE
    corners = answers[:, 2:].reshape(-1, 4, 2) * scales[:, None, None] + middles[:, None]
    chances = 1 / (1 + np.exp(-answers[:, 0]))
    scores = heat[rows, columns]
    spots = [Spot(corners[i], float(scores[i]), float(chances[i])) for i in range(len(rows)) if _is_plate(corners[i])]
    return _apart(spots)


def _is_plate(corners: NDArray[np.float64]) -> bool:
    """Whether four corners go round clockwise, bulge outwards and have a size."""
    sides = np.roll(corners, -1, 0) - corners
    after = np.roll(sides, -1, 0)
    turns = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    return bool((turns > 0).all() and np.isfinite(corners).all() and turns.sum() > 40)


def _moved(spot: Spot, across: float, down: float, shift: tuple[float, float]) -> Spot:
    """The same spot after its corners are stretched and then shifted."""
    corners = spot.corners * np.array([across, down]) + np.array(shift)
    return Spot(corners, spot.score, spot.two_line)


def _measure(corners: NDArray[np.float64]) -> tuple[NDArray[np.float64], float, float, float]:
    """Middle, width, height and turn (radians) of four corners."""
    along = (corners[1] + corners[2] - corners[0] - corners[3]) / 2
    down = (corners[2] + corners[3] - corners[0] - corners[1]) / 2
    return corners.mean(0), float(np.hypot(*along)), float(np.hypot(*down)), float(np.arctan2(along[1], along[0]))


def cut_out(
    grey: Picture, corners: NDArray[np.float64], size: tuple[int, int], fill: tuple[float, float]
) -> tuple[Picture, NDArray[np.float64]]:
    """A plate cut out level in the middle of `size` pixels, and the way back: affine, 2 x 3.

    fill: the most that the plate's width and height take of it.
    """
    middle, width, height, turn = _measure(corners)
    scale = min(fill[0] / max(width, 1.0), fill[1] / max(height, 1.0), ENLARGE)
    cos, sin = np.cos(turn), np.sin(turn)
    back = np.column_stack([np.array([[cos, -sin], [sin, cos]]) / scale, middle])
    back[:, 2] -= back[:, :2] @ (np.array(size, np.float64) / 2)
    piece, source = _reduced(grey, back, size, scale) if scale < 0.7 else (grey, back)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(piece, source, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=114)
    return np.asarray(cut, np.uint8), back


def evened(cut: Picture) -> Picture:
    """A cut with the darkest and brightest of its middle brought to the same two tones.

    In shadow, at night, and on paint of its own brightness a plate differs from what is about it by a few tones only.
    """
    high, wide = cut.shape
    middle = cut[high // 6 : high - high // 6, wide // 7 : wide - wide // 7]
    rising = np.cumsum(np.bincount(middle.ravel(), minlength=256))
    low, top = np.searchsorted(rising, (0.01 * rising[-1], 0.99 * rising[-1]))
    gain = min(EVEN[1], EVEN[0] / max(float(top - low), 1.0))
    table = np.clip((np.arange(256) - (low + top) / 2) * gain + 127.5, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(cut, table), np.uint8)


def _reduced(
    grey: Picture, back: NDArray[np.float64], size: tuple[int, int], scale: float
) -> tuple[Picture, NDArray[np.float64]]:
    """The part of a picture that a cut takes, made smaller by averaging (a plain warp would skip pixels)."""
    wide, high = size
    ends = back[:, :2] @ np.array([[0, wide, wide, 0], [0, 0, high, high]], np.float64) + back[:, 2:]
    x0, y0 = np.clip(np.floor(ends.min(1)).astype(int), 0, (grey.shape[1] - 1, grey.shape[0] - 1))
    x1, y1 = np.clip(np.ceil(ends.max(1)).astype(int) + 1, (x0 + 1, y0 + 1), (grey.shape[1], grey.shape[0]))
    part = _resized(grey[y0:y1, x0:x1], scale)
    share = np.array([part.shape[1] / (x1 - x0), part.shape[0] / (y1 - y0)])
    source = back.copy()
    source[:, 2] -= (x0, y0)
    return part, source * share[:, None]


def _missed(found: NDArray[np.float64], aimed: NDArray[np.float64]) -> bool:
    """Whether a plate lies so far from where it was cut out that a cut about its real place shows it better."""
    return bool(np.abs(found - aimed).max() > 0.4 * _measure(found)[2])


def _joined(heat: float, plate: float) -> float:
    """The score of a plate: mostly what the second look says, a little what the first one said."""
    return float(plate**0.8 * min(1.0, heat / 0.7) ** 0.2)


def _span(spot: Spot) -> float:
    """The longer diagonal."""
    across = spot.corners[[2, 3]] - spot.corners[[0, 1]]
    return float(np.hypot(*across.T).max())


def _agreed(new: Spot, old: Spot) -> float:
    """What is left of a score where both networks do not mean the same place: mostly it is no plate, then."""
    first, second = new.corners.astype(np.float32), old.corners.astype(np.float32)
    shared = _shared(first, second)
    union = cv2.contourArea(first) + cv2.contourArea(second) - shared
    return float(np.clip(shared / max(union, 1.0) / AGREED, 0.3, 1.0))


def _shared(first: Floats, second: Floats) -> float:
    """The area that two plates have in common."""
    if (first.max(0) < second.min(0)).any() or (second.max(0) < first.min(0)).any():
        return 0.0
    area, _ = cv2.intersectConvexConvex(first, second)
    return float(area)


def _overlap(one: Spot, other: Spot) -> float:
    """Shared area over that of the smaller plate."""
    first, second = one.corners.astype(np.float32), other.corners.astype(np.float32)
    return _shared(first, second) / max(min(cv2.contourArea(first), cv2.contourArea(second)), 1.0)


def _apart(spots: Sequence[Spot]) -> list[Spot]:
    """The surest of those that overlap."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda each: -each.score):
        if all(_overlap(spot, other) < 0.45 for other in kept):
            kept.append(spot)
    return kept


def _reported(spots: Sequence[Spot]) -> list[Found]:
    return [
        Found(spot.corners.astype(np.float32), min(1.0, spot.score), spot.two_line)
        for spot in _apart(spots)
        if spot.score >= LEAST
    ]


def _cut_off(box: Box, shape: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    """A region as left, top, right, bottom inside the picture with a margin; None where nothing of it is inside."""
    margin = 24
    x0, y0 = max(0, box.x - margin), max(0, box.y - margin)
    x1, y1 = min(shape[1], box.x + box.width + margin), min(shape[0], box.y + box.height + margin)
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
