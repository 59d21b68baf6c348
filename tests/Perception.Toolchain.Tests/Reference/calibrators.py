"""Thresholds of a stored histogram, by the formulas of the papers and nothing else.

usage: calibrators.py histogram.json  (width, negative, positive, minimum, maximum)
prints entropy, percentile 0.999, percentile 0.9999, mse asymmetric, mse symmetric
"""
import json
import sys

import numpy as np

LEVELS = 128
stored = json.load(open(sys.argv[1]))
width = stored["width"]
negative, positive = np.array(stored["negative"], float), np.array(stored["positive"], float)
minimum, maximum = stored["minimum"], stored["maximum"]
largest = max(abs(minimum), abs(maximum))
counts = negative + positive


def divergence(bins: int) -> float:
    p = counts[:bins].copy()
    p[-1] += counts[bins:].sum()
    q = np.zeros(bins)
    kept = counts[:bins]
    edges = [level * bins // LEVELS for level in range(LEVELS + 1)]
    for start, end in zip(edges[:-1], edges[1:]):
        part = kept[start:end]
        inhabited = part > 0
        if inhabited.any():
            q[start:end][inhabited] = part.sum() / inhabited.sum()
    p, q = p / p.sum(), q / q.sum()
    q = np.maximum(q, 1e-9)
    there = p > 0
    return float((p[there] * np.log(p[there] / q[there])).sum())


def entropy() -> float:
    used = int(np.flatnonzero(counts)[-1]) + 1
    if used <= LEVELS:
        return largest
    best = min(range(LEVELS, used + 1), key=divergence)
    return min((best + 0.5) * width, largest)


def percentile(share: float) -> float:
    index = int(np.searchsorted(np.cumsum(counts), share * counts.sum()))
    return min((index + 1) * width, largest)


def mse(symmetric: bool) -> float:
    middles = (np.arange(len(counts)) + 0.5) * width
    values = np.concatenate([-middles, middles])
    weights = np.concatenate([negative, positive])
    best, least = largest, np.inf
    for step in range(160, 0, -1):
        threshold = largest * (0.2 + 0.8 * step / 160)
        if symmetric:
            scale, zero, low, high = np.float64(np.float32(min(threshold, largest) / 127)), 0, -128, 127
        else:
            a, b = min(max(minimum, -threshold), 0.0), max(min(maximum, threshold), 0.0)
            scale = np.float64(np.float32((b - a) / 255))
            zero, low, high = np.clip(np.round(-a / scale), 0, 255), 0, 255
        rounded = (np.clip(np.round(values / scale) + zero, low, high) - zero) * scale
        error = float((weights * (values - rounded) ** 2).sum())
        if error < least:
            best, least = threshold, error
    return best


print(entropy(), percentile(0.999), percentile(0.9999), mse(False), mse(True))
