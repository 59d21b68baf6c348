"""Takes an exported network's weights back into one that can learn: the way on from a file without its checkpoint."""

from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from model import ConvBlock, MultiTaskNetwork
from operators import constants_of
from pruning import module_of, shrink_to

TYPICAL_WEIGHT = 0.06  # root mean square of hidden weights after long training, on which a step's effect depends


def load_exported(network: MultiTaskNetwork, path: Path, images: Tensor) -> None:
    """Gives a network the weights of model.onnx, in place: it infers as the file does, whatever the file was pruned
    to, and its normalisations know mean and variance on pictures (b, 3, h, w) of 0 to 255 as if it had learned on
    them."""
    state = unfolded(network, read_weights(path), path)
    shrink_to(network, state)
    network.load_state_dict(state)
    measure_statistics(network, images)


def read_weights(path: Path) -> dict[str, Tensor]:
    """Weights and biases of an exported network's convolutions by the names they had in PyTorch."""
    try:
        graph = onnx.load(str(path)).graph
    except Exception as problem:  # protobuf's errors have no common kind
        raise SystemExit(f"train: '{path}' cannot be read as ONNX: {problem}") from problem
    constants = constants_of(graph)
    return {f"{module_of(node.name)}.{kind}": torch.from_numpy(constants[name].copy())
            for node in graph.node if node.op_type == "Conv"
            for kind, name in zip(("weight", "bias"), node.input[1:]) if name in constants}


def unfolded(network: MultiTaskNetwork, weights: dict[str, Tensor], path: Path) -> dict[str, Tensor]:
    """The state of a network that does what folded weights do: its normalisations only add what were biases."""
    normalisations = {f"{name}.0": (f"{name}.1", block[1]) for name, block in network.named_modules()
                      if isinstance(block, ConvBlock)}
    convolutions = [name for name, module in network.named_modules() if isinstance(module, nn.Conv2d)]
    strange = {f"{name}.{kind}" for name in convolutions for kind in ("weight", "bias")} ^ weights.keys()
    if strange:
        raise SystemExit(f"train: '{path}' is not of this network: only one of them has {min(strange)}")
    state = {}
    for name in convolutions:
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        state[f"{name}.weight"] = weight / network.input_scale if name == "trunk.stem.0" else weight
        if name not in normalisations:
            state[f"{name}.bias"] = bias
            continue
        norm_name, norm = normalisations[name]
        state |= {
            f"{norm_name}.weight": torch.full_like(bias, (1 + norm.eps) ** 0.5),
            f"{norm_name}.bias": bias,
            f"{norm_name}.running_mean": torch.zeros_like(bias),
            f"{norm_name}.running_var": torch.ones_like(bias),
            f"{norm_name}.num_batches_tracked": torch.tensor(0),
        }
    return state


@torch.no_grad()
def measure_statistics(network: MultiTaskNetwork, images: Tensor) -> None:
    """Gives every normalisation mean and variance of what it sees, and every hidden convolution weights of typical
    size; the network infers as before."""
    hooks = [module.register_forward_pre_hook(_measure) for module in network.modules()
             if isinstance(module, ConvBlock)]
    network.eval()(images)
    for hook in hooks:
        hook.remove()


def _measure(block: ConvBlock, inputs: tuple[Tensor, ...]) -> None:
    convolution, norm, _ = block
    slope = norm.weight / (norm.running_var + norm.eps).sqrt()
    shift = norm.bias - norm.running_mean * slope
    if convolution.in_channels > 3:  # the first one's steps are not orthogonal, and keep their own scale
        size = convolution.weight.flatten(1).square().mean(1).sqrt().clamp(min=1e-6)
        convolution.weight.mul_((TYPICAL_WEIGHT / size)[:, None, None, None])
        slope = slope * size / TYPICAL_WEIGHT
    variance, mean = torch.var_mean(convolution(inputs[0]), (0, 2, 3), unbiased=False)
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_(slope * (variance + norm.eps).sqrt())
    norm.bias.copy_(shift + slope * mean)
