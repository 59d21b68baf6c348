#!/usr/bin/env python3
"""Writes the figures of evaluate.py into a model card, between its marks.

    evaluate.py MODEL.onnx --data FOLDER > figures.json
    card.py figures.json README.md
"""

import json
import sys
from pathlib import Path

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
AIMS = {  # of the first landing, and then
    "mAP50": (0.60, 0.80),
    "mIoU": (0.75, 0.85),
    "lane F1, by pixels": (0.80, 0.90),
    "depth AbsRel": (0.15, 0.10),
}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def figure_rows(figures: dict) -> list[list[str]]:
    """Figures of the whole, beside what they are aimed at."""
    values = {
        "mAP50": figures["mAP50"],
        **{f"mAP50 of objects of {height} and more": value
           for height, value in list(figures["mAP50 by least height"].items())[1:] if value is not None},
        "mAP50-95": figures["mAP50-95"],
        "mIoU": figures["mIoU"],
        "lane F1, by pixels": figures["lane"]["F1"],
        "depth AbsRel": figures["depth"]["AbsRel"],
        "depth within 25 %": figures["depth"]["delta<1.25"],
    }
    return [[name, f"{value:.3f}", *(f"{aim:.2f}" for aim in AIMS[name])] if name in AIMS
            else [name, f"{value:.3f}", "", ""] for name, value in values.items()]


def card(figures: dict) -> str:
    """All tables."""
    depth = {name.replace("1-20", "0-20"): value for name, value in figures["depth"]["AbsRel by metres"].items()}
    known = {name: value for name, value in figures["IoU by class"].items() if value is not None}
    return "\n\n".join([
        table(["figure", "reached", "aimed at first", "aimed at"], figure_rows(figures)),
        "An object counts where at least a quarter of it shows and its box is at least 4 by 8 pixels; 25 pixels is the "
        "least height that KITTI counts as moderate. Overlapping boxes are suppressed from IoU 0.45 on.",
        table(["class", "AP50", "objects"],
              [[name, "" if value is None else f"{value:.2f}", str(figures["objects by class"][name])]
               for name, value in figures["AP50 by class"].items()]),
        table(["distance", "recall of objects", "depth AbsRel"],
              [[f"{band} m", f"{found['recall']:.2f} of {found['objects']}", f"{depth[band]:.2f}"]
               for band, found in figures["recall by metres"].items()]),
        table(["mask class", "IoU"],
              [[name, f"{value:.2f}"] for name, value in sorted(known.items(), key=lambda item: -item[1])]),
    ])


def main(figures: Path, readme: Path) -> None:
    """Rewrites what stands between the marks."""
    text = readme.read_text()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise SystemExit(f"card: '{readme}' has no lines '{BEGIN}' and '{END}'")
    before, rest = text.split(BEGIN)
    readme.write_text(f"{before}{BEGIN}\n{card(json.loads(figures.read_text()))}\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
