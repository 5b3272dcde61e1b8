"""Training: a fixed time on one processor, with a checkpoint every few minutes."""

from __future__ import annotations

import copy
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

from training.detector.data import Ring, open_ring, sample, start
from training.detector.loss import total
from training.detector.network import Detector


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. minutes: on the clock; rate: the highest learning rate; reuse: uses of one scene at most.

    folder: of the checkpoint. ring: of the scenes, about 1 GB that is read here and there all the time: best in memory.
    """

    folder: Path
    ring: Path
    minutes: float
    seed: int = 4
    batch: int = 8
    rate: float = 2e-3
    scenes: int = 6000
    reuse: float = 6.0
    save_every_s: float = 120.0


@dataclass(slots=True)
class State:
    """What a checkpoint holds."""

    network: Detector
    smooth: Detector
    optimiser: torch.optim.Optimizer
    steps: int = 0

    def save(self, path: Path, plan: Plan) -> None:
        """Write beside the old one and swap, so that a kill leaves a whole file."""
        whole = {
            "network": self.network.state_dict(),
            "smooth": self.smooth.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "steps": self.steps,
            "plan": {key: str(value) for key, value in asdict(plan).items()},
        }
        torch.save(whole, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)


def fresh(rate: float) -> State:
    """A network that knows nothing."""
    network = Detector()
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    decayed = [value for value in network.parameters() if value.ndim > 1]
    plain = [value for value in network.parameters() if value.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    return State(network, copy.deepcopy(network).eval(), torch.optim.AdamW(groups, lr=rate))


def load(path: Path, rate: float = 1e-3) -> State:
    """The state in a checkpoint."""
    whole = torch.load(path, weights_only=True)
    state = fresh(rate)
    state.network.load_state_dict(whole["network"])
    state.smooth.load_state_dict(whole["smooth"])
    state.optimiser.load_state_dict(whole["optimiser"])
    state.steps = int(whole["steps"])
    return state


def _batch(rng: np.random.Generator, ring: Ring, size: int) -> tuple[Tensor, list[Tensor]]:
    drawn = [sample(rng, ring) for _ in range(size)]
    pixels = torch.from_numpy(np.stack([picture for picture, _ in drawn]))[:, None].float().div_(255)
    fields = ("heat", "care", "near", "shape", "stiff")
    wanted = [torch.from_numpy(np.stack([getattr(target, name) for _, target in drawn])) for name in fields]
    return pixels.to(memory_format=torch.channels_last), wanted


def average(smooth: nn.Module, network: nn.Module, steps: int) -> None:
    """Let the smooth weights follow (Polyak), faster in the beginning."""
    keep = min(0.9985, (1 + steps) / (20 + steps))
    with torch.no_grad():
        for slow, fast in zip(smooth.state_dict().values(), network.state_dict().values(), strict=True):
            if slow.dtype.is_floating_point:
                slow.lerp_(fast, 1 - keep)
            else:
                slow.copy_(fast)


def _step(state: State, pixels: Tensor, wanted: list[Tensor], rate: float) -> dict[str, float]:
    for group in state.optimiser.param_groups:
        group["lr"] = rate
    state.network.train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        raw = state.network(pixels)
    parts = total(raw.float(), *wanted)
    state.optimiser.zero_grad(set_to_none=True)
    torch.autograd.backward(parts["all"])
    nn.utils.clip_grad_norm_(state.network.parameters(), 5.0)
    state.optimiser.step()
    state.steps += 1
    average(state.smooth, state.network, state.steps)
    return {name: float(value.detach()) for name, value in parts.items()}


def rate_at(share: float, steps: int, highest: float) -> float:
    """A short rise, then half a cosine down to a fiftieth. share: of the time that is over."""
    rise = min(1.0, (steps + 1) / 200)
    return highest * rise * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(share, 1.0))))


def train(plan: Plan, *, resume: bool) -> Path:
    """Train for the time of the plan; gives the checkpoint."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    path = plan.folder / "last.pt"
    torch.manual_seed(plan.seed)
    state = load(path) if resume and path.exists() else fresh(plan.rate)
    process, stop = start(plan.ring, plan.scenes, plan.seed, plan.reuse)
    ring = open_ring(plan.ring, plan.scenes)
    while ring.filled < 200:
        time.sleep(0.5)
    rng = np.random.default_rng((plan.seed, state.steps))
    begun = saved = time.monotonic()
    means: dict[str, float] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("training", total=plan.minutes * 60)
        while (now := time.monotonic()) - begun < plan.minutes * 60:
            share = (now - begun) / (plan.minutes * 60)
            parts = _step(state, *_batch(rng, ring, plan.batch), rate_at(share, state.steps, plan.rate))
            ring.state[1] += plan.batch
            means = {name: means.get(name, value) * 0.99 + value * 0.01 for name, value in parts.items()}
            words = " ".join(f"{name} {value:.3f}" for name, value in means.items())
            progress.update(task, completed=now - begun, description=f"{state.steps} {words}")
            if now - saved > plan.save_every_s:
                state.save(path, plan)
                saved = now
                progress.console.print(f"{state.steps} steps, {ring.state[0]} scenes, {words}")
    state.save(path, plan)
    stop.set()
    process.join(10)
    return path
