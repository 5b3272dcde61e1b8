"""The second network: corners from maps, its loss, a step, and its export. Needs the extra `training`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason="training needs PyTorch: the extra `training`")

from training.detector.close import Close, loss, places  # noqa: E402
from training.detector.cuts import open_cuts  # noqa: E402

from training.detector import close_learn  # noqa: E402

CORNERS = torch.tensor([[[30.0, 28.0], [130.0, 30.0], [131.0, 52.0], [31.0, 50.0]]])


def hills() -> torch.Tensor:
    """Maps whose likelihood is a hill about each corner."""
    x = torch.arange(40)[None, None, None] + 0.5 - CORNERS[..., 0, None, None] / 4
    y = torch.arange(20)[None, None, :, None] + 0.5 - CORNERS[..., 1, None, None] / 4
    return -0.5 * (x**2 + y**2)


def test_the_middle_of_a_hill_is_the_corner():
    assert places(hills()).numpy() == pytest.approx(CORNERS.numpy(), abs=0.1)


def test_the_right_maps_cost_less_than_any_shifted_ones():
    facts = torch.tensor([[1.0, 0.0]])
    judged = torch.tensor([[8.0, -8.0]])
    right = loss(hills(), judged, CORNERS, facts)
    assert float(right["corners"]) < 0.1
    for shift in (1, 4):
        wrong = loss(torch.roll(hills(), shift, 3), judged, CORNERS, facts)
        assert float(wrong["all"]) > float(right["all"]) + 0.5


def test_corners_of_what_is_no_plate_cost_nothing():
    parts = loss(hills(), torch.tensor([[-8.0, 0.0]]), CORNERS * 0, torch.tensor([[0.0, 0.0]]))
    assert float(parts["corners"]) == float(parts["spread"]) == float(parts["lines"]) == 0
    assert float(parts["plate"]) < 0.01


def test_batches_move_corners_with_pixels_and_steps_lower_the_loss(tmp_path: Path):
    cuts = open_cuts(tmp_path, 8)
    cuts.pixels[:] = 20
    cuts.pixels[:, 30:52, 30:130:3] = 230
    cuts.rows[:] = (30, 30, 130, 30, 130, 52, 30, 52, 1, 0)
    cuts.state[0] = 8
    rng = np.random.default_rng(1)
    pixels, corners, facts = close_learn.batch_of(rng, cuts, 4)
    assert pixels.shape == (4, 1, 80, 160)
    assert facts.tolist() == [[1, 0]] * 4
    assert not torch.equal(corners[0], corners[1])
    torch.manual_seed(1)
    network = Close()
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3)
    losses = [close_learn.step(network, optimiser, close_learn.batch_of(rng, cuts, 8))["all"] for _ in range(12)]
    assert losses[-1] < losses[0]


def test_what_is_shipped_answers_as_what_was_trained(tmp_path: Path):
    torch.manual_seed(3)
    network = Close().eval()
    close_learn.save(tmp_path / "close.pt", network, network, 7)
    close_learn.export(tmp_path / "close.pt", tmp_path / "corners.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "corners.onnx"))
    assert session.get_modelmeta().custom_metadata_map["steps"] == "7"
    pixels = np.random.default_rng(1).integers(0, 256, (3, 1, 80, 160), np.uint8)
    corners, judged = session.run(None, {"pixels": pixels})
    with torch.no_grad():
        maps, raw = network(torch.from_numpy(pixels).float() / 255)
    assert corners == pytest.approx(places(maps).numpy(), abs=0.2)
    assert judged == pytest.approx(torch.sigmoid(raw).numpy(), abs=2e-3)
