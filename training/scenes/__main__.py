"""`python -m training.scenes FILE.png`: a sheet of scenes with their corners drawn in, to be looked at."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from training.scenes.scene import Scene, draw


def marked(scene: Scene) -> npt.NDArray[np.uint8]:
    """The picture in colour with each plate's outline, its upper edge in red, hidden ones in blue."""
    picture = cv2.cvtColor(scene.pixels, cv2.COLOR_GRAY2BGR)
    for plate in scene.plates:
        whole = np.round(plate.corners * 8).astype(np.int32)
        cv2.polylines(picture, [whole], True, (0, 255, 0) if plate.clear else (255, 0, 0), 1, cv2.LINE_AA, 3)
        cv2.line(picture, tuple(whole[0]), tuple(whole[1]), (0, 0, 255), 1, cv2.LINE_AA, 3)
    return picture.astype(np.uint8)


def sheet(seed: int, rows: int, columns: int, *, bare: bool) -> npt.NDArray[np.uint8]:
    """Scenes side by side. bare: without the outlines."""
    rng = np.random.default_rng(seed)
    scenes = [draw(rng) for _ in range(rows * columns)]
    tiles = [cv2.cvtColor(scene.pixels, cv2.COLOR_GRAY2BGR) if bare else marked(scene) for scene in scenes]
    lines = [np.hstack(tiles[row * columns : (row + 1) * columns]) for row in range(rows)]
    return np.vstack(lines).astype(np.uint8)


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=3)
    parser.add_argument("--columns", type=int, default=4)
    parser.add_argument("--bare", action="store_true")
    asked = parser.parse_args()
    cv2.imwrite(str(asked.file), sheet(asked.seed, asked.rows, asked.columns, bare=asked.bare))


if __name__ == "__main__":
    main()
