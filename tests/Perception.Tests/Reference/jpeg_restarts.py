"""Writes a JPEG with a restart marker after every seven units."""

import sys

import cv2
import numpy as np

rows, columns = np.mgrid[0:150, 0:210]
picture = np.stack([columns, 255 - rows, (rows * columns) // 97 % 256], -1).astype(np.uint8)
picture = cv2.GaussianBlur(picture, (0, 0), 2)
cv2.imwrite(sys.argv[1], picture, [cv2.IMWRITE_JPEG_QUALITY, 85, cv2.IMWRITE_JPEG_RST_INTERVAL, 7])
