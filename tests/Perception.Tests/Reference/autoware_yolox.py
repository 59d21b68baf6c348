"""Restates in numpy how Autoware's tensorrt_yolox turns a raw YOLOX output into integer boxes.

usage: autoware_yolox.py tensor.raw classes input_width input_height source_width source_height score_threshold nms_threshold
prints one line a detection: class x y width height
"""
import sys

import numpy as np

F = np.float32
classes, input_width, input_height, source_width, source_height = map(int, sys.argv[2:7])
score_threshold, nms_threshold = F(sys.argv[7]), F(sys.argv[8])
rows = np.fromfile(sys.argv[1], F).reshape(-1, 5 + classes)
scale = min(F(input_width) / F(source_width), F(input_height) / F(source_height))

grid = np.array([(x, y, s) for s in (8, 16, 32) for y in range(input_height // s) for x in range(input_width // s)], F)
scores = rows[:, 4:5] * rows[:, 5:]
cells, labels = np.nonzero(scores > score_threshold)
t, g = rows[cells], grid[cells]
centre = (t[:, :2] + g[:, :2]) * g[:, 2:]
size = np.exp(t[:, 2:4]) * g[:, 2:]
corner = (centre - size * F(0.5)).astype(np.int32)
size = size.astype(np.int32)
order = np.argsort(-scores[cells, labels], kind="stable")
corner, size, labels = corner[order], size[order], labels[order]

picked = []
for i in range(len(order)):
    for k in picked:
        low, high = np.maximum(corner[i], corner[k]), np.minimum(corner[i] + size[i], corner[k] + size[k])
        inter = F(np.prod(np.maximum(high - low, 0)))
        union = F(np.prod(size[i])) + F(np.prod(size[k])) - inter
        if union > 0 and inter / union > nms_threshold:
            break
    else:
        picked.append(i)

limit = np.array([source_width - 1, source_height - 1], F)
for i in picked:
    first = np.clip(corner[i].astype(F) / scale, F(0), limit)
    last = np.clip((corner[i] + size[i]).astype(F) / scale, F(0), limit)
    print(labels[i], *first.astype(np.int32), *(last - first).astype(np.int32))
