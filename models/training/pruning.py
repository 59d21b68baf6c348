"""Networks with fewer channels: the plans that `perception model prune --plan` writes, on PyTorch's weights."""

import json
from pathlib import Path

import torch
from torch import Tensor, nn


def apply_plan(network: nn.Module, path: Path) -> None:
    """Cuts every convolution, and the normalisation behind it, to the channels that a plan leaves; in place."""
    layers = read_plan(path)
    convolutions = {name for name, module in network.named_modules() if isinstance(module, nn.Conv2d)}
    if layers.keys() != convolutions:
        strange = sorted(layers.keys() ^ convolutions)
        raise SystemExit(f"train: the plan '{path}' is of another network: only one of them has {strange[0]}")
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d):
            cut_convolution(name, module, layers[name])
        elif isinstance(module, nn.BatchNorm2d):
            cut_normalisation(module, layers[convolution_before(name)]["outputs"])


def read_plan(path: Path) -> dict[str, dict]:
    """The layers of a plan by their modules."""
    try:
        return {module_of(layer["name"]): layer for layer in json.loads(path.read_text())["layers"]}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise SystemExit(f"train: '{path}' is no plan of perception model prune: {problem}") from problem


def module_of(node: str) -> str:
    """The module that a node of an exported network was: /network/a/b.0/b.0.1/Conv was a.b.0.1."""
    parts: list[str] = []
    for part in node.strip("/").split("/")[1:-1]:
        # A container inside a container repeats the name of the outer one.
        if parts and part.startswith(parts[-1] + "."):
            parts.pop()
        parts.append(part)
    return ".".join(parts)


def convolution_before(normalisation: str) -> str:
    """In a block of three the convolution comes first."""
    return normalisation.rpartition(".")[0] + ".0"


def cut_convolution(name: str, module: nn.Conv2d, layer: dict) -> None:
    """Leaves some of a convolution's inputs and outputs."""
    before = (layer["outputs_before"], layer["inputs_before"])
    if before != (module.out_channels, module.in_channels):
        raise SystemExit(f"train: the plan cuts {name} of {before[1]} to {before[0]} channels, but here it has "
                         f"{module.in_channels} to {module.out_channels}: take the checkpoint that was exported")
    weight = module.weight.detach()[layer["outputs"]][:, layer["inputs"]]
    bias = None if module.bias is None else module.bias.detach()[layer["outputs"]]
    replace_convolution(module, weight, bias)


def cut_normalisation(module: nn.BatchNorm2d, channels: list[int]) -> None:
    """Leaves some of a normalisation's channels."""
    replace_normalisation(module, {name: tensor[channels] for name, tensor in module.state_dict().items()
                                   if tensor.dim() == 1})


def shrink_to(network: nn.Module, state: dict[str, Tensor]) -> None:
    """Gives a network the shapes of stored weights, which may be those of a pruned one; values stay to be loaded."""
    for name, module in network.named_modules():
        own = {key[len(name) + 1:]: tensor for key, tensor in state.items() if key.rpartition(".")[0] == name}
        if isinstance(module, nn.Conv2d) and own["weight"].shape != module.weight.shape:
            replace_convolution(module, own["weight"], own.get("bias"))
        elif isinstance(module, nn.BatchNorm2d) and own["weight"].shape != module.weight.shape:
            replace_normalisation(module, {key: tensor for key, tensor in own.items() if tensor.dim() == 1})


def replace_convolution(module: nn.Conv2d, weight: Tensor, bias: Tensor | None) -> None:
    """Other weights, of other shapes."""
    layout = torch.channels_last if module.weight.is_contiguous(memory_format=torch.channels_last) \
        else torch.contiguous_format
    module.out_channels, module.in_channels = weight.shape[:2]
    module.weight = nn.Parameter(weight.clone(memory_format=layout))
    if bias is not None:
        module.bias = nn.Parameter(bias.clone())


def replace_normalisation(module: nn.BatchNorm2d, tensors: dict[str, Tensor]) -> None:
    """Other factors, offsets and statistics, of other shapes."""
    module.num_features = len(tensors["weight"])
    for name, tensor in tensors.items():
        setattr(module, name, nn.Parameter(tensor.clone()) if name in ("weight", "bias") else tensor.clone())
