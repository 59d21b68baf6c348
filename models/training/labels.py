"""What the network's outputs mean: names, numbers and colours that training, export and evaluation share."""

import math
from argparse import ArgumentTypeError

# Detections, in the order of the class scores; the renderer's category n is class n - 1.
OBJECTS: tuple[str, ...] = ("CAR", "TRUCK", "BUS", "BICYCLE", "MOTORBIKE", "PEDESTRIAN", "ANIMAL")
OBJECT_COLOURS: tuple[str, ...] = (
    "#1e88e5", "#fb8c00", "#8e24aa", "#43a047", "#00acc1", "#e53935", "#fdd835")

# Classes of semantic masks, numbered as Autoware's segmentation networks number them.
SEMANTIC: tuple[str, ...] = (
    "other", "building", "wall", "obstacle", "traffic_light", "traffic_sign", "person", "vehicle", "bike", "road",
    "sidewalk", "road_paint", "curbstone", "crosswalk", "vegetation", "sky")

SEMANTIC_COLOURS: tuple[str, ...] = (
    "#000000", "#464646", "#66669c", "#ff00ff", "#faaa1e", "#dcdc00", "#dc143c", "#00008e", "#770b20", "#804080",
    "#f423e8", "#d0b0d0", "#808080", "#c8a0c8", "#93fdc2", "#87ceff")

# Lane masks: 0 is no line; the rest are the renderer's roles of painted lines.
LANES: tuple[str, ...] = ("none", "edge", "divider", "centre")

IGNORED = 255  # in a mask: no truth here

# The network sees depth as a camera of this focal length would; zooming a picture changes the depth it stands for.
FOCAL_PIXELS = 580.0

# Depth in metres is exp(output * DEPTH_SCALE + DEPTH_OFFSET), within the limits of the renderer's pictures.
DEPTH_SCALE = 1.0
DEPTH_OFFSET = math.log(20.0)
DEPTH_LIMITS = (1.0, 250.0)

# Networks take BGR pictures of this width and height.
INPUT_SIZE: tuple[int, int] = (640, 384)
STRIDES: tuple[int, ...] = (4, 8, 16, 32)

# Of two boxes of a class that overlap by more than this IoU the less certain one is dropped.
MOST_OVERLAP = 0.45
MASK_STRIDE = 4


def picture_size(text: str) -> tuple[int, int]:
    """Width and height of an option such as 640x384."""
    sides = [int(side) if side.isdecimal() else 0 for side in text.split("x")]
    if len(sides) != 2 or any(side == 0 or side % 32 for side in sides):
        raise ArgumentTypeError(f"width and height in multiples of 32 are needed, such as 640x384, not '{text}'")
    return sides[0], sides[1]
