"""A ring of rendered scenes on disk that one process fills while another learns from it."""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from training.detector.targets import Targets, make
from training.scenes.scene import Scene, draw

SIDE = 416
MOST = 4
CROP = 320


@dataclass(frozen=True, slots=True)
class Ring:
    """pixels: (N, SIDE, SIDE) uint8; plates: (N, MOST, 10) as `targets.make` takes them; state: scenes drawn, used."""

    pixels: npt.NDArray[np.uint8]
    plates: npt.NDArray[np.float32]
    state: npt.NDArray[np.int64]

    @property
    def filled(self) -> int:
        """Scenes that are there."""
        return int(min(self.state[0], len(self.pixels)))


def field(path: Path, shape: tuple[int, ...], kind: npt.DTypeLike) -> np.memmap:
    """An array in a file, as it was where the file is there and has its size, or new and empty."""
    fits = path.exists() and path.stat().st_size == int(np.prod(shape)) * np.dtype(kind).itemsize
    return np.memmap(path, dtype=kind, mode="r+" if fits else "w+", shape=shape)


def open_ring(folder: Path, size: int) -> Ring:
    """The ring in a folder, made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    return Ring(
        field(folder / "pixels.ring", (size, SIDE, SIDE), np.uint8),
        field(folder / "plates.ring", (size, MOST, 10), np.float32),
        field(folder / "state.ring", (2,), np.int64),
    )


def rows_of(scene: Scene) -> npt.NDArray[np.float32]:
    """A scene's plates as rows of numbers; rows of zeros where there are fewer than MOST."""
    rows = np.zeros((MOST, 10), np.float32)
    for index, plate in enumerate(scene.plates[:MOST]):
        rows[index] = (*plate.corners.reshape(8), plate.lines, float(plate.clear))
    return rows


def fill(folder: Path, size: int, seed: int, reuse: float, stop: Event) -> None:
    """Draw scenes into the ring until told to stop or left alone; rests until each was used about `reuse` times."""
    cv2.setNumThreads(1)
    ring, parent = open_ring(folder, size), os.getppid()
    while not stop.is_set() and os.getppid() == parent:
        drawn = int(ring.state[0])
        if drawn >= size // 8 and drawn * reuse > ring.state[1] + size * reuse / 8:
            stop.wait(0.2)
            continue
        scene = draw(np.random.default_rng((seed, drawn)), SIDE, SIDE)
        slot = drawn % size
        ring.plates[slot] = 0
        ring.pixels[slot] = scene.pixels
        ring.plates[slot] = rows_of(scene)
        ring.state[0] = drawn + 1


def start(folder: Path, size: int, seed: int, reuse: float) -> tuple[multiprocessing.Process, Event]:
    """The drawing process, and what stops it."""
    stop = multiprocessing.Event()
    process = multiprocessing.Process(target=fill, args=(folder, size, seed, reuse, stop), daemon=True)
    process.start()
    return process, stop


def _cut(rng: np.random.Generator, side: int, sizes: tuple[float, float]) -> npt.NDArray[np.float32]:
    """A turn, a stretch and a shift from a scene to a crop. sizes: natural logarithms of the least and most stretch."""
    size = float(np.exp(rng.uniform(*sizes)))
    stretch, turn = float(np.exp(rng.normal(0, 0.06))), float(rng.normal(0, 0.05))
    cos, sin = np.cos(turn) * size, np.sin(turn) * size
    matrix = np.array([[cos * stretch, -sin, 0], [sin * stretch, cos, 0]], np.float32)
    spare = np.maximum(SIDE / 2 - side / 2 / size, 4)
    middle = SIDE / 2 + rng.uniform(-spare, spare, 2)
    matrix[:, 2] = side / 2 - matrix[:, :2] @ middle
    return matrix


def tint(rng: np.random.Generator, picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Another exposure, by a table; now and then coarse grains or a light blur."""
    if rng.random() < 0.5:
        level = np.arange(256, dtype=np.float32) / 255
        level = level ** np.float32(np.exp(rng.normal(0, 0.25))) * np.float32(rng.uniform(0.6, 1.15))
        table = np.clip(level * 255 + rng.uniform(-20, 30), 0, 255).astype(np.uint8)
        picture = cv2.LUT(picture, table).astype(np.uint8)
    if rng.random() < 0.1:
        picture = cv2.blur(picture, (2, 2)).astype(np.uint8)
    return picture


def crop(
    rng: np.random.Generator, ring: Ring, side: int, sizes: tuple[float, float]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """A square piece of a scene, changed by chance, with the rows of its plates."""
    slot = int(rng.integers(ring.filled))
    matrix = _cut(rng, side, sizes)
    border = int(rng.integers(256))
    picture = cv2.warpAffine(ring.pixels[slot], matrix, (side, side), flags=cv2.INTER_LINEAR, borderValue=border)
    rows = ring.plates[slot][ring.plates[slot][:, 8] > 0].copy()
    if len(rows):
        points = rows[:, :8].reshape(-1, 2) @ matrix[:, :2].T + matrix[:, 2]
        rows[:, :8] = points.reshape(-1, 8)
    return tint(rng, np.asarray(picture, np.uint8)), rows


def sample(rng: np.random.Generator, ring: Ring) -> tuple[npt.NDArray[np.uint8], Targets]:
    """One crop (CROP, CROP) of a scene, changed by chance, with its targets."""
    picture, rows = crop(rng, ring, CROP, (-0.3, 0.3))
    return picture, make(rows, CROP, CROP)
