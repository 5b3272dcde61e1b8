"""The averaged weights become an ONNX file: fixed opset, any number of strips, classes and sizes in its metadata."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import nn

from beadle.anpr.engine.recognise import CLASSES
from beadle.anpr.engine.rectify import HEIGHT, WIDTH
from training.recogniser.network import Recogniser

OPSET = 17


def _folded(network: Recogniser) -> Recogniser:
    """Batch norms melt into the convolutions before them."""
    for module in list(network.modules()):
        if isinstance(module, nn.Sequential):
            for number, (first, second) in enumerate(zip(list(module), list(module)[1:], strict=False)):
                if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                    module[number] = nn.utils.fusion.fuse_conv_bn_eval(first, second)
                    module[number + 1] = nn.Identity()
    return network


def export(checkpoint: Path, to: Path) -> None:
    """Read a checkpoint of `train`, write the network as float32 ONNX; its input is uint8 (n, 1, HEIGHT, WIDTH)."""
    kept = torch.load(checkpoint, weights_only=True)
    network = Recogniser(tuple(kept["widths"]))
    network.load_state_dict(kept["average"])
    network = _folded(network.eval())
    strips = torch.zeros((2, 1, HEIGHT, WIDTH), dtype=torch.uint8)
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.with_suffix(".part")
    torch.onnx.export(
        network,
        (strips,),
        str(draft),
        input_names=["strips"],
        output_names=["answers"],
        dynamic_axes={"strips": {0: "n"}, "answers": {0: "n"}},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(str(draft))
    facts = {"classes": CLASSES, "width": str(WIDTH), "height": str(HEIGHT), "version": f"1.{kept['step']}"}
    onnx.helper.set_model_props(model, facts)
    model.doc_string = "Beadle's plate recogniser; docs/what/models.md"
    onnx.checker.check_model(model)
    onnx.save(model, str(draft))
    draft.replace(to)
