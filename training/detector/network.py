"""The network. About 0.5 million weights and 0.25 billion multiplications for a picture of 640 by 384."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

STRIDE = 8
"""Pixels from one answer to the next."""
CHANNELS = 11
"""Answers at each place: heat, two lines, logarithm of the scale, and x, y of four corners in scales."""
WIDTHS = (8, 16, 32, 64, 96, 96)
DEPTHS = (0, 0, 2, 2, 2, 1)
NECK = 32


def convolution(before: int, after: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution with what belongs to it."""
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
    )


class Block(nn.Module):
    """Two convolutions beside a way straight through; the middle is half as wide."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(convolution(width, width // 2), convolution(width // 2, width))

    def forward(self, x: Tensor) -> Tensor:
        """Same shape out as in."""
        through: Tensor = self.inner(x)
        return x + through


class Detector(nn.Module):
    """Float32 (N, 1, H, W), 0 to 1, H and W multiples of 64, to (N, CHANNELS, H / 8, W / 8)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(convolution(1, WIDTHS[0], stride=2), convolution(WIDTHS[0], WIDTHS[1], stride=2))
        self.steps = nn.ModuleList(
            nn.Sequential(
                convolution(WIDTHS[i - 1], WIDTHS[i], stride=2), *(Block(WIDTHS[i]) for _ in range(DEPTHS[i]))
            )
            for i in range(2, 6)
        )
        self.sides = nn.ModuleList(nn.Conv2d(WIDTHS[i], NECK, 1) for i in range(2, 6))
        self.joins = nn.ModuleList((nn.Identity(), Block(NECK), Block(NECK), nn.Identity()))
        self.head = nn.Sequential(convolution(NECK, NECK), nn.Conv2d(NECK, CHANNELS, 1))
        last = self.head[1]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        nn.init.normal_(last.weight, std=0.01)
        with torch.no_grad():
            last.bias.copy_(torch.tensor([-4.0, -2.0, 1.5, -1.0, -0.3, 1.0, -0.3, 1.0, 0.3, -1.0, 0.3]))

    def forward(self, x: Tensor) -> Tensor:
        """The answers, raw."""
        x = self.stem(x)
        levels = []
        for step in self.steps:
            x = step(x)
            levels.append(x)
        y = self.sides[3](levels[3])
        for index in (2, 1, 0):
            y = self.joins[index](
                self.sides[index](levels[index]) + functional.interpolate(y, scale_factor=2.0, mode="nearest")
            )
        answers: Tensor = self.head(y)
        return answers
