#!/usr/bin/env python3
"""Checks that an exported network holds only what accelerators of edge devices run.

The rules are those that NVIDIA's DLA and Hailo's compiler share: convolutions of fast shapes, ReLU6 as Clip, sigmoid,
concatenation of channels, nearest upsampling by whole factors. The rows of the detection head are put together on the
CPU: Reshape, Concat and Transpose at the very end.

    operators.py model.onnx
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

ROW_OPERATORS = {"Reshape", "Concat", "Transpose"}
LEAST_WEIGHT = 1e-30  # what is nearer to zero makes plain arithmetic slow or underflows in products


def attributes_of(node: onnx.NodeProto) -> dict[str, object]:
    """A node's attributes by name."""
    return {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}


def constants_of(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """Initializers and outputs of Constant nodes, also where Identity gives one of them a second name."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = numpy_helper.to_array(attributes_of(node)["value"])
        elif node.op_type == "Identity" and node.input[0] in constants:
            constants[node.output[0]] = constants[node.input[0]]
    return constants


def _check_conv(attributes: dict, inputs: list[np.ndarray | None]) -> str | None:
    kernel, stride = list(attributes["kernel_shape"]), list(attributes.get("strides", [1, 1]))
    allowed = {1: (1, 2), 3: (1, 2)}
    if kernel[0] != kernel[1] or stride[0] != stride[1] or stride[0] not in allowed.get(kernel[0], ()):
        return f"kernel {kernel} at stride {stride}; 1x1 and 3x3 at stride 1 and 2 are fast everywhere"
    if attributes.get("group", 1) != 1 or list(attributes.get("dilations", [1, 1])) != [1, 1]:
        return "groups or dilation"
    return None


def _check_clip(attributes: dict, inputs: list[np.ndarray | None]) -> str | None:
    limits = [None if value is None else float(value) for value in inputs[1:3]]
    return None if limits == [0, 6] else f"limits {limits}; ReLU6 is 0 to 6"


def _check_concat(attributes: dict, inputs: list[np.ndarray | None]) -> str | None:
    return None if attributes["axis"] == 1 else f"axis {attributes['axis']}; only channels"


def _check_resize(attributes: dict, inputs: list[np.ndarray | None]) -> str | None:
    mode = attributes.get("mode", b"nearest").decode()
    scales = None if len(inputs) < 3 or inputs[2] is None else inputs[2].tolist()
    good = mode == "nearest" and scales == [1, 1, 2, 2] \
        and attributes.get("coordinate_transformation_mode", b"").decode() == "asymmetric" \
        and attributes.get("nearest_mode", b"").decode() == "floor"
    return None if good else f"mode {mode}, scales {scales}; nearest by scales of 2, asymmetric and floor"


def _anything(attributes: dict, inputs: list[np.ndarray | None]) -> str | None:
    return None


ACCELERATED: dict[str, Callable[[dict, list[np.ndarray | None]], str | None]] = {
    "Conv": _check_conv,
    "Clip": _check_clip,
    "Concat": _check_concat,
    "Resize": _check_resize,
    "Sigmoid": _anything,
}


def row_nodes(graph: onnx.GraphProto) -> set[str]:
    """First outputs of the nodes at the end that only put rows together: nothing accelerated follows them."""
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    rows: set[str] = set()
    for node in reversed(graph.node):
        is_channels = node.op_type == "Concat" and attributes_of(node)["axis"] == 1
        if node.op_type in ROW_OPERATORS and not is_channels \
                and all(user.output[0] in rows for user in users.get(node.output[0], [])):
            rows.add(node.output[0])
    return rows


def find_problems(model: onnx.ModelProto) -> list[str]:
    """One sentence for each node or weight that an accelerator would refuse."""
    graph = model.graph
    constants, rows = constants_of(graph), row_nodes(graph)
    problems = []
    for node in graph.node:
        if node.op_type == "Constant" or node.output[0] in rows:
            continue
        check = ACCELERATED.get(node.op_type)
        if check is None:
            problems.append(f"{node.op_type} '{node.output[0]}' runs on no accelerator")
        elif reason := check(attributes_of(node), [constants.get(name) for name in node.input]):
            problems.append(f"{node.op_type} '{node.output[0]}' has {reason}")
    for name, value in constants.items():
        if value.dtype == np.float32:
            tiny = int(np.count_nonzero((value != 0) & (np.abs(value) < LEAST_WEIGHT)))
            if tiny:
                problems.append(f"weights '{name}' hold {tiny} values nearer to zero than {LEAST_WEIGHT:g}")
    for value in graph.input:
        if any(dimension.dim_value <= 0 for dimension in value.type.tensor_type.shape.dim):
            problems.append(f"input '{value.name}' has an open dimension")
    return problems


def main(arguments: list[str]) -> int:
    """Prints the problems of a file; the exit status."""
    parser = argparse.ArgumentParser(description="Checks that an exported network runs on edge accelerators.")
    parser.add_argument("model", type=Path)
    parser.add_argument("--report", action="store_true", help="exit status 0 whatever is found")
    options = parser.parse_args(arguments)
    problems = find_problems(onnx.load(str(options.model)))
    print("\n".join(problems) or "every operator runs on DLA and Hailo, but for the rows of the detection head")
    return 1 if problems and not options.report else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
