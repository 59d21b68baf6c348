"""Segmentation and depth figures of two arrays, in numpy.

usage: pixels.py masks CLASSES truth.bin answer.bin (uint8)  -> mean-iou accuracy
       pixels.py map-masks CLASSES W H W' H' truth.bin answer.bin: the same, the answer being a map of W' x H' cells
       pixels.py map-depth NEAR FAR W H W' H' truth.bin answer.bin
       pixels.py depth NEAR FAR truth.bin answer.bin (float32) -> absrel sqrel rmse rmselog d1 d2 d3 missing
"""
import sys

import numpy as np



def stretch(answer, sizes):
    """Each pixel takes the cell that its centre lies in."""
    width, height, columns, rows = map(int, sizes)
    across = np.floor((np.arange(width) + 0.5) * columns / width).astype(int)
    down = np.floor((np.arange(height) + 0.5) * rows / height).astype(int)
    return answer.reshape(rows, columns)[down][:, across].ravel()


what, arguments, names = sys.argv[1], sys.argv[2:-2], sys.argv[-2:]
if what.endswith("masks"):
    truth, answer = (np.fromfile(name, np.uint8) for name in names)
    if what == "map-masks":
        answer = stretch(answer, arguments[1:])
    ious = []
    for label in range(int(sys.argv[2])):
        union = np.sum((truth == label) | (answer == label))
        if union:
            ious.append(np.sum((truth == label) & (answer == label)) / union)
    print(f"{np.mean(ious):.12f} {np.mean(truth == answer):.12f}")
else:
    near, far = float(arguments[0]), float(arguments[1])
    truth, answer = (np.fromfile(name, np.float32).astype(float) for name in names)
    if what == "map-depth":
        answer = stretch(answer, arguments[2:])
    band = np.isfinite(truth) & (truth > 0) & (truth >= near) & (truth < far)
    with np.errstate(invalid="ignore"):
        there = np.isfinite(answer) & (answer > 0)
    missing = np.sum(band & ~there)
    truth, answer = truth[band & there], answer[band & there]
    ratio = np.maximum(answer / truth, truth / answer)
    figures = [np.mean(np.abs(answer - truth) / truth), np.mean((answer - truth) ** 2 / truth), np.sqrt(np.mean((answer - truth) ** 2)),
               np.sqrt(np.mean((np.log(answer) - np.log(truth)) ** 2)), *(np.mean(ratio < 1.25**k) for k in (1, 2, 3)), missing]
    print(" ".join(f"{figure:.12f}" for figure in figures))
