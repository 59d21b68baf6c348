// Parameters of nodes as sliders and boxes, and the timeline of a bag.

const SEND_EVERY_MS = 120;
const isHidden = (name) => /^(use_sim_time|qos_overrides)/.test(name);
const parameterOf = (name) => name.slice(name.indexOf(".") + 1);
const isThreshold = (name) => /threshold|score|confidence|min_prob/.test(name);

export class ParameterPanel {
  constructor(connection) {
    this.connection = connection;
    this.section = document.getElementById("parameters");
    this.list = document.getElementById("parameter-list");
    this.values = new Map();
    this.inputs = new Map();
    this.unfolded = new Set(); // nodes
    connection.addEventListener("parameters", ({ detail }) => this.onValues(detail));
    connection.addEventListener("close", () => this.clear());
  }

  clear() {
    this.values.clear();
    this.inputs.clear();
    this.list.replaceChildren();
    this.section.hidden = true;
  }

  onValues(parameters) {
    let isNew = false;
    for (const { name, value, type } of parameters) {
      const parameter = parameterOf(name);
      if (value === undefined || isHidden(parameter) || !["number", "boolean"].includes(typeof value)) continue;
      isNew ||= !this.values.has(name);
      this.values.set(name, { value, type });
      this.inputs.get(name)?.show(value);
    }
    if (isNew) this.build();
  }

  build() {
    const byNode = Map.groupBy([...this.values.keys()].sort(), (name) => name.slice(0, name.indexOf(".")));
    this.list.replaceChildren();
    for (const [node, names] of byNode) {
      const title = document.createElement("div");
      title.className = "node";
      title.textContent = node;
      this.list.append(title);
      const first = names.filter((name) => isThreshold(parameterOf(name)));
      const others = names.filter((name) => !first.includes(name));
      this.list.append(...first.map((name) => this.row(name)));
      if (others.length > 0) this.list.append(this.more(node, others, first.length > 0));
    }
    this.section.hidden = this.values.size === 0;
  }

  // What is not turned while one looks stands behind a fold, which stays as it was left.
  more(node, names, hasOthers) {
    const fold = document.createElement("details");
    fold.open = this.unfolded.has(node);
    fold.addEventListener("toggle", () => (fold.open ? this.unfolded.add(node) : this.unfolded.delete(node)));
    const summary = document.createElement("summary");
    summary.textContent = hasOthers ? `${names.length} more` : `${names.length} parameters`;
    fold.append(summary, ...names.map((name) => this.row(name)));
    return fold;
  }

  row(name) {
    const { value, type } = this.values.get(name);
    const parameter = parameterOf(name);
    const element = document.createElement("div");
    element.className = "parameter";
    const label = document.createElement("label");
    label.textContent = parameter;
    label.title = name;
    const input = document.createElement("input");
    input.id = label.htmlFor = `parameter ${name}`;
    input.dataset.parameter = name;
    const isSlider = type === "float64" && isThreshold(parameter) && value >= 0 && value <= 1;
    if (typeof value === "boolean") this.asCheckbox(element, label, input, name);
    else if (isSlider) this.asSlider(element, label, input, name);
    else this.asNumber(element, label, input, name, type);
    this.inputs.get(name).show(value);
    return element;
  }

  asSlider(element, label, input, name) {
    Object.assign(input, { type: "range", min: 0, max: 1, step: 0.01 });
    const output = document.createElement("output");
    let sentAt = 0;
    input.addEventListener("input", () => {
      output.textContent = Number(input.value).toFixed(2);
      if (performance.now() - sentAt < SEND_EVERY_MS) return;
      sentAt = performance.now();
      this.connection.setParameter(name, Number(input.value));
    });
    input.addEventListener("change", () => this.connection.setParameter(name, Number(input.value)));
    element.append(label, output, input);
    this.inputs.set(name, {
      show: (value) => {
        if (input.matches(":active")) return;
        input.value = value;
        output.textContent = value.toFixed(2);
      },
    });
  }

  asCheckbox(element, label, input, name) {
    input.type = "checkbox";
    input.addEventListener("change", () => this.connection.setParameter(name, input.checked));
    element.append(label, input);
    this.inputs.set(name, { show: (value) => (input.checked = value) });
  }

  asNumber(element, label, input, name, type) {
    Object.assign(input, { type: "number", step: type === "float64" ? "any" : 1 });
    input.addEventListener("change", () => {
      if (input.value !== "") this.connection.setParameter(name, Number(input.value));
    });
    element.append(label, input);
    this.inputs.set(name, { show: (value) => (input.value = +value.toPrecision(6)) });
  }
}

export class Timeline {
  constructor(connection) {
    this.connection = connection;
    this.footer = document.getElementById("timeline");
    this.play = document.getElementById("play");
    this.seek = document.getElementById("seek");
    this.speed = document.getElementById("speed");
    this.startNs = this.endNs = this.nowNs = 0n;
    connection.addEventListener("info", ({ detail }) => this.onInfo(detail));
    connection.addEventListener("playback", ({ detail }) => this.onState(detail));
    connection.addEventListener("time", ({ detail }) => this.onTime(detail));
    this.play.addEventListener("click", () => this.control(!this.isPlaying, null));
    this.speed.addEventListener("change", () => this.control(this.isPlaying, null));
    this.seek.addEventListener("input", () => {
      const share = Number(this.seek.value) / Number(this.seek.max);
      this.control(this.isPlaying, this.startNs + BigInt(Math.round(Number(this.endNs - this.startNs) * share)));
    });
    document.addEventListener("keydown", (event) => {
      if (event.code !== "Space" || this.footer.hidden || event.target.matches("input, button, select")) return;
      event.preventDefault();
      this.play.click();
    });
  }

  onInfo({ dataStartTime: start, dataEndTime: end }) {
    this.footer.hidden = !start;
    if (!start) return;
    this.startNs = BigInt(start.sec) * 1_000_000_000n + BigInt(start.nsec);
    this.endNs = BigInt(end.sec) * 1_000_000_000n + BigInt(end.nsec);
    document.getElementById("duration").textContent = seconds(this.endNs - this.startNs);
  }

  onState({ isPlaying, timeNs, speed }) {
    this.isPlaying = isPlaying;
    this.play.textContent = isPlaying ? "❚❚" : "▶";
    this.play.setAttribute("aria-label", isPlaying ? "Pause" : "Play");
    if (!this.speed.matches(":focus")) this.speed.value = String(speed);
    this.onTime(timeNs);
  }

  onTime(timeNs) {
    if (this.footer.hidden) return;
    this.nowNs = timeNs;
    document.getElementById("time").textContent = seconds(timeNs - this.startNs);
    if (this.seek.matches(":active")) return;
    const share = Number(timeNs - this.startNs) / Math.max(1, Number(this.endNs - this.startNs));
    this.seek.value = share * Number(this.seek.max);
  }

  control(play, seekNs) {
    this.connection.control(play, Number(this.speed.value) || 1, seekNs);
  }
}

function seconds(ns) {
  const total = Number(ns) / 1e9;
  return total < 60 ? `${total.toFixed(1)} s` : `${Math.floor(total / 60)}:${(total % 60).toFixed(1).padStart(4, "0")}`;
}
