"""How wrong the network's answers are."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def heat_loss(raw: Tensor, heat: Tensor, care: Tensor) -> Tensor:
    """Focal loss on the hills (Law and Deng 2018, CornerNet, equation 1), over the number of plates."""
    chance = torch.sigmoid(raw).clamp(1e-4, 1 - 1e-4)
    peak = (heat >= 0.999).float()
    good = -((1 - chance) ** 2) * torch.log(chance) * peak
    bad = -((1 - heat) ** 4) * chance**2 * torch.log(1 - chance) * (1 - peak) * care
    return (good.sum() + bad.sum()) / peak.sum().clamp(min=1)


def total(raw: Tensor, heat: Tensor, care: Tensor, near: Tensor, shape: Tensor, stiff: Tensor) -> dict[str, Tensor]:
    """All parts and their sum under "all". raw: (N, 11, H, W); the others as `targets.Targets`, stacked."""
    weight = near.sum().clamp(min=1)
    lines = functional.binary_cross_entropy_with_logits(raw[:, 1], shape[:, 0], reduction="none")
    scale = functional.smooth_l1_loss(raw[:, 2], shape[:, 1], reduction="none", beta=0.1)
    stretch = torch.exp((raw[:, 2] - shape[:, 1]).clamp(-3, 3))[:, None]
    placed = functional.smooth_l1_loss(raw[:, 3:] * stretch, shape[:, 2:], reduction="none", beta=0.012)
    parts = {
        "heat": heat_loss(raw[:, 0], heat, care),
        "lines": (lines * near).sum() / weight,
        "scale": (scale * near).sum() / weight,
        "corners": (placed * stiff).sum(1).mul(near).sum() / weight,
    }
    parts["all"] = parts["heat"] + 0.2 * parts["lines"] + 0.5 * parts["scale"] + 2.0 * parts["corners"]
    return parts
