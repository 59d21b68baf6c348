"""JPEGs by OpenCV at 1/2, 1/4 and 1/8, as rows of bgr8.

usage: reduced_jpeg.py picture.jpg 2|4|8 out.raw; prints width and height
"""
import sys

import cv2

SCALES = {2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4, 8: cv2.IMREAD_REDUCED_COLOR_8}

picture = cv2.imread(sys.argv[1], SCALES[int(sys.argv[2])])
picture.tofile(sys.argv[3])
print(picture.shape[1], picture.shape[0])
