"""What light, lens, sensor and file do to a picture."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from training.scenes.texture import Grey, clouds, ellipse, fill, grain, mask_of, profile

Picture = npt.NDArray[np.uint8]


def shade(rng: np.random.Generator, field: Grey) -> None:
    """Shadows of trees, houses and poles on the whole picture, and a gradient of light."""
    high, wide = field.shape
    if rng.random() < 0.3:
        points = rng.uniform(-0.3, 1.3, (int(rng.integers(3, 6)), 2)) * (wide, high)
        hull = np.asarray(cv2.convexHull(points.astype(np.float32))[:, 0], np.float32)
        soft = _blurred(mask_of((high, wide), hull), float(rng.uniform(0.5, 8)))
        field *= 1 - soft * np.float32(rng.uniform(0.25, 0.65))
    if rng.random() < 0.12:
        field *= np.clip(1 - np.maximum(clouds(rng, high, wide), 0) * np.float32(rng.uniform(0.2, 0.6)), 0.2, 1)
    if rng.random() < 0.4:
        field *= (
            1 + profile(rng, high, 3)[:, None] * np.float32(0.25) + profile(rng, wide, 3)[None, :] * np.float32(0.25)
        )


def glare(rng: np.random.Generator, field: Grey, count: int, strength: float) -> None:
    """Lamps and the sun: discs with halos, here and there with a streak."""
    high, wide = field.shape
    for _ in range(count):
        x, y = rng.uniform(0, wide), rng.uniform(0, high)
        size = float(np.exp(rng.uniform(np.log(2), np.log(0.12 * wide))))
        halo = np.zeros((high // 4 + 1, wide // 4 + 1), np.float32)
        fill(halo, ellipse(x / 4, y / 4, size / 4 + 0.5, size / 4 + 0.5), 1.0)
        soft = _blurred(halo, size / 4 * float(rng.uniform(0.6, 2.5)) + 0.5)
        if rng.random() < 0.3:
            soft = soft + np.asarray(cv2.GaussianBlur(halo, (0, 0), sigmaX=size, sigmaY=0.6), np.float32)
        whole = np.asarray(cv2.resize(soft + halo, (wide, high)), np.float32)
        field += whole * np.float32(strength * rng.uniform(80, 300))


def _shrunk(rng: np.random.Generator, field: Grey) -> Grey:
    """Through a smaller picture and back, as zoomed and re-scaled pictures are."""
    high, wide = field.shape
    share = rng.uniform(0.4, 0.85)
    small = cv2.resize(field, (int(wide * share), int(high * share)), interpolation=cv2.INTER_AREA)
    how = cv2.INTER_LINEAR if rng.random() < 0.6 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(small, (wide, high), interpolation=how), np.float32)


def _shaken(rng: np.random.Generator, field: Grey) -> Grey:
    """Blurred along a line."""
    length = int(rng.integers(3, 10))
    kernel = np.zeros((length, length), np.float32)
    turn = rng.uniform(0, np.pi)
    ray = np.array([np.cos(turn), np.sin(turn)]) * length / 2
    start, end = (length / 2 - ray).astype(int), (length / 2 + ray).astype(int)
    cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0)
    return np.asarray(cv2.filter2D(field, -1, kernel / max(float(kernel.sum()), 1.0)), np.float32)


def _blurred(field: Grey, sigma: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma), np.float32)


def _soften(rng: np.random.Generator, field: Grey) -> Grey:
    if rng.random() < 0.25:
        field = _shrunk(rng, field)
    sigma = abs(float(rng.normal(0, 0.75))) if rng.random() < 0.9 else float(rng.uniform(1, 2.6))
    if sigma > 0.25:
        field = _blurred(field, sigma)
    if rng.random() < 0.12:
        field = _shaken(rng, field)
    if rng.random() < 0.25:
        field = field + (field - _blurred(field, 1.2)) * np.float32(rng.uniform(0.3, 1.6))
    return field


def _expose(rng: np.random.Generator, field: Grey) -> Grey:
    if rng.random() < 0.6:
        low, high = np.float32(rng.uniform(-30, 40)), np.float32(rng.uniform(170, 300))
        field = low + field * ((high - low) / np.float32(255))
    if rng.random() < 0.5:
        level = np.clip(field, 0, 255) / np.float32(255)
        field = np.float32(255) * level ** np.float32(np.exp(rng.normal(0, 0.35)))
    if rng.random() < 0.25:
        tall, wide = field.shape
        y, x = np.linspace(-1, 1, tall, dtype=np.float32)[:, None], np.linspace(-1, 1, wide, dtype=np.float32)[None]
        field = field * (1 - np.float32(rng.uniform(0.05, 0.25)) * (x * x + y * y))
    return field


def _filed(rng: np.random.Generator, picture: Picture) -> Picture:
    """Through a JPEG file of any quality."""
    _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(18, 95))])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def take(rng: np.random.Generator, field: Grey, dark: bool) -> Picture:
    """The finished picture: blur, exposure, noise, rounding and JPEG. dark: with the noise of a night."""
    field = _expose(rng, _soften(rng, field))
    noise = abs(rng.normal(0, 8 if dark else 4))
    if noise > 0.5:
        rough = grain(rng, *field.shape)
        if rng.random() < 0.4:
            rough = _blurred(rough, 0.8) * 2
        field = field + rough * np.float32(noise)
    picture = np.clip(field, 0, 255).astype(np.uint8)
    if rng.random() < 0.05:
        picture = np.asarray(cv2.createCLAHE(2.0, (4, 4)).apply(picture), np.uint8)
    return _filed(rng, picture) if rng.random() < 0.6 else picture


def dim(rng: np.random.Generator, field: Grey, infrared: bool) -> Grey:
    """Night: the scene nearly dark, or lit by an infrared lamp from the camera."""
    if infrared:
        lit = np.clip(1.2 - np.abs(profile(rng, field.shape[1], 3))[None, :], 0.3, 1.2)
        return (field * lit * np.float32(rng.uniform(0.2, 0.7))).astype(np.float32)
    return (field * np.float32(rng.uniform(0.2, 0.65)) + np.float32(rng.uniform(0, 15))).astype(np.float32)
