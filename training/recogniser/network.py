"""The recogniser: a small convolutional network on the strip, an answer at each of 44 steps from left to right (CTC).

The strip is normalised inside the network, so that it takes bytes as they come.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from beadle.anpr.engine.recognise import CLASSES

STEPS = 44
"""Answers along the strip: a quarter of its width."""


class Conv(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(
        self, inside: int, outside: int, kernel: tuple[int, int] = (3, 3), *, keep: bool = True, stride: int = 1
    ) -> None:
        padding = (kernel[0] // 2, kernel[1] // 2) if keep else (0, kernel[1] // 2)
        super().__init__(
            nn.Conv2d(inside, outside, kernel, stride, padding, bias=False),
            nn.BatchNorm2d(outside),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    """Two convolutions beside a straight way through."""

    def __init__(self, width: int, kernel: tuple[int, int] = (3, 3)) -> None:
        super().__init__()
        self.first = Conv(width, width, kernel)
        self.second = nn.Sequential(
            nn.Conv2d(width, width, kernel, padding=(kernel[0] // 2, kernel[1] // 2), bias=False),
            nn.BatchNorm2d(width),
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(self.first(x)))


class Recogniser(nn.Module):
    """uint8 or float (n, 1, 40, 176) to log-probabilities (n, STEPS, len(CLASSES))."""

    def __init__(self, widths: tuple[int, int, int, int] = (32, 48, 80, 144)) -> None:
        super().__init__()
        a, b, c, d = widths
        self.widths = widths
        self.stem = nn.Sequential(nn.PixelUnshuffle(2), Conv(4, a))  # 20 x 88
        self.middle = nn.Sequential(Conv(a, b, stride=2), Residual(b))  # 10 x 44
        self.upper = nn.Sequential(nn.MaxPool2d((2, 1)), Conv(b, c), Residual(c))  # 5 x 44
        self.column = Conv(c, d, (5, 3), keep=False)  # 1 x 44
        self.along = nn.Sequential(Residual(d, (1, 5)), nn.Dropout(0.1))
        self.answer = nn.Conv2d(d, len(CLASSES), 1)

    def forward(self, strips: Tensor) -> Tensor:
        x = strips.float()
        mean = x.mean(dim=(2, 3), keepdim=True)
        spread = ((x - mean) ** 2).mean(dim=(2, 3), keepdim=True).sqrt()
        x = (x - mean) / (spread + 4.0)
        x = self.along(self.column(self.upper(self.middle(self.stem(x)))))
        return torch.log_softmax(self.answer(x).float().squeeze(2).transpose(1, 2), dim=2)
