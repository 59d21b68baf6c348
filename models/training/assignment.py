"""Which cells of the detection head answer for which object: SimOTA (Ge et al., YOLOX, 2021)."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import Tensor

from boxes import cell_centres, iou

CENTRE_RADIUS = 2.5  # cells around an object's centre, of each stride, that may answer for it
CANDIDATES = 10  # best overlaps that say how many cells an object gets
IOU_WEIGHT = 3.0
OUTSIDE_COST = 1e5


@dataclass
class Assignment:
    """Cells with an object, and cells whose objectness says nothing."""

    cells: Tensor  # (k,) int64, indices of cells
    objects: Tensor  # (k,) int64, the object of each of those cells
    overlaps: Tensor  # (k,) float32, IoU of the predicted box with the object's
    neutral: Tensor  # (n,) bool


@torch.no_grad()
def assign(predicted: Tensor, objectness: Tensor, class_logits: Tensor, grid: Tensor,
           boxes: Tensor, classes: Tensor, ignored: Tensor) -> Assignment:
    """For one picture: predicted boxes (n, 4), objectness logits (n,), class logits (n, c) and grid (n, 3), and the
    truth's boxes (m, 4), classes (m,) and ignored boxes (i, 4)."""
    centres = cell_centres(grid)
    neutral = _inside(centres, ignored).any(0)
    empty = torch.zeros(0, dtype=torch.int64, device=grid.device)
    if len(boxes) == 0:
        return Assignment(empty, empty, predicted.new_zeros(0), neutral)

    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    eligible = cells_around(middles, grid)
    if len(eligible) == 0:
        return Assignment(empty, empty, predicted.new_zeros(0), neutral)

    centres = centres[eligible]
    near = ((centres[None] - middles[:, None]).abs() < CENTRE_RADIUS * grid[None, eligible, 2:]).all(-1)
    overlaps = iou(boxes[:, None], predicted[None, eligible].float())
    scores = (class_logits[eligible].float().sigmoid() * objectness[eligible].float().sigmoid()[:, None]).sqrt()
    wanted = functional.one_hot(classes, class_logits.shape[1]).float()
    class_cost = functional.binary_cross_entropy(
        scores.clamp(1e-6, 1 - 1e-6)[None].expand(len(boxes), -1, -1),
        wanted[:, None].expand(-1, len(eligible), -1), reduction="none").sum(-1)
    both = near & _inside(centres, boxes)
    cost = class_cost - IOU_WEIGHT * overlaps.clamp(min=1e-8).log() + OUTSIDE_COST * ~both

    chosen = _match(cost, overlaps)
    has_object = chosen.any(0)
    objects = chosen[:, has_object].int().argmax(0)
    cells = eligible[has_object]
    neutral[cells] = False
    return Assignment(cells, objects, overlaps[objects, has_object.nonzero()[:, 0]], neutral)


def _match(cost: Tensor, overlaps: Tensor) -> Tensor:
    """Which of the cells each object takes, (m, n) bool; a cell serves one object only."""
    chosen = torch.zeros_like(cost, dtype=torch.bool)
    best = overlaps.topk(min(CANDIDATES, overlaps.shape[1]), 1).values
    for i, count in enumerate(best.sum(1).int().clamp(min=1).tolist()):
        chosen[i, cost[i].topk(count, largest=False).indices] = True
    disputed = chosen.sum(0) > 1
    if disputed.any():
        cheapest = cost[:, disputed].argmin(0)
        chosen[:, disputed] = functional.one_hot(cheapest, len(cost)).T.bool()
    return chosen


def cells_around(middles: Tensor, grid: Tensor) -> Tensor:
    """Indices of the cells whose centres are near one of the points (m, 2), ascending; looks at few of the others."""
    reach = torch.arange(-math.ceil(CENTRE_RADIUS), math.ceil(CENTRE_RADIUS) + 1, device=grid.device)
    found, first = [], 0
    for stride, count in zip(*(values.tolist() for values in grid[:, 2].unique(return_counts=True))):
        columns, rows = (int(side) + 1 for side in grid[first + count - 1, :2])
        cells = (middles / stride).floor().long()
        x = (cells[:, 0, None] + reach).clamp(0, columns - 1)[:, None, :]
        y = (cells[:, 1, None] + reach).clamp(0, rows - 1)[:, :, None]
        index = (first + y * columns + x).flatten(1)
        away = (cell_centres(grid[index]) - middles[:, None]).abs()
        found.append(index[(away < CENTRE_RADIUS * stride).all(-1)])
        first += count
    return torch.cat(found).unique()


def _inside(points: Tensor, boxes: Tensor) -> Tensor:
    """Which points (n, 2) lie in which boxes (m, 4): (m, n) bool."""
    return ((points[None] > boxes[:, None, :2]) & (points[None] < boxes[:, None, 2:])).all(-1)
