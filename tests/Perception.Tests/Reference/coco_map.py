"""COCO's mAP50-95 (101 recall points, 100 detections an image) of given detections and of OpenCV's own run of the same network.

usage: coco_map.py model.onnx images_folder labels_folder detections.txt score_threshold nms_threshold
detections.txt: image-stem class score x1 y1 x2 y2 (pixels) a line; prints "given opencv"
"""
import glob
import os
import sys

import cv2
import numpy as np

SIDE = 416


def overlaps(a, b):
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    inter = np.prod(np.maximum(high - low, 0), axis=2)
    area = lambda x: np.prod(x[:, 2:] - x[:, :2], axis=1)
    return inter / np.maximum(area(a)[:, None] + area(b)[None] - inter, 1e-9)


def suppress(found, threshold):
    """Class by class, greedy."""
    kept = []
    for label in np.unique(found[:, 0]):
        rest = found[found[:, 0] == label]
        rest = rest[np.argsort(-rest[:, 1], kind="stable")]
        while len(rest):
            kept.append(rest[0])
            rest = rest[1:][overlaps(rest[:1, 2:], rest[1:, 2:])[0] <= threshold]
    return np.array(kept).reshape(-1, 6)


def opencv(net, image, score_threshold, nms_threshold):
    height, width = image.shape[:2]
    scale = min(SIDE / width, SIDE / height)
    boxed = np.full((SIDE, SIDE, 3), 114, np.uint8)
    resized = cv2.resize(image, (int(width * scale), int(height * scale)))
    boxed[: resized.shape[0], : resized.shape[1]] = resized
    net.setInput(cv2.dnn.blobFromImage(boxed))
    rows = net.forward().reshape(-1, 85).astype(np.float64)
    grid = np.array([(x, y, s) for s in (8, 16, 32) for y in range(SIDE // s) for x in range(SIDE // s)])
    centre, half = (rows[:, :2] + grid[:, :2]) * grid[:, 2:], np.exp(rows[:, 2:4]) * grid[:, 2:] / 2
    boxes = np.hstack([centre - half, centre + half])
    scores = rows[:, 4:5] * rows[:, 5:]
    cells, labels = np.nonzero(scores > score_threshold)
    found = suppress(np.column_stack([labels, scores[cells, labels], boxes[cells]]), nms_threshold)
    found[:, 2:] = np.clip(found[:, 2:] / scale, 0, [width, height, width, height])
    return found


def mean_average_precision(found, truth):
    precisions = []
    for label in sorted({t for boxes in truth.values() for t in boxes[:, 0]}):
        for threshold in np.arange(0.5, 1.0, 0.05):
            hits, positives = [], 0
            for stem, boxes in truth.items():
                wanted = boxes[boxes[:, 0] == label, 1:]
                positives += len(wanted)
                mine = found[stem][found[stem][:, 0] == label]
                mine = mine[np.argsort(-mine[:, 1], kind="stable")][:100]
                iou, free = overlaps(mine[:, 2:], wanted), np.ones(len(wanted), bool)
                for i in range(len(mine)):
                    row = np.where(free, iou[i], -1)
                    best = int(np.argmax(row)) if len(row) else -1
                    hit = best >= 0 and row[best] >= threshold
                    if hit:
                        free[best] = False
                    hits.append((mine[i, 1], hit))
            hits.sort(key=lambda item: -item[0])
            good = np.cumsum([hit for _, hit in hits])
            recall = good / positives
            precision = np.maximum.accumulate((good / np.arange(1, len(good) + 1))[::-1])[::-1]
            at = np.searchsorted(recall, np.linspace(0, 1, 101), side="left")
            precisions.append(np.mean([precision[i] if i < len(precision) else 0 for i in at]))
    return float(np.mean(precisions))


def main():
    model, images, labels, given = sys.argv[1:5]
    score_threshold, nms_threshold = map(float, sys.argv[5:7])
    net = cv2.dnn.readNetFromONNX(model)
    truth, theirs, ours = {}, {}, {}
    for path in sorted(glob.glob(os.path.join(images, "*.jpg"))):
        stem = os.path.splitext(os.path.basename(path))[0]
        image = cv2.imread(path)
        height, width = image.shape[:2]
        label_file = os.path.join(labels, stem + ".txt")
        rows = np.loadtxt(label_file, ndmin=2) if os.path.exists(label_file) and os.path.getsize(label_file) else np.zeros((0, 5))
        size = np.array([width, height])
        centre, half = rows[:, 1:3] * size, rows[:, 3:5] * size / 2
        truth[stem] = np.hstack([rows[:, :1], centre - half, centre + half])
        theirs[stem] = opencv(net, image, score_threshold, nms_threshold)
        ours[stem] = []
    for line in open(given):
        stem, *values = line.split()
        ours[stem].append([float(value) for value in values])
    ours = {stem: np.array(rows, float).reshape(-1, 6) for stem, rows in ours.items()}
    print(f"{mean_average_precision(ours, truth):.5f} {mean_average_precision(theirs, truth):.5f}")


main()
