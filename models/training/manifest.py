"""Writes model.yaml, which tells the C# pipeline what must not be guessed about the exported network."""

import hashlib
from pathlib import Path

from labels import (DEPTH_LIMITS, DEPTH_OFFSET, DEPTH_SCALE, FOCAL_PIXELS, LANES, MOST_OVERLAP, OBJECT_COLOURS, OBJECTS,
                    SEMANTIC, SEMANTIC_COLOURS, STRIDES)


def write_manifest(model: Path, name: str, width: int, height: int, origin: str) -> Path:
    """Writes model.yaml beside the model; its path."""
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    colours = "\n".join(f'  {label}: "{colour}"' for label, colour in zip(OBJECTS, OBJECT_COLOURS))
    mask_colours = "\n".join(f'      {label}: "{colour}"' for label, colour in zip(SEMANTIC, SEMANTIC_COLOURS))
    text = f"""\
# Detections, semantic mask, lanes and depth of a road camera, trained on rendered drives.
name: {name}
file: {model.name}
licence: Apache-2.0
origin: {origin}
sha256: {digest}
input:
  name: images
  size: [{width}, {height}]   # width, height
  colour: bgr
  layout: nchw
  type: float32
  letterbox: top-left
  pad: 114
  mean: [0, 0, 0]
  scale: [1, 1, 1]
outputs:
  - role: yolox
    name: detections
    boxes: raw
    scores: activated
    strides: [{", ".join(map(str, STRIDES))}]
  - role: semantic
    name: semantic
    layout: nchw
    scores: logits
    classes: [{", ".join(SEMANTIC)}]
    colours:
{mask_colours}
  - role: lanes
    name: lanes
    layout: nchw
    scores: logits
    classes: [{", ".join(LANES)}]
  - role: depth
    name: depth
    form: log
    scale: {DEPTH_SCALE:g}
    offset: {DEPTH_OFFSET!r}
    min_metres: {DEPTH_LIMITS[0]:g}
    max_metres: {DEPTH_LIMITS[1]:g}
    focal_pixels: {FOCAL_PIXELS:g}
nms_threshold: {MOST_OVERLAP:g}
classes: [{", ".join(OBJECTS)}]
colours:
{colours}
"""
    path = model.with_name("model.yaml")
    path.write_text(text)
    return path
