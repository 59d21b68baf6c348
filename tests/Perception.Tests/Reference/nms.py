"""OpenCV's suppression of boxes, each class by itself or all together.

usage: nms.py boxes.txt threshold agnostic, a line of boxes being "x y width height class score";
prints the lines' numbers that are kept, best first.
"""
import sys

import cv2
import numpy as np

path, threshold, agnostic = sys.argv[1], float(sys.argv[2]), sys.argv[3] == "True"
boxes = np.loadtxt(path, ndmin=2)
classes = np.zeros(len(boxes)) if agnostic else boxes[:, 4]
kept = []
for name in np.unique(classes):
    lines = np.flatnonzero(classes == name)
    chosen = cv2.dnn.NMSBoxes(boxes[lines, :4].tolist(), boxes[lines, 5].tolist(), 0.0, threshold)
    kept += lines[np.asarray(chosen).reshape(-1)].tolist()
print(*sorted(kept, key=lambda line: -boxes[line, 5]))
