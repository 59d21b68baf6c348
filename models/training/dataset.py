"""Training samples: frames seen through random views, as the tensors that the losses compare with."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch

from augment import Scene, look, photometric, random_view, whole_view
from frames import Frame, LaneLine, RenderedFolder
from labels import IGNORED, MASK_STRIDE


@dataclass
class Batch:
    """Samples of one size; lanes and depth are coarser than the picture by MASK_STRIDE."""

    images: torch.Tensor  # (b, 3, h, w) float32, BGR, 0..255
    semantic: torch.Tensor  # (b, h, w) uint8, IGNORED where there is no truth
    lanes: torch.Tensor  # (b, h/4, w/4) int64, index into LANES, IGNORED behind objects
    depth: torch.Tensor  # (b, h/4, w/4) float32 metres, 0 where there is none
    boxes: list[torch.Tensor]  # b times (n, 4) left, top, right, bottom in pixels
    classes: list[torch.Tensor]  # b times (n,) int64
    ignored: list[torch.Tensor]  # b times (m, 4)

    def to(self, device: torch.device) -> "Batch":
        """The same on another device."""
        return Batch(
            *(tensor.to(device, non_blocking=True) for tensor in
              (self.images, self.semantic, self.lanes, self.depth)),
            *([tensor.to(device, non_blocking=True) for tensor in tensors] for tensors in
              (self.boxes, self.classes, self.ignored)))


class RenderedSet:
    """The frames of all complete rendered folders at or below a folder, under one index."""

    def __init__(self, root: Path, kept_frames: int = 4000) -> None:
        self._root, self._kept_frames = root, kept_frames
        self._folders: list[RenderedFolder] = []
        self.refresh()

    def refresh(self) -> None:
        """Adds folders that have become complete; what was indexed before keeps its index."""
        known = {folder.folder for folder in self._folders}
        found = itertools.chain(self._root.glob("annotations.json"), self._root.glob("*/annotations.json"))
        for folder in sorted({path.parent for path in found} - known):
            if not folder.name.startswith("."):
                self._folders.append(RenderedFolder(folder, keep=len(self) < self._kept_frames))

    def __len__(self) -> int:
        return sum(map(len, self._folders))

    def __getitem__(self, index: int) -> Frame:
        for folder in self._folders:
            if index < len(folder):
                return folder[index]
            index -= len(folder)
        raise IndexError(index)


def training_scene(frame: Frame, size: tuple[int, int], zooms: tuple[float, float], plain: float,
                   rng: np.random.Generator) -> Scene:
    """A frame varied in geometry and light; that part of frames which is plain is at most mirrored."""
    if rng.random() < plain:
        return look(frame, replace(whole_view(frame, size), mirrored=rng.random() < 0.5))
    scene = look(frame, random_view(frame, size, zooms, rng))
    scene.image[:] = photometric(scene.image, rng)
    return scene


def lane_mask(lanes: list[LaneLine], size: tuple[int, int], stride: int = MASK_STRIDE) -> np.ndarray:
    """Lines drawn at the paint's width, at least one cell; (h/stride, w/stride) uint8."""
    mask = np.zeros((size[1] // stride, size[0] // stride), np.uint8)
    hidden = np.zeros_like(mask)
    for lane in lanes:
        cells = lane.points / stride - 0.5
        near = np.all(np.abs(cells) < 4096, 1)  # beyond, OpenCV's fixed point overflows
        for i in np.flatnonzero(near[:-1] & near[1:]):
            shown = lane.visible[i] and lane.visible[i + 1]
            thickness = max(1, round(float(lane.pixels_wide[i]) / stride))
            start, end = (np.round(cells[i:i + 2] * 16)).astype(int).tolist()
            cv2.line(mask if shown else hidden, start, end, lane.role if shown else IGNORED, thickness, cv2.LINE_8, 4)
    return np.where(mask > 0, mask, hidden)


def collate(scenes: list[Scene]) -> Batch:
    """Tensors from scenes of one size."""
    images = torch.from_numpy(np.stack([scene.image for scene in scenes]))
    height, width = images.shape[1:3]
    # A cell's centre lies between four pixels, of which each picture shows one, in turn.
    beside = [(MASK_STRIDE // 2 - i // 2 % 2, MASK_STRIDE // 2 - i % 2) for i in range(len(scenes))]
    return Batch(
        images=images.permute(0, 3, 1, 2).float(),
        semantic=torch.from_numpy(np.stack([scene.semantic for scene in scenes])),
        lanes=torch.from_numpy(np.stack(
            [lane_mask(scene.lanes, (width, height)) for scene in scenes]).astype(np.int64)),
        depth=torch.from_numpy(np.stack(
            [scene.depth[y::MASK_STRIDE, x::MASK_STRIDE] for scene, (y, x) in zip(scenes, beside)])),
        boxes=[torch.from_numpy(scene.boxes) for scene in scenes],
        classes=[torch.from_numpy(scene.classes) for scene in scenes],
        ignored=[torch.from_numpy(scene.ignored) for scene in scenes])


class TrainingStream:
    """An endless stream of batches. Sample n depends on the seed, n and the frames there are, however many
    threads prepare it."""

    def __init__(self, frames: RenderedSet, batch: int, size: tuple[int, int], zooms: tuple[float, float],
                 seed: int, first_batch: int = 0, workers: int = 1, plain: float = 0) -> None:
        self._frames, self._batch, self._size, self._zooms, self._plain = frames, batch, size, zooms, plain
        self._seed, self._first, self._workers = seed, first_batch, workers

    def __iter__(self) -> Iterator[Batch]:
        if self._workers == 0:
            yield from map(self._prepare, itertools.count(self._first))
            return
        with ThreadPoolExecutor(self._workers) as pool:
            numbers = itertools.count(self._first)
            ahead = [pool.submit(self._prepare, next(numbers)) for _ in range(2 * self._workers)]
            while True:
                batch = ahead.pop(0).result()
                ahead.append(pool.submit(self._prepare, next(numbers)))
                yield batch

    def _prepare(self, number: int) -> Batch:
        scenes = []
        for sample in range(number * self._batch, (number + 1) * self._batch):
            rng = np.random.default_rng((self._seed, sample))
            frame = self._frames[int(rng.integers(len(self._frames)))]
            scenes.append(training_scene(frame, self._size, self._zooms, self._plain, rng))
        return collate(scenes)
