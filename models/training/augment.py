"""Varies frames: where the camera looks (zoom, crop, flip) and how it sees (light, colour, noise, blur, JPEG)."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from frames import DEPTH_PER_METRE, Frame, LaneLine
from labels import FOCAL_PIXELS, IGNORED

LEAST_VISIBLE = 0.3  # of a box's area inside the crop; less is neither object nor background
LEAST_SIDES = (3.0, 6.0)  # width and height in pixels of the view; smaller boxes likewise


@dataclass(frozen=True)
class View:
    """A window of a frame: pixels of the view are (x * zoom + shift_x, y * zoom + shift_y), then mirrored."""

    width: int
    height: int
    zoom: float
    shift_x: float
    shift_y: float
    mirrored: bool


@dataclass(frozen=True)
class Scene:
    """A frame as seen through a view, with boxes in its pixels and metric depth of the canonical camera."""

    image: np.ndarray  # (h, w, 3) uint8, BGR
    semantic: np.ndarray  # (h, w) uint8, IGNORED beyond the picture
    depth: np.ndarray  # (h, w) float32 metres, 0 where there is none
    boxes: np.ndarray  # (n, 4) float32 left, top, right, bottom
    classes: np.ndarray  # (n,) int64
    ignored: np.ndarray  # (m, 4) float32 boxes of which too little is to be seen
    lanes: list[LaneLine]


def random_view(frame: Frame, size: tuple[int, int], zooms: tuple[float, float], rng: np.random.Generator) -> View:
    """A view of the size (width, height) that lies inside the picture as far as its zoom lets it."""
    zoom = math.exp(rng.uniform(math.log(zooms[0]), math.log(zooms[1])))
    spare_x = frame.image.shape[1] * zoom - size[0]
    spare_y = frame.image.shape[0] * zoom - size[1]
    return View(size[0], size[1], zoom, -spare_x * rng.random(), -spare_y * rng.random(), rng.random() < 0.5)


def whole_view(frame: Frame, size: tuple[int, int]) -> View:
    """The letterbox of the C# pipeline: the whole picture at the top left."""
    height, width = frame.image.shape[:2]
    return View(size[0], size[1], min(size[0] / width, size[1] / height), 0, 0, False)


def look(frame: Frame, view: View) -> Scene:
    """The frame through the view."""
    boxes, classes, ignored = _look_at_boxes(frame, view)
    source = frame.image
    if view.zoom < 0.7:  # bilinear sampling alone would skip pixels
        sigma = 0.5 * (1 / view.zoom - 1)
        source = cv2.GaussianBlur(source, (0, 0), sigma)
    canonical = FOCAL_PIXELS / (frame.focal * view.zoom) / DEPTH_PER_METRE
    return Scene(
        image=_warp(source, view, cv2.INTER_LINEAR, 114),
        semantic=_warp(frame.semantic, view, cv2.INTER_NEAREST, IGNORED),
        depth=_warp(frame.depth, view, cv2.INTER_NEAREST, 0).astype(np.float32) * np.float32(canonical),
        boxes=boxes,
        classes=classes,
        ignored=ignored,
        lanes=[replace(lane, points=_look_at_points(lane.points, view), pixels_wide=lane.pixels_wide * view.zoom)
               for lane in frame.lanes])


def _warp(picture: np.ndarray, view: View, interpolation: int, border: int) -> np.ndarray:
    # Pixel centres: (x + 0.5) * zoom + shift - 0.5 in OpenCV's convention of whole numbers at centres.
    offset = 0.5 * view.zoom - 0.5
    matrix = np.array([[view.zoom, 0, view.shift_x + offset], [0, view.zoom, view.shift_y + offset]])
    seen = cv2.warpAffine(picture, matrix, (view.width, view.height), flags=interpolation,
                          borderMode=cv2.BORDER_CONSTANT, borderValue=(border,) * 3)
    return np.ascontiguousarray(seen[:, ::-1]) if view.mirrored else seen


def _look_at_points(points: np.ndarray, view: View) -> np.ndarray:
    seen = points * np.float32(view.zoom) + np.array([view.shift_x, view.shift_y], np.float32)
    if view.mirrored:
        seen[:, 0] = view.width - seen[:, 0]
    return seen


def _look_at_boxes(frame: Frame, view: View) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    corners = _look_at_points(frame.boxes.reshape(-1, 2), view).reshape(-1, 4)
    if view.mirrored:
        corners = corners[:, [2, 1, 0, 3]]
    whole = np.prod(corners[:, 2:] - corners[:, :2], 1)
    inside = np.clip(corners, 0, [view.width, view.height] * 2).astype(np.float32)
    sides = inside[:, 2:] - inside[:, :2]
    seen = sides.min(1, initial=np.inf) > 0
    large = (sides[:, 0] >= LEAST_SIDES[0]) & (sides[:, 1] >= LEAST_SIDES[1])
    kept = seen & large & (np.prod(sides, 1) >= LEAST_VISIBLE * whole)
    return inside[kept], frame.classes[kept], inside[seen & ~kept]


def photometric(image: np.ndarray, rng: np.random.Generator, strength: float = 1.0) -> np.ndarray:
    """Another exposure, gamma, white balance, saturation, sharpness, noise and compression; (h, w, 3) uint8 BGR."""
    image = cv2.LUT(image, _tone_curves(rng, strength))
    if rng.random() < 0.5 * strength:
        grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        saturation = rng.uniform(0.0, 1.6)
        image = cv2.addWeighted(image, saturation, grey, 1 - saturation, 0)
    if rng.random() < 0.25 * strength:
        image = _blur(image, rng)
    if rng.random() < 0.4 * strength:
        # A quarter of the noise is drawn and tiled at a random phase: drawing is what costs.
        noise = rng.normal(0, rng.uniform(1, 12), (image.shape[0] // 2, image.shape[1] // 2, 3)).astype(np.int16)
        noise = np.roll(np.tile(noise, (3, 3, 1)), int(rng.integers(1 << 16)), 0)[:image.shape[0], :image.shape[1]]
        image = cv2.add(image, noise, dtype=cv2.CV_8U)
    if rng.random() < 0.3 * strength:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 95))]
        image = cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR)
    return image


def _tone_curves(rng: np.random.Generator, strength: float) -> np.ndarray:
    levels = np.linspace(0, 1, 256)[:, None]
    gamma = math.exp(rng.normal(0, 0.25 * strength))
    gains = math.exp(rng.normal(0, 0.25 * strength)) * np.exp(rng.normal(0, 0.06 * strength, 3))
    contrast = math.exp(rng.normal(0, 0.15 * strength))
    offset = rng.normal(0, 0.03 * strength)
    curves = ((levels ** gamma * gains) - 0.45) * contrast + 0.45 + offset
    return (np.clip(curves, 0, 1) * 255 + 0.5).astype(np.uint8).reshape(256, 1, 3)


def _blur(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.6:
        return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.4))
    length = int(rng.integers(3, 8))
    streak = np.zeros((length, length), np.float32)
    angle = rng.uniform(0, math.pi)
    reach = np.array([math.cos(angle), math.sin(angle)]) * (length - 1) / 2
    middle = (length - 1) / 2
    start, end = np.round(middle - reach).astype(int), np.round(middle + reach).astype(int)
    cv2.line(streak, tuple(map(int, start)), tuple(map(int, end)), 1.0)
    return cv2.filter2D(image, -1, streak / streak.sum())
