"""Turns the network's arrays into boxes, masks, lanes and metres; numpy alone, apart from the code that trains."""

from dataclasses import dataclass

import cv2
import numpy as np

from labels import DEPTH_OFFSET, DEPTH_SCALE, MOST_OVERLAP, STRIDES


@dataclass(frozen=True)
class Detections:
    """Boxes of one picture, best first."""

    boxes: np.ndarray  # (n, 4) left, top, right, bottom in pixels of the network's input
    classes: np.ndarray  # (n,) int
    scores: np.ndarray  # (n,) 0..1


def decode_detections(rows: np.ndarray, width: int, height: int, least_score: float = 0.01,
                      most_overlap: float = MOST_OVERLAP, most: int = 300) -> Detections:
    """Rows (n, 5 + classes) of raw boxes and activated scores; overlaps are suppressed class by class."""
    grid = np.concatenate([
        np.stack([*np.meshgrid(np.arange(width // s), np.arange(height // s)),
                  np.full((height // s, width // s), s)], -1).reshape(-1, 3) for s in STRIDES])
    scores = rows[:, 4:5] * rows[:, 5:]
    classes = scores.argmax(1)
    scores = scores.max(1)
    kept = np.flatnonzero(scores > least_score)
    kept = kept[np.argsort(-scores[kept], kind="stable")][:2000]
    raw, grid, classes, scores = rows[kept, :4], grid[kept], classes[kept], scores[kept]
    centres = (raw[:, :2] + grid[:, :2]) * grid[:, 2:]
    sides = np.exp(np.minimum(raw[:, 2:], 10)) * grid[:, 2:]
    boxes = np.concatenate([centres - sides / 2, centres + sides / 2], 1)
    boxes = np.clip(boxes, 0, [width, height, width, height])
    left = suppress(boxes + 2.0 * max(width, height) * classes[:, None], most_overlap)[:most]
    return Detections(boxes[left], classes[left], scores[left])


def suppress(boxes: np.ndarray, most_overlap: float) -> np.ndarray:
    """Indices of the boxes, best first, that overlap no better one by more than that IoU."""
    alive = np.ones(len(boxes), bool)
    for i in range(len(boxes)):
        if alive[i]:
            alive[i + 1:] &= box_iou(boxes[i:i + 1], boxes[i + 1:])[0] <= most_overlap
    return np.flatnonzero(alive)


def box_iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n, 4) and (m, 4) to (n, m)."""
    corner = np.minimum(a[:, None, 2:], b[None, :, 2:]) - np.maximum(a[:, None, :2], b[None, :, :2])
    intersection = np.clip(corner, 0, None).prod(-1)
    areas = [(x[:, 2:] - x[:, :2]).prod(1) for x in (a, b)]
    return intersection / np.maximum(areas[0][:, None] + areas[1][None] - intersection, 1e-9)


def decode_semantic(logits: np.ndarray, width: int, height: int) -> np.ndarray:
    """Logits (classes, h/4, w/4) to the class of every pixel, (h, w)."""
    return np.stack([cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR) for plane in logits]).argmax(0)


def decode_lanes(logits: np.ndarray) -> np.ndarray:
    """Logits (roles, h/4, w/4) to the role of every cell, (h/4, w/4); 0 is no line."""
    return logits.argmax(0)


def decode_depth(values: np.ndarray) -> np.ndarray:
    """The depth output to metres of the canonical camera."""
    return np.exp(values * DEPTH_SCALE + DEPTH_OFFSET)
