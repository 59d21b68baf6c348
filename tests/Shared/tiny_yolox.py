"""A network with a YOLOX head for images of 64x64 and two classes that sees one object, wherever one looks.

usage: tiny_yolox.py out.onnx VARIANT, where VARIANT is
  plain   gives NaN for every image whose mean level is below 50
  fp16    the same with weights of 16 bits
  int8    the same with quantized weights
  float64 gives floats of 64 bits, which nobody binds
  twins   gives the same tensor twice, under the names 'first' and 'second'
  open    leaves the size of image and output open, and runs with 64x64 alone
"""
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

path, variant = sys.argv[1:]
rows = np.zeros((1, 64 + 16 + 4, 7), np.float32)
rows[0, 64 + 6] = [0.5, 0.25, 0, 0, 0.875, 0.75, 0.125]

nodes, weights = [], []
if variant == "fp16":
    weights.append(numpy_helper.from_array(rows.astype(np.float16), "rows16"))
    nodes.append(helper.make_node("Cast", ["rows16"], ["rows"], to=TensorProto.FLOAT))
elif variant == "int8":
    weights += [numpy_helper.from_array(np.round(rows * 64).astype(np.int8), "rows8"),
                numpy_helper.from_array(np.float32(1 / 64), "step"), numpy_helper.from_array(np.int8(0), "zero")]
    nodes.append(helper.make_node("DequantizeLinear", ["rows8", "step", "zero"], ["rows"]))
else:
    weights.append(numpy_helper.from_array(rows, "rows"))

weights += [numpy_helper.from_array(np.float32(50), "least"), numpy_helper.from_array(np.float32(0), "nothing"),
            numpy_helper.from_array(np.array([1, 1, 1], np.int64), "shape")]
size = ["height", "width"] if variant == "open" else [64, 64]
cells = "cells" if variant == "open" else rows.shape[1]
picture = "images"
if variant == "open":
    weights.append(numpy_helper.from_array(np.array([1, 3, 64, 64], np.int64), "whole"))
    nodes.append(helper.make_node("Reshape", ["images", "whole"], ["picture"]))
    picture = "picture"

nodes += [
    helper.make_node("ReduceMean", [picture], ["mean"]),
    helper.make_node("Sub", ["mean", "least"], ["above"]),
    helper.make_node("Sqrt", ["above"], ["root"]),
    helper.make_node("Mul", ["root", "nothing"], ["zero_or_nan"]),
    helper.make_node("Reshape", ["zero_or_nan", "shape"], ["flat"]),
]
names = ["first", "second"] if variant == "twins" else ["output"]
nodes += [helper.make_node("Add", ["rows", "flat"], [name]) for name in names]
kind = TensorProto.FLOAT
if variant == "float64":
    nodes[-1].output[0] = "real"
    nodes.append(helper.make_node("Cast", ["real"], ["output"], to=TensorProto.DOUBLE))
    kind = TensorProto.DOUBLE
if variant == "open":
    # How many rows there are is known when it runs: all, as none is greater.
    weights += [numpy_helper.from_array(np.array([rows.shape[1]], np.int64), "count"),
                numpy_helper.from_array(np.ones((1, 1, 1), np.float32), "one")]
    nodes[-1].output[0] = "all"
    nodes += [
        helper.make_node("Greater", ["flat", "one"], ["is_greater"]),
        helper.make_node("Not", ["is_greater"], ["is_kept"]),
        helper.make_node("Expand", ["is_kept", "count"], ["are_kept"]),
        helper.make_node("Reshape", ["are_kept", "count"], ["condition"]),
        helper.make_node("Compress", ["all", "condition"], ["output"], axis=1),
    ]
graph = helper.make_graph(
    nodes, "tiny_yolox", [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, *size])],
    [helper.make_tensor_value_info(name, kind, [1, cells, rows.shape[2]]) for name in names], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, path)
