"""What OpenCV makes of a camera: projections, rays, rectification maps and a remapped image.

usage: camera_model.py calibration.json points.raw folder
calibration.json: model, width, height, D, K, R, P; points.raw: float64 x, y, z triples in the camera's frame.
writes into folder: projected.raw (u, v), rays.raw (x/z, y/z of the projected pixels), map_x.raw and map_y.raw (float32),
and, of source.raw there (BGR), remapped.raw as OpenCV does it and exact.raw (float32) as numpy does it
"""
import json
import os
import sys

import cv2
import numpy as np

with open(sys.argv[1]) as file:
    camera = json.load(file)
folder = sys.argv[3]
size = (camera["width"], camera["height"])
points = np.fromfile(sys.argv[2]).reshape(-1, 1, 3)
K, D, R, P = (np.array(camera[key], np.float64) for key in "KDRP")
K, R, P = K.reshape(3, 3), R.reshape(3, 3), P.reshape(3, 4)
zero = np.zeros(3)
criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 500, 1e-14)
if camera["model"] == "equidistant":
    projected = cv2.fisheye.projectPoints(points, zero, zero, K, D)[0]
    rays = cv2.fisheye.undistortPoints(projected, K, D)
    maps = cv2.fisheye.initUndistortRectifyMap(K, D, R, P[:, :3], size, cv2.CV_32FC1)
else:
    projected = cv2.projectPoints(points, zero, zero, K, D)[0]
    rays = cv2.undistortPointsIter(projected, K, D, None, None, criteria)
    maps = cv2.initUndistortRectifyMap(K, D, R, P[:, :3], size, cv2.CV_32FC1)


def save(name, array):
    np.ascontiguousarray(array).tofile(os.path.join(folder, name))


save("projected.raw", projected.astype(np.float64))
save("rays.raw", rays.astype(np.float64))
save("map_x.raw", maps[0])
save("map_y.raw", maps[1])

image = np.fromfile(os.path.join(folder, "source.raw"), np.uint8).reshape(size[1], size[0], 3)
save("remapped.raw", cv2.remap(image, maps[0], maps[1], cv2.INTER_LINEAR))
x, y = np.clip(maps[0].astype(np.float64), 0, size[0] - 1), np.clip(maps[1].astype(np.float64), 0, size[1] - 1)
left, top = np.minimum(x.astype(int), size[0] - 2), np.minimum(y.astype(int), size[1] - 2)
a, b = (x - left)[..., None], (y - top)[..., None]
save("exact.raw", ((image[top, left] * (1 - a) + image[top, left + 1] * a) * (1 - b)
                   + (image[top + 1, left] * (1 - a) + image[top + 1, left + 1] * a) * b).astype(np.float32))
