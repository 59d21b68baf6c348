"""What numpy and OpenCV make of a semantic output.

usage: semantic.py scores.raw classes map_width map_height width height folder
scores.raw: float32 planes. writes into folder: classes.raw (argmax), resized.raw (nearest, pixel centres), runs.raw (Autoware's
run lengths of classes.raw), overlay.raw (classes.raw with the boxes of boxes.txt there: x y width height class)
"""
import itertools
import os
import struct
import sys

import cv2
import numpy as np

count, map_width, map_height, width, height = map(int, sys.argv[2:7])
folder = sys.argv[7]
best = np.fromfile(sys.argv[1], np.float32).reshape(count, map_height, map_width).argmax(axis=0).astype(np.uint8)
best.tofile(os.path.join(folder, "classes.raw"))
cv2.resize(best, (width, height), interpolation=cv2.INTER_NEAREST_EXACT).tofile(os.path.join(folder, "resized.raw"))
with open(os.path.join(folder, "runs.raw"), "wb") as file:
    for value, run in itertools.groupby(best.ravel().tolist()):
        file.write(struct.pack("<Bi", value, len(list(run))))

overlay = best.copy()
scale = np.array([map_width / np.float32(width), map_height / np.float32(height)], np.float32)
for line in open(os.path.join(folder, "boxes.txt")):
    x, y, w, h, label = map(int, line.split())
    (x, w), (y, h) = (np.array([x, w], np.float32) * scale[0]).astype(int), (np.array([y, h], np.float32) * scale[1]).astype(int)
    overlay[max(y, 0):max(y + h, 0), max(x, 0):max(x + w, 0)] = label
overlay.tofile(os.path.join(folder, "overlay.raw"))
