// A small file server for pages that load a viewer, and the browser that opens them.
"use strict";
const fs = require("fs");
const http = require("http");
const path = require("path");
const { chromium } = require("playwright-core");

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };

// Sends a file, or the part of it that is asked for; viewers read recordings in parts.
function send(file, type, request, response) {
  const size = fs.statSync(file).size;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const first = range ? Number(range[1]) : 0;
  const last = range && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  response.writeHead(range ? 206 : 200, {
    "Content-Type": type,
    "Content-Length": last - first + 1,
    "Accept-Ranges": "bytes",
    ...(range ? { "Content-Range": `bytes ${first}-${last}/${size}` } : {}),
  });
  if (request.method === "HEAD") response.end();
  else fs.createReadStream(file, { start: first, end: last }).pipe(response);
}

// pages: path -> text of a page; files: path -> file; folders are searched for everything else.
exports.serve = ({ pages, files, folders }) => new Promise((resolve) => {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    if (pages[name] !== undefined) {
      response.writeHead(200, { "Content-Type": "text/html" });
      response.end(pages[name]);
      return;
    }
    const candidates = [files[name], ...folders.flatMap((folder) => [path.join(folder, name), path.join(folder, `${name}.js`)])];
    const file = candidates.find((candidate) => candidate && fs.existsSync(candidate) && fs.statSync(candidate).isFile());
    if (file) {
      send(file, TYPES[path.extname(file)] ?? "application/octet-stream", request, response);
    } else {
      response.writeHead(404);
      response.end();
    }
  });
  server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}`));
});

// Opens a page, lets it be looked at, and prints what was seen as JSON.
exports.look = async (url, folder, lookAt) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
    timeout: 120_000,
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.setDefaultTimeout(180_000);
  const seen = { problems: [], warnings: [] };
  const warn = (text) => {
    if (seen.warnings.length < 20) seen.warnings.push(text.slice(0, 300));
  };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) warn(message.text());
  });
  page.on("pageerror", (error) => warn(String(error)));
  try {
    await page.goto(url, { waitUntil: "domcontentloaded" });
    await lookAt(page, seen);
  } catch (error) {
    seen.problems.push(String(error));
  }
  await page.screenshot({ path: `${folder}/page.png`, timeout: 120_000 });
  await browser.close();
  process.stdout.write(JSON.stringify(seen), () => process.exit(0));
};
