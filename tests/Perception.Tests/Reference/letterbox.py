"""OpenCV's letterbox of a raw BGR image: resize (INTER_LINEAR), copyMakeBorder, NCHW float32.

usage: letterbox.py in.raw width height stride out.raw input_width input_height anchor
"""
import sys

import cv2
import numpy as np

source, width, height, stride, target, input_width, input_height = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5], *map(int, sys.argv[6:8])
anchor = sys.argv[8]
image = np.fromfile(source, np.uint8).reshape(height, stride)[:, : 3 * width].reshape(height, width, 3)
scale = min(input_width / width, input_height / height)
new_width, new_height = int(width * scale), int(height * scale)
if anchor == "stretch":
    new_width, new_height = input_width, input_height
left = (input_width - new_width) // 2 if anchor == "centre" else 0
top = (input_height - new_height) // 2 if anchor == "centre" else 0
resized = cv2.resize(np.ascontiguousarray(image), (new_width, new_height), interpolation=cv2.INTER_LINEAR)
boxed = cv2.copyMakeBorder(resized, top, input_height - new_height - top, left, input_width - new_width - left,
                           cv2.BORDER_CONSTANT, value=(114, 114, 114))
boxed.transpose(2, 0, 1).astype(np.float32).tofile(target)
