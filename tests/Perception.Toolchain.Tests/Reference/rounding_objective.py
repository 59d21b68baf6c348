"""Squared error of a convolution for roundings of its weights, from the convolution itself and nothing else.

usage: rounding_objective.py case.json
  input [channels][height][width], weights [channels][kh][kw] of one output, scale, stride, pad, numbers: roundings to judge
prints the mean squared error of each rounding, then the least of all that round each weight up or down (by trying them all)
"""
import itertools
import json
import sys

import numpy as np

case = json.load(open(sys.argv[1]))
x = np.array(case["input"], float)
weights = np.array(case["weights"], float)
scale, stride, pad = case["scale"], case["stride"], case["pad"]
x = np.pad(x, [(0, 0), (pad, pad), (pad, pad)])
kh, kw = weights.shape[1:]


def convolve(kernel: np.ndarray) -> np.ndarray:
    rows = range(0, x.shape[1] - kh + 1, stride)
    columns = range(0, x.shape[2] - kw + 1, stride)
    return np.array([[(x[:, i:i + kh, j:j + kw] * kernel).sum() for j in columns] for i in rows])


exact = convolve(weights)
# The convolution is linear in its kernel: what each weight gives alone makes every rounding cheap to try.
parts = np.array([convolve(unit.reshape(weights.shape)).ravel() for unit in np.eye(weights.size)])


def error(numbers: np.ndarray) -> float:
    return float(((convolve(numbers.reshape(weights.shape) * scale) - exact) ** 2).mean())


for numbers in case["numbers"]:
    print(error(np.array(numbers, float)))
low = np.floor(weights.ravel() / scale)
choices = np.array(list(itertools.product([0, 1], repeat=weights.size)))
differences = (low + choices) * scale - weights.ravel()
print(float(((differences @ parts) ** 2).mean(axis=1).min()))
