"""The network: a trunk and a neck that four decoders share. One definition, two sizes.

Built for the accelerators of edge devices: plain convolutions, ReLU6, channels in multiples of 32 (16 in the stem of
the small one), nearest upsampling by two, concatenation of channels; no slices, no pooling, no exponentials.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from labels import LANES, MASK_STRIDE, OBJECTS, SEMANTIC, STRIDES
from normalise import normalise_and_clamp


@dataclass(frozen=True)
class Size:
    """Widths (channels) and depths (3x3 convolutions in a row) of a network."""

    stem: int
    trunk: tuple[int, int, int, int]  # at strides 4, 8, 16, 32
    hidden: tuple[int, int, int]  # inside the trunk's blocks at strides 8, 16, 32
    trunk_depth: int
    neck: int
    neck_hidden: int
    neck_depth: int
    head: int
    head_depth: int
    decoder: int


SIZES: dict[str, Size] = {
    "n": Size(16, (32, 64, 96, 128), (32, 32, 64), 2, 64, 32, 1, 32, 1, 32),
    "s": Size(32, (64, 128, 256, 512), (64, 128, 256), 3, 128, 64, 2, 128, 2, 64),
}


class ConvBlock(nn.Sequential):
    """Convolution, batch normalisation, ReLU6."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03),
            nn.ReLU6())

    def forward(self, x: Tensor) -> Tensor:
        """(b, inputs, h, w) to (b, outputs, h / stride, w / stride)."""
        convolution, norm, clamp = self
        x = convolution(x)
        if x.dtype == torch.bfloat16 and x.device.type == "cpu":
            return normalise_and_clamp(x, norm)
        return clamp(norm(x))


class Elan(nn.Module):
    """A block whose 3x3 convolutions form one path, and whose output sees every station of that path."""

    def __init__(self, inputs: int, hidden: int, outputs: int, depth: int) -> None:
        super().__init__()
        self.aside = ConvBlock(inputs, hidden, 1)
        self.start = ConvBlock(inputs, hidden, 1)
        self.path = nn.ModuleList(ConvBlock(hidden, hidden, 3) for _ in range(depth))
        self.merge = ConvBlock((2 + depth) * hidden, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(b, inputs, h, w) to (b, outputs, h, w)."""
        stations = [self.aside(x), self.start(x)]
        for step in self.path:
            stations.append(step(stations[-1]))
        return self.merge(torch.cat(stations, 1))


class Trunk(nn.Module):
    """Features of the picture at strides 4, 8, 16 and 32."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.stem = ConvBlock(3, size.stem, 3, 2)
        self.stages = nn.ModuleList([nn.Sequential(
            ConvBlock(size.stem, size.trunk[0], 3, 2), ConvBlock(size.trunk[0], size.trunk[0], 3))])
        for inputs, outputs, hidden in zip(size.trunk, size.trunk[1:], size.hidden):
            self.stages.append(nn.Sequential(
                ConvBlock(inputs, outputs, 3, 2), Elan(outputs, hidden, outputs, size.trunk_depth)))

    def forward(self, images: Tensor) -> list[Tensor]:
        """(b, 3, h, w) of 0..255 to four maps."""
        x = self.stem(images)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class Neck(nn.Module):
    """Carries meaning from coarse maps to fine ones and position back (a path aggregation network).

    The finest map goes to the decoders and to small objects only: nothing is carried back from it."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        c4, c8, c16, c32 = size.trunk
        width, hidden, depth = size.neck, size.neck_hidden, size.neck_depth
        self.lateral = ConvBlock(c32, width, 1)
        self.down_to_16 = Elan(c16 + width, hidden, width, depth)
        self.down_to_8 = Elan(c8 + width, hidden, width, depth)
        self.down_to_4 = Elan(c4 + width, hidden, size.decoder, 1)
        self.shrink_8 = ConvBlock(width, width, 3, 2)
        self.up_to_16 = Elan(2 * width, hidden, width, depth)
        self.shrink_16 = ConvBlock(width, width, 3, 2)
        self.up_to_32 = Elan(2 * width, hidden, width, depth)
        self.twice = nn.Upsample(scale_factor=2.0, mode="nearest")

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        """Maps at strides 4, 8, 16, 32 of the trunk to as many of the neck."""
        c4, c8, c16, c32 = maps
        top = self.lateral(c32)
        p16 = self.down_to_16(torch.cat([self.twice(top), c16], 1))
        p8 = self.down_to_8(torch.cat([self.twice(p16), c8], 1))
        p4 = self.down_to_4(torch.cat([self.twice(p8), c4], 1))
        n16 = self.up_to_16(torch.cat([self.shrink_8(p8), p16], 1))
        n32 = self.up_to_32(torch.cat([self.shrink_16(n16), top], 1))
        return [p4, p8, n16, n32]


class DetectionHead(nn.Module):
    """YOLOX's decoupled, anchor-free head for one stride."""

    def __init__(self, inputs: int, width: int, depth: int, kernel: int) -> None:
        super().__init__()
        self.stem = ConvBlock(inputs, width, 1)
        self.class_path = nn.Sequential(*(ConvBlock(width, width, kernel) for _ in range(depth)))
        self.box_path = nn.Sequential(*(ConvBlock(width, width, kernel) for _ in range(depth)))
        self.classes = nn.Conv2d(width, len(OBJECTS), 1)
        self.box = nn.Conv2d(width, 4, 1)
        self.objectness = nn.Conv2d(width, 1, 1)
        for scores in (self.classes, self.objectness):
            nn.init.constant_(scores.bias, -math.log(99))  # almost every cell is background at first

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Boxes (b, 4, h, w) relative to their cell, logits of objectness (b, 1, h, w) and of classes (b, c, h, w)."""
        x = self.stem(x)
        where = self.box_path(x)
        return self.box(where), self.objectness(where), self.classes(self.class_path(x))


class MaskDecoder(nn.Sequential):
    """A map at a quarter of the picture's size from the neck's finest map."""

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__(OrderedDict(fine=ConvBlock(width, width, 1), output=nn.Conv2d(width, outputs, 1)))


@dataclass
class Outputs:
    """What the network says, before any activation."""

    detections: list[tuple[Tensor, Tensor, Tensor]]  # box, objectness, classes for labels.STRIDES
    semantic: Tensor  # (b, 16, h/4, w/4) logits
    lanes: Tensor  # (b, 4, h/4, w/4) logits
    depth: Tensor  # (b, 1, h/4, w/4), see labels.DEPTH_SCALE


class MultiTaskNetwork(nn.Module):
    """Detections, semantic mask, lanes and depth of a BGR picture of 0..255 whose sides are multiples of 32."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.trunk = Trunk(size)
        self.neck = Neck(size)
        # Pointwise at the finest stride, which has three quarters of all cells.
        self.heads = nn.ModuleList(
            DetectionHead(size.decoder, size.head, 1, 1) if stride == MASK_STRIDE
            else DetectionHead(size.neck, size.head, size.head_depth, 3) for stride in STRIDES)
        self.semantic = MaskDecoder(size.decoder, len(SEMANTIC))
        self.lanes = MaskDecoder(size.decoder, len(LANES))
        self.depth = MaskDecoder(size.decoder, 1)
        self.input_scale = 1 / 255  # until it is folded into the first convolution

    def forward(self, images: Tensor) -> Outputs:
        """(b, 3, h, w) of 0..255."""
        maps = self.neck(self.trunk(images if self.input_scale == 1 else images * self.input_scale))
        return Outputs(
            detections=[head(x) for head, x in zip(self.heads, maps)],
            semantic=self.semantic(maps[0]),
            lanes=self.lanes(maps[0]),
            depth=self.depth(maps[0]))

    def fold_input_scale(self) -> None:
        """Moves the input's scale into the first convolution; for a network that is trained no more."""
        with torch.no_grad():
            self.trunk.stem[0].weight *= self.input_scale
        self.input_scale = 1

    def decoders(self) -> list[nn.Module]:
        """The parts that the second step of training adds to the detector."""
        return [self.semantic, self.lanes, self.depth]

    def detector(self) -> list[nn.Module]:
        """The parts that the first step of training makes."""
        return [self.trunk, self.neck, self.heads]

    def edges(self) -> list[nn.Conv2d]:
        """The first convolution and those whose outputs are the network's."""
        heads = [layer for head in self.heads for layer in (head.classes, head.box, head.objectness)]
        return [self.trunk.stem[0], *heads, *(decoder.output for decoder in self.decoders())]


def count_macs(network: MultiTaskNetwork, width: int, height: int) -> int:
    """Multiplications and additions of one picture, in pairs; a FLOP count is twice that."""
    total = 0

    def add(module: nn.Conv2d, _: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        total += output.shape[2] * output.shape[3] * module.weight.numel()

    hooks = [module.register_forward_hook(add) for module in network.modules() if isinstance(module, nn.Conv2d)]
    device = next(network.parameters()).device
    was_training = network.training
    with torch.no_grad():
        network.eval()(torch.zeros(1, 3, height, width, device=device))
    network.train(was_training)
    for hook in hooks:
        hook.remove()
    return total
