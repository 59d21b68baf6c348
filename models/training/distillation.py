"""What a teacher adds: a network learns from what a better one says about the same pictures (Hinton et al., 2015)."""

import torch
import torch.nn.functional as functional
from torch import Tensor

from boxes import flatten
from model import Outputs


def imitation_losses(outputs: Outputs, teacher: Outputs) -> dict[str, Tensor]:
    """How far outputs are from the teacher's: boxes and classes where it is sure of an object, objectness, masks,
    lanes and depth everywhere."""
    boxes, objectness, classes = (flatten([maps[i] for maps in outputs.detections]).float() for i in range(3))
    with torch.no_grad():
        their_boxes, sureness, their_classes = (
            flatten([maps[i] for maps in teacher.detections]).float() for i in range(3))
        sureness, their_classes = sureness.sigmoid(), their_classes.sigmoid()
        certain = sureness * (sureness > 0.1)
        count = certain.sum().clamp(min=1)
    # Quality focal loss (Li et al., 2020): what both agree on, mostly background, says little.
    miss = (sureness - objectness.sigmoid()).square()
    return {
        "box like": (certain * (boxes - their_boxes).abs()).sum() / count,
        "objectness like": 4 * (miss * functional.binary_cross_entropy_with_logits(
            objectness, sureness, reduction="none")).sum() / count,
        "class like": (certain * functional.binary_cross_entropy_with_logits(
            classes, their_classes, reduction="none")).sum() / count,
        "semantic like": divergence(outputs.semantic, teacher.semantic),
        "lane like": divergence(outputs.lanes, teacher.lanes),
        "depth like": (outputs.depth.float() - teacher.depth.float()).abs().mean(),
    }


def divergence(logits: Tensor, theirs: Tensor) -> Tensor:
    """Kullback-Leibler divergence of class maps (b, c, h, w), mean over pixels."""
    each = functional.kl_div(logits.float().log_softmax(1), theirs.float().softmax(1), reduction="none")
    return each.sum(1).mean()
