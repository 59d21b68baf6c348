"""The state of a training run: weights, their moving average, optimizer and counters, in one file."""

import copy
import math
import os
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from model import SIZES, MultiTaskNetwork
from pruning import shrink_to


class MovingAverage:
    """An exponential moving average of a network's weights, which is what gets evaluated and exported."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self._decay = decay

    @torch.no_grad()
    def update(self, network: nn.Module, updates: int) -> None:
        """Follows the network; quickly at first, when its weights still mean little."""
        decay = self._decay * (1 - math.exp(-(updates + 1) / 200))
        for mine, theirs in zip(self.network.state_dict().values(), network.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)


@dataclass
class Progress:
    """How far a run has come."""

    step: int = 0
    seconds: float = 0.0


def save(path: Path, size: str, network: nn.Module, average: MovingAverage,
         optimizer: torch.optim.Optimizer, progress: Progress, options: dict) -> None:
    """Writes a checkpoint in one move, so that an interrupted run leaves the last whole one."""
    unfinished = path.with_suffix(".unfinished")
    torch.save({
        "size": size,
        "network": network.state_dict(),
        "average": average.network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "step": progress.step,
        "seconds": progress.seconds,
        "options": options,
    }, unfinished)
    os.replace(unfinished, path)


def read(path: Path, device: torch.device) -> dict:
    """What save wrote."""
    return torch.load(path, map_location=device)


def load_average(path: Path, device: torch.device) -> tuple[str, MultiTaskNetwork, dict]:
    """Size, averaged network ready to infer, and the whole checkpoint."""
    state = read(path, device)
    network = MultiTaskNetwork(SIZES[state["size"]]).to(device)
    shrink_to(network, state["average"])
    network.load_state_dict(state["average"])
    return state["size"], network.eval(), state
