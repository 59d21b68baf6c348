// Points and lines in space around the vehicle: x ahead, y left, z up, in metres.

import { multiply } from "./transforms.js";

const POINTS = {
  vertex: `attribute vec3 position; attribute vec3 colour; uniform mat4 matrix; uniform float size; varying vec3 shade;
    void main() { gl_Position = matrix * vec4(position, 1.0); gl_PointSize = clamp(size / gl_Position.w, 1.5, 9.0); shade = colour; }`,
  fragment: `precision mediump float; varying vec3 shade;
    void main() { gl_FragColor = vec4(shade, 1.0); }`,
};
const LINES = {
  vertex: `attribute vec3 position; attribute vec4 colour; uniform mat4 matrix; varying vec4 shade;
    void main() { gl_Position = matrix * vec4(position, 1.0); shade = colour; }`,
  fragment: `precision mediump float; varying vec4 shade; void main() { gl_FragColor = shade; }`,
};
const HOME = { yaw: Math.PI, pitch: 0.38, distance: 22, target: [10, 0, 0.6] };

export class Scene {
  constructor(canvas) {
    this.canvas = canvas;
    this.gl = canvas.getContext("webgl", { antialias: true, alpha: false });
    this.eye = structuredClone(HOME);
    this.layers = new Map(); // name -> { kind, count, position, colour }
    if (!this.gl) return;
    this.programs = { points: this.compile(POINTS), lines: this.compile(LINES) };
    this.setLines("grid", grid());
    this.setLines("ego", ego());
    this.follow();
    new ResizeObserver(() => this.schedule()).observe(canvas);
    this.listen();
  }

  follow() {
    this.eye = structuredClone(HOME);
    this.schedule();
  }

  top() {
    this.eye = { yaw: Math.PI, pitch: 1.5, distance: 46, target: [16, 0, 0] };
    this.schedule();
  }

  // positions: Float32Array of x, y, z; colours: Uint8Array of r, g, b.
  setPoints(name, positions, colours) {
    this.set(name, "points", positions, colours, 3);
  }

  // lines: a list of [from, to, [r, g, b, a]], a of 0..1.
  setLines(name, lines) {
    const positions = new Float32Array(lines.length * 6);
    const colours = new Uint8Array(lines.length * 8);
    lines.forEach(([from, to, [r, g, b, a]], i) => {
      positions.set(from, 6 * i);
      positions.set(to, 6 * i + 3);
      colours.set([r, g, b, a * 255, r, g, b, a * 255], 8 * i);
    });
    this.set(name, "lines", positions, colours, 4);
  }

  set(name, kind, positions, colours, channels) {
    const { gl } = this;
    if (!gl) return;
    let layer = this.layers.get(name);
    if (!layer) this.layers.set(name, (layer = { kind, channels, position: gl.createBuffer(), colour: gl.createBuffer() }));
    gl.bindBuffer(gl.ARRAY_BUFFER, layer.position);
    gl.bufferData(gl.ARRAY_BUFFER, positions, gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, layer.colour);
    gl.bufferData(gl.ARRAY_BUFFER, colours, gl.DYNAMIC_DRAW);
    layer.count = positions.length / 3;
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

  draw() {
    const { gl, canvas } = this;
    if (!gl) return;
    const ratio = Math.min(2, window.devicePixelRatio);
    const [width, height] = [Math.max(1, Math.round(canvas.clientWidth * ratio)), Math.max(1, Math.round(canvas.clientHeight * ratio))];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    gl.viewport(0, 0, width, height);
    gl.clearColor(0.035, 0.047, 0.063, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    const matrix = this.matrix(width / height);
    for (const layer of this.layers.values()) {
      if (!layer.count) continue;
      const program = this.programs[layer.kind];
      gl.useProgram(program.id);
      gl.uniformMatrix4fv(program.matrix, false, matrix);
      if (layer.kind === "points") gl.uniform1f(program.size, 0.07 * height);
      this.bind(program.position, layer.position, 3, gl.FLOAT, false);
      this.bind(program.colour, layer.colour, layer.channels, gl.UNSIGNED_BYTE, true);
      gl.drawArrays(layer.kind === "points" ? gl.POINTS : gl.LINES, 0, layer.count);
    }
  }

  bind(attribute, buffer, size, type, normalized) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(attribute);
    gl.vertexAttribPointer(attribute, size, type, normalized, 0, 0);
  }

  matrix(aspect) {
    const { yaw, pitch, distance, target } = this.eye;
    const back = [Math.cos(yaw) * Math.cos(pitch), Math.sin(yaw) * Math.cos(pitch), Math.sin(pitch)];
    const right = [-Math.sin(yaw), Math.cos(yaw), 0];
    const up = [back[1] * right[2] - back[2] * right[1], back[2] * right[0] - back[0] * right[2], back[0] * right[1] - back[1] * right[0]];
    const at = target.map((value, i) => value + distance * back[i]);
    const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    const view = [
      right[0], up[0], back[0], 0, right[1], up[1], back[1], 0, right[2], up[2], back[2], 0, -dot(right, at), -dot(up, at), -dot(back, at), 1,
    ];
    const [near, far, f] = [0.2, 600, 1 / Math.tan(0.45)];
    const projection = [f / aspect, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) / (near - far), -1, 0, 0, (2 * far * near) / (near - far), 0];
    return multiply(projection, view);
  }

  // One pointer turns, two or the right button move, the wheel or a pinch comes nearer.
  listen() {
    const { canvas } = this;
    const pointers = new Map();
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, [event.clientX, event.clientY]);
    });
    const release = (event) => pointers.delete(event.pointerId);
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
      if (pointers.size > 1) {
        const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
        const gap = ([x, y]) => Math.hypot(x - other[0], y - other[1]);
        this.zoom(gap(before) / Math.max(1, gap([event.clientX, event.clientY])));
        this.pan(dx / 2, dy / 2);
      } else if (event.buttons & 2 || event.shiftKey) {
        this.pan(dx, dy);
      } else {
        this.eye.yaw -= dx * 0.006;
        this.eye.pitch = Math.min(1.55, Math.max(-0.1, this.eye.pitch + dy * 0.006));
      }
      pointers.set(event.pointerId, [event.clientX, event.clientY]);
      this.schedule();
    });
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(event.deltaY * 0.001));
      this.schedule();
    }, { passive: false });
  }

  zoom(factor) {
    this.eye.distance = Math.min(250, Math.max(2, this.eye.distance * factor));
  }

  pan(dx, dy) {
    const { yaw, distance, target } = this.eye;
    const scale = (distance * 0.9) / this.canvas.clientHeight;
    target[0] += scale * (Math.sin(yaw) * dx - Math.cos(yaw) * dy);
    target[1] += scale * (-Math.cos(yaw) * dx - Math.sin(yaw) * dy);
  }

  compile({ vertex, fragment }) {
    const { gl } = this;
    const id = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(id, shader);
    }
    gl.linkProgram(id);
    return {
      id, position: gl.getAttribLocation(id, "position"), colour: gl.getAttribLocation(id, "colour"),
      matrix: gl.getUniformLocation(id, "matrix"), size: gl.getUniformLocation(id, "size"),
    };
  }
}

// In pieces: a line that passes the eye is not drawn by every driver.
function grid() {
  const lines = [];
  for (let along = -40; along <= 100; along += 5) {
    for (let across = -40; across <= 40; across += 5) {
      if (across < 40) lines.push([[along, across, 0], [along, across + 5, 0], [120, 150, 180, along % 20 ? 0.17 : 0.36]]);
      if (along < 100) lines.push([[along, across, 0], [along + 5, across, 0], [120, 150, 180, across % 20 ? 0.17 : 0.36]]);
    }
  }
  return lines;
}

// The vehicle's axes and a car's outline around base_link, which stands below the rear axle.
function ego() {
  const outline = boxLines([1.35, 0, 0.75], [4.5, 1.85, 1.5], [219, 226, 234, 0.55]);
  const axes = [
    [[0, 0, 0.02], [2, 0, 0.02], [242, 119, 122, 1]], [[0, 0, 0.02], [0, 2, 0.02], [95, 227, 161, 1]], [[0, 0, 0.02], [0, 0, 2.02], [92, 200, 255, 1]],
  ];
  return [...outline, ...axes];
}

function boxLines(centre, size, colour) {
  const corner = (i) => [0, 1, 2].map((axis) => centre[axis] + ((i >> axis) & 1 ? 0.5 : -0.5) * size[axis]);
  return boxEdges(Array.from({ length: 8 }, (_, i) => corner(i)), colour);
}

// corners: by their number's bits, x y z.
export function boxEdges(corners, colour) {
  const edges = [];
  for (let i = 0; i < 8; i++) {
    for (const bit of [1, 2, 4]) if (!(i & bit)) edges.push([corners[i], corners[i | bit], colour]);
  }
  return edges;
}
