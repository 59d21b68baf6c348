// The tree of frames, newest transform of each; 4x4 matrices by columns as WebGL has them.

export const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

// x right, y down, z forward (optical) seen from x forward, y left, z up.
const OPTICAL = [0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0, 0, 0, 0, 1];

export function multiply(a, b) {
  const out = new Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[4 * k + row] * b[4 * column + k];
      out[4 * column + row] = sum;
    }
  }
  return out;
}

export function fromPose(p, q) {
  const { x, y, z, w } = q;
  return [
    1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w), 0,
    2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w), 0,
    2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y), 0,
    p.x, p.y, p.z, 1,
  ];
}

export function invert(m) {
  const out = [m[0], m[4], m[8], 0, m[1], m[5], m[9], 0, m[2], m[6], m[10], 0, 0, 0, 0, 1];
  for (let row = 0; row < 3; row++) out[12 + row] = -(out[row] * m[12] + out[4 + row] * m[13] + out[8 + row] * m[14]);
  return out;
}

export const apply = (m, x, y, z) => [
  m[0] * x + m[4] * y + m[8] * z + m[12], m[1] * x + m[5] * y + m[9] * z + m[13], m[2] * x + m[6] * y + m[10] * z + m[14],
];

export class Transforms {
  constructor() {
    this.links = new Map(); // child -> { parent, matrix }
  }

  add(message) {
    for (const { header, child_frame_id: child, transform } of message.transforms) {
      this.links.set(child, { parent: header.frame_id, matrix: fromPose(transform.translation, transform.rotation) });
    }
  }

  // Matrix from frame to target. Without a way between them, a camera is taken to look ahead from the target.
  lookup(target, frame) {
    const up = this.toRoot(frame);
    const down = this.toRoot(target);
    if (up.root === down.root) return multiply(invert(down.matrix), up.matrix);
    return frame.includes("optical") ? OPTICAL : IDENTITY;
  }

  toRoot(frame) {
    let matrix = IDENTITY;
    let root = frame;
    for (let depth = 0; depth < 64 && this.links.has(root); depth++) {
      const link = this.links.get(root);
      matrix = multiply(link.matrix, matrix);
      root = link.parent;
    }
    return { root, matrix };
  }
}
