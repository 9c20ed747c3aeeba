'use strict';
// What the tests of pages share: a browser, a window of its own for each test, which notes whatever
// the browser complains about, and the checks that hold for every page.

const assert = require('node:assert/strict');
const { chromium } = require('playwright-core');
const axe = require('axe-core');
const { runAll } = require('./tap.js');

const PHONE = { width: 390, height: 844 };

let browser, baseURL;

class Scene {
  // `expected`: a complaint for which this returns true is none.
  async open(options = {}) {
    const { expected = () => false, ...rest } = options;
    if (this.context) await this.context.close();
    this.complaints = [];
    this.expected = expected;
    this.context = await browser.newContext({ baseURL, ...rest });
    this.context.setDefaultTimeout(60000);
    this.page = await this.context.newPage();
    this.page.on('console', (message) => this.note(message));
    this.page.on('pageerror', (error) => this.complaints.push(`error: ${error}`));
    this.page.on('requestfailed', (request) => this.noteFailure(request));
    return this.page;
  }

  note(message) {
    if (['error', 'warning'].includes(message.type()) && !this.expected(message))
      this.complaints.push(`${message.type()}: ${message.text()}`);
  }

  noteFailure(request) {
    // What a page had still to load when the next one was asked for is given up, rightly.
    const { errorText } = request.failure();
    if (errorText !== 'net::ERR_ABORTED')
      this.complaints.push(`failed: ${request.url()}: ${errorText}`);
  }

  async close() {
    if (this.context) await this.context.close();
    this.context = undefined;
  }
}

async function finish(scene) {
  assert.deepEqual(scene.complaints, [], 'the browser complained');
  await scene.close();
}

async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return found.violations.map((rule) =>
    `${rule.id}: ${rule.nodes.map((node) => node.html + ' ' + node.failureSummary).join('; ')}`);
}

async function overhang(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

// The three that hold for every page; `open` brings a new window of the scene to it.
function testLayout(test, name, open) {
  test(`${name}: nothing sticks out of a narrow window`, async (scene) => {
    const page = await open(scene, { viewport: { width: 320, height: 844 } });
    for (const width of [320, 390, 768]) { // a new window would be a new process
      await page.setViewportSize({ width, height: 844 });
      const over = await overhang(page);
      assert.ok(over <= 0, `${over} px too wide in a window of ${width} px`);
    }
  });

  test(`${name}: accessible by day, on a wide screen`, async (scene) => {
    const page = await open(scene, { viewport: { width: 1280, height: 900 } });
    assert.deepEqual(await violations(page), []);
  });

  test(`${name}: accessible in the dark, on a phone`, async (scene) => {
    const page = await open(scene, { viewport: PHONE, colorScheme: 'dark', hasTouch: true });
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.ok(dark.match(/\d+/g).slice(0, 3).every((part) => Number(part) < 64), dark);
    assert.deepEqual(await violations(page), []);
  });
}

async function main(executablePath) {
  // Without the GPU's process, which would compute in software what the pages do not need.
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const failed = await runAll(() => new Scene(), finish);
  await browser.close();
  process.exitCode = failed ? 1 : 0;
}

function run(executablePath, base) {
  baseURL = base;
  main(executablePath).catch((error) => {
    console.log(`Bail out! ${error}`);
    process.exitCode = 1;
  });
}

module.exports = { PHONE, run, testLayout, violations };
