"""COCO's detection figures by the definition of the challenge's own evaluation, vectorized over overlaps.

usage: coco_eval.py scene.json
scene.json: [{"truth": [[x1, y1, x2, y2, class, area, crowd, ignored], ...],
              "found": [[x1, y1, x2, y2, class, score], ...]}, ...]; ignored may be left out
prints: mean at50 at75 small medium large recall
"""
import json
import sys

import numpy as np

OVERLAPS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
RANGES = [(0, 1e10), (0, 32**2), (32**2, 96**2), (96**2, 1e10)]


def iou(found, truth, crowd):
    low = np.maximum(found[:, None, :2], truth[None, :, :2])
    high = np.minimum(found[:, None, 2:4], truth[None, :, 2:4])
    inter = np.prod(np.clip(high - low, 0, None), axis=2)
    area = lambda boxes: (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    union = np.where(crowd[None], area(found)[:, None], area(found)[:, None] + area(truth)[None] - inter)
    return inter / np.maximum(union, 1e-12)


def one_image(found, truth, low, high):
    """Scores, and for each overlap which answers are right and which are ignored; and how many objects count."""
    order = np.argsort(-found[:, 5], kind="mergesort")[:100]
    found = found[order]
    ignore = (truth[:, 6] > 0) | (truth[:, 7] > 0) | (truth[:, 5] < low) | (truth[:, 5] > high)
    order = np.argsort(ignore, kind="mergesort")
    truth, ignore = truth[order], ignore[order]
    crowd = truth[:, 6] > 0
    overlap = iou(found, truth, crowd)
    right = np.zeros((len(OVERLAPS), len(found)), bool)
    skipped = np.zeros((len(OVERLAPS), len(found)), bool)
    for t, least in enumerate(OVERLAPS):
        used = np.zeros(len(truth), bool)
        for d in range(len(found)):
            best, match = min(least, 1 - 1e-10), -1
            for g in range(len(truth)):
                if used[g] and not crowd[g]:
                    continue
                if match > -1 and not ignore[match] and ignore[g]:
                    break
                if overlap[d, g] >= best:
                    best, match = overlap[d, g], g
            if match >= 0:
                used[match] = True
                right[t, d], skipped[t, d] = True, ignore[match]
            else:
                area = (found[d, 2] - found[d, 0]) * (found[d, 3] - found[d, 1])
                skipped[t, d] = area < low or area > high
    return found[:, 5], right, skipped, int((~ignore).sum())


def figures(scene):
    """mean at50 at75 small medium large recall"""
    for image in scene:
        image["truth"] = np.array([(*row, 0)[:8] for row in image["truth"]], float).reshape(-1, 8)
        # Detections are float32 where they are made.
        image["found"] = np.array(image["found"], np.float32).astype(float).reshape(-1, 6)
    classes = sorted({c for image in scene for c in image["truth"][:, 4]} | {c for image in scene for c in image["found"][:, 4]})
    precision = np.full((len(RANGES), len(classes), len(OVERLAPS)), -1.0)
    recalls = np.full((len(classes), len(OVERLAPS)), -1.0)
    for r, (low, high) in enumerate(RANGES):
        for c, label in enumerate(classes):
            parts = [one_image(image["found"][image["found"][:, 4] == label], image["truth"][image["truth"][:, 4] == label], low, high)
                     for image in scene]
            wanted = sum(part[3] for part in parts)
            if wanted == 0:
                continue
            order = np.argsort(-np.concatenate([part[0] for part in parts]), kind="mergesort")
            right = np.concatenate([part[1] for part in parts], axis=1)[:, order]
            skipped = np.concatenate([part[2] for part in parts], axis=1)[:, order]
            for t in range(len(OVERLAPS)):
                good = np.cumsum(right[t] & ~skipped[t])
                bad = np.cumsum(~right[t] & ~skipped[t])
                recall = good / wanted
                curve = good / np.maximum(good + bad, np.spacing(1))
                curve = np.maximum.accumulate(curve[::-1])[::-1]
                at = np.searchsorted(recall, RECALLS, side="left")
                precision[r, c, t] = np.mean([curve[i] if i < len(curve) else 0 for i in at])
                if r == 0:
                    recalls[c, t] = recall[-1] if len(recall) else 0
    mean = lambda values: values[values > -1].mean() if (values > -1).any() else float("nan")
    return [mean(precision[0]), mean(precision[0][:, 0]), mean(precision[0][:, 5]),
            *(mean(precision[r]) for r in (1, 2, 3)), mean(recalls)]


if __name__ == "__main__":
    print(" ".join(f"{figure:.12f}" for figure in figures(json.load(open(sys.argv[1])))))
