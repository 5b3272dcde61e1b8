"""Training of the second network on cuts, and its export."""

from __future__ import annotations

import copy
import multiprocessing
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from rich.console import Console
from torch import Tensor, nn

from beadle.anpr.engine.detect import CLOSE, evened
from training.detector import cuts as cutting
from training.detector.close import Close, loss, places
from training.detector.cuts import Cuts, open_cuts
from training.detector.data import field, open_ring, tint
from training.detector.export import finish, folded
from training.detector.learn import average, rate_at

CUTS = 24000


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. folder: of the checkpoint; ring: of scenes and cuts; scenes: size of the ring of scenes."""

    folder: Path
    ring: Path
    minutes: float
    seed: int = 5
    batch: int = 32
    rate: float = 2e-3
    scenes: int = 6000
    reuse: float = 6.0


def load(path: Path) -> tuple[Close, Close, int]:
    """The network, its average and the steps of a checkpoint."""
    whole = torch.load(path, weights_only=True)
    network, smooth = Close(), Close()
    network.load_state_dict(whole["network"])
    smooth.load_state_dict(whole["smooth"])
    return network, smooth.eval(), int(whole["steps"])


def _moved(rng: np.random.Generator, pixels: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A cut shifted, stretched and tinted a little more, with its corners."""
    size, turn = float(np.exp(rng.normal(0, 0.06))), float(rng.normal(0, 0.03))
    cos, sin = np.cos(turn) * size, np.sin(turn) * size
    matrix = np.array([[cos, -sin, 0], [sin, cos, 0]], np.float32)
    middle = np.array(CLOSE, np.float32) / 2
    matrix[:, 2] = middle - matrix[:, :2] @ middle + rng.normal(0, 1, 2) * (3, 2)
    moved = cv2.warpAffine(pixels, matrix, CLOSE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    corners = row[:8].reshape(4, 2) @ matrix[:, :2].T + matrix[:, 2]
    return tint(rng, np.asarray(moved, np.uint8)), corners


def batch_of(rng: np.random.Generator, cuts: Cuts, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Pixels (N, 1, 80, 160), corners (N, 4, 2), facts (N, 2)."""
    slots = rng.integers(cuts.filled, size=size)
    drawn = [_moved(rng, cuts.pixels[slot], cuts.rows[slot]) for slot in slots]
    pixels = torch.from_numpy(np.stack([evened(picture) for picture, _ in drawn]))[:, None].float().div_(255)
    corners = torch.from_numpy(np.stack([points for _, points in drawn]).astype(np.float32))
    return pixels.to(memory_format=torch.channels_last), corners, torch.from_numpy(cuts.rows[slots][:, 8:10].copy())


def step(network: Close, optimiser: torch.optim.Optimizer, batch: tuple[Tensor, Tensor, Tensor]) -> dict[str, float]:
    """One step; gives the parts of the loss."""
    network.train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        maps, judged = network(batch[0])
    parts = loss(maps.float(), judged.float(), batch[1], batch[2])
    optimiser.zero_grad(set_to_none=True)
    torch.autograd.backward(parts["all"])
    nn.utils.clip_grad_norm_(network.parameters(), 20.0)
    optimiser.step()
    return {name: float(value.detach()) for name, value in parts.items()}


def train(plan: Plan, *, resume: bool) -> Path:
    """Train for the time of the plan; gives the checkpoint."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(plan.seed)
    path = plan.folder / "close.pt"
    network, smooth, steps = load(path) if resume and path.exists() else (Close(), Close().eval(), 0)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.01)
    stop = multiprocessing.Event()
    wanted = (open_ring(plan.ring, plan.scenes), plan.ring, CUTS, plan.seed, stop, plan.reuse)
    process = multiprocessing.Process(target=cutting.fill, args=wanted, daemon=True)
    process.start()
    cuts, used = open_cuts(plan.ring, CUTS), field(plan.ring / "used.ring", (1,), np.int64)
    while cuts.filled < 1000:
        time.sleep(0.5)
    rng = np.random.default_rng((plan.seed, steps))
    begun = time.monotonic()
    means: dict[str, float] = {}
    while (gone := time.monotonic() - begun) < plan.minutes * 60:
        for group in optimiser.param_groups:
            group["lr"] = rate_at(gone / (plan.minutes * 60), steps, plan.rate)
        parts = step(network, optimiser, batch_of(rng, cuts, plan.batch))
        steps += 1
        used[0] += plan.batch
        average(smooth, network, steps)
        means = {name: means.get(name, value) * 0.99 + value * 0.01 for name, value in parts.items()}
        if steps % 300 == 0:
            save(path, network, smooth, steps)
            words = " ".join(f"{name} {value:.3f}" for name, value in means.items())
            Console().print(f"{gone / 60:.1f} of {plan.minutes} minutes, {steps} steps, {cuts.state[0]} cuts, {words}")
    save(path, network, smooth, steps)
    stop.set()
    process.join(10)
    return path


def save(path: Path, network: Close, smooth: Close, steps: int) -> None:
    """Write beside the old one and swap."""
    torch.save(
        {"network": network.state_dict(), "smooth": smooth.state_dict(), "steps": steps}, path.with_suffix(".new")
    )
    path.with_suffix(".new").replace(path)


class Shipped(nn.Module):
    """uint8 (N, 1, 80, 160) to corners (N, 4, 2) in pixels, and (N, 2): probabilities of a plate and of two lines."""

    def __init__(self, network: Close) -> None:
        super().__init__()
        self.network = folded(copy.deepcopy(network))

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Both outputs."""
        maps, judged = self.network(pixels.float())
        return places(maps), torch.sigmoid(judged)


def export(checkpoint: Path, target: Path) -> None:
    """Write the smooth weights of a checkpoint as ONNX."""
    _, smooth, steps = load(checkpoint)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Shipped(smooth),
            (torch.zeros(1, 1, CLOSE[1], CLOSE[0], dtype=torch.uint8),),
            str(target),
            dynamo=False,
            opset_version=17,
            input_names=["pixels"],
            output_names=["corners", "judged"],
            dynamic_axes={"pixels": {0: "n"}, "corners": {0: "n"}, "judged": {0: "n"}},
        )
    facts = {
        "version": "1",
        "width": str(CLOSE[0]),
        "height": str(CLOSE[1]),
        "input": "grey uint8",
        "contrast": "even",
        "steps": str(steps),
    }
    onnx.save(finish(onnx.load(str(target)), facts), str(target))
