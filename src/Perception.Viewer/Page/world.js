// What is known of the world, by the frames that it was seen in: what is drawn over images, and what stands in space.

import { classColour, laneColour, rgbOf } from "./colours.js";
import { boxEdges } from "./scene.js";
import { Transforms, apply, fromPose, multiply } from "./transforms.js";
import { Ring, depthOf, maskPicture, stampOf } from "./views.js";

export const BASE = "base_link";
const CUBE = 1;
const LINE_STRIP = 4;
const LINE_LIST = 5;
const DELETE = 2;
const DELETE_ALL = 3;
const EDGES = 12; // of a box
const MOST_POINTS = 200_000;
const DEPTH_POINTS = 80_000;
const FAR_METRES = 80;
const FAR_OBJECT_METRES = 120;

export class World extends EventTarget {
  constructor(scene) {
    super();
    this.scene = scene;
    this.transforms = new Transforms();
    this.infos = new Map(); // frame -> camera_info
    this.frames = new Map(); // frame -> { boxes, masks, lanes }
    this.markers = new Map(); // topic -> Map of key -> { frame, kind, ... }
    this.pictures = new Map(); // frame -> Ring of a camera's pictures
    this.depths = new Map(); // frame -> { topic, message } of the depth shown as points
    this.colours = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    this.layers = { boxes: true, masks: true, lanes: true, labels: true };
    this.points = 0;
    this.objects = new Map();
  }

  found(frame) {
    if (!this.frames.has(frame)) this.frames.set(frame, { boxes: null, masks: null, lanes: null });
    return this.frames.get(frame);
  }

  changed(frame) {
    this.dispatchEvent(new CustomEvent("found", { detail: frame }));
  }

  // Several detectors may look at one picture.
  onDetections(topic, { header, detections }) {
    const found = this.found(header.frame_id);
    const stamp = stampOf(header);
    found.boxes ??= new Ring();
    found.boxes.add(stamp, new Map(found.boxes.items.get(stamp)).set(topic, detections));
    this.changed(header.frame_id);
  }

  onMask(message) {
    const picture = maskPicture(message);
    if (!picture) return;
    const found = this.found(message.header.frame_id);
    (found.masks ??= new Ring()).add(stampOf(message.header), picture);
    this.changed(message.header.frame_id);
  }

  onLanes(topic, { header, lines }, isAlsoMarked) {
    const found = this.found(header.frame_id);
    (found.lanes ??= new Ring()).add(stampOf(header), lines);
    this.changed(header.frame_id);
    if (isAlsoMarked) return;
    this.showStrips(topic, lines.map(({ points, type }) => ({ frame: header.frame_id, points, colour: laneColour(type) })));
  }

  // [{ frame, pose, size, colour }] of a topic, as edges around the vehicle.
  showObjects(topic, objects) {
    const lines = objects.flatMap(({ frame, pose, size, colour }) => {
      const matrix = multiply(this.transforms.lookup(BASE, frame), fromPose(pose.position, pose.orientation));
      if (Math.hypot(matrix[12], matrix[13]) > FAR_OBJECT_METRES) return [];
      const corners = Array.from({ length: 8 }, (_, i) => apply(matrix,
        (i & 1 ? 0.5 : -0.5) * size.x, (i & 2 ? 0.5 : -0.5) * size.y, (i & 4 ? 0.5 : -0.5) * size.z));
      return boxEdges(corners, [...rgbOf(colour), 1]);
    });
    this.objects.set(topic, lines.length / EDGES);
    this.scene.setLines(`objects ${topic}`, lines);
  }

  onDetections3D(topic, { header, detections }) {
    this.showObjects(topic, detections.map(({ results, bbox }) => ({
      frame: header.frame_id, pose: bbox.center, size: bbox.size, colour: classColour(results[0]?.hypothesis.class_id ?? ""),
    })));
  }

  onMarkers(topic, { markers }) {
    if (!this.markers.has(topic)) this.markers.set(topic, new Map());
    const known = this.markers.get(topic);
    for (const marker of markers) {
      const key = `${marker.ns} ${marker.id}`;
      if (marker.action === DELETE_ALL) known.clear();
      else if (marker.action === DELETE) known.delete(key);
      else known.set(key, marker);
    }
    const cubes = [];
    const strips = [];
    for (const marker of known.values()) {
      const { r, g, b } = marker.color;
      const colour = `rgb(${Math.round(255 * r)} ${Math.round(255 * g)} ${Math.round(255 * b)})`;
      const frame = marker.header.frame_id;
      if (marker.type === CUBE) {
        cubes.push({ frame, pose: marker.pose, size: marker.scale, colour });
      } else if (marker.type === LINE_STRIP || marker.type === LINE_LIST) {
        const matrix = fromPose(marker.pose.position, marker.pose.orientation);
        const points = marker.points.map(({ x, y, z }) => {
          const [a, b2, c] = apply(matrix, x, y, z);
          return { x: a, y: b2, z: c };
        });
        if (marker.type === LINE_STRIP) strips.push({ frame, points, colour });
        else for (let i = 0; i + 1 < points.length; i += 2) strips.push({ frame, points: points.slice(i, i + 2), colour });
      }
    }
    // None as well, where there were some: what is gone is not to stay.
    if (cubes.length || this.objects.has(topic)) this.showObjects(topic, cubes);
    this.showStrips(topic, strips);
  }

  showStrips(topic, strips) {
    this.scene.setLines(`lines ${topic}`, strips.flatMap(({ frame, points, colour }) => {
      const matrix = this.transforms.lookup(BASE, frame);
      const placed = points.map(({ x, y, z }) => apply(matrix, x, y, z));
      return placed.slice(1).map((to, i) => [placed[i], to, [...rgbOf(colour), 1]]);
    }));
  }

  onCloud(topic, message) {
    const { fields, point_step: step, data } = message;
    const at = Object.fromEntries(fields.map(({ name, offset }) => [name, offset]));
    if (at.x === undefined || at.y === undefined || at.z === undefined) return;
    const count = Math.floor(data.length / step);
    const stride = Math.max(1, Math.ceil(count / MOST_POINTS));
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const cloud = new Cloud(Math.ceil(count / stride), this.transforms.lookup(BASE, message.header.frame_id));
    const rgb = at.rgb ?? at.rgba;
    for (let i = 0; i < count; i += stride) {
      const base = i * step;
      cloud.add(view.getFloat32(base + at.x, true), view.getFloat32(base + at.y, true), view.getFloat32(base + at.z, true));
      if (rgb === undefined) cloud.paintByHeight();
      else cloud.paint(data[base + rgb + 2], data[base + rgb + 1], data[base + rgb]);
    }
    this.showCloud(topic, cloud);
  }

  // Depth as points, for domains and bags that have no cloud: in the colours of the camera's picture of that moment.
  onDepth(topic, message) {
    const frame = message.header.frame_id;
    const info = this.infos.get(frame);
    const depth = info && depthOf(message);
    if (!depth) return;
    this.depths.set(frame, { topic, message });
    const { width, height } = message;
    const scale = width / info.width;
    const [fx, cx, fy, cy] = [info.k[0] * scale, info.k[2] * scale, info.k[4] * scale, info.k[5] * scale];
    const stride = Math.max(1, Math.round(Math.sqrt((width * height) / DEPTH_POINTS)));
    const [columns, rows] = [Math.ceil(width / stride), Math.ceil(height / stride)];
    const colours = this.coloursOf(frame, stampOf(message.header), columns, rows);
    const cloud = new Cloud(columns * rows, this.transforms.lookup(BASE, frame));
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const [u, v] = [column * stride, row * stride];
        const z = depth[v * width + u];
        if (!(z > 0.2 && z < FAR_METRES)) continue;
        const i = 4 * (row * columns + column);
        cloud.add(((u - cx) * z) / fx, ((v - cy) * z) / fy, z);
        if (colours) cloud.paint(colours[i], colours[i + 1], colours[i + 2]);
        else cloud.paintByHeight();
      }
    }
    this.showCloud(topic, cloud);
  }

  // A picture takes longer than depth to come: the points of its moment get their colours now.
  onPicture(frame, stamp, pictures) {
    this.pictures.set(frame, pictures);
    const depth = this.depths.get(frame);
    if (depth && stampOf(depth.message.header) === stamp) this.onDepth(depth.topic, depth.message);
  }

  // A camera's picture of a moment, or its newest, shrunk to so many pixels; null without one.
  coloursOf(frame, stamp, width, height) {
    const pictures = this.pictures.get(frame)?.items;
    const picture = pictures?.get(stamp) ?? [...(pictures?.values() ?? [])].at(-1);

    // Until the picture of the moment is there, the one before is close enough.
    if (!picture) return null;
    const { canvas } = this.colours;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    this.colours.drawImage(picture, 0, 0, width, height);
    return this.colours.getImageData(0, 0, width, height).data;
  }

  showCloud(topic, cloud) {
    this.points = cloud.count;
    this.scene.setPoints(`cloud ${topic}`, cloud.positions.subarray(0, 3 * cloud.count), cloud.colours.subarray(0, 3 * cloud.count));
  }
}

// Points as they are handed to the scene; filled one by one without making an object of each.
class Cloud {
  constructor(most, matrix) {
    this.matrix = matrix;
    this.positions = new Float32Array(3 * most);
    this.colours = new Uint8Array(3 * most);
    this.count = 0;
  }

  add(x, y, z) {
    if (!Number.isFinite(x + y + z)) return;
    const { matrix: m, positions } = this;
    const at = 3 * this.count++;
    positions[at] = m[0] * x + m[4] * y + m[8] * z + m[12];
    positions[at + 1] = m[1] * x + m[5] * y + m[9] * z + m[13];
    positions[at + 2] = m[2] * x + m[6] * y + m[10] * z + m[14];
  }

  // Colours the point that was added last.
  paint(r, g, b) {
    if (this.count === 0) return;
    const at = 3 * (this.count - 1);
    this.colours[at] = r;
    this.colours[at + 1] = g;
    this.colours[at + 2] = b;
  }

  // The ground is blue, what stands on it grows lighter and warmer.
  paintByHeight() {
    const share = Math.min(1, Math.max(0, (this.positions[3 * this.count - 1] + 0.3) / 3.3));
    this.paint(60 + 190 * share, 130 + 60 * share, 220 - 110 * share);
  }
}
