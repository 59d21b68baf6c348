"""A network with the outputs of the default multi-task network for images of 64x48: what it finds follows from the
picture alone, so that every result can be worked out by hand.

usage: tiny_multitask.py out.onnx [WORK] [BATCH]

detections  1x63x12  one object of class 0 with its box in pixels of the input at (8, 20) to (24, 36)
semantic    1x3x12x16  class 1 where blue is the highest level of a 4x4 block, 2 where red is, else 0
lanes       1x2x12x16  line where the mean of green is above 200
depth       1x1x12x16  log metres less ln 20: mean blue / 255
WORK is how many times a convolution of 64 channels is run over the input, to take time.
BATCH is the first dimension of all tensors, 1 unless given; 0 leaves it open.
"""
import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

path = Path(sys.argv[1])
work = int(sys.argv[2]) if len(sys.argv) > 2 else 0
batch = (int(sys.argv[3]) or "batch") if len(sys.argv) > 3 else 1
width, height, classes = 64, 48, 7

cells = (width // 8) * (height // 8) + (width // 16) * (height // 16) + (width // 32) * (height // 32)
rows = np.zeros((1, cells, 5 + classes), np.float32)
# Row 3, column 2 of the grid of stride 8: centre (16, 28), 16 pixels wide and high.
rows[0, 3 * (width // 8) + 2, :6] = [0, 0.5, np.log(2), np.log(2), 0.875, 0.75]

weights = [
    numpy_helper.from_array(rows, "rows"),
    numpy_helper.from_array(np.float32(0), "nothing"),
    numpy_helper.from_array(np.array([-1, 1, 1], np.int64), "shape"),
    # From means of blue, green, red: other is 0.5 of the green level, blue and red are themselves.
    numpy_helper.from_array(np.array([[0, .5, 0], [1, 0, 0], [0, 0, 1]], np.float32).reshape(3, 3, 1, 1), "to_semantic"),
    numpy_helper.from_array(np.array([[0, 0, 0], [0, 1, 0]], np.float32).reshape(2, 3, 1, 1), "to_lanes"),
    numpy_helper.from_array(np.array([200, 0], np.float32), "lane_floor"),
    numpy_helper.from_array(np.array([[1 / 255, 0, 0]], np.float32).reshape(1, 3, 1, 1), "to_depth"),
]
nodes = [
    helper.make_node("ReduceMean", ["images"], ["mean"], axes=[1, 2, 3], keepdims=1),
    helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
    helper.make_node("Reshape", ["zero", "shape"], ["flat"]),
    helper.make_node("Add", ["rows", "flat"], ["detections"]),
]
source = "images"
if work:
    weights += [numpy_helper.from_array(np.full((64, 3, 3, 3), 1e-3, np.float32), "first"),
                numpy_helper.from_array(np.full((64, 64, 3, 3), 1e-3, np.float32), "middle"),
                numpy_helper.from_array(np.zeros((3, 64, 1, 1), np.float32), "last")]
    nodes.append(helper.make_node("Conv", ["images", "first"], ["work0"], pads=[1, 1, 1, 1]))
    for i in range(work):
        nodes.append(helper.make_node("Conv", [f"work{i}", "middle"], [f"work{i + 1}"], pads=[1, 1, 1, 1]))
    nodes += [helper.make_node("Conv", [f"work{work}", "last"], ["no_change"]),
              helper.make_node("Add", ["images", "no_change"], ["worked"])]
    source = "worked"
nodes += [
    helper.make_node("AveragePool", [source], ["pooled"], kernel_shape=[4, 4], strides=[4, 4]),
    helper.make_node("Conv", ["pooled", "to_semantic"], ["semantic"]),
    helper.make_node("Conv", ["pooled", "to_lanes", "lane_floor"], ["lanes"]),
    helper.make_node("Conv", ["pooled", "to_depth"], ["depth"]),
]
shapes = {"detections": [batch, *rows.shape[1:]], "semantic": [batch, 3, 12, 16], "lanes": [batch, 2, 12, 16],
          "depth": [batch, 1, 12, 16]}
graph = helper.make_graph(
    nodes, "tiny_multitask", [helper.make_tensor_value_info("images", TensorProto.FLOAT, [batch, 3, height, width])],
    [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, path)
path.with_suffix(".yaml").write_text(f"""\
file: {path.name}
sha256: {hashlib.sha256(path.read_bytes()).hexdigest()}
input:
  size: [{width}, {height}]
outputs:
  - {{role: yolox, name: detections}}
  - {{role: semantic, name: semantic, classes: [other, road, sky], colours: {{road: "#010203", sky: "#0405ff"}}}}
  - {{role: lanes, name: lanes, classes: [none, edge]}}
  - {{role: depth, name: depth, form: log, offset: {np.log(20):.9f}, min_metres: 1, max_metres: 250, focal_pixels: 32}}
classes: [CAR, TRUCK, BUS, BICYCLE, MOTORBIKE, PEDESTRIAN, ANIMAL]
""")
