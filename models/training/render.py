"""Draws fresh drives through the project's renderer while training goes on."""

import shutil
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


class BackgroundRenderer:
    """Renders one folder after the other, each of worlds that no other folder has."""

    def __init__(self, root: Path, first_seed: int, frames: int, frames_per_scene: int = 2) -> None:
        self._root, self._seed = root, first_seed
        self._frames, self._frames_per_scene = frames, frames_per_scene
        self._process: subprocess.Popen | None = None
        self._unfinished = root / f".unfinished-{first_seed}"
        while self._finished.exists():  # an earlier part of this run
            self._seed += self._worlds()

    def poll(self) -> None:
        """Gives a finished folder its name and starts the next; to be called now and then."""
        if self._process is None:
            self._start()
        if self._process.poll() is None:
            return
        if self._process.returncode != 0:
            raise RuntimeError(f"the renderer ended with {self._process.returncode}: {self._process.stderr.read()}")
        self._unfinished.rename(self._finished)
        self._seed += self._worlds()
        self._start()

    def close(self) -> None:
        """Ends a rendering under way and removes what it left."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        shutil.rmtree(self._unfinished, ignore_errors=True)

    @property
    def _finished(self) -> Path:
        return self._root / f"seed-{self._seed}"

    def _worlds(self) -> int:
        return -(-self._frames // self._frames_per_scene)

    def _start(self) -> None:
        shutil.rmtree(self._unfinished, ignore_errors=True)
        self._root.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [REPOSITORY / "scripts" / "perception", "sim", "render", "--out", self._unfinished,
             "--frames", str(self._frames), "--frames-per-scene", str(self._frames_per_scene), "--interval", "2",
             "--seed", str(self._seed), "--format", "jpg", "--threads", "1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
