"""PNGs of 16 bits by OpenCV: every grey level once, and one colour.

usage: png16.py ramp.png colour.png
"""
import sys

import cv2
import numpy as np

cv2.imwrite(sys.argv[1], np.arange(65536, dtype=np.uint16).reshape(256, 256))
cv2.imwrite(sys.argv[2], np.full((4, 4, 3), (0x1234, 0x8000, 0xFF00), np.uint16))
