"""Reads what `perception sim render` writes: pictures with boxes, masks, depth and lanes."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from labels import LANES, OBJECTS

DEPTH_PER_METRE = 256.0


@dataclass(frozen=True)
class LaneLine:
    """A painted line of the road, from near to far."""

    role: int  # index into LANES
    points: np.ndarray  # (n, 2) u, v in pixels
    pixels_wide: np.ndarray  # (n,) width of the paint in the picture
    visible: np.ndarray  # (n,) bool, false behind an object


@dataclass(frozen=True)
class Frame:
    """One picture with its truth, all of the picture's height and width."""

    image: np.ndarray  # (h, w, 3) uint8, BGR
    semantic: np.ndarray  # (h, w) uint8, class of labels.SEMANTIC
    depth: np.ndarray  # (h, w) uint16 along the optical axis in 1/DEPTH_PER_METRE m, 0 where there is none
    boxes: np.ndarray  # (n, 4) float32 visible left, top, right, bottom in pixels
    classes: np.ndarray  # (n,) int64, index into OBJECTS
    shown: np.ndarray  # (n,) float32, part of the object that neither others nor the picture's edge hide
    distances: np.ndarray  # (n,) float32 metres along the optical axis to the object's centre
    lanes: list[LaneLine]
    focal: float  # pixels
    info: dict  # seed, conditions, surroundings ...


class RenderedFolder:
    """A folder of rendered frames, read from disk when asked for and, where that is wished, kept in memory."""

    def __init__(self, folder: Path, keep: bool = False) -> None:
        self.folder = folder
        self._keep = keep
        truth = json.loads((folder / "annotations.json").read_text())
        lanes = json.loads((folder / "lanes.json").read_text())["frames"]
        self._infos = truth["images"]
        self._lanes = {entry["image_id"]: entry["lines"] for entry in lanes}
        self._objects: dict[int, list[dict]] = {info["id"]: [] for info in self._infos}
        for item in truth["annotations"]:
            if item["category_id"] <= len(OBJECTS):
                self._objects[item["image_id"]].append(item)
        self._frames: dict[int, Frame] = {}

    def __len__(self) -> int:
        return len(self._infos)

    def __getitem__(self, index: int) -> Frame:
        frame = self._frames.get(index)
        if frame is None:
            frame = self._read(self._infos[index])
            if self._keep:
                self._frames[index] = frame
        return frame

    def _read(self, info: dict) -> Frame:
        name = Path(info["file_name"])
        objects = self._objects[info["id"]]
        boxes = np.array([item["bbox"] for item in objects], np.float32).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        focal = read_focal(self.folder / info["calibration"])
        return Frame(
            image=self._picture(name, cv2.IMREAD_COLOR),
            semantic=self._picture(Path("semantic", name.stem + ".png"), cv2.IMREAD_UNCHANGED),
            depth=self._picture(Path("depth", name.stem + ".png"), cv2.IMREAD_UNCHANGED),
            boxes=boxes,
            classes=np.array([item["category_id"] - 1 for item in objects], np.int64),
            shown=np.array([(1 - item["occlusion"]) * (1 - item["truncation"]) for item in objects], np.float32),
            distances=np.array([item["box3d_in_camera"]["center"][2] for item in objects], np.float32),
            lanes=[lane for line in self._lanes[info["id"]] if (lane := read_lane(line, focal))],
            focal=focal,
            info=info)

    def _picture(self, name: Path, flags: int) -> np.ndarray:
        picture = cv2.imread(str(self.folder / name), flags)
        if picture is None:
            raise ValueError(f"the picture '{self.folder / name}' cannot be read")
        return picture


def read_focal(calibration: Path) -> float:
    """Focal length in pixels from a camera_info YAML."""
    match = re.search(r"camera_matrix:.*?data:\s*\[\s*([0-9.eE+-]+)", calibration.read_text(), re.DOTALL)
    if match is None:
        raise ValueError(f"the calibration '{calibration}' has no camera_matrix")
    return float(match.group(1))


def read_lane(line: dict, focal: float) -> LaneLine | None:
    """A line of lanes.json; None for one of fewer than two points."""
    if len(line["u"]) < 2:
        return None
    ahead = np.maximum(np.array(line["x_in_base"], np.float32), 1)
    return LaneLine(
        role=LANES.index(line["role"]),
        points=np.stack([line["u"], line["v"]], 1).astype(np.float32),
        pixels_wide=(line["width"] * focal / ahead).astype(np.float32),
        visible=np.array(line["visible"], bool))
