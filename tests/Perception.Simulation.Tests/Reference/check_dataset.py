"""Reads a rendered dataset with OpenCV and numpy alone and checks that its parts agree; prints one line of counts.

Lenses by cv2.projectPoints, rotations by the textbook formula of quaternions, masks and depth by cv2's PNG reader.
"""
import json
import os
import re
import sys

import cv2
import numpy as np

VEHICLE, BIKE, PERSON, PAINT, SKY = 7, 8, 6, 11, 15
ALLOWED = {"CAR": {7}, "TRUCK": {7}, "BUS": {7}, "BICYCLE": {8, 6}, "MOTORCYCLE": {8, 6}, "PEDESTRIAN": {6}, "ANIMAL": {0},
           "TRAFFICLIGHT": {4}, "TRAFFICSIGN": {5}}


def matrix(text, name):
    return np.array(json.loads(re.search(name + r":\s+rows: \d+\s+cols: \d+\s+data: (\[.*?\])", text).group(1)))


def rotation(q):
    x, y, z, w = q
    return np.array([[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                     [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                     [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])


def check(folder):
    data = json.load(open(os.path.join(folder, "annotations.json")))
    lanes = {frame["image_id"]: frame for frame in json.load(open(os.path.join(folder, "lanes.json")))["frames"]}
    names = {c["id"]: c["name"] for c in data["categories"]}
    boxes = points = pixels = 0
    for image in data["images"]:
        stem = os.path.splitext(os.path.basename(image["file_name"]))[0] + ".png"
        picture = cv2.imread(os.path.join(folder, image["file_name"]))
        semantic = cv2.imread(os.path.join(folder, "semantic", stem), cv2.IMREAD_UNCHANGED)
        instance = cv2.imread(os.path.join(folder, "instance", stem), cv2.IMREAD_UNCHANGED)
        depth = cv2.imread(os.path.join(folder, "depth", stem), cv2.IMREAD_UNCHANGED)
        assert picture.shape[:2] == semantic.shape == instance.shape == depth.shape == (image["height"], image["width"])
        assert instance.dtype == depth.dtype == np.uint16 and semantic.max() < 16
        assert not depth[semantic == SKY].any(), "the sky has a depth"
        calibration = open(os.path.join(folder, image["calibration"])).read()
        k, d = matrix(calibration, "camera_matrix").reshape(3, 3), matrix(calibration, "distortion_coefficients")
        for item in (a for a in data["annotations"] if a["image_id"] == image["id"]):
            mask = instance == item["track_id"]
            ys, xs = np.nonzero(mask)
            assert [xs.min(), ys.min(), xs.max() + 1 - xs.min(), ys.max() + 1 - ys.min()] == item["bbox"], "bbox is not the mask's"
            assert mask.sum() == item["area"]
            assert set(np.unique(semantic[mask])) <= ALLOWED[names[item["category_id"]]], names[item["category_id"]]
            flat = np.concatenate([np.full(n, i % 2, np.uint8) for i, n in enumerate(item["segmentation"]["counts"])])
            assert (flat.reshape(mask.shape[::-1]).T.astype(bool) == mask).all(), "segmentation is not the mask"
            pixels += item["area"]
            box = item["box3d_in_camera"]
            size = np.array(box["size"])
            corners = np.array([[i & 1, i >> 1 & 1, i >> 2] for i in range(8)]) - 0.5
            corners = (corners * size) @ rotation(box["rotation_xyzw"]).T + np.array(box["center"])
            if corners[:, 2].min() < 0.3:
                continue
            uv = cv2.projectPoints(corners, np.zeros(3), np.zeros(3), k, d)[0].reshape(-1, 2) + 0.5
            full = np.array(item["full_bbox"])
            edges = np.concatenate([uv.min(0), uv.max(0)]) - np.concatenate([full[:2], full[:2] + full[2:]])
            assert np.abs(edges).max() < 1, f"full_bbox is {edges} off"
            metres = depth[mask][depth[mask] > 0] / data["info"]["depth_per_metre"]
            if len(metres):
                assert corners[:, 2].min() - 0.01 <= metres.min() and metres.max() <= corners[:, 2].max() + 0.01, "depth leaves the box"
            boxes += 1
        base_from_camera = image["base_from_camera"]
        for line in lanes[image["id"]]["lines"]:
            in_base = np.stack([line["x_in_base"], line["y_in_base"], line["z_in_base"]], 1)
            in_camera = (in_base - base_from_camera["translation"]) @ rotation(base_from_camera["rotation_xyzw"])
            uv = cv2.projectPoints(in_camera, np.zeros(3), np.zeros(3), k, d)[0].reshape(-1, 2)
            assert np.abs(uv - np.stack([line["u"], line["v"]], 1)).max() < 0.1, "lane points are not where they project"
            points += len(uv)
    print(f"{len(data['images'])} images {boxes} boxes {points} lane points {pixels} pixels")


check(sys.argv[1])
