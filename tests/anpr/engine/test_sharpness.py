"""Sharpness: blur lowers it, brightness does not."""

from __future__ import annotations

import cv2
import numpy as np

from beadle.anpr.engine.sharpness import sharpness
from beadle.anpr.engine.terms import Picture


def plate() -> Picture:
    drawn = np.full((32, 140, 3), 230, np.uint8)
    cv2.putText(drawn, "AB12CDE", (6, 25), cv2.FONT_HERSHEY_SIMPLEX, 0.85, (20, 20, 20), 3)
    return drawn


def test_blur_lowers_it_step_by_step() -> None:
    measured = [sharpness(cv2.GaussianBlur(plate(), (0, 0), sigma)) for sigma in (0.5, 1.0, 2.0, 4.0)]
    assert measured == sorted(measured, reverse=True)
    assert measured[0] > 5 * measured[-1]


def test_brightness_and_contrast_hardly_matter() -> None:
    bright, dark = plate(), (plate() * 0.4).astype(np.uint8)
    assert abs(sharpness(bright) - sharpness(dark)) < 0.1


def test_what_shows_nothing() -> None:
    noise = np.random.default_rng(1).normal(120, 2, (30, 100)).astype(np.uint8)
    assert sharpness(noise) < 0.25
    assert sharpness(np.full((30, 100, 3), 9, np.uint8)) == 0.0
    assert sharpness(np.zeros((1, 2), np.uint8)) == 0.0
