"""How the plane of a plate lies before the camera."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a plate is and how it is turned.

    x, y: middle of the plate in pixels; width: pixels that `across` millimetres would cover seen from straight ahead.
    yaw, pitch, roll: radians. focal: pixels.
    """

    x: float
    y: float
    width: float
    across: float
    yaw: float
    pitch: float
    roll: float
    focal: float

    @property
    def density(self) -> float:
        """Pixels a millimetre in the middle of the plate."""
        return self.width / self.across

    def matrix(self) -> Matrix:
        """Homography from millimetres on the plane of the plate to pixels of the picture."""
        cy, sy, cp, sp = np.cos(self.yaw), np.sin(self.yaw), np.cos(self.pitch), np.sin(self.pitch)
        cr, sr = np.cos(self.roll), np.sin(self.roll)
        about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
        turn = about_z @ about_x @ about_y
        depth = self.focal * self.across / self.width
        camera = np.array([[self.focal, 0, self.x], [0, self.focal, self.y], [0, 0, 1.0]])
        plane = np.column_stack([turn[:, 0], turn[:, 1], (0.0, 0.0, depth)])
        return np.asarray(camera @ plane, np.float64)

    def project(self, points: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Millimetres (N, 2) to pixels (N, 2)."""
        moved = cv2.perspectiveTransform(np.asarray(points, np.float64)[None], self.matrix())
        return np.asarray(moved[0], np.float32)


def draw_pose(rng: np.random.Generator, size: tuple[int, int], width: float, across: float) -> Pose:
    """A pose as photographs and street cameras have it: mostly level and from ahead, sometimes far from it.

    size: width and height of the picture. The middle of the plate may lie a little outside of it.
    """
    wide, high = size
    aside, below = (
        (-0.02, -0.02) if rng.random() < 0.2 else (min(0.47, 0.55 * width / wide), min(0.45, 0.3 * width / high))
    )
    steep = rng.random() < 0.1
    yaw = rng.normal(0, 0.33) if not steep else rng.uniform(-1.1, 1.1)
    pitch = rng.normal(0.06, 0.14) if not steep else rng.uniform(-0.6, 0.6)
    roll = rng.normal(0, 0.045) if rng.random() < 0.86 else rng.uniform(-0.45, 0.45)
    return Pose(
        x=float(rng.uniform(aside, 1 - aside) * wide),
        y=float(rng.uniform(below, 1 - below) * high),
        width=width,
        across=across,
        yaw=float(np.clip(yaw, -1.1, 1.1)),
        pitch=float(np.clip(pitch, -0.7, 0.7)),
        roll=float(np.clip(roll, -0.45, 0.45)),
        focal=float(max(wide, high) * np.exp(rng.uniform(np.log(0.8), np.log(5.0)))) + width * 0.6,
    )
