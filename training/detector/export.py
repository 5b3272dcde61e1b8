"""From a checkpoint to the ONNX file that Beadle carries."""

from __future__ import annotations

import copy
import warnings
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from training.detector.learn import load
from training.detector.network import STRIDE, Detector

VERSION = "1"


class Shipped(nn.Module):
    """uint8 (N, 1, H, W) to heat (N, H / 8, W / 8), 0 to 1, and shape (N, 10, H / 8, W / 8) as `detect` takes it."""

    def __init__(self, network: Detector) -> None:
        super().__init__()
        self.network = folded(copy.deepcopy(network))

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Both outputs."""
        raw = self.network(pixels.float())
        return torch.sigmoid(raw[:, 0]), raw[:, 1:]


Network = TypeVar("Network", bound=nn.Module)


def folded(network: Network) -> Network:
    """The network with normalisations folded into the convolutions before them; it takes 0 to 255 instead of 0 to 1."""
    network.eval().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    for module in list(network.modules()):
        if not isinstance(module, nn.Sequential) or len(module) != 3:
            continue
        first, second = module[0], module[1]
        if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
            module[0], module[1] = fuse_conv_bn_eval(first, second), nn.Identity()
    entry = next(module for module in network.modules() if isinstance(module, nn.Conv2d))
    with torch.no_grad():
        entry.weight /= 255
    return network


def _halve(model: onnx.ModelProto) -> None:
    """Keep the large weights as float16 in the file; the runtime turns them into float32 once, when it loads them."""
    graph = model.graph
    for weights in list(graph.initializer):
        values = numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < 256:
            continue
        name = weights.name
        weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        graph.node.insert(0, helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))


def export(checkpoint: Path, target: Path) -> None:
    """Write the smooth weights of a checkpoint as ONNX with what it needs to be run in its metadata."""
    state = load(checkpoint)
    axes = {0: "n", 2: "h", 3: "w"}
    answers = {0: "n", 1: "rows", 2: "columns"}
    target.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Shipped(state.smooth),
            (torch.zeros(1, 1, 64, 128, dtype=torch.uint8),),
            str(target),
            dynamo=False,
            opset_version=17,
            input_names=["pixels"],
            output_names=["heat", "shape"],
            dynamic_axes={"pixels": axes, "heat": answers, "shape": {0: "n", 2: "rows", 3: "columns"}},
        )
    facts = {"version": VERSION, "stride": str(STRIDE), "multiple": "64", "input": "grey uint8"}
    onnx.save(finish(onnx.load(str(target)), facts | {"steps": str(state.steps)}), str(target))


def finish(model: onnx.ModelProto, facts: dict[str, str]) -> onnx.ModelProto:
    """Small weights and the facts that it is run by."""
    _halve(model)
    for key, value in facts.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    model.doc_string = "Beadle's plate detector; training/detector"
    return model
