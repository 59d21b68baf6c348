// Puts the page together: which topics are shown where, and what is told of them.

import { Connection } from "./connection.js";
import { ParameterPanel, Timeline } from "./controls.js";
import { Chart } from "./graphs.js";
import { Scene } from "./scene.js";
import { CameraView, DepthView } from "./views.js";
import { BASE, World } from "./world.js";

const MOST_CAMERAS = 4;
const MOST_LATENCY_MS = 60_000;
const LAYERS = [["boxes", "Boxes"], ["masks", "Masks"], ["lanes", "Lanes"], ["labels", "Labels"]];
const $ = (id) => document.getElementById(id);

const scheme = location.protocol === "https:" ? "wss" : "ws";
const connection = new Connection(`${scheme}://${location.host}/${location.search}`);
const scene = new Scene($("space-canvas"));
const world = new World(scene);
const views = new Map(); // topic -> view
const chosen = new Map(); // topic -> whether the user wants it shown; absent: as it falls
const ends = new Map(); // key -> what ends a subscription

new ParameterPanel(connection);
new Timeline(connection);
const charts = {
  rate: new Chart($("graphs"), "Frames per second", "Hz"),
  latency: new Chart($("graphs"), "Latency", "ms"),
  drops: new Chart($("graphs"), "Drops per second", "frames"),
};

// ---- which topics are what

const isOf = (type) => (channel) => channel.schemaName === type;
const isDepth = (channel) => isOf("sensor_msgs/msg/Image")(channel) && /depth|disparity/.test(channel.topic);
const isMask = (channel) => isOf("sensor_msgs/msg/Image")(channel) && /mask|semantic|segmentation/.test(channel.topic);
const isCamera = (channel) => isOf("sensor_msgs/msg/Image")(channel) && !isDepth(channel) && !isMask(channel);
const isAnnotated = (channel) => /\/out\//.test(channel.topic);

// A camera that is only there as JPEG or PNG has no raw topic beside it.
const isCompressed = (channel) => isOf("sensor_msgs/msg/CompressedImage")(channel) &&
  channel.topic.endsWith("/compressed") && !connection.channels.has(channel.topic.slice(0, -"/compressed".length));

// The truth of a rendered drive is shown where nothing was found that could be.
const isTruth = ({ topic }) => /\/truth\//.test(topic);
const found = (channels) => (channels.every(isTruth) ? channels : channels.filter((channel) => !isTruth(channel)));

function arrange() {
  const all = [...connection.channels.values()].sort((a, b) => a.topic.localeCompare(b.topic));
  const cameras = all.filter((channel) => isCamera(channel) || isCompressed(channel));
  const depths = all.filter(isDepth);
  const byDefault = new Set([
    ...cameras.filter((channel) => !isAnnotated(channel)).slice(0, MOST_CAMERAS), ...found(depths).slice(0, 1),
  ].map((channel) => channel.topic));
  const shown = [...cameras, ...depths].filter(({ topic }) => chosen.get(topic) ?? byDefault.has(topic));
  showViews(shown.map((channel) => channel.topic), new Set(depths.map((channel) => channel.topic)));
  showChoices([...cameras, ...depths].map((channel) => channel.topic), new Set(shown.map((channel) => channel.topic)));

  const wanted = new Map(); // key -> [topic, handler]
  const want = (filter, handler) => found(all.filter(filter)).forEach(({ topic }) =>
    wanted.set(`found ${topic}`, [topic, (message) => handler(message, topic)]));
  want(isOf("tf2_msgs/msg/TFMessage"), (message) => world.transforms.add(message));
  want(isOf("sensor_msgs/msg/CameraInfo"), (message) => world.infos.set(message.header.frame_id, message));
  want(isOf("vision_msgs/msg/Detection2DArray"), (message, topic) => world.onDetections(topic, message));
  want(isOf("vision_msgs/msg/Detection3DArray"), (message, topic) => world.onDetections3D(topic, message));
  const isMarkers = isOf("visualization_msgs/msg/MarkerArray");
  want(isMarkers, (message, topic) => world.onMarkers(topic, message));
  const areLanesMarked = all.some((channel) => isMarkers(channel) && /lane/.test(channel.topic));
  const isLanes = ({ schemaName }) => schemaName.endsWith("/LaneLines");
  want(isLanes, (message, topic) => world.onLanes(topic, message, areLanesMarked));
  want(isOf("diagnostic_msgs/msg/DiagnosticArray"), onDiagnostics);

  // Labels say more than the colours made of them.
  const labels = all.filter((channel) => isMask(channel) && !/colou?r/.test(channel.topic));
  const isBestMask = (channel) => isMask(channel) && (labels.length === 0 || labels.includes(channel));
  want(isBestMask, (message) => world.onMask(message));
  const clouds = all.filter(isOf("sensor_msgs/msg/PointCloud2"));
  want(isOf("sensor_msgs/msg/PointCloud2"), (message, topic) => world.onCloud(topic, message));
  if (clouds.length === 0) want(isDepth, (message, topic) => world.onDepth(topic, message));

  for (const [topic, view] of views) {
    if (view instanceof DepthView) {
      wanted.set(`view ${topic}`, [topic, (message) => view.onDepth(message)]);
    } else {
      const compressed = topic.endsWith("/compressed") ? topic : `${topic}/compressed`;
      wanted.set(`view ${topic}`, [compressed, (message) => view.onPicture(message)]);
    }
  }
  for (const [key, end] of ends) {
    if (wanted.has(key)) continue;
    end();
    ends.delete(key);
  }
  for (const [key, [topic, handler]] of wanted) if (!ends.has(key)) ends.set(key, connection.subscribe(topic, handler));
}

function showViews(topics, depths) {
  for (const [topic, view] of views) {
    if (topics.includes(topic)) continue;
    view.element.remove();
    views.delete(topic);
  }
  for (const topic of topics) {
    if (views.has(topic)) continue;
    const view = depths.has(topic) ? new DepthView(topic) : new CameraView(topic, world);
    views.set(topic, view);
  }
  $("views").replaceChildren(...topics.map((topic) => views.get(topic).element));
}

function showChoices(topics, shown) {
  $("choices").replaceChildren(...topics.map((topic) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: shown.has(topic) });
    box.addEventListener("change", () => {
      chosen.set(topic, box.checked);
      arrange();
    });
    label.append(box, topic);
    return label;
  }));
}

// ---- what is told

const droppedBefore = new Map();

function onDiagnostics({ status }) {
  for (const { name, values } of status) {
    const value = (key) => Number(values.find((item) => item.key === key)?.value ?? NaN);
    const node = name.split(":")[0];
    charts.rate.add(node, value("fps"));
    for (const percentile of ["p50", "p95"]) {
      // Stamps of a recording against the clock on the wall are no latency.
      const latency = value(`latency ${percentile} ms`);
      if (latency < MOST_LATENCY_MS) charts.latency.add(`${node} ${percentile}`, latency);
    }
    const dropped = value("dropped");
    const before = droppedBefore.get(name);
    const now = performance.now();
    if (!Number.isFinite(dropped) || now < before?.at + 900) continue;
    if (before) charts.drops.add(node, (Math.max(0, dropped - before.dropped) * 1000) / (now - before.at));
    droppedBefore.set(name, { dropped, at: now });
  }
}

const counted = []; // { at, counts } of the last seconds

function tellFigures() {
  const now = performance.now();
  counted.push({ at: now, counts: new Map(connection.counts) });
  while (counted.length > 7) counted.shift();
  const { at, counts } = counted[0];
  const rateOf = (topic, count) => (now > at ? ((count - (counts.get(topic) ?? 0)) * 1000) / (now - at) : 0);
  const rates = [...connection.counts].map(([topic, count]) => [topic, rateOf(topic, count)]);
  $("topics").tBodies[0].replaceChildren(...rates.sort().map(([topic, rate]) => {
    const row = document.createElement("tr");
    row.insertCell().textContent = `\u200e${topic}`;
    row.cells[0].title = topic;
    row.insertCell().textContent = `${rate.toFixed(1)} Hz`;
    return row;
  }));
  for (const view of views.values()) {
    view.tell([view.note, `${view.rate.toFixed(1)} Hz`].filter(Boolean).join("  ·  "));
    if (view instanceof DepthView || connection.channels.size === 0) continue;
    const name = view.topic.split("/").filter((part) => !/^(image|image_raw|compressed)$/.test(part)).at(-1);
    charts.rate.add(name ?? view.topic, view.rate);
  }
  const objects = [...world.objects.values()].reduce((a, b) => a + b, 0);
  const points = `${world.points.toLocaleString("en")} points`;
  $("space-note").textContent = `${BASE}  ·  ${points}  ·  ${objects} object${objects === 1 ? "" : "s"}`;
  Object.values(charts).forEach((chart) => chart.draw());
}

function toast({ level, message }) {
  const note = document.createElement("p");
  note.dataset.level = level;
  note.textContent = message;
  $("toasts").append(note);
  while ($("toasts").childElementCount > 4) $("toasts").firstChild.remove();
  setTimeout(() => note.remove(), 6000);
}

function showState(isOpen) {
  $("state").dataset.state = isOpen ? "open" : "closed";
  $("state").textContent = isOpen ? "connected" : "no connection";
}

// ---- and begins

for (const [layer, name] of LAYERS) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
  button.dataset.layer = layer;
  button.setAttribute("aria-pressed", "true");
  button.addEventListener("click", () => {
    world.layers[layer] = !world.layers[layer];
    button.setAttribute("aria-pressed", String(world.layers[layer]));
    for (const view of views.values()) view.schedule?.();
  });
  $("layers").append(button);
}
$("space-top").addEventListener("click", () => scene.top());
$("space-follow").addEventListener("click", () => scene.follow());
connection.addEventListener("info", ({ detail }) => {
  showState(true);
  $("source").textContent = detail.name.replace(/^Edge Perception, /, "");
});
connection.addEventListener("close", () => showState(false));
connection.addEventListener("channels", arrange);
connection.addEventListener("status", ({ detail }) => toast(detail));
world.addEventListener("found", ({ detail: frame }) => {
  for (const view of views.values()) if (view.frame === frame) view.schedule?.();
});
setInterval(tellFigures, 500);
connection.open();
