"""Average precision with numpy's interpolation over 101 recalls, those up to 0.1 and precision up to 0.1 left out.

usage: interpolated_precision.py OBJECTS 1 0 1 ...   (right or wrong, the most certain first)
"""
import sys

import numpy as np

objects, right = int(sys.argv[1]), np.array(sys.argv[2:], float)
recall = np.cumsum(right) / objects
precision = np.cumsum(right) / np.arange(1, len(right) + 1)
envelope = np.maximum.accumulate(precision[::-1])[::-1]
at = np.interp(np.linspace(0, 1, 101), recall, envelope, right=0)[11:]
print(f"{np.clip(at - 0.1, 0, None).mean() / 0.9:.12f}")
