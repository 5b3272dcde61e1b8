"""The second network: a place that may be a plate, cut out upright, to its exact corners and how likely it is a plate.

It sees every plate at nearly the same place and size, so it can be exact where the first network can only be quick. The
corners are the middles of four maps of likelihood (Nibali and others 2018, "numerical coordinate regression").
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.detector.network import Block, convolution

WIDE, HIGH = 160, 80
STRIDE = 4
WIDTHS = (16, 32, 64, 96)


class Close(nn.Module):
    """Float32 (N, 1, 80, 160), 0 to 1, to maps (N, 4, 20, 40) raw, and (N, 2): plate or not, two lines or not, raw."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.fine = nn.Sequential(convolution(1, a, stride=2), convolution(a, b, stride=2))
        self.middle = nn.Sequential(convolution(b, c, stride=2), Block(c))
        self.coarse = nn.Sequential(convolution(c, d, stride=2), Block(d))
        self.sides = nn.ModuleList((nn.Conv2d(b, b, 1), nn.Conv2d(c, b, 1), nn.Conv2d(d, b, 1)))
        self.join = convolution(b, b)
        self.maps = nn.Sequential(convolution(b, b), nn.Conv2d(b, 4, 1))
        self.judge = nn.Sequential(nn.Linear(2 * d, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Maps and judgement."""
        fine = self.fine(x)
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        y = self.sides[1](middle) + functional.interpolate(self.sides[2](coarse), scale_factor=2.0, mode="nearest")
        y = self.sides[0](fine) + functional.interpolate(self.join(y), scale_factor=2.0, mode="nearest")
        seen = torch.cat([coarse.mean((2, 3)), coarse.amax((2, 3))], 1)
        return self.maps(y), self.judge(seen)


def places(maps: Tensor) -> Tensor:
    """Maps (N, 4, 20, 40), raw, to corners (N, 4, 2) in pixels of the cut: the middle of each map's likelihood."""
    rows, columns = maps.shape[2:]
    share = torch.softmax(maps.flatten(2), 2).reshape(-1, 4, rows, columns)
    x = torch.arange(columns, device=maps.device, dtype=torch.float32) * STRIDE + STRIDE / 2
    y = torch.arange(rows, device=maps.device, dtype=torch.float32) * STRIDE + STRIDE / 2
    return torch.stack([(share.sum(2) * x).sum(2), (share.sum(3) * y).sum(2)], 2)


def loss(maps: Tensor, judged: Tensor, corners: Tensor, facts: Tensor) -> dict[str, Tensor]:
    """All parts and their sum under "all". corners: (N, 4, 2) pixels; facts: (N, 2), 0 or 1: a plate, two lines.

    Corners that are far off (mostly of plates that hardly can be seen) count by their logarithm.
    """
    plate = facts[:, 0]
    total = plate.sum().clamp(min=1)
    off = torch.log1p(functional.smooth_l1_loss(places(maps), corners, reduction="none", beta=0.5).sum(2)).sum(1)
    rows, columns = maps.shape[2:]
    x = torch.arange(columns, dtype=torch.float32) + 0.5 - corners[..., 0:1] / STRIDE
    y = torch.arange(rows, dtype=torch.float32) + 0.5 - corners[..., 1:2] / STRIDE
    hill = torch.exp(-0.5 * (x[:, :, None] ** 2 + y[..., None] ** 2)).flatten(2)
    hill = hill / hill.sum(2, keepdim=True).clamp(min=1e-6)
    spread = -(hill * torch.log_softmax(maps.flatten(2), 2)).sum((1, 2))
    parts = {
        "plate": functional.binary_cross_entropy_with_logits(judged[:, 0], plate),
        "lines": (
            functional.binary_cross_entropy_with_logits(judged[:, 1], facts[:, 1], reduction="none") * plate
        ).sum()
        / total,
        "corners": (off * plate).sum() / total,
        "spread": (spread * plate).sum() / total,
    }
    parts["all"] = 2 * parts["plate"] + 0.5 * parts["lines"] + 0.4 * parts["corners"] + 0.4 * parts["spread"]
    return parts
