"""Day, dusk and rain: how light colours what is drawn, and what the weather puts before the lens."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from beadle.simulator.scene_view import Color, Image, cloth


@dataclass(frozen=True, slots=True)
class Light:
    """One weather.

    tint: what (blue, green, red) of everything is multiplied with. sky: colours at the top and at the horizon.
    shadow: how dark a shadow is, 0 to 1. lamps: whether lamps, windows and headlights are lit. rain: whether it rains.
    """

    name: str
    tint: Color
    sky: tuple[Color, Color]
    shadow: float
    lamps: bool = False
    rain: bool = False

    def on(self, color: Color) -> Color:
        """A colour in this light."""
        return color[0] * self.tint[0], color[1] * self.tint[1], color[2] * self.tint[2]


SUN = Light("sun", (0.95, 1.0, 1.04), ((214, 160, 98), (238, 222, 200)), 0.42)
CLOUD = Light("cloud", (0.93, 0.92, 0.90), ((196, 186, 176), (222, 218, 214)), 0.20)
RAIN = Light("rain", (0.76, 0.74, 0.70), ((150, 142, 136), (182, 178, 174)), 0.22, rain=True)
DUSK = Light("dusk", (0.58, 0.45, 0.40), ((104, 62, 44), (112, 134, 214)), 0.18, lamps=True)
WET_NIGHT = Light("wet night", (0.42, 0.34, 0.31), ((44, 30, 22), (74, 58, 58)), 0.12, lamps=True, rain=True)


def sky(light: Light, width: int, height: int, seed: np.random.Generator) -> Image:
    """A sky with soft clouds, `height` rows down to the horizon."""
    share = np.linspace(0, 1, max(1, height), dtype=np.float32)[:, None, None] ** 1.3
    top, bottom = (np.array(one, np.float32) for one in light.sky)
    plain = np.repeat(top * (1 - share) + bottom * share, width, axis=1)
    clouds = cloth(seed, (height * 2, width), max(8, width // 9), 1.0)[:height]
    clouds += cloth(seed, (height * 2, width), max(4, width // 28), 0.45)[:height]
    cover = np.clip(clouds - 0.25, 0, 1)[:, :, None] * (0.75 if light.shadow > 0.3 else 0.4)
    white = bottom * 0.35 + 255 * 0.65 if not light.lamps else bottom * 0.8 + np.array((70, 60, 90)) * 0.2
    return np.asarray(np.clip(plain * (1 - cover) + white * cover, 0, 255), np.uint8)


def grade(picture: Image, light: Light) -> Image:
    """Colour a picture that was drawn in plain light."""
    levels = np.clip(np.arange(256)[:, None] * np.array(light.tint) + 0.5, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, levels[None]), np.uint8)


def glow(picture: Image, emission: Image) -> None:
    """Add light sources and the halo around them, in place."""
    height, width = emission.shape[:2]
    small = cv2.resize(emission, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), width / 260), (width, height), interpolation=cv2.INTER_LINEAR)
    cv2.add(picture, emission, picture)
    cv2.add(picture, soft, picture)


def wet(picture: Image, horizon: int, seed: np.random.Generator) -> None:
    """Let the ground below the horizon mirror what stands on it, in place."""
    height, width = picture.shape[:2]
    rows = height - horizon
    if rows < 4 or horizon < 4:
        return
    above = picture[:horizon]
    mirror = cv2.flip(cv2.resize(above, (width, rows)), 0)
    mirror = cv2.GaussianBlur(mirror, (0, 0), sigmaX=width / 220, sigmaY=height / 18)
    strength = 0.30 + 0.5 * np.clip(cloth(seed, (rows, width), max(6, width // 24), 0.35), -0.3, 0.6)
    strength = strength[:, :, None] * np.linspace(0.8, 0.35, rows, dtype=np.float32)[:, None, None]
    ground = picture[horizon:].astype(np.float32)
    picture[horizon:] = np.clip(ground * (1 - strength) + mirror * strength, 0, 255).astype(np.uint8)


def rain_layers(width: int, height: int, count: int, seed: np.random.Generator) -> list[Image]:
    """Falling streaks, to be added to the luma of one picture after another."""
    layers = []
    for _ in range(count):
        layer = np.zeros((height, width), np.uint8)
        for _ in range(width * height // 5200):
            x, y = int(seed.integers(0, width)), int(seed.integers(-20, height))
            long = int(seed.integers(height // 50, height // 22))
            bright = int(seed.integers(14, 44))
            cv2.line(layer, (x, y), (x - long // 7, y + long), bright, 1, cv2.LINE_AA)
        layers.append(layer)
    return layers


def grain_layers(width: int, height: int, count: int, seed: np.random.Generator, strength: float) -> list[Image]:
    """A sensor's noise, to be added to the luma of one picture after another; its spread is `strength` levels."""
    layers = []
    for _ in range(count):
        noise = np.clip(seed.normal(2.2 * strength, strength, (height // 2 + 1, width // 2 + 1)), 0, 40)
        grey = cv2.resize(noise.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
        layers.append(np.asarray(grey, np.uint8))
    return layers


def vignette(picture: Image) -> None:
    """Darken the corners, as a lens does, in place."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    fade = 1 - 0.16 * np.clip(x * x + y * y - 0.5, 0, None)
    picture[:] = (picture * fade[:, :, None]).astype(np.uint8)
