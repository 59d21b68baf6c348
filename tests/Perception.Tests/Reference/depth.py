"""Depth decoding and depth_image_proc's back-projection, restated in numpy.

usage: depth.py decode in.raw out.raw form scale offset minimum maximum
       depth.py points depth.raw classes.raw confidence.raw width height fx fy cx cy out.raw layout
decode: float32 in and out. points: NaN is no point; layout xyz (depth_image_proc's fields) or xyzirc (Autoware's PointXYZIRC)
"""
import sys

import numpy as np

F = np.float32
np.seterr(all="ignore")
if sys.argv[1] == "decode":
    form, (scale, offset, minimum, maximum) = sys.argv[4], map(F, sys.argv[5:9])
    s = np.fromfile(sys.argv[2], F) * scale + offset
    metres = {"linear": lambda: s, "log": lambda: np.exp(s), "inverse": lambda: np.where(s <= 0, F(np.inf), F(1) / s)}[form]()
    near, far = (metres <= 0) | (metres < minimum), metres > maximum
    metres[far] = np.inf
    metres[near] = -np.inf
    metres.astype(F).tofile(sys.argv[3])
else:
    width, height = map(int, sys.argv[5:7])
    fx, fy, cx, cy = map(F, sys.argv[7:11])
    depth = np.fromfile(sys.argv[2], F).reshape(height, width)
    v, u = np.mgrid[0:height, 0:width].astype(F)
    x, y = (u - cx) * depth * (F(1) / fx), (v - cy) * depth * (F(1) / fy)
    valid = np.isfinite(depth)
    fields = [("x", "<f4"), ("y", "<f4"), ("z", "<f4")]
    if sys.argv[12] == "xyzirc":
        fields += [("intensity", "u1"), ("return_type", "u1"), ("channel", "<u2")]
    cloud = np.zeros(valid.sum(), fields)
    cloud["x"], cloud["y"], cloud["z"] = x[valid], y[valid], depth[valid]
    if sys.argv[12] == "xyzirc":
        cloud["intensity"] = np.rint(np.fromfile(sys.argv[4], F).reshape(height, width)[valid] * 255)
        cloud["return_type"] = 1
        cloud["channel"] = np.fromfile(sys.argv[3], np.uint8).reshape(height, width)[valid]
    cloud.tofile(sys.argv[11])
