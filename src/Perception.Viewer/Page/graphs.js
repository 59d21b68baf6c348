// Live curves of the last minute.

const WINDOW_MS = 60_000;
const COLOURS = ["#5cc8ff", "#5fe3a1", "#f2b75c", "#d59bff", "#ff7f8f"];

export class Chart {
  constructor(parent, title, unit) {
    this.unit = unit;
    this.series = new Map(); // name -> [[time, value]]
    this.element = document.createElement("div");
    this.element.className = "chart";
    this.element.dataset.chart = title;
    this.element.hidden = true;
    this.element.innerHTML = "<header><h2></h2><output></output></header><canvas></canvas><div class=legend></div>";
    this.element.querySelector("h2").textContent = title;
    this.canvas = this.element.querySelector("canvas");
    parent.append(this.element);
  }

  add(name, value) {
    if (!Number.isFinite(value)) return;
    if (!this.series.has(name)) {
      if (this.series.size >= COLOURS.length) return;
      this.series.set(name, []);
      this.element.hidden = false;
      this.renewLegend();
    }
    const points = this.series.get(name);
    const now = performance.now();
    points.push([now, value]);
    while (points[0][0] < now - WINDOW_MS) points.shift();
  }

  renewLegend() {
    const legend = this.element.querySelector(".legend");
    legend.replaceChildren(...[...this.series.keys()].map((name, i) => {
      const item = document.createElement("span");
      const line = document.createElement("i");
      line.style.background = COLOURS[i];
      item.append(line, name);
      return item;
    }));
  }

  draw() {
    const { canvas } = this;
    const ratio = Math.min(2, window.devicePixelRatio);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    if (canvas.width !== Math.round(width * ratio)) [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const now = performance.now();
    const all = [...this.series.values()];
    const top = niceAbove(Math.max(0.5, ...all.flat().filter(([time]) => time > now - WINDOW_MS).map(([, value]) => value)));
    context.font = "10px system-ui, sans-serif";
    context.fillStyle = "#8794a4";
    context.strokeStyle = "#242e3a";
    context.lineWidth = 1;
    for (const share of [0, 0.5, 1]) {
      const y = Math.round(height - 3 - share * (height - 14)) + 0.5;
      context.beginPath();
      context.moveTo(0, y);
      context.lineTo(width, y);
      context.stroke();
      if (share > 0) context.fillText(`${+(share * top).toPrecision(3)}`, 2, y - 3);
    }
    all.forEach((points, i) => this.drawSeries(context, points, COLOURS[i], now, top, width, height));
    const last = all[0]?.at(-1);
    this.element.querySelector("output").innerHTML = last && now - last[0] < 5000 ? `${format(last[1])} <small>${this.unit}</small>` : "<small>no data</small>";
  }

  drawSeries(context, points, colour, now, top, width, height) {
    if (points.length < 2) return;
    const x = (time) => width - ((now - time) / WINDOW_MS) * width;
    const y = (value) => height - 3 - (value / top) * (height - 14);
    context.beginPath();
    points.forEach(([time, value], i) => (i ? context.lineTo(x(time), y(value)) : context.moveTo(x(time), y(value))));
    context.strokeStyle = colour;
    context.lineWidth = 1.8;
    context.lineJoin = "round";
    context.stroke();
    context.lineTo(x(points.at(-1)[0]), height - 3);
    context.lineTo(x(points[0][0]), height - 3);
    context.globalAlpha = 0.1;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
  }
}

const format = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : `${+value.toFixed(2)}`);

// The next of 1, 2, 5, 10, 20, ... above a value.
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value * 1.05) ?? 20 * power;
}
