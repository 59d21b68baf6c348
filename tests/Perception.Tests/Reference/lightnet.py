"""Restates in numpy how the heads of a LightNet become boxes, with suppression within classes.

usage: lightnet.py classes input_width input_height threshold nms head.raw columns rows w,h;w,h;... [head.raw ...]
heads: float32 [anchors * (5 + classes), rows, columns], activated. prints "class score x1 y1 x2 y2" a line, best first
"""
import sys

import numpy as np

classes, input_width, input_height = map(int, sys.argv[1:4])
threshold, overlap = map(float, sys.argv[4:6])
boxes = []
for at in range(6, len(sys.argv), 4):
    columns, rows = map(int, sys.argv[at + 1:at + 3])
    anchors = np.array([pair.split(",") for pair in sys.argv[at + 3].split(";")], float)
    t = np.fromfile(sys.argv[at], np.float32).astype(float).reshape(len(anchors), 5 + classes, rows, columns)
    gy, gx = np.mgrid[0:rows, 0:columns]
    x, y = (gx + 2 * t[:, 0] - 0.5) / columns * input_width, (gy + 2 * t[:, 1] - 0.5) / rows * input_height
    w, h = anchors[:, 0, None, None] * (2 * t[:, 2]) ** 2, anchors[:, 1, None, None] * (2 * t[:, 3]) ** 2
    label, score = t[:, 5:].argmax(axis=1), t[:, 5:].max(axis=1) * t[:, 4]
    for k in np.argwhere(score > threshold):
        k = tuple(k)
        boxes.append((label[k], score[k], x[k] - w[k] / 2, y[k] - h[k] / 2, x[k] + w[k] / 2, y[k] + h[k] / 2))

boxes.sort(key=lambda box: -box[1])
kept = []
for box in boxes:
    for other in kept:
        width, height = min(box[4], other[4]) - max(box[2], other[2]), min(box[5], other[5]) - max(box[3], other[3])
        inter = max(width, 0) * max(height, 0)
        area = sum((b[4] - b[2]) * (b[5] - b[3]) for b in (box, other))
        if box[0] == other[0] and inter / (area - inter) > overlap:
            break
    else:
        kept.append(box)
for box in kept:
    print(*box)
