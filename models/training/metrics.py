"""How good detections, masks, lanes and depth are; numpy alone, apart from the code that trains."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from decode import Detections, box_iou

THRESHOLDS = np.arange(0.5, 0.96, 0.05)
RECALLS = np.linspace(0, 1, 101)


@dataclass
class AveragePrecision:
    """COCO's average precision: 101 recalls, IoU 0.50 to 0.95. Ignored truth neither helps nor hurts."""

    classes: int
    _scores: list[np.ndarray] = field(default_factory=list)  # of detections, and what became of them
    _hits: list[np.ndarray] = field(default_factory=list)  # (thresholds, n): 1 hit, 0 miss, -1 ignored
    _labels: list[np.ndarray] = field(default_factory=list)
    _truths: np.ndarray | None = None

    def add(self, found: Detections, boxes: np.ndarray, labels: np.ndarray, ignored: np.ndarray) -> None:
        """One picture: detections best first, and its truth, of which some (bool) is ignored."""
        if self._truths is None:
            self._truths = np.zeros(self.classes, int)
        self._truths += np.bincount(labels[~ignored], minlength=self.classes)
        hits = np.zeros((len(THRESHOLDS), len(found.boxes)), int)
        for label in np.unique(found.classes):
            mine, theirs = found.classes == label, labels == label
            hits[:, mine] = _match(box_iou(found.boxes[mine], boxes[theirs]), ignored[theirs])
        self._scores.append(found.scores)
        self._hits.append(hits)
        self._labels.append(found.classes)

    def compute(self) -> np.ndarray:
        """(thresholds, classes), NaN for classes without truth."""
        scores, labels = np.concatenate(self._scores), np.concatenate(self._labels)
        hits = np.concatenate(self._hits, 1)
        order = np.argsort(-scores, kind="stable")
        labels, hits = labels[order], hits[:, order]
        result = np.full((len(THRESHOLDS), self.classes), np.nan)
        for label in np.flatnonzero(self._truths):
            for i, row in enumerate(hits[:, labels == label]):
                result[i, label] = _precision(row[row >= 0], self._truths[label])
        return result

    @property
    def truths(self) -> np.ndarray:
        """Objects of each class that count, (classes,)."""
        return np.zeros(self.classes, int) if self._truths is None else self._truths


def _match(overlaps: np.ndarray, ignored: np.ndarray) -> np.ndarray:
    """Detections of one class, best first, against its truth (n, m); (thresholds, n) of 1, 0, -1."""
    hits = np.zeros((len(THRESHOLDS), len(overlaps)), int)
    for t, threshold in enumerate(THRESHOLDS):
        free = np.ones(overlaps.shape[1], bool)
        for i, row in enumerate(overlaps):
            # Truth that counts comes first; only what finds none of it may fall to ignored truth.
            for group, value in ((free & ~ignored, 1), (ignored, -1)):
                candidates = np.flatnonzero(group & (row >= threshold))
                if len(candidates):
                    hits[t, i] = value
                    if value == 1:
                        free[candidates[row[candidates].argmax()]] = False
                    break
    return hits


def _precision(hits: np.ndarray, truths: int) -> float:
    found = np.cumsum(hits)
    precision = found / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(found / truths, RECALLS, side="left")
    return float(np.where(places < len(hits), np.append(envelope, 0)[places], 0).mean())


@dataclass
class RecallByDistance:
    """Part of the objects that some box of their class and at least that score overlaps by half, in bands of metres."""

    least_score: float = 0.3
    bands: tuple[float, ...] = (0, 20, 40, 80, 250)
    _counts: np.ndarray | None = None  # (bands, 2): found, all

    def add(self, found: Detections, boxes: np.ndarray, labels: np.ndarray, metres: np.ndarray) -> None:
        """One picture: detections, and its truth."""
        if self._counts is None:
            self._counts = np.zeros((len(self.bands) - 1, 2), int)
        good = found.scores >= self.least_score
        same = found.classes[good][:, None] == labels[None]
        hit = (same & (box_iou(found.boxes[good], boxes) >= 0.5)).any(0)
        for i, (near, far) in enumerate(zip(self.bands, self.bands[1:])):
            here = (metres >= near) & (metres < far)
            self._counts[i] += hit[here].sum(), here.sum()

    def compute(self) -> dict[str, tuple[float, int]]:
        """Recall and number of objects by band, such as 20-40."""
        names = (f"{near:g}-{far:g}" for near, far in zip(self.bands, self.bands[1:]))
        return {name: (float(found / max(total, 1)), int(total)) for name, (found, total) in zip(names, self._counts)}


@dataclass
class MeanIou:
    """Intersection over union of each class over all pixels."""

    classes: int
    _confusion: np.ndarray | None = None

    def add(self, found: np.ndarray, truth: np.ndarray) -> None:
        """Two masks of one size; truth that is no class does not count."""
        known = truth < self.classes
        pairs = truth[known].astype(np.int64) * self.classes + found[known]
        counts = np.bincount(pairs, minlength=self.classes ** 2).reshape(self.classes, self.classes)
        self._confusion = counts if self._confusion is None else self._confusion + counts

    def compute(self) -> np.ndarray:
        """(classes,), NaN for classes without truth."""
        hits = np.diag(self._confusion).astype(float)
        truths, found = self._confusion.sum(1), self._confusion.sum(0)
        return np.where(truths > 0, hits / np.maximum(truths + found - hits, 1), np.nan)


@dataclass
class LaneScore:
    """F1 of lane cells; a cell is right when a cell of the other mask is at most one away (4 pixels)."""

    _right: int = 0
    _found: int = 0
    _recalled: int = 0
    _truth: int = 0

    def add(self, found: np.ndarray, truth: np.ndarray, unknown: np.ndarray) -> None:
        """Three bool masks of one size; what is unknown counts on neither side."""
        found = found & ~unknown
        kernel = np.ones((3, 3), np.uint8)
        near_truth = cv2.dilate(truth.astype(np.uint8), kernel) > 0
        near_found = cv2.dilate(found.astype(np.uint8), kernel) > 0
        self._right += int((found & near_truth).sum())
        self._found += int(found.sum())
        self._recalled += int((truth & near_found).sum())
        self._truth += int(truth.sum())

    def compute(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        precision = self._right / max(self._found, 1)
        recall = self._recalled / max(self._truth, 1)
        return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


@dataclass
class DepthError:
    """Mean relative error of depth, and the part of pixels within a quarter of the truth, in bands of distance."""

    bands: tuple[float, ...] = (1, 20, 40, 80, 250)
    _error: np.ndarray | None = None  # (bands, 3): sum of relative errors, pixels within, pixels

    def add(self, metres: np.ndarray, truth: np.ndarray) -> None:
        """Two maps of one size; truth of 0 is unknown."""
        if self._error is None:
            self._error = np.zeros((len(self.bands) - 1, 3))
        for i, (near, far) in enumerate(zip(self.bands, self.bands[1:])):
            here = (truth >= near) & (truth < far)
            mine, theirs = metres[here], truth[here]
            within = np.maximum(mine / theirs, theirs / mine) < 1.25
            self._error[i] += (np.abs(mine - theirs) / theirs).sum(), within.sum(), here.sum()

    def compute(self) -> tuple[float, float, np.ndarray]:
        """AbsRel, delta < 1.25, and AbsRel of each band."""
        error, within, _ = self._error.sum(0) / max(self._error[:, 2].sum(), 1)
        return error, within, self._error[:, 0] / np.maximum(self._error[:, 2], 1)
