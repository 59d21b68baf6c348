"""Detection figures of an evaluation on annotations in COCO's format: truth from these, answers from the result.

usage: dataset_eval.py ANNOTATIONS RESULT LEAST_HEIGHT MOST_HIDDEN
prints: mean at50 at75 small medium large recall
"""
import json
import sys
from pathlib import Path

from coco_eval import figures


def main():
    annotations, result = Path(sys.argv[1]), Path(sys.argv[2])
    least_height, most_hidden = float(sys.argv[3]), float(sys.argv[4])
    classes = json.loads((result / "summary.json").read_text())["classes"]
    found = {}
    for line in (result / "frames.jsonl").read_text().splitlines():
        frame = json.loads(line)
        found[frame["frame"]] = [[*box["box"], classes.index(box["class"]), box["score"]] for box in frame["found"]]

    dataset = json.loads(annotations.read_text())
    names = {item["id"]: item["name"] for item in dataset["categories"]}
    truth = {image["id"]: [] for image in dataset["images"]}
    for item in dataset["annotations"]:
        if names[item["category_id"]] not in classes:
            continue
        left, top, width, height = item["bbox"]
        # As records hold them: an overlap of all but 0.5 may fall to either side.
        edges = [round(edge, 3) for edge in (left, top, left + width, top + height)]
        hidden = 1 - (1 - item.get("occlusion", 0)) * (1 - item.get("truncation", 0))
        truth[item["image_id"]].append([*edges, classes.index(names[item["category_id"]]),
                                        item["area"], item.get("iscrowd", 0),
                                        height < least_height or hidden > most_hidden])
    scene = [{"truth": truth[image["id"]], "found": found[image["file_name"]]} for image in dataset["images"]]
    print(" ".join(f"{figure:.12f}" for figure in figures(scene)))


main()
