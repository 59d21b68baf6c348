"""Batch normalisation and ReLU6 in one, for bfloat16 on CPUs; normalise.c computes it, compiled when first used."""

import ctypes
import functools
import hashlib
import math
import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

SOURCE = Path(__file__).with_name("normalise.c")
LANES = 128  # narrow rows are taken several at a time, so that the processor's vectors are full


@functools.cache
def library() -> ctypes.CDLL | None:
    """The compiled functions; None where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    wide = ["-mprefer-vector-width=512"] if platform.machine() == "x86_64" else []  # others have no such option
    command = [compiler, "-O3", "-march=native", *wide, "-ffp-contract=fast", "-fopenmp", "-shared", "-fPIC"]
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache = Path(os.environ.get("EDGE_PERCEPTION_CACHE") or caches / "edge-perception")
    name = hashlib.sha256(" ".join(command).encode() + SOURCE.read_bytes()).hexdigest()[:12]
    path = cache / f"normalise-{name}.so"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            fresh = Path(folder, "normalise.so")
            subprocess.run([*command, str(SOURCE), "-o", str(fresh)], check=True)
            fresh.rename(path)
    return ctypes.CDLL(str(path))


def normalise_and_clamp(x: Tensor, norm: nn.BatchNorm2d) -> Tensor:
    """ReLU6 of the normalised (b, c, h, w) in bfloat16; in training, norm's statistics follow x as its own would."""
    x = x.contiguous(memory_format=torch.channels_last)
    if norm.training:
        norm.num_batches_tracked += 1
        return _NormaliseAndClamp.apply(x, norm.weight, norm.bias, norm)
    scale = norm.weight * (norm.running_var + norm.eps).rsqrt()
    return _forward(x, scale, norm.bias - norm.running_mean * scale)


class _NormaliseAndClamp(torch.autograd.Function):
    @staticmethod
    def forward(context, x: Tensor, weight: Tensor, bias: Tensor, norm: nn.BatchNorm2d) -> Tensor:  # noqa: ANN001
        count = x.numel() // x.shape[1]
        mean, square = _sums("moments", [x]) / count
        variance = (square - mean.square()).clamp(min=0)
        norm.running_mean.lerp_(mean.float(), norm.momentum)
        norm.running_var.lerp_((variance * (count / max(count - 1, 1))).float(), norm.momentum)
        inverse = (variance + norm.eps).rsqrt()
        scale = (weight * inverse).float()
        shift = (bias - mean * scale).float()
        context.save_for_backward(x, scale, shift, mean, inverse)
        return _forward(x, scale, shift)

    @staticmethod
    def backward(context, gradient: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN001
        x, scale, shift, mean, inverse = context.saved_tensors
        gradient = gradient.contiguous(memory_format=torch.channels_last)
        plain, product = _sums("slopes", [x, gradient], scale, shift)
        slope = (product - mean * plain) * inverse
        # What x does to the mean and the variance that it is normalised by comes off its gradient.
        count = x.numel() // x.shape[1]
        slant = -scale * inverse * slope / count
        level = -scale * plain / count - slant * mean
        result = torch.empty_like(x)
        _call("backward", [x, gradient, result], scale, shift, slant.float(), level.float())
        return result, slope.float(), plain.float(), None


def _forward(x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    result = torch.empty_like(x)
    _call("forward", [x, result], scale, shift)
    return result


def _sums(function: str, maps: list[Tensor], *tables: Tensor) -> Tensor:
    """Two sums of each channel, (2, c) float64."""
    sums = torch.zeros(2, _rows_at_once(maps[0]), maps[0].shape[1], dtype=torch.float64)
    _call(function, maps, *tables, sums)
    return sums.sum(1)


def _call(function: str, maps: list[Tensor], *tables: Tensor) -> None:
    times, channels = _rows_at_once(maps[0]), maps[0].shape[1]
    tables = [table.repeat(times) if table.dim() == 1 else table for table in tables]
    getattr(library(), function)(
        *(ctypes.c_void_p(x.data_ptr()) for x in maps),
        ctypes.c_long(maps[0].numel() // (times * channels)), ctypes.c_int(times * channels),
        *(ctypes.c_void_p(table.data_ptr()) for table in tables))


def _rows_at_once(x: Tensor) -> int:
    return math.gcd(x.numel() // x.shape[1], max(1, LANES // x.shape[1]))
