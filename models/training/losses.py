"""What training makes small: one loss for each of the network's outputs."""

import torch
import torch.nn.functional as functional
from torch import Tensor

from assignment import assign
from boxes import decode, encode, flatten, giou, make_grid
from dataset import Batch
from labels import DEPTH_LIMITS, DEPTH_OFFSET, DEPTH_SCALE, IGNORED, MASK_STRIDE, SEMANTIC
from model import Outputs

BOX_WEIGHT = 5.0
SIDES_WEIGHT = 1.0
FOCAL_GAMMA = 2.0
FOCAL_ALPHA = 0.75  # of objects, against 0.25 of background
SEMANTIC_WEIGHT = 1.5
SEMANTIC_DICE_WEIGHT = 1.5
LANE_WEIGHT = 0.3
DEPTH_WEIGHT = 0.75

# Thin and rare things weigh more: a third of the pixels are road, one in three thousand belongs to a traffic light.
SEMANTIC_CLASS_WEIGHTS = {
    "wall": 1.5, "obstacle": 2.0, "traffic_light": 4.0, "traffic_sign": 4.0, "person": 3.0, "vehicle": 1.5, "bike": 3.0,
    "sidewalk": 1.5, "road_paint": 2.0, "curbstone": 2.0, "crosswalk": 3.0}

# Lines cover about a hundredth of a picture.
LANE_CLASS_WEIGHTS = (0.3, 2.0, 2.0, 2.0)


def detection_losses(outputs: Outputs, batch: Batch) -> dict[str, Tensor]:
    """Boxes (GIoU and L1), objectness (focal, against the IoU of the cell's box) and classes, per assigned cell."""
    boxes, objectness, classes = (flatten([maps[i] for maps in outputs.detections]).float() for i in range(3))
    height, width = batch.images.shape[2:]
    grid = make_grid(width, height, boxes.device)
    predicted = decode(boxes, grid)
    objectness = objectness[..., 0]

    wanted = torch.zeros_like(objectness)
    weight = torch.ones_like(objectness)
    box_loss, class_loss, count = boxes.sum() * 0, classes.sum() * 0, 0
    for i in range(len(batch.boxes)):
        assigned = assign(predicted[i], objectness[i], classes[i], grid,
                          batch.boxes[i], batch.classes[i], batch.ignored[i])
        weight[i, assigned.neutral] = 0
        if len(assigned.cells) == 0:
            continue
        count += len(assigned.cells)
        wanted[i, assigned.cells] = assigned.overlaps
        truth = batch.boxes[i][assigned.objects]
        raw_truth = encode(truth, grid[assigned.cells])
        box_loss = box_loss + BOX_WEIGHT * (1 - giou(predicted[i, assigned.cells], truth)).sum() \
            + SIDES_WEIGHT * (boxes[i, assigned.cells] - raw_truth).abs().sum()
        class_loss = class_loss + functional.binary_cross_entropy_with_logits(
            classes[i, assigned.cells],
            functional.one_hot(batch.classes[i][assigned.objects], classes.shape[2]).float(), reduction="sum")

    count = max(count, 1)
    return {
        "box": box_loss / count,
        "objectness": (focal(objectness, wanted) * weight).sum() / count,
        "class": class_loss / count,
    }


def focal(logits: Tensor, wanted: Tensor) -> Tensor:
    """Quality focal loss (Li et al., 2020) of each logit against 0 for background and the IoU for objects."""
    loss = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    miss = (wanted - logits.sigmoid()).abs()
    balance = torch.where(wanted > 0, FOCAL_ALPHA, 1 - FOCAL_ALPHA)
    return 4 * balance * miss ** FOCAL_GAMMA * loss


def decoder_losses(outputs: Outputs, batch: Batch) -> dict[str, Tensor]:
    """Semantic cross entropy, lane cross entropy with dice, and depth."""
    return {
        "semantic": SEMANTIC_WEIGHT * semantic_loss(outputs.semantic.float(), batch.semantic),
        "lane": LANE_WEIGHT * lane_loss(outputs.lanes.float(), batch.lanes),
        "depth": DEPTH_WEIGHT * depth_loss(outputs.depth[:, 0].float(), batch.depth),
    }


def semantic_loss(logits: Tensor, classes: Tensor) -> Tensor:
    """Weighted cross entropy and dice of logits (b, classes, h/4, w/4) against a mask (b, h, w)."""
    weights = torch.tensor([SEMANTIC_CLASS_WEIGHTS.get(name, 1.0) for name in SEMANTIC], device=logits.device)
    # One pixel of each cell, another in each picture: as unbiased as all sixteen, at a sixteenth of the work.
    pixels = torch.randint(MASK_STRIDE, (len(logits), 2)).tolist()
    said = torch.stack([enlarged_at(enlarged_at(cells, row, 0), column, 1)
                        for cells, (row, column) in zip(logits.movedim(1, -1), pixels)]).movedim(-1, 1)
    shown = torch.stack([mask[row::MASK_STRIDE, column::MASK_STRIDE]
                         for mask, (row, column) in zip(classes, pixels)]).long()
    return functional.cross_entropy(said, shown, weights, ignore_index=IGNORED) \
        + SEMANTIC_DICE_WEIGHT * dice_loss(said, shown)


def enlarged_at(cells: Tensor, pixel: int, axis: int) -> Tensor:
    """What bilinear enlarging by MASK_STRIDE along an axis makes of that pixel of each cell; of the cells' shape."""
    offset = (pixel + 0.5) / MASK_STRIDE - 0.5  # in cells, from a cell's centre
    length = cells.shape[axis]
    inner, first, last = (cells.narrow(axis, start, count)
                          for start, count in ((int(offset > 0), length - 1), (0, 1), (length - 1, 1)))
    neighbours = torch.cat([inner, last] if offset > 0 else [first, inner], axis)
    return torch.lerp(cells, neighbours, abs(offset))


def dice_loss(logits: Tensor, classes: Tensor) -> Tensor:
    """Mean over the batch's classes of one less the dice coefficient (Milletari et al., 2016): what is rare counts as
    much as what is everywhere, and what is drawn too large costs as well as what is missed."""
    known = classes != IGNORED
    truth, said = classes[known], logits.softmax(1).movedim(1, -1)[known]
    sizes = torch.bincount(truth, minlength=logits.shape[1])
    both = torch.zeros_like(said[0]).index_add(0, truth, said.gather(1, truth[:, None])[:, 0])
    return (1 - (2 * both + 1) / (said.sum(0) + sizes + 1))[sizes > 0].mean()


def lane_loss(logits: Tensor, lanes: Tensor) -> Tensor:
    """Cross entropy of roles (b, roles, h, w) plus the dice loss of line against no line."""
    weights = torch.tensor(LANE_CLASS_WEIGHTS, device=logits.device)
    entropy = functional.cross_entropy(logits, lanes, weights, ignore_index=IGNORED)
    known = (lanes != IGNORED).float()
    line = (1 - logits.softmax(1)[:, 0]) * known
    truth = (lanes > 0).float() * known
    dice = 1 - (2 * (line * truth).sum() + 1) / (line.sum() + truth.sum() + 1)
    return entropy + dice


def depth_loss(output: Tensor, metres: Tensor) -> Tensor:
    """L1 of log depth (b, h, w), plus the same of its steps between neighbours, which are free of scale."""
    known = (metres > DEPTH_LIMITS[0]) & (metres < DEPTH_LIMITS[1])
    wanted = metres.clamp(*DEPTH_LIMITS).log()
    error = (output * DEPTH_SCALE + DEPTH_OFFSET - wanted) * known
    steps = _steps(error, known, 1) + _steps(error, known, 2)
    return error.abs().sum() / known.sum().clamp(min=1) + 0.5 * steps


def _steps(error: Tensor, known: Tensor, axis: int) -> Tensor:
    near, far = (slice(None, -1), slice(1, None))
    index = [slice(None)] * 3
    index[axis] = near
    first = tuple(index)
    index[axis] = far
    second = tuple(index)
    both = known[first] & known[second]
    return ((error[second] - error[first]).abs() * both).sum() / both.sum().clamp(min=1)
