#!/usr/bin/env python3
"""Trains the multi-task network on rendered drives.

    train.py --data FOLDER --run RUN --step detector         first step: boxes alone
    train.py --data FOLDER --run RUN2 --step joint --start RUN/last.pt   second step: masks, lanes and depth as well
    train.py --data FOLDER --run RUN3 --step joint --start RUN2/last.pt --plan plan.json   fewer channels
    train.py ... --start ../edge-multitask-n/model.onnx      from an exported network, of which no checkpoint is left
    train.py ... --teacher RUN2/last.pt                      that also imitate what they were
    train.py ... --resume                                    goes on where RUN/last.pt stopped

A run folder holds last.pt, log.csv and curves.png.
"""

import argparse
import math
import sys
import time
from pathlib import Path

import torch
from torch import nn

import checkpoint
from allocator import keep_memory
from checkpoint import MovingAverage, Progress
from dataset import Batch, RenderedSet, TrainingStream
from distillation import imitation_losses
from journal import Journal
from labels import INPUT_SIZE, picture_size
from losses import decoder_losses, detection_losses
from model import SIZES, MultiTaskNetwork, Outputs, count_macs
from muon import make_optimizer
from normalise import library
from pruning import apply_plan, shrink_to
from render import BackgroundRenderer

STEPS = ("detector", "decoders", "joint")
STATISTICS_PICTURES = 32  # on which an exported network's normalisations get their statistics anew


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Trains the multi-task network on rendered drives.")
    parser.add_argument("--data", type=Path, required=True, help="rendered folder, or a folder of such")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints and log")
    parser.add_argument("--size", choices=SIZES, default="n")
    parser.add_argument("--step", choices=STEPS, default="joint",
                        help="detector: boxes alone; decoders: the rest on a frozen trunk; joint: everything")
    parser.add_argument("--start", type=Path, help="checkpoint, or exported model.onnx, whose weights to begin with")
    parser.add_argument("--plan", type=Path, metavar="JSON",
                        help="leave only the channels of a plan of perception model prune; needs --start")
    parser.add_argument("--teacher", type=Path, help="checkpoint of a better network to imitate as well")
    parser.add_argument("--resume", action="store_true", help="go on from the run's last checkpoint")
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--minutes", type=float, default=math.inf,
                        help="shortens the schedule to this time, earlier runs of the same folder included")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--input", type=picture_size, default="x".join(map(str, INPUT_SIZE)), metavar="WIDTHxHEIGHT",
                        help="size of training pictures, multiples of 32, by default %(default)s")
    parser.add_argument("--zoom", type=float, nargs=2, default=(0.8, 1.6), metavar=("LEAST", "MOST"))
    parser.add_argument("--plain", type=float, default=0, metavar="PART",
                        help="part of the pictures, 0 to 1, that stay as the camera took them")
    parser.add_argument("--rate", type=float, default=6e-3, help="learning rate after warm-up")
    parser.add_argument("--decay", type=float, default=0.02, help="weight decay")
    parser.add_argument("--average", type=float, default=0.999, help="decay of the moving average of weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 ...")
    parser.add_argument("--precision", choices=("auto", "float32", "bfloat16"), default="auto",
                        help="of convolutions; auto: bfloat16 where the device multiplies it natively")
    parser.add_argument("--threads", type=int, help="of PyTorch on the CPU")
    parser.add_argument("--workers", type=int, help="threads that prepare batches; 0, the default on a CPU: the "
                        "training thread, since others would take processors from PyTorch's")
    parser.add_argument("--render", type=int, metavar="SEED",
                        help="render worlds from this seed on into --data, and use them as they come")
    parser.add_argument("--render-frames", type=int, default=500, help="pictures of a rendered folder")
    parser.add_argument("--every", type=int, default=50, help="steps between rows of the log and checkpoints")
    options = parser.parse_args(arguments)
    for name in ("steps", "minutes", "batch", "every"):
        if not getattr(options, name) > 0:
            parser.error(f"--{name}: more than 0 is needed")
    if not 0 <= options.plain <= 1:
        parser.error("--plain: a part from 0 to 1 is needed")
    if options.step == "decoders" and not (options.start or options.resume):
        parser.error("--step decoders: needs --start with the checkpoint of a detector")
    if options.teacher and options.step != "joint":
        parser.error("--teacher: teaches all outputs at once, so it needs --step joint")
    if options.plan and not options.start:
        parser.error("--plan: needs --start with the checkpoint that the pruned network was exported from")
    return options


def choose_device(name: str) -> torch.device:
    """The named device; auto takes CUDA where there is one."""
    return torch.device(("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name)


def learns_in_bfloat16(precision: str, device: torch.device) -> bool:
    """Whether convolutions run in bfloat16."""
    if precision == "float32" or device.type == "cuda":
        return precision != "float32"
    cpu_flags = Path("/proc/cpuinfo")
    known = cpu_flags.read_text() if cpu_flags.exists() else ""
    if precision == "auto" and not any(flag in known for flag in ("amx_bf16", "avx512_bf16")):
        return False
    if library() is None and precision == "bfloat16":
        raise SystemExit("train: --precision bfloat16 on a CPU needs a C compiler (apt install gcc)")
    return library() is not None


def learning_rate(options: argparse.Namespace, progress: Progress) -> float:
    """Linear warm-up over the first 3 % of the schedule, then half a cosine down to a fiftieth."""
    done = min(1.0, max(progress.step / options.steps, progress.seconds / (60 * options.minutes)))
    warm_up = 0.03
    if done < warm_up:
        return options.rate * max(done, 1e-3 * warm_up) / warm_up
    return options.rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up))))


def trained_parts(network: MultiTaskNetwork, step: str) -> list[nn.Module]:
    """What a step of training changes."""
    parts = {"detector": network.detector(), "decoders": network.decoders(), "joint": [network]}
    return parts[step]


def losses_of(step: str, outputs: Outputs, batch: Batch) -> dict[str, torch.Tensor]:
    """The losses that a step of training makes small."""
    return {
        **(detection_losses(outputs, batch) if step != "decoders" else {}),
        **(decoder_losses(outputs, batch) if step != "detector" else {}),
    }


class Trainer:
    """A run: network, moving average, optimizer and how far they have come."""

    def __init__(self, options: argparse.Namespace, frames: RenderedSet) -> None:
        self.options, self._frames = options, frames
        self.device = choose_device(options.device)
        self.bfloat16 = learns_in_bfloat16(options.precision, self.device)
        self.workers = int(self.device.type != "cpu") if options.workers is None else options.workers
        torch.manual_seed(options.seed)
        self.network = MultiTaskNetwork(SIZES[options.size]).to(self.device, memory_format=torch.channels_last)
        self.progress = Progress()
        if options.resume and self.path.exists():
            shrink_to(self.network, checkpoint.read(self.path, self.device)["network"])
        elif options.start:
            self._start(options.start)
            if options.plan:
                apply_plan(self.network, options.plan)
        self.teacher = checkpoint.load_average(options.teacher, self.device)[1] if options.teacher else None
        self.average = MovingAverage(self.network, options.average)
        self.parts = trained_parts(self.network, options.step)
        self.optimizer = make_optimizer(self.parts, self.network.edges(), options.rate, options.decay)
        if self.path.exists():
            if not options.resume:
                raise SystemExit(f"train: '{self.path}' exists; --resume goes on there, another --run begins anew")
            self._resume()

    @property
    def path(self) -> Path:
        """The run's checkpoint."""
        return self.options.run / "last.pt"

    def step(self, batch: Batch) -> dict[str, float]:
        """Learns from one batch; its losses."""
        self.network.eval().requires_grad_(False)
        for part in self.parts:
            part.train().requires_grad_(True)
        rate = learning_rate(self.options, self.progress)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        images = batch.images.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16):
            outputs = self.network(images)
        losses = losses_of(self.options.step, outputs, batch)
        if self.teacher is not None:
            with torch.no_grad(), torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16):
                said = self.teacher(images)
            losses |= imitation_losses(outputs, said)
        self.optimizer.zero_grad(set_to_none=True)
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_([p for part in self.parts for p in part.parameters()], 10.0)
        self.optimizer.step()
        self.average.update(self.network, self.progress.step)
        self.progress.step += 1
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def save(self) -> None:
        """Writes the checkpoint."""
        options = {name: str(value) for name, value in vars(self.options).items()}
        checkpoint.save(
            self.path, self.options.size, self.network, self.average, self.optimizer, self.progress, options)

    def _start(self, path: Path) -> None:
        if path.suffix == ".onnx":
            from exported import load_exported  # needs onnx, which training from checkpoints does without

            options = self.options
            pictures = next(iter(TrainingStream(self._frames, STATISTICS_PICTURES, options.input, tuple(options.zoom),
                                                options.seed, workers=0, plain=options.plain))).images
            load_exported(self.network, path, pictures.to(self.device))
            return
        state = checkpoint.read(path, self.device)
        if state["size"] != self.options.size:
            raise SystemExit(f"train: '{path}' is of size {state['size']}, not {self.options.size}")
        shrink_to(self.network, state["average"])
        self.network.load_state_dict(state["average"])

    def _resume(self) -> None:
        state = checkpoint.read(self.path, self.device)
        self.network.load_state_dict(state["network"])
        self.average.network.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.progress = Progress(state["step"], state["seconds"])


def find_frames(options: argparse.Namespace, renderer: BackgroundRenderer | None) -> RenderedSet:
    """What is rendered already; waits for the first folder where there is none."""
    frames = RenderedSet(options.data)
    while len(frames) == 0:
        if renderer is None:
            raise SystemExit(f"train: no rendered folder in '{options.data}' (perception sim render --out makes one, "
                             "or --render SEED)")
        renderer.poll()
        time.sleep(0.2)
        frames.refresh()
    return frames


def run(options: argparse.Namespace) -> None:
    """Trains until the schedule's end."""
    if options.threads:
        torch.set_num_threads(options.threads)
    options.run.mkdir(parents=True, exist_ok=True)
    renderer = None if options.render is None else BackgroundRenderer(
        options.data, options.render, options.render_frames)
    try:
        frames = find_frames(options, renderer)
        trainer = Trainer(options, frames)
        progress = trainer.progress
        journal = Journal(options.run, progress.step)
        width, height = options.input
        print(f"{options.size}: {2e-9 * count_macs(trainer.network, width, height):.2f} GFLOP at {width}x{height}, "
              f"{len(frames)} pictures, from step {progress.step}, {trainer.device} in "
              f"{'bfloat16' if trainer.bfloat16 else 'float32'}", flush=True)
        stream = TrainingStream(frames, options.batch, options.input, tuple(options.zoom), options.seed,
                                progress.step, trainer.workers, options.plain)
        before, begun = progress.seconds, time.monotonic()
        for batch in stream:
            if progress.step >= options.steps or progress.seconds >= 60 * options.minutes:
                break
            losses = trainer.step(batch.to(trainer.device))
            if not all(map(math.isfinite, losses.values())):
                raise SystemExit(f"train: the losses of step {progress.step} are no numbers, so the weights are lost; "
                                 f"'{trainer.path}' is of {options.every} steps ago at most: try a lower --rate")
            journal.add(losses)
            progress.seconds = before + time.monotonic() - begun
            if progress.step % options.every == 0 or progress.step == options.steps:
                rate = trainer.optimizer.param_groups[0]["lr"]
                print(journal.write(progress.step, rate, progress.seconds), flush=True)
                trainer.save()
                frames.refresh()
            if renderer is not None:
                renderer.poll()
        trainer.save()
        journal.draw()
    finally:
        if renderer is not None:
            renderer.close()


if __name__ == "__main__":
    keep_memory()
    run(parse_arguments(sys.argv[1:]))
