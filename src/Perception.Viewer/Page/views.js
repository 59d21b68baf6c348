// Pictures with what was found in them, and depth in colours.

import { RAMP, classColour, laneColour, maskColour } from "./colours.js";

const KEPT = 12;
const ALIVE_MS = 1000;

export const stampOf = (header) => `${header.stamp.sec}.${header.stamp.nanosec}`;
export const secondsOf = (header) => header.stamp.sec + header.stamp.nanosec * 1e-9;

// The last few things by their stamp.
class Ring {
  constructor() {
    this.items = new Map();
    this.cameAt = -Infinity;
  }

  add(stamp, item) {
    this.items.delete(stamp);
    this.items.set(stamp, item);
    this.cameAt = performance.now();
    if (this.items.size <= KEPT) return;
    const oldest = this.items.keys().next().value;
    this.items.get(oldest).close?.();
    this.items.delete(oldest);
  }

  get isAlive() {
    return performance.now() - this.cameAt < ALIVE_MS;
  }
}

class View {
  constructor(topic, kind) {
    this.topic = topic;
    this.element = document.createElement("figure");
    this.element.className = "panel view";
    this.element.dataset.topic = topic;
    this.element.dataset.kind = kind;
    this.element.innerHTML = "<figcaption><b></b><span class=space></span><span class=figures></span></figcaption>" +
      "<canvas width=640 height=360></canvas>";
    this.element.querySelector("b").textContent = topic;
    this.element.querySelector("b").title = topic;
    this.canvas = this.element.querySelector("canvas");
    this.context = this.canvas.getContext("2d");
    this.arrivals = [];
    this.frame = "";
  }

  arrived() {
    const now = performance.now();
    this.arrivals.push(now);
    while (this.arrivals[0] < now - 3000) this.arrivals.shift();
  }

  // Pictures per second over the last three.
  get rate() {
    const now = performance.now();
    while (this.arrivals[0] < now - 3000) this.arrivals.shift();
    if (this.arrivals.length < 2) return 0;
    return ((this.arrivals.length - 1) * 1000) / (this.arrivals.at(-1) - this.arrivals[0]);
  }

  tell(text) {
    this.element.querySelector(".figures").textContent = text;
  }

  size(width, height) {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
  }
}

// A camera. A picture waits for what is found in it, so that boxes stand where the objects are.
export class CameraView extends View {
  constructor(topic, world) {
    super(topic, "camera");
    this.pixel = 1; // the picture's pixels in one of the page
    this.world = world;
    this.pictures = new Ring();
    this.turns = 0; // pictures that came
    this.newest = 0; // the turn of the last one decoded
  }

  async onPicture(message) {
    this.frame = message.header.frame_id;
    this.arrived();
    const stamp = stampOf(message.header);
    const turn = ++this.turns;
    try {
      const bitmap = await createImageBitmap(new Blob([message.data]));
      // One that took longer than its successor would look like the newest.
      if (turn < this.newest) return bitmap.close();
      this.newest = turn;
      this.pictures.add(stamp, bitmap);
      this.world.onPicture(this.frame, stamp, this.pictures);
    } catch {
      return; // not a picture that browsers know
    }
    this.schedule();
  }

  schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  // The newest picture whose findings are all there; the newest at all where they lag too far behind.
  choose(findings) {
    const alive = findings.filter((ring) => ring && ring.isAlive);
    const stamps = [...this.pictures.items.keys()].reverse();
    return stamps.find((stamp) => alive.every((ring) => ring.items.has(stamp))) ?? stamps[0];
  }

  draw() {
    const { boxes, masks, lanes } = this.world.found(this.frame);
    const { layers } = this.world;
    const stamp = this.choose([layers.boxes && boxes, layers.masks && masks, layers.lanes && lanes]);
    const picture = this.pictures.items.get(stamp);
    if (!picture) return;

    // At least as fine as the screen, so that letters are sharp over a small picture; drawn in the picture's pixels.
    const fineness = Math.min(4, Math.max(1, (this.canvas.clientWidth * window.devicePixelRatio) / picture.width));
    this.size(Math.round(picture.width * fineness), Math.round(picture.height * fineness));
    this.context.setTransform(fineness, 0, 0, fineness, 0, 0);
    this.pixel = picture.width / Math.max(1, this.canvas.clientWidth);
    this.context.drawImage(picture, 0, 0);
    const mask = layers.masks && masks?.items.get(stamp);
    if (mask) this.context.drawImage(mask, 0, 0, picture.width, picture.height);
    const lines = layers.lanes && lanes?.items.get(stamp);
    if (lines) this.drawLanes(lines);
    const detections = layers.boxes && boxes?.items.get(stamp);
    for (const list of (detections || new Map()).values()) this.drawBoxes(list, layers.labels);
  }

  drawBoxes(detections, labels) {
    const { context, pixel } = this;
    context.font = `600 ${11.5 * pixel}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    for (const { bbox, results } of detections) {
      const best = results.reduce((a, b) => (b.hypothesis.score > a.hypothesis.score ? b : a), results[0])?.hypothesis;
      const colour = classColour(best?.class_id ?? "");
      // Pixel centres of messages are whole numbers; those of a canvas lie half a pixel on.
      const x = bbox.center.position.x - bbox.size_x / 2 + 0.5;
      const y = bbox.center.position.y - bbox.size_y / 2 + 0.5;
      context.lineWidth = 2 * pixel;
      context.strokeStyle = colour;
      context.strokeRect(x, y, bbox.size_x, bbox.size_y);
      if (!labels || !best || bbox.size_x < 14 * pixel) continue;
      const text = `${best.class_id.toLowerCase()} ${Math.round(best.score * 100)}`;
      const width = context.measureText(text).width + 8 * pixel;
      const top = y > 17 * pixel ? y - 17 * pixel : y;
      context.fillStyle = colour;
      context.fillRect(x - pixel, top, width, 16 * pixel);
      context.fillStyle = "#0d1117";
      context.fillText(text, x + 3 * pixel, top + 8.5 * pixel);
    }
  }

  drawLanes(lines) {
    const { context, pixel } = this;
    context.lineWidth = 3.5 * pixel;
    context.lineCap = context.lineJoin = "round";
    for (const { type, pixels } of lines) {
      context.strokeStyle = laneColour(type);
      context.beginPath();
      for (const { x, y } of pixels) context.lineTo(x + 0.5, y + 0.5);
      context.stroke();
    }
  }
}

// Depth in metres (32FC1) or millimetres (16UC1), near warm and far dark.
export class DepthView extends View {
  constructor(topic) {
    super(topic, "depth");
    this.farMetres = 20;
  }

  onDepth(message) {
    this.frame = message.header.frame_id;
    this.arrived();
    const depth = depthOf(message);
    if (!depth) return;
    this.size(message.width, message.height);
    const wanted = farEnd(depth);
    this.farMetres += 0.2 * (wanted - this.farMetres);
    const pixels = this.context.createImageData(message.width, message.height);
    const words = new Uint32Array(pixels.data.buffer);
    const scale = 255 / Math.sqrt(this.farMetres);
    for (let i = 0; i < depth.length; i++) {
      // NaN and 0: nothing known, left transparent.
      if (depth[i] > 0) words[i] = RAMP[Math.min(255, Math.round(Math.sqrt(depth[i]) * scale))];
    }
    this.context.putImageData(pixels, 0, 0);
  }

  get note() {
    return `0 to ${this.farMetres.toFixed(0)} m`;
  }
}

export function depthOf({ width, height, step, encoding, data }) {
  const size = { "32FC1": 4, "16UC1": 2 }[encoding];
  if (!size || step < width * size || data.length < step * height) return null;
  const rows = new Uint8Array(width * size * height); // without what pads them
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * step, y * step + width * size), y * width * size);
  if (size === 4) return new Float32Array(rows.buffer);
  return Float32Array.from(new Uint16Array(rows.buffer), (millimetres) => millimetres / 1000);
}

// What 95 of 100 pixels are nearer than, by a sample; the sky counts as far.
function farEnd(depth) {
  const sample = [];
  for (let i = 0; i < depth.length; i += 997) if (depth[i] > 0 && depth[i] < 200) sample.push(depth[i]);
  sample.sort((a, b) => a - b);
  return sample.length ? Math.max(5, sample[Math.floor(sample.length * 0.95)]) : 20;
}

// A mask as a picture to lay over the camera's: classes in colours, or the colours it has already.
export function maskPicture(message) {
  const { width, height, step, encoding, data } = message;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(width, height);
  const words = new Uint32Array(pixels.data.buffer);
  if (encoding === "mono8" || encoding === "8UC1") {
    const words256 = Uint32Array.from({ length: 256 }, (_, label) => {
      const colour = maskColour(label);
      return colour ? (0x70 << 24) | (colour[2] << 16) | (colour[1] << 8) | colour[0] : 0;
    });
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) words[y * width + x] = words256[data[y * step + x]];
    }
  } else if (encoding === "rgb8" || encoding === "bgr8") {
    const [red, blue] = encoding === "rgb8" ? [0, 2] : [2, 0];
    for (let y = 0; y < height; y++) {
      for (let x = 0, at = y * step; x < width; x++, at += 3) {
        const word = (data[at + blue] << 16) | (data[at + 1] << 8) | data[at + red];
        words[y * width + x] = word && (0x70 << 24) | word;
      }
    }
  } else {
    return null;
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

export { Ring };
