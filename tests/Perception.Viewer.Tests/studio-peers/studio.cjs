// usage: studio.cjs ws://SERVER|FILE.mcap FOLDER: opens Foxglove Studio on a server or on a recording, with panels for the
// camera, the cloud and the diagnostics, and leaves a picture of each in the folder.
"use strict";
const fs = require("fs");
const path = require("path");
const { serve, look } = require("./site.cjs");

const [source, folder] = process.argv.slice(2);
const isLive = source.startsWith("ws");
const modules = process.env.NODE_PATH;
const LAYOUT = {
  globalVariables: {}, userNodes: {}, playbackConfig: { speed: 1 },
  layout: { direction: "row", first: "ImageViewPanel!camera", second: { direction: "column", first: "3D!space", second: "DiagnosticSummary!health" } },
  configById: {
    "ImageViewPanel!camera": {
      cameraTopic: "/camera/image_raw", mode: "fit", transformMarkers: false, synchronize: false,
      enabledMarkerTopics: isLive ? ["/detector/out/detections/image_annotations"] : [],
    },
    "3D!space": {
      followTf: "base_link",
      cameraState: { distance: 30, perspective: true, phi: 70, thetaOffset: 90, targetOffset: [8, 0, 0], target: [0, 0, 0], targetOrientation: [0, 0, 0, 1], fovy: 60, near: 0.1, far: 1000 },
      topics: { "/detector/out/points": { visible: true, pointSize: 6, colorMode: "rgb", colorField: "rgb" } },
    },
    "DiagnosticSummary!health": { minLevel: 0, pinnedIds: [], topicToRender: "/diagnostics", hardwareIdFilter: "" },
  },
};
const PAGE = `<!doctype html><meta charset=utf-8><style>html, body, #root { height: 100%; margin: 0 }</style><div id=root></div>
<script src=/react.production.min.js></script><script src=/react-dom.production.min.js></script>
<script>window.react = React; window["react-dom"] = ReactDOM;</script><script src=/index.js></script>
<script>
  const layout = { id: "L1", name: "test", permission: "CREATOR_WRITE", baseline: { data: ${JSON.stringify(LAYOUT)}, savedAt: new Date().toISOString() } };
  const layouts = new Map([["L1", layout]]);
  const settings = new Map([["telemetry.telemetryEnabled", false], ["telemetry.crashReportingEnabled", false], ["showDebugPanels", false]]);
  const layoutStorage = {
    list: async () => [...layouts.values()], get: async (_, id) => layouts.get(id), delete: async (_, id) => layouts.delete(id),
    put: async (_, item) => (layouts.set(item.id, item), item), importLayouts: async () => {},
  };
  const appConfiguration = {
    get: (key) => settings.get(key), set: async (key, value) => settings.set(key, value), addChangeListener() {}, removeChangeListener() {},
  };
  (async () => {
    await initI18n();
    ReactDOM.render(React.createElement(App, {
      deepLinks: [location.href], appConfiguration, layoutStorage, extensionLoaders: [], enableGlobalCss: true,
      dataSources: [new FoxgloveWebSocketDataSourceFactory(), new McapLocalDataSourceFactory(), new RemoteDataSourceFactory()],
    }), document.getElementById("root"));
  })();
</script>`;

async function lookAt(page, seen) {
  await page.waitForFunction(() => document.querySelectorAll("canvas").length >= 2);
  await page.getByText(/camera pipeline/).first().waitFor();
  await page.waitForTimeout(15_000);
  seen.diagnostics = await page.getByText(/camera pipeline/).first().textContent();
  const canvases = page.locator("canvas");
  const boxes = [];
  for (let i = 0; i < await canvases.count(); i++) boxes.push(await canvases.nth(i).boundingBox());
  const large = boxes.filter((box) => box && box.width > 200 && box.height > 100).sort((a, b) => a.x - b.x);
  seen.canvases = large.length;
  await page.screenshot({ path: `${folder}/camera.png`, clip: large[0] });
  await page.screenshot({ path: `${folder}/space.png`, clip: large.at(-1) });
}

(async () => {
  const base = await serve({
    pages: { "/": PAGE }, files: isLive ? {} : { "/recording.mcap": path.resolve(source) },
    folders: [path.join(modules, "@foxglove/studio-base/assets"), path.join(modules, "react/umd"), path.join(modules, "react-dom/umd")],
  });
  const opened = isLive ? `ds=foxglove-websocket&ds.url=${source}` : `ds=remote-file&ds.url=${base}/recording.mcap`;
  fs.mkdirSync(folder, { recursive: true });
  await look(`${base}/?${opened}&layoutId=L1`, folder, lookAt);
})();
