#!/usr/bin/env python3
"""Measures a checkpoint or an exported network on rendered frames of unseen seeds.

    evaluate.py MODEL.onnx|last.pt --data FOLDER [--frames N] [--pictures FOLDER]

An object counts when at least a quarter of it shows and its visible box is at least 8 pixels high and 4 wide in the
network's input; smaller ones neither help nor hurt. Beside that, mAP50 of objects of 16 and of 25 pixels and more in
height, the latter being KITTI's least height of "moderate" and "hard".
"""

import argparse
import itertools
import json
import sys
from pathlib import Path

import cv2
import numpy as np

from augment import look, whole_view
from dataset import RenderedSet, lane_mask
from decode import Detections, decode_depth, decode_detections, decode_lanes, decode_semantic
from engines import Engine, open_engine
from frames import Frame
from labels import INPUT_SIZE, LANES, MASK_STRIDE, OBJECT_COLOURS, OBJECTS, SEMANTIC, picture_size
from metrics import AveragePrecision, DepthError, LaneScore, MeanIou, RecallByDistance

LEAST_WIDTH = 4
LEAST_HEIGHTS = (8, 16, 25)
LEAST_SHOWN = 0.25


def open_network(path: Path, size: tuple[int, int]) -> Engine:
    """A function from a picture (1, 3, h, w) to outputs by name, from ONNX or from a checkpoint."""
    if path.suffix == ".onnx":
        return open_engine(path)

    import torch

    from checkpoint import load_average
    from export import OUTPUTS, DeployedNetwork

    deployed = DeployedNetwork(load_average(path, torch.device("cpu"))[1], *size).eval()

    def run(images: np.ndarray) -> dict[str, np.ndarray]:
        with torch.no_grad():
            return {name: value.numpy() for name, value in zip(OUTPUTS, deployed(torch.from_numpy(images)))}

    return run


class Evaluation:
    """The measures over all frames that were added."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.boxes = {height: AveragePrecision(len(OBJECTS)) for height in LEAST_HEIGHTS}
        self.recall = RecallByDistance()
        self.semantic = MeanIou(len(SEMANTIC))
        self.lanes = LaneScore()
        self.depth = DepthError()
        self.frames = 0

    def add(self, frame: Frame, network: Engine) -> tuple[np.ndarray, Detections]:
        """One frame; the picture as the network saw it, and what it found."""
        width, height = self.size
        view = whole_view(frame, self.size)
        scene = look(frame, view)
        images = np.ascontiguousarray(scene.image.transpose(2, 0, 1)[None], np.float32)
        outputs = {name: value[0] for name, value in network(images).items()}

        found = decode_detections(outputs["detections"], width, height)
        boxes = frame.boxes * view.zoom
        sides = boxes[:, 2:] - boxes[:, :2]
        ignored = (sides[:, 0] < LEAST_WIDTH) | (sides[:, 1] < LEAST_HEIGHTS[0]) | (frame.shown < LEAST_SHOWN)
        for least_height, precision in self.boxes.items():
            precision.add(found, boxes, frame.classes, ignored | (sides[:, 1] < least_height))
        self.recall.add(found, boxes[~ignored], frame.classes[~ignored], frame.distances[~ignored])

        self.semantic.add(decode_semantic(outputs["semantic"], width, height), scene.semantic)
        truth = lane_mask(scene.lanes, self.size)
        is_line = (truth > 0) & (truth < len(LANES))
        self.lanes.add(decode_lanes(outputs["lanes"]) > 0, is_line, truth >= len(LANES))
        # A cell's centre lies between four pixels.
        metres = decode_depth(outputs["depth"][0])
        for y, x in itertools.product((MASK_STRIDE // 2 - 1, MASK_STRIDE // 2), repeat=2):
            self.depth.add(metres, scene.depth[y::MASK_STRIDE, x::MASK_STRIDE])
        self.frames += 1
        return scene.image, found

    def summary(self) -> dict:
        """All figures by name."""
        counted = self.boxes[LEAST_HEIGHTS[0]]
        precision = counted.compute()
        iou = self.semantic.compute()
        lane_precision, lane_recall, lane_f1 = self.lanes.compute()
        relative, within, bands = self.depth.compute()
        return {
            "frames": self.frames,
            "mAP50": mean(precision[0]),
            "mAP50-95": mean(precision),
            "mAP50 by least height": by_name(
                tuple(f"{height} px" for height in self.boxes),
                np.array([mean(measure.compute()[0]) for measure in self.boxes.values()])),
            "mIoU": mean(iou),
            "lane": {"precision": lane_precision, "recall": lane_recall, "F1": lane_f1},
            "depth": {"AbsRel": relative, "delta<1.25": within, "AbsRel by metres": {
                f"{near:g}-{far:g}": float(value)
                for near, far, value in zip(self.depth.bands, self.depth.bands[1:], bands)}},
            "AP50 by class": by_name(OBJECTS, precision[0]),
            "objects by class": {name: int(count) for name, count in zip(OBJECTS, counted.truths)},
            "recall by metres": {name: {"recall": recall, "objects": count}
                                 for name, (recall, count) in self.recall.compute().items()},
            "IoU by class": by_name(SEMANTIC, iou),
        }


def mean(values: np.ndarray) -> float:
    """Over what has truth; NaN where nothing has."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def by_name(names: tuple[str, ...], values: np.ndarray) -> dict[str, float | None]:
    """Values by name; None for classes without truth."""
    return {name: None if np.isnan(value) else float(value) for name, value in zip(names, values)}


def draw(image: np.ndarray, found: Detections, least_score: float = 0.4) -> np.ndarray:
    """The picture with the boxes of at least that score."""
    image = image.copy()
    for box, label, score in zip(found.boxes.round().astype(int).tolist(), found.classes, found.scores):
        if score >= least_score:
            colour = tuple(bytes.fromhex(OBJECT_COLOURS[label][1:])[::-1])
            cv2.rectangle(image, box[:2], box[2:], colour, 2)
            cv2.putText(image, f"{OBJECTS[label]} {score:.2f}", (box[0], max(box[1] - 3, 10)),
                        cv2.FONT_HERSHEY_SIMPLEX, 0.35, colour, 1, cv2.LINE_AA)
    return image


def main(arguments: list[str]) -> None:
    """Prints the figures as JSON."""
    parser = argparse.ArgumentParser(description="Measures a network on rendered frames.")
    parser.add_argument("model", type=Path, help="model.onnx, or a checkpoint of train.py")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--frames", type=int, default=500, help="at most")
    parser.add_argument("--pictures", type=Path, help="folder for pictures with what was found")
    parser.add_argument("--input", type=picture_size, default="x".join(map(str, INPUT_SIZE)), metavar="WIDTHxHEIGHT",
                        help="multiples of 32, by default %(default)s")
    options = parser.parse_args(arguments)

    frames = RenderedSet(options.data, kept_frames=0)
    if len(frames) == 0:
        raise SystemExit(f"evaluate: no rendered folder in '{options.data}' (perception sim render --out makes one)")
    network, evaluation = open_network(options.model, options.input), Evaluation(options.input)
    for index in range(min(len(frames), options.frames)):
        image, found = evaluation.add(frames[index], network)
        if options.pictures:
            options.pictures.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(options.pictures / f"{index:06d}.jpg"), draw(image, found))
    json.dump(evaluation.summary(), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
