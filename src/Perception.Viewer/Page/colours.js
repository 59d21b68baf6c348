// Colours of classes, masks and depth.

const BY_CLASS = {
  CAR: "#5cc8ff", TRUCK: "#f2b75c", BUS: "#f2d65c", TRAILER: "#d9a05b", BICYCLE: "#5fe3a1", MOTORCYCLE: "#b6e35f", PEDESTRIAN: "#ff7f8f",
  PERSON: "#ff7f8f", ANIMAL: "#d59bff", TRAFFIC_LIGHT: "#ffd1a1", TRAFFICLIGHT: "#ffd1a1", TRAFFIC_SIGN: "#9fb4ff", TRAFFICSIGN: "#9fb4ff",
};

// By the 16 classes of the masks; null is not drawn.
const MASK = [
  null, [122, 112, 140], [150, 120, 120], [226, 120, 90], [255, 209, 120], [120, 150, 255], [255, 100, 120], [80, 180, 255],
  [110, 235, 150], [110, 90, 170], [210, 110, 190], [245, 245, 245], [200, 160, 120], [255, 240, 150], [90, 165, 100], null,
];

export function classColour(name) {
  const key = name.toUpperCase().replace(/[\s-]/g, "_");
  if (BY_CLASS[key]) return BY_CLASS[key];
  let hash = 7;
  for (const letter of key) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return `hsl(${hash % 360} 80% 68%)`;
}

export const laneColour = (type) => (/edge|curb|border/i.test(type) ? "#f2b75c" : /yellow|centre|center/i.test(type) ? "#f2d65c" : "#5fe3a1");

export const maskColour = (label) => MASK[label % MASK.length];

// CSS colour -> [r, g, b] of 0..255.
const probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const known = new Map();
export function rgbOf(css) {
  if (!known.has(css)) {
    probe.fillStyle = css;
    probe.fillRect(0, 0, 1, 1);
    known.set(css, [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)]);
  }
  return known.get(css);
}

// Near is warm, far is cold and dark: a table of 256 entries between a few stops that grow evenly darker.
const STOPS = [[255, 244, 190], [255, 196, 92], [240, 116, 88], [186, 66, 124], [108, 52, 144], [48, 50, 122], [18, 30, 66]];
// As the words of a canvas: 0xAABBGGRR.
export const RAMP = Uint32Array.from({ length: 256 }, (_, i) => {
  const place = (i / 255) * (STOPS.length - 1);
  const from = Math.min(Math.floor(place), STOPS.length - 2);
  const [red, green, blue] = STOPS[from].map((value, c) => Math.round(value + (place - from) * (STOPS[from + 1][c] - value)));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
});
