"""A few steps of the real training, and its export. Skipped where torch is not installed: it is an extra."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is an extra: pip install beadle[training]")
pytest.importorskip("onnx", reason="onnx is an extra: pip install beadle[training]")

from beadle.anpr.engine.recognise import CLASSES, Recogniser  # noqa: E402
from beadle.anpr.engine.rectify import HEIGHT, WIDTH, Strip  # noqa: E402
from training.recogniser import export, network, shelf, train  # noqa: E402


def test_the_rate_rises_stays_and_falls() -> None:
    plan = train.Plan(Path(), 1, 2000, 6, 1e-3)
    assert train.rate_at(0, plan) < 1e-5
    assert train.rate_at(1000, plan) == pytest.approx(1e-3)
    assert train.rate_at(1700, plan) == pytest.approx(5e-4)
    assert train.rate_at(2000, plan) == 0.0


def test_the_network_answers_in_probabilities() -> None:
    made = network.Recogniser((8, 8, 8, 16)).eval()
    with torch.no_grad():
        answers = made(torch.zeros((3, 1, HEIGHT, WIDTH), dtype=torch.uint8))
    assert answers.shape == (3, network.STEPS, len(CLASSES))
    assert answers.exp().sum(dim=2).numpy() == pytest.approx(1.0, abs=1e-4)


def test_training_goes_on_where_it_stopped_and_exports_what_it_learnt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "EACH", 24)
    monkeypatch.setattr(train, "CHECKED", 8)
    list(shelf.fill(tmp_path / "strips", 2, 1))
    first = train.run(train.Plan(tmp_path, 2, 3, 12, 1e-3))
    assert first.step == 3
    assert len(first.history) == 1
    again = train.run(train.Plan(tmp_path, 2, 5, 12, 1e-3, resume=True))
    assert again.step == 5
    to = tmp_path / "out" / "recogniser.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        export.export(tmp_path / "latest.pt", to)
    strips = np.random.default_rng(1).integers(0, 255, (3, HEIGHT, WIDTH)).astype(np.uint8)
    found = Recogniser.load(model=to).read([Strip(strip, 1) for strip in strips])
    with torch.no_grad():
        expected = again.average.eval()(torch.from_numpy(strips[:, None])).numpy()
    for reading, answers in zip(found, expected, strict=True):
        assert reading.log_probs == pytest.approx(answers, abs=1e-3)


def test_without_strips_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="python -m training"):
        train.run(train.Plan(tmp_path, 1, 1, 6, 1e-3))
