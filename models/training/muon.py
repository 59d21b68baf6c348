"""The optimizer: orthogonal momentum for hidden convolutions, AdamW for what is left."""

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
BETAS = (0.9, 0.999)


class Muon(torch.optim.Optimizer):
    """Steps of a hidden layer change all its directions alike (Muon: Jordan et al., 2024). Their root mean square is
    0.2 times the rate (Liu et al., "Muon is scalable for LLM training", 2025), so that one rate serves both kinds.

    A group whose "orthogonal" is False takes AdamW's steps (Loshchilov and Hutter, 2019)."""

    def __init__(self, groups: list[dict], rate: float) -> None:
        super().__init__(groups, {"lr": rate, "weight_decay": 0.0, "orthogonal": False})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """One step from the gradients that are there."""
        for group in self.param_groups:
            weights = [weight for weight in group["params"] if weight.grad is not None]
            directions = self._orthogonal(weights) if group["orthogonal"] else map(self._adam, weights)
            for weight, direction in zip(weights, directions):
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.sub_(direction, alpha=group["lr"])

    def _orthogonal(self, weights: list[Tensor]) -> list[Tensor]:
        # Those of one shape together: each alone is too small to keep a processor busy.
        alike: dict[torch.Size, list[int]] = {}
        for i, weight in enumerate(weights):
            alike.setdefault(weight.flatten(1).shape, []).append(i)
        directions: dict[int, Tensor] = {}
        for shape, members in alike.items():
            ahead = torch.stack([self._ahead(weights[i]) for i in members])
            for i, direction in zip(members, 0.2 * max(shape) ** 0.5 * orthogonalized(ahead)):
                directions[i] = direction.view(weights[i].shape)
        return [directions[i] for i in range(len(weights))]

    def _ahead(self, weight: Tensor) -> Tensor:
        state = self.state[weight]
        if not state:
            state["momentum"] = torch.zeros_like(weight)
        momentum = state["momentum"].lerp_(weight.grad, 1 - MOMENTUM)
        return weight.grad.lerp(momentum, MOMENTUM).flatten(1)

    def _adam(self, weight: Tensor) -> Tensor:
        state = self.state[weight]
        if not state:
            state.update(step=0, mean=torch.zeros_like(weight), square=torch.zeros_like(weight))
        state["step"] += 1
        mean = state["mean"].lerp_(weight.grad, 1 - BETAS[0])
        square = state["square"].lerp_(weight.grad.square(), 1 - BETAS[1])
        unbiased = [1 - beta ** state["step"] for beta in BETAS]
        return mean / unbiased[0] / ((square / unbiased[1]).sqrt() + 1e-8)


def orthogonalized(matrices: Tensor) -> Tensor:
    """Matrices (..., n, m) with their singular values brought near one, by five rounds of Newton and Schulz in
    bfloat16."""
    x = (matrices / (matrices.norm(dim=(-2, -1), keepdim=True) + 1e-7)).bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (2.0315 * gram @ gram - 4.7750 * gram) @ x
    return (x.mT if tall else x).float()


def make_optimizer(parts: list[nn.Module], edges: list[nn.Module], rate: float, decay: float) -> Muon:
    """For the weights of some parts of a network, of which the first and last layers (edges) take AdamW's steps;
    weights of convolutions decay, biases and normalisation do not."""
    parameters = [parameter for part in parts for parameter in part.parameters()]
    outer = {id(edge.weight) for edge in edges}
    weights = [p for p in parameters if p.dim() > 1]
    return Muon([
        {"params": [p for p in weights if id(p) not in outer], "weight_decay": decay, "orthogonal": True},
        {"params": [p for p in weights if id(p) in outer], "weight_decay": decay},
        {"params": [p for p in parameters if p.dim() <= 1]},
    ], rate)
