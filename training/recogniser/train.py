"""The training: AdamW, a warm-up, a level stretch, a fall; averaged weights can be exported at any moment.

One thread, bfloat16 where the processor has it. The random choices follow the seed; the strips follow theirs.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from torch import Tensor
from torch.nn import functional

from beadle.anpr.engine.recognise import plain
from training.recogniser import shelf
from training.recogniser.network import STEPS, Recogniser
from training.recogniser.score import Tally
from training.recogniser.strips import Lot, Source, lot

HELD_OUT = 90_001
"""Seed of the strips that the accuracy is watched on; no training uses it."""
CHECKED = 1500
WARM_UP = 300
FALL = 0.3
"""The last share of the steps, in which the rate falls to nothing."""
AVERAGE = 0.998
SAVE_EVERY, CHECK_EVERY, LOOK_EVERY = 100, 500, 25
MEMORY = 300
"""Lots held in memory at once."""


@dataclass(frozen=True, slots=True)
class Plan:
    folder: Path
    seed: int
    steps: int
    batch: int
    rate: float
    resume: bool = False


@dataclass
class State:
    """All that a checkpoint holds."""

    network: Recogniser
    average: Recogniser
    optimiser: torch.optim.AdamW
    step: int = 0
    seconds: float = 0.0
    history: list[str] = field(default_factory=list)

    def save(self, path: Path) -> None:
        kept = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "history": self.history,
            "widths": self.network.widths,
        }
        draft = path.with_suffix(".part")
        torch.save(kept, draft)
        draft.replace(path)

    def load(self, path: Path) -> None:
        kept = torch.load(path, weights_only=True)
        self.network.load_state_dict(kept["network"])
        self.average.load_state_dict(kept["average"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.step, self.seconds, self.history = kept["step"], kept["seconds"], kept["history"]


def fresh(rate: float) -> State:
    network = Recogniser()
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # its types know no memory format
    average = copy.deepcopy(network).eval()
    return State(network, average, torch.optim.AdamW(network.parameters(), rate, betas=(0.9, 0.98), weight_decay=0.02))


def rate_at(step: int, plan: Plan) -> float:
    """The learning rate of a step."""
    warm = min(1.0, (step + 1) / WARM_UP)
    left = max(0.0, (plan.steps - step) / max(1, plan.steps * FALL))
    return plan.rate * min(warm, left, 1.0)


def vary(strips: Tensor, rng: np.random.Generator) -> Tensor:
    """Cheap changes, so that a strip never comes twice the same: grain, a shift, a blot, negative."""
    x = strips.float()
    many = len(x)
    level = torch.from_numpy(np.where(rng.random(many) < 0.3, rng.uniform(0, 7, many), 0).astype(np.float32))
    x = x + torch.randn_like(x) * level.view(-1, 1, 1, 1)
    shift = (int(rng.integers(-3, 4)), int(rng.integers(-2, 3)))
    x = torch.roll(x, shift, dims=(3, 2))
    for row in np.flatnonzero(rng.random(many) < 0.06):
        at, down = int(rng.integers(0, 170)), int(rng.integers(0, 36))
        x[row, :, down : down + int(rng.integers(2, 12)), at : at + int(rng.integers(2, 9))] = float(
            rng.uniform(0, 255)
        )
    negative = torch.from_numpy((rng.random(many) < 0.05).astype(np.float32)).view(-1, 1, 1, 1)
    return x * (1 - negative) + (255 - x) * negative


class Pool:
    """The lots that are there; new ones are taken in while the training goes on."""

    def __init__(self, folder: Path, rng: np.random.Generator) -> None:
        self.folder, self.rng = folder, rng
        self.lots: dict[Path, Lot] = {}

    def refresh(self) -> int:
        for path in sorted(self.folder.glob("lot-*.npz")):
            if path not in self.lots:
                self.lots[path] = shelf.load(path)
        while len(self.lots) > MEMORY:
            del self.lots[next(iter(self.lots))]
        return len(self.lots)

    def batch(self, size: int) -> tuple[Tensor, Tensor, Tensor]:
        """Strips (n, 1, h, w), labels end to end, lengths."""
        lots = list(self.lots.values())
        parts = 6
        strips, labels, lengths = [], [], []
        for _ in range(parts):
            chosen = lots[int(self.rng.integers(len(lots)))]
            rows = self.rng.integers(0, len(chosen.strips), size // parts)
            strips.append(chosen.strips[rows])
            lengths.append(chosen.lengths[rows])
            labels += [chosen.labels[r, : chosen.lengths[r]] for r in rows]
        together = torch.from_numpy(np.concatenate(strips)[:, None])
        return (
            together,
            torch.from_numpy(np.concatenate(labels).astype(np.int64)),
            torch.from_numpy(np.concatenate(lengths).astype(np.int64)),
        )


def _follow(average: Recogniser, network: Recogniser, step: int) -> None:
    share = min(AVERAGE, (step + 1) / (step + 20))
    with torch.no_grad():
        for mean, now in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.mul_(share).add_(now, alpha=1 - share)
            else:
                mean.copy_(now)


def _step(state: State, pool: Pool, plan: Plan) -> float:
    strips, labels, lengths = pool.batch(plan.batch)
    for group in state.optimiser.param_groups:
        group["lr"] = rate_at(state.step, plan)
    with torch.autocast("cpu", torch.bfloat16):
        answers = state.network(vary(strips, pool.rng).contiguous(memory_format=torch.channels_last))
    steps = torch.full_like(lengths, STEPS)
    loss = functional.ctc_loss(answers.transpose(0, 1), labels, steps, lengths, zero_infinity=True)
    state.optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 3.0)
    state.optimiser.step()
    _follow(state.average, state.network, state.step)
    state.step += 1
    return float(loss.detach())


def check(network: Recogniser, held: Lot) -> Tally:
    """Whole plates right on the held-out strips, by kind."""
    network.eval()
    tally = Tally()
    with torch.no_grad():
        for first in range(0, len(held.strips), 250):
            part = slice(first, first + 250)
            answers = network(torch.from_numpy(held.strips[part][:, None])).numpy()
            tally.add([plain(each).text for each in answers], held.part(part))
    return tally


def held_out(path: Path) -> Lot:
    """The strips that the accuracy is watched on; made once for a folder."""
    if not path.exists():
        shelf.store(path, lot(Source(HELD_OUT), CHECKED))
    return shelf.load(path)


def _losses(state: State, pool: Pool, plan: Plan) -> Iterator[float]:
    state.network.train()
    while state.step < plan.steps:
        yield _step(state, pool, plan)


def run(plan: Plan) -> State:
    """Train until the plan's last step; a checkpoint is written every hundred steps."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    console = Console()
    state = fresh(plan.rate)
    path = plan.folder / "latest.pt"
    if plan.resume and path.exists():
        state.load(path)
    pool = Pool(plan.folder / "strips", np.random.default_rng((plan.seed, state.step)))
    if not pool.refresh():
        raise FileNotFoundError(f"no strips in {pool.folder}: make some with `python -m training.recogniser strips`")
    held = held_out(plan.folder / "held-out.npz")
    began, seconds, mean = time.monotonic(), state.seconds, 0.0
    first = state.step
    for loss in _losses(state, pool, plan):
        mean = loss if mean == 0.0 else 0.97 * mean + 0.03 * loss
        state.seconds = seconds + time.monotonic() - began
        if state.step % LOOK_EVERY == 0:
            pace = (state.step - first) * plan.batch / (time.monotonic() - began)
            console.print(
                f"step {state.step}/{plan.steps} loss {mean:.3f} {pace:.0f}/s {len(pool.lots)} lots", highlight=False
            )
        if state.step % SAVE_EVERY == 0 or state.step == plan.steps:
            state.save(path)
            pool.refresh()
        if state.step % CHECK_EVERY == 0 or state.step == plan.steps:
            state.history.append(f"{state.step}: {check(state.average, held).line()}")
            console.print(state.history[-1], highlight=False)
    state.save(path)
    return state
