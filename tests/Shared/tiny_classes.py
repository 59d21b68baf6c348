"""A network whose maps are classes already, as networks have them that end in an ArgMax.

usage: tiny_classes.py out.onnx TYPE(int64|int32|uint8) KEEPDIMS(0|1)

semantic  the highest channel of each 4x4 block of a 32x16 picture: 0 blue, 1 green, 2 red
lines     1 where green is above 200, else 0
"""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

path, kind, keepdims = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
width, height = 32, 16
to = {"int64": TensorProto.INT64, "int32": TensorProto.INT32, "uint8": TensorProto.UINT8}[kind]
rows, columns = height // 4, width // 4
shape = [1, 1, rows, columns] if keepdims else [1, rows, columns]
weights = [numpy_helper.from_array(np.array([[0, 0, 0], [0, 1, 0]], np.float32).reshape(2, 3, 1, 1), "to_lines"),
           numpy_helper.from_array(np.array([200, 0], np.float32), "floor")]
nodes = [
    helper.make_node("AveragePool", ["images"], ["pooled"], kernel_shape=[4, 4], strides=[4, 4]),
    helper.make_node("Conv", ["pooled", "to_lines", "floor"], ["scores"]),
    helper.make_node("ArgMax", ["pooled"], ["best"], axis=1, keepdims=keepdims),
    helper.make_node("ArgMax", ["scores"], ["line"], axis=1, keepdims=keepdims),
    helper.make_node("Cast", ["best"], ["semantic"], to=to),
    helper.make_node("Cast", ["line"], ["lines"], to=to),
]
graph = helper.make_graph(
    nodes, "tiny_classes", [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, height, width])],
    [helper.make_tensor_value_info(name, to, shape) for name in ("semantic", "lines")], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, path)
path.with_suffix(".yaml").write_text(f"""\
file: {path.name}
input:
  size: [{width}, {height}]
outputs:
  - {{role: semantic, name: semantic, scores: index, classes: [blue, green, red]}}
  - {{role: lanes, name: lines, scores: index, classes: [none, edge]}}
""")
