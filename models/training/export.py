#!/usr/bin/env python3
"""Writes a checkpoint as ONNX with its manifest, and checks the file against PyTorch.

    export.py RUN/last.pt --out models/edge-multitask-n
"""

import argparse
import inspect
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

import checkpoint
from engines import open_engine
from labels import INPUT_SIZE, OBJECTS, STRIDES, picture_size
from manifest import write_manifest
from model import MultiTaskNetwork
from operators import LEAST_WEIGHT

OPSET = 13
TOLERANCE = 1e-3
OUTPUTS = ("detections", "semantic", "lanes", "depth")


class DeployedNetwork(nn.Module):
    """The network as it is exported: static shapes, one tensor for each task, scores between 0 and 1."""

    def __init__(self, network: MultiTaskNetwork, width: int, height: int) -> None:
        super().__init__()
        self.network = fuse(network)
        self._width, self._height = width, height

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(1, 3, h, w) of 0..255 to detections (1, n, 5 + classes), semantic, lanes and depth."""
        outputs = self.network(images)
        rows = []
        for stride, (box, objectness, classes) in zip(STRIDES, outputs.detections):
            maps = torch.cat([box, objectness.sigmoid(), classes.sigmoid()], 1)
            rows.append(maps.reshape(1, 5 + len(OBJECTS), self._cells(stride)))
        return torch.cat(rows, 2).transpose(1, 2), outputs.semantic, outputs.lanes, outputs.depth

    def _cells(self, stride: int) -> int:
        return (self._width // stride) * (self._height // stride)


def fuse(network: MultiTaskNetwork) -> MultiTaskNetwork:
    """Folds normalisations into convolutions, the input's scale into the stem, and tiny weights into zero; in place."""
    network.eval()
    for block in list(network.modules()):
        if isinstance(block, nn.Sequential) and len(block) > 1 and isinstance(block[1], nn.BatchNorm2d):
            block[0] = fuse_conv_bn_eval(block[0], block[1])
            block[1] = nn.Identity()
    network.fold_input_scale()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter[parameter.abs() < LEAST_WEIGHT] = 0
    return network


def export(network: MultiTaskNetwork, path: Path, width: int, height: int) -> DeployedNetwork:
    """Writes the ONNX file; the network that it should equal."""
    deployed = DeployedNetwork(network.cpu(), width, height).eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Newer releases of PyTorch have a second exporter and take it unless told otherwise.
    legacy = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The shape inference of prim::Constant")
        torch.onnx.export(deployed, (torch.zeros(1, 3, height, width),), str(path), opset_version=OPSET,
                          input_names=["images"], output_names=list(OUTPUTS), do_constant_folding=True, **legacy)
    return deployed


def compare(deployed: DeployedNetwork, path: Path, picture: np.ndarray) -> dict[str, float]:
    """Largest absolute difference of each output between the file, run by another engine, and PyTorch."""
    with torch.no_grad():
        expected = deployed(torch.from_numpy(picture))
    actual = open_engine(path)(picture)
    return {name: float(np.abs(actual[name] - value.numpy()).max()) for name, value in zip(OUTPUTS, expected)}


def save_reference(deployed: DeployedNetwork, picture: np.ndarray, folder: Path) -> None:
    """Writes an input and PyTorch's outputs as raw little-endian float32, for engines that Python does not reach."""
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        outputs = deployed(torch.from_numpy(picture))
    for name, value in zip(("images", *OUTPUTS), (picture, *(output.numpy() for output in outputs))):
        np.ascontiguousarray(value, "<f4").tofile(folder / f"{name}.f32")


def main(arguments: list[str]) -> int:
    """Exports, compares, writes the manifest."""
    parser = argparse.ArgumentParser(description="Writes a checkpoint as ONNX with its manifest.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for model.onnx and model.yaml")
    parser.add_argument("--name", help="of the model in its manifest; edge-multitask-SIZE unless told")
    parser.add_argument("--input", type=picture_size, default="x".join(map(str, INPUT_SIZE)), metavar="WIDTHxHEIGHT",
                        help="multiples of 32, by default %(default)s")
    parser.add_argument("--reference", type=Path, help="folder for an input and PyTorch's outputs, raw")
    options = parser.parse_args(arguments)
    width, height = options.input

    size, network, state = checkpoint.load_average(options.checkpoint, torch.device("cpu"))
    path = options.out / "model.onnx"
    deployed = export(network, path, width, height)
    picture = np.random.default_rng(1).integers(0, 256, (1, 3, height, width)).astype(np.float32)
    if options.reference:
        save_reference(deployed, picture, options.reference)
    differences = compare(deployed, path, picture)
    print("  ".join(f"{name} {value:.1e}" for name, value in differences.items()), "from PyTorch")
    if max(differences.values()) > TOLERANCE:
        print(f"export: the file differs from PyTorch by more than {TOLERANCE:g}", file=sys.stderr)
        return 1
    name = options.name or f"edge-multitask-{size}"
    write_manifest(path, name, width, height, f"models/training, {state['step']} steps")
    print(f"{path}: {path.stat().st_size / 2**20:.2f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
