"""Geometry of boxes and of the head's grid."""

import torch
from torch import Tensor

from labels import STRIDES


def make_grid(width: int, height: int, device: torch.device) -> Tensor:
    """Column, row and stride of every cell, (n, 3), in the order of the head's output."""
    parts = []
    for stride in STRIDES:
        rows, columns = torch.meshgrid(
            torch.arange(height // stride, device=device), torch.arange(width // stride, device=device), indexing="ij")
        parts.append(torch.stack([columns, rows, torch.full_like(rows, stride)], 2).reshape(-1, 3))
    return torch.cat(parts).float()


def flatten(maps: list[Tensor]) -> Tensor:
    """Maps (b, c, h, w) of all strides as rows (b, n, c)."""
    return torch.cat([x.flatten(2) for x in maps], 2).transpose(1, 2)


def decode(raw: Tensor, grid: Tensor) -> Tensor:
    """Boxes relative to cells, (..., n, 4), to left, top, right, bottom in pixels."""
    centres = (raw[..., :2] + grid[:, :2]) * grid[:, 2:]
    sides = raw[..., 2:].clamp(max=10).exp() * grid[:, 2:]
    return torch.cat([centres - sides / 2, centres + sides / 2], -1)


def encode(boxes: Tensor, grid: Tensor) -> Tensor:
    """The inverse of decode: boxes in pixels, (..., n, 4), relative to their cells."""
    middles, sides = (boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]
    return torch.cat([middles / grid[:, 2:] - grid[:, :2], (sides / grid[:, 2:]).log()], -1)


def cell_centres(grid: Tensor) -> Tensor:
    """Centres of cells (..., 3) in pixels, (..., 2)."""
    return (grid[..., :2] + 0.5) * grid[..., 2:]


def overlap(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Areas of intersection and of union of boxes that broadcast."""
    corner = torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])
    intersection = corner.clamp(min=0).prod(-1)
    areas = [(x[..., 2:] - x[..., :2]).clamp(min=0).prod(-1) for x in (a, b)]
    return intersection, areas[0] + areas[1] - intersection


def iou(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of boxes that broadcast."""
    intersection, union = overlap(a, b)
    return intersection / union.clamp(min=1e-6)


def giou(a: Tensor, b: Tensor) -> Tensor:
    """Generalised IoU (Rezatofighi et al., 2019): IoU less the part of the hull that neither box covers."""
    intersection, union = overlap(a, b)
    sides = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    hull = sides.prod(-1).clamp(min=1e-6)
    return intersection / union.clamp(min=1e-6) - (hull - union) / hull
