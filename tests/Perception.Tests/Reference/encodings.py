"""OpenCV's colours of raw camera images: reads FOLDER/<encoding>.raw, writes FOLDER/<encoding>.bgr.

usage: encodings.py folder width height step
Values of more than 8 bits are little-endian; the step is that of an image of one byte a pixel, times the bytes of a pixel.
"""
import pathlib
import sys

import cv2
import numpy as np

folder, width, height, step = pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:5])


def rows(path, kind, channels=1, count=height):
    data = np.fromfile(path, kind).reshape(count, step * channels)[:, : width * channels]
    return np.ascontiguousarray(data.reshape(count, width, channels) if channels > 1 else data)


def bayer(pattern):
    code = getattr(cv2, f"COLOR_Bayer{pattern.upper()}2BGR")
    return lambda path: cv2.cvtColor(rows(path, np.uint8), code), lambda path: (cv2.cvtColor(rows(path, np.uint16), code) / 256).astype(np.uint8)


def nv24(path):
    # OpenCV does not read it: where 2x2 pixels share their colour, as here, it is NV12.
    planes = np.fromfile(path, np.uint8)
    luma = planes[: height * step].reshape(height, step)[:, :width]
    chroma = planes[height * step :].reshape(height, 2 * step)[:, : 2 * width].reshape(height, width, 2)
    assert (chroma[::2] == chroma[1::2]).all() and (chroma[:, ::2] == chroma[:, 1::2]).all()
    return cv2.cvtColor(np.vstack([luma, chroma[::2, ::2].reshape(height // 2, width)]), cv2.COLOR_YUV2BGR_NV12)


ways = {
    "rgb8": lambda path: cv2.cvtColor(rows(path, np.uint8, 3), cv2.COLOR_RGB2BGR),
    "bgr8": lambda path: rows(path, np.uint8, 3),
    "rgba8": lambda path: cv2.cvtColor(rows(path, np.uint8, 4), cv2.COLOR_RGBA2BGR),
    "bgra8": lambda path: cv2.cvtColor(rows(path, np.uint8, 4), cv2.COLOR_BGRA2BGR),
    "mono8": lambda path: cv2.cvtColor(rows(path, np.uint8), cv2.COLOR_GRAY2BGR),
    "mono16": lambda path: cv2.cvtColor(cv2.convertScaleAbs(rows(path, np.uint16), alpha=1 / 257), cv2.COLOR_GRAY2BGR),
    "16UC1": lambda path: cv2.cvtColor(cv2.convertScaleAbs(rows(path, np.uint16), alpha=1 / 257), cv2.COLOR_GRAY2BGR),
    "32FC1": lambda path: cv2.cvtColor(np.clip(rows(path, np.float32), 0, 255).round().astype(np.uint8), cv2.COLOR_GRAY2BGR),
    "uyvy": lambda path: cv2.cvtColor(rows(path, np.uint8, 2), cv2.COLOR_YUV2BGR_UYVY),
    "yuyv": lambda path: cv2.cvtColor(rows(path, np.uint8, 2), cv2.COLOR_YUV2BGR_YUY2),
    "nv12": lambda path: cv2.cvtColor(rows(path, np.uint8, count=height * 3 // 2), cv2.COLOR_YUV2BGR_NV12),
    "nv21": lambda path: cv2.cvtColor(rows(path, np.uint8, count=height * 3 // 2), cv2.COLOR_YUV2BGR_NV21),
    "nv24": nv24,
}
for pattern in ("rggb", "bggr", "gbrg", "grbg"):
    ways[f"bayer_{pattern}8"], ways[f"bayer_{pattern}16"] = bayer(pattern)

for path in folder.glob("*.raw"):
    ways[path.stem](path).tofile(path.with_suffix(".bgr"))
