// usage: page.cjs URL FOLDER SCENARIO: opens the page in Chromium without a display, does what the scenario says, leaves
// pictures in the folder, and prints what was seen as JSON.
"use strict";
const { chromium } = require("playwright-core");

const [url, folder, scenario] = process.argv.slice(2);
const PATIENCE = 180_000;
const seen = { problems: [] };

async function picture(page, selector, name) {
  await page.locator(selector).first().screenshot({ path: `${folder}/${name}.png`, timeout: PATIENCE });
}

// As the page's style and colours have them.
const BLUE = [92, 200, 255], GREEN = [95, 227, 161];

// Waits until a canvas has so many pixels of about a colour; a busy machine draws when it can.
function painted(page, selector, colour, least, most = Number.MAX_SAFE_INTEGER) {
  return page.waitForFunction(([selector, colour, least, most]) => {
    const canvas = document.querySelector(selector);
    if (!canvas?.width) return false;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (colour.every((level, k) => Math.abs(level - data[i + k]) <= 40)) count++;
    }
    return count >= least && count <= most;
  }, [selector, colour, least, most]);
}

const scenarios = {
  async live(page) {
    await page.waitForFunction(() => /[1-9][\d,]* points.*[1-9]\d* object/.test(document.getElementById("space-note").textContent));
    await page.waitForFunction(() => [...document.querySelectorAll(".view .figures")].length >= 2 &&
      [...document.querySelectorAll(".view .figures")].every((item) => !/\b0\.0 Hz/.test(item.textContent)));
    await page.waitForSelector("[data-chart=Latency]:not([hidden])");
    await painted(page, ".view[data-kind=camera] canvas", BLUE, 50);
    await painted(page, ".view[data-kind=camera] canvas", GREEN, 20);
    await painted(page, "[data-chart=Latency] canvas", BLUE, 10);
    await painted(page, "[data-chart=Latency] canvas", GREEN, 10);
    await painted(page, "[data-chart='Frames per second'] canvas", BLUE, 10);
    await page.waitForTimeout(2500);
    await picture(page, ".view[data-kind=camera] canvas", "camera");
    await picture(page, ".view[data-kind=depth] canvas", "depth");
    await picture(page, "#space-canvas", "space");
    await picture(page, "[data-chart=Latency] canvas", "latency");
    await picture(page, "[data-chart='Frames per second'] canvas", "rate");
    await page.screenshot({ path: `${folder}/page.png` });

    await page.click("button[data-layer=boxes]");
    await page.click("button[data-layer=masks]");
    await painted(page, ".view[data-kind=camera] canvas", BLUE, 0, 0);
    await painted(page, ".view[data-kind=camera] canvas", [220, 20, 20], 500);
    await picture(page, ".view[data-kind=camera] canvas", "bare");

    const slider = page.locator("input[data-parameter='/detector.score_threshold']");
    seen.sliderBefore = await slider.inputValue();
    await slider.fill("0.8");
    await slider.dispatchEvent("change");
    await page.waitForFunction(() => document.querySelector("#parameters .parameter output").textContent === "0.80");

    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(500);
    seen.phoneScroll = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.screenshot({ path: `${folder}/phone.png`, fullPage: true });
  },

  async bag(page) {
    const grey = () => page.evaluate(() => {
      const canvas = document.querySelector(".view[data-kind=camera] canvas");
      const [level, , , alpha] = canvas?.getContext("2d").getImageData(5, 5, 1, 1).data ?? [0, 0, 0, 0];
      return alpha === 255 ? level : -1; // before the first picture
    });
    const until = async (holds, what) => {
      for (let i = 0; i < 1800; i++) {
        if (holds(await grey())) return;
        await page.waitForTimeout(100);
      }
      throw new Error(`${what}: the grey is ${await grey()}`);
    };
    await page.waitForSelector("#timeline:not([hidden])");
    await until((level) => level >= 0 && level < 12, "paused at the start");
    await page.locator("#seek").fill("500");
    await until((level) => level > 85 && level < 110, "a seek to the middle");
    await page.locator("#seek").fill("1000");
    await until((level) => level > 180, "a seek to the end");
    seen.timeAtEnd = await page.textContent("#time");
    await page.locator("#seek").fill("250");
    await until((level) => level > 35 && level < 60, "a seek back");
    seen.buttonPaused = await page.getAttribute("#play", "aria-label");
    await page.click("#play");
    await page.waitForFunction((paused) => document.getElementById("play").ariaLabel !== paused, seen.buttonPaused);
    seen.buttonPlaying = await page.getAttribute("#play", "aria-label");
    await until((level) => level > 75, "playing on");
    await page.click("#play");
    await page.screenshot({ path: `${folder}/bag.png` });
  },
};

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
    timeout: PATIENCE,
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => {
    if (message.type() === "error") seen.problems.push(message.text());
  });
  page.on("pageerror", (error) => seen.problems.push(String(error.stack)));
  page.on("requestfailed", (request) => seen.problems.push(`failed: ${request.url()}`));
  try {
    await page.goto(url);
    await scenarios[scenario](page);
  } catch (error) {
    seen.problems.push(String(error));
    await page.screenshot({ path: `${folder}/failed.png` });
  }
  await browser.close();
  process.stdout.write(JSON.stringify(seen));
})();
