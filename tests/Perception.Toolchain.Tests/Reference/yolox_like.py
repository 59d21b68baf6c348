"""A backbone built as YOLOX-S is: Focus stem, SiLU, spatial pyramid pooling; written by ONNX's own library.

usage: yolox_like.py out.onnx
"""
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(5)
nodes, weights = [], []


def constant(name: str, values) -> str:
    weights.append(numpy_helper.from_array(np.array(values), name))
    return name


def convolution(source: str, name: str, inputs: int, outputs: int, kernel: int) -> str:
    shape = (outputs, inputs, kernel, kernel)
    constant(f"{name}.w", random.normal(0, 0.2, shape).astype(np.float32))
    constant(f"{name}.b", random.normal(0, 0.2, outputs).astype(np.float32))
    nodes.append(helper.make_node("Conv", [source, f"{name}.w", f"{name}.b"], [f"{name}.y"], name, pads=[kernel // 2] * 4))
    nodes.append(helper.make_node("Sigmoid", [f"{name}.y"], [f"{name}.gate"], f"{name}.sigmoid"))
    nodes.append(helper.make_node("Mul", [f"{name}.y", f"{name}.gate"], [name], f"{name}.silu"))
    return name


ends, axes, steps = constant("ends", [2**31 - 1] * 2), constant("axes", [2, 3]), constant("steps", [2, 2])
quarters = []
for row, column in ((0, 0), (1, 0), (0, 1), (1, 1)):
    start = constant(f"start{row}{column}", [row, column])
    quarters.append(f"quarter{row}{column}")
    nodes.append(helper.make_node("Slice", ["images", start, ends, axes, steps], [quarters[-1]], quarters[-1]))
nodes.append(helper.make_node("Concat", quarters, ["focus"], "focus", axis=1))
trunk = convolution(convolution("focus", "stem", 12, 32, 3), "reduce", 32, 16, 1)
pools = []
for size in (5, 9, 13):
    pools.append(f"pool{size}")
    nodes.append(helper.make_node("MaxPool", [trunk], [pools[-1]], pools[-1], kernel_shape=[size] * 2, strides=[1, 1], pads=[size // 2] * 4))
nodes.append(helper.make_node("Concat", [trunk, *pools], ["pyramid"], "pyramid", axis=1))
output = convolution("pyramid", "expand", 64, 32, 1)
graph = helper.make_graph(
    nodes, "yolox_like", [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, 64, 96])],
    [helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, 32, 32, 48])], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, sys.argv[1])
