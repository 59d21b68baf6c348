"""Writes model.yaml, which tells the C# pipeline what must not be guessed about the exported network."""

import hashlib
from pathlib import Path

from labels import (DEPTH_LIMITS, DEPTH_OFFSET, DEPTH_SCALE, FOCAL_PIXELS, LANES, OBJECT_COLOURS, OBJECTS, SEMANTIC,
                    STRIDES)


def write_manifest(model: Path, name: str, width: int, height: int, origin: str) -> Path:
    """Writes model.yaml beside the model; its path."""
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    colours = "\n".join(f'  {label}: "{colour}"' for label, colour in zip(OBJECTS, OBJECT_COLOURS))
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
# The other outputs, each a quarter of the input's width and height, as logits over channels:
#   semantic  {", ".join(SEMANTIC)}
#   lanes     {", ".join(LANES)}
#   depth     metres along the optical axis are exp({DEPTH_SCALE:g} * value + {DEPTH_OFFSET:.6f}),
#             {DEPTH_LIMITS[0]:g} to {DEPTH_LIMITS[1]:g} m,
#             times f / {FOCAL_PIXELS:g} for a camera of f pixels focal length in the input
outputs:
  - role: yolox
    name: detections
    boxes: raw
    scores: activated
    strides: [{", ".join(map(str, STRIDES))}]
classes: [{", ".join(OBJECTS)}]
colours:
{colours}
"""
    path = model.with_name("model.yaml")
    path.write_text(text)
    return path
