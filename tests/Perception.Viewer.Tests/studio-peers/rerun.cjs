// usage: rerun.cjs FILE.mcap FOLDER: opens a recording in Rerun's web viewer and leaves a picture of it in the folder.
"use strict";
const fs = require("fs");
const path = require("path");
const { serve, look } = require("./site.cjs");

const [file, folder] = process.argv.slice(2);
const PAGE = `<!doctype html><meta charset=utf-8><style>html, body { height: 100%; margin: 0 }</style>
<script type=module>
  import { WebViewer } from "/index.js";
  const viewer = new WebViewer();
  viewer.on("recording_open", (event) => { window.opened = event; });
  window.viewer = viewer;
  await viewer.start(location.origin + "/recording.mcap", document.body,
    { width: "1280px", height: "720px", render_backend: "webgl", hide_welcome_screen: true, theme: "dark" });
</script>`;

async function lookAt(page, seen) {
  await page.waitForFunction(() => window.opened);
  seen.opened = await page.evaluate(() => window.opened);
  await page.waitForTimeout(20_000);
  seen.timeline = await page.evaluate(() => window.viewer.get_active_timeline(window.opened.recording_id));
  seen.range = await page.evaluate((name) => window.viewer.get_time_range(window.opened.recording_id, name), seen.timeline);
}

(async () => {
  const base = await serve({
    pages: { "/": PAGE }, files: { "/recording.mcap": path.resolve(file) },
    folders: [path.join(process.env.NODE_PATH, "@rerun-io/web-viewer")],
  });
  fs.mkdirSync(folder, { recursive: true });
  await look(`${base}/`, folder, lookAt);
})();
