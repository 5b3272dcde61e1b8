"""The network, its loss, one step of training, and its export. Needs the extra `training`."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch: the extra `training`")

from training.detector.loss import total  # noqa: E402
from training.detector.network import CHANNELS, Detector  # noqa: E402
from training.detector.targets import make  # noqa: E402

from training.detector import export, learn  # noqa: E402

PLATE = [40, 50, 120, 50, 120, 70, 40, 70, 1, 1]


def wanted() -> list[torch.Tensor]:
    targets = make(np.array([PLATE], np.float32), 192, 128)
    fields = (targets.heat, targets.care, targets.near, targets.shape, targets.stiff)
    return [torch.from_numpy(field)[None] for field in fields]


def test_one_answer_for_every_eight_pixels():
    assert Detector().eval()(torch.zeros(2, 1, 64, 128)).shape == (2, CHANNELS, 8, 16)


def test_the_right_answer_costs_almost_nothing_and_a_wrong_one_much():
    heat, _, _, shape, _ = wanted()
    perfect = torch.cat([torch.logit(heat.clamp(1e-4, 1 - 1e-4))[:, None], shape], 1)
    perfect[:, 1] = shape[:, 0] * 20 - 10
    assert float(total(perfect, *wanted())["corners"]) < 1e-6
    assert float(total(perfect, *wanted())["scale"]) < 1e-6
    nothing = torch.full_like(perfect, -5.0)
    assert float(total(nothing, *wanted())["all"]) > 5 * float(total(perfect, *wanted())["all"])


def test_steps_on_one_picture_lower_the_loss():
    torch.manual_seed(1)
    state = learn.fresh(2e-3)
    pixels = torch.zeros(1, 1, 128, 192)
    pixels[:, :, 50:70, 40:120:4] = 1
    losses = [learn._step(state, pixels, wanted(), 2e-3)["all"] for _ in range(25)]
    assert losses[-1] < 0.6 * losses[0]
    assert state.steps == 25


def test_the_rate_rises_falls_and_never_is_nothing():
    assert learn.rate_at(0, 0, 1.0) < 0.01
    assert learn.rate_at(0, 1000, 1.0) == pytest.approx(1.0)
    assert learn.rate_at(1, 1000, 1.0) == pytest.approx(0.02)


def test_what_is_shipped_answers_as_what_was_trained(tmp_path: Path):
    torch.manual_seed(2)
    state = learn.fresh(1e-3)
    for module in state.smooth.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 2)
    state.save(tmp_path / "last.pt", learn.Plan(tmp_path, tmp_path, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        export.export(tmp_path / "last.pt", tmp_path / "detector.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "detector.onnx"))
    assert (tmp_path / "detector.onnx").stat().st_size <= 2 * 1024 * 1024
    assert session.get_modelmeta().custom_metadata_map["stride"] == "8"
    pixels = np.random.default_rng(1).integers(0, 256, (2, 1, 128, 192), np.uint8)
    heat, shape = session.run(None, {"pixels": pixels})
    with torch.no_grad():
        raw = state.smooth(torch.from_numpy(pixels).float() / 255).numpy()
    assert heat == pytest.approx(1 / (1 + np.exp(-raw[:, 0])), abs=2e-3)
    assert shape == pytest.approx(raw[:, 1:], abs=2e-2)
