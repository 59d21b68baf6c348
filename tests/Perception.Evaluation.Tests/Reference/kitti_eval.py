"""KITTI's average precision of boxes at 40 points of recall, for one class, by the rules of the benchmark.

usage: kitti_eval.py scene.json LEAST_OVERLAP
scene.json: [{"truth": [[x1, y1, x2, y2, occlusion level, truncation, is a neighbouring class], ...],
              "dontcare": [[x1, y1, x2, y2], ...], "found": [[x1, y1, x2, y2, score], ...]}, ...]
prints: easy moderate hard, in shares; nan where nothing is to be found
"""
import json
import sys

import numpy as np

LEAST_HEIGHT, MOST_OCCLUDED, MOST_TRUNCATED = (40, 25, 25), (0, 1, 2), (0.15, 0.3, 0.5)


def intersection(boxes, others):
    low, high = np.maximum(boxes[:, None, :2], others[None, :, :2]), np.minimum(boxes[:, None, 2:4], others[None, :, 2:4])
    return np.prod(np.clip(high - low, 0, None), axis=2)


def area(boxes):
    return np.prod(boxes[:, 2:4] - boxes[:, :2], axis=1)


class Picture:
    """Which objects are asked for, which detections count, and how they overlap."""

    def __init__(self, picture, least_overlap, level):
        truth = np.array(picture["truth"], float).reshape(-1, 7)
        found = np.array(picture["found"], np.float64).reshape(-1, 5)
        regions = np.array(picture["dontcare"], float).reshape(-1, 4)
        self.skip_truth = ((truth[:, 3] - truth[:, 1] <= LEAST_HEIGHT[level]) | (truth[:, 4] > MOST_OCCLUDED[level])
                           | (truth[:, 5] > MOST_TRUNCATED[level]) | (truth[:, 6] > 0))
        self.skip_found = found[:, 3] - found[:, 1] < LEAST_HEIGHT[level]
        self.scores = found[:, 4]
        both = intersection(truth, found)
        self.overlap = both / np.maximum(area(truth)[:, None] + area(found)[None] - both, 1e-12)
        self.near = self.overlap > least_overlap
        covered = intersection(found, regions) / np.maximum(area(found)[:, None], 1e-12)
        self.excused = (covered > least_overlap).any(axis=1) if len(regions) else np.zeros(len(found), bool)

    def hits(self, least_score, by_score):
        """Scores of right detections, and which detections are taken, objects in their order."""
        taken, scores = np.zeros(len(self.scores), bool), []
        for row in range(len(self.skip_truth)):
            open_ = self.near[row] & ~taken & (self.scores >= least_score)
            if not open_.any():
                continue
            if by_score:
                choice = np.argmax(np.where(open_, self.scores, -np.inf))
            elif (open_ & ~self.skip_found).any():
                choice = np.argmax(np.where(open_ & ~self.skip_found, self.overlap[row], -np.inf))
            else:
                choice = np.argmax(open_)
            taken[choice] = True
            if not self.skip_truth[row] and not self.skip_found[choice]:
                scores.append(self.scores[choice])
        return scores, taken

    def wrong(self, least_score, taken):
        return int(((self.scores >= least_score) & ~taken & ~self.skip_found & ~self.excused).sum())


def average_precision(pictures):
    wanted = sum(int((~picture.skip_truth).sum()) for picture in pictures)
    if wanted == 0:
        return float("nan")
    scores = sorted((score for picture in pictures for score in picture.hits(-np.inf, True)[0]), reverse=True)
    thresholds, goal = [], 0.0
    for i, score in enumerate(scores):
        here, further = (i + 1) / wanted, (i + 2) / wanted
        if i + 1 == len(scores) or further - goal >= goal - here:
            thresholds.append(score)
            goal += 1 / 40
    precision = np.zeros(41)
    for i, least in enumerate(thresholds[:41]):
        right = wrong = 0
        for picture in pictures:
            found, taken = picture.hits(least, False)
            right, wrong = right + len(found), wrong + picture.wrong(least, taken)
        precision[i] = right / (right + wrong) if right else 0
    return np.maximum.accumulate(precision[::-1])[::-1][1:].mean()


if __name__ == "__main__":
    scene, least = json.load(open(sys.argv[1])), float(sys.argv[2])
    print(" ".join(f"{average_precision([Picture(item, least, level) for item in scene]):.12f}" for level in range(3)))
