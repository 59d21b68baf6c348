"""The log of a run: one CSV row per interval, and its curves as a picture."""

import csv
import os
from pathlib import Path


class Journal:
    """Averages losses over an interval and appends them to log.csv."""

    def __init__(self, folder: Path, resumed_at: int) -> None:
        self._path = folder / "log.csv"
        self._picture = folder / "curves.png"
        self._sums: dict[str, float] = {}
        self._count = 0
        self._forget_after(resumed_at)

    def add(self, losses: dict[str, float]) -> None:
        """Notes the losses of one step."""
        for name, value in losses.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        self._count += 1

    def write(self, step: int, rate: float, seconds: float) -> str:
        """Appends a row and starts the next interval; the row in words."""
        means = {name: total / max(self._count, 1) for name, total in self._sums.items()}
        row = {"step": step, "seconds": round(seconds, 1), "rate": rate, "loss": sum(means.values()), **means}
        text = {name: f"{value:.6g}" for name, value in row.items()}
        rows = self._rows()
        if rows and rows[0].keys() == text.keys():
            with self._path.open("a", newline="") as file:
                csv.DictWriter(file, rows[0].keys()).writerow(text)
        else:
            self._store([*rows, text])  # a resumed run may have other losses
        self._sums, self._count = {}, 0
        return f"step {step}  loss {row['loss']:.3f}  " + "  ".join(f"{k} {v:.3f}" for k, v in means.items())

    def draw(self) -> None:
        """Draws the curves where matplotlib is installed."""
        try:
            import matplotlib
        except ImportError:
            return
        matplotlib.use("Agg")
        from matplotlib import pyplot

        rows = self._rows()
        if len(rows) < 2:
            return
        steps = [float(row["step"]) for row in rows]
        figure, axes = pyplot.subplots(figsize=(9, 5), dpi=100)
        for name in rows[0]:
            if name not in ("step", "seconds", "rate"):
                values = [float(row[name] or "nan") for row in rows]
                axes.plot(steps, values, label=name, linewidth=2 if name == "loss" else 1)
        axes.set(xlabel="step", ylabel="loss", yscale="log")
        axes.grid(True, alpha=0.3)
        axes.legend()
        figure.tight_layout()
        figure.savefig(self._picture)
        pyplot.close(figure)

    def _rows(self) -> list[dict[str, str]]:
        if not self._path.exists():
            return []
        with self._path.open(newline="") as file:
            return list(csv.DictReader(file))

    def _store(self, rows: list[dict[str, str]]) -> None:
        """Writes the log anew, in one move, with every column that some row has."""
        unfinished = self._path.with_suffix(".unfinished")
        with unfinished.open("w", newline="") as file:
            writer = csv.DictWriter(file, dict.fromkeys(name for row in rows for name in row), restval="")
            writer.writeheader()
            writer.writerows(rows)
        os.replace(unfinished, self._path)

    def _forget_after(self, step: int) -> None:
        """A run resumed at an older checkpoint writes those rows again."""
        rows = [row for row in self._rows() if float(row["step"]) <= step]
        if not rows:
            self._path.unlink(missing_ok=True)
            return
        self._store(rows)
