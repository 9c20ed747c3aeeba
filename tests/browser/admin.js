'use strict';
// The dashboard and the flame graphs.
//
// node admin.js CHROMIUM URL FOLDER: a running site with the sample feeds, and a folder with the
// pages of flame_pages. Says TAP.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('./tap.js');
const { PHONE, run, testLayout } = require('./scene.js');

const [executablePath, base, folder] = process.argv.slice(2);

const HOSTILE = '</script><img src=x onerror=alert(1)><b>&';
const PLACE = 'http://flame.test/debug/pprof/flame';
// As flame_http.c sends it, for the number that flame_pages uses.
const POLICY = "default-src 'none'; script-src 'nonce-0123456789abcdef'; " +
  "style-src 'nonce-0123456789abcdef'; img-src data:; form-action 'self'; base-uri 'none'";

// A page of flame_pages, as if a server had sent it.
async function openFlame(scene, name, options) {
  const page = await scene.open(options);
  page.on('dialog', () => scene.complaints.push('a script ran'));
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8',
    headers: { 'Content-Security-Policy': POLICY },
    body: fs.readFileSync(`${folder}/${name}.html`) }));
  await page.goto(PLACE);
  return page;
}

const said = (page) => page.locator('#status').innerText();
const trail = (page) => page.locator('#trail').innerText();
const rows = (page) => page.locator('#table tbody tr').evaluateAll((all) =>
  all.map((row) => [...row.cells].map((cell) => cell.innerText.split('\n')[0])));

// Where the frame of that name is painted, in pixels of the canvas.
const placeOf = (page, name) => page.evaluate((wanted) => {
  const frame = graph.rows.flat().find(({ node }) => tree.name(node) === wanted);
  return frame && { x: frame.x + frame.width / 2,
    y: (tree.depth[frame.node] + 0.5) * graph.rowHeight, width: frame.width };
}, name);

async function clickFrame(page, name) {
  const { x, y } = await placeOf(page, name);
  await page.locator('canvas').click({ position: { x, y } });
}

async function press(page, ...keys) {
  for (const key of keys)
    await page.keyboard.press(key);
}

// --- flame graphs ---

test('a flame page shows the profile in numbers and words', async (scene) => {
  const page = await openFlame(scene, 'alone');
  assert.equal(await page.title(), 'heap profile of flame_pages');
  assert.match(await page.locator('#about').innerText(), /^No\. 2, taken 2023-11-1/);
  assert.match(await said(page), /^memory in use \(inuse_space\): 10 MiB in all$/);
  assert.deepEqual(await rows(page), [
    [HOSTILE, '6 MiB 60%', '6 MiB 60%'],
    ['render_page', '2 MiB 20%', '2 MiB 20%'],
    ['walk_tree', '2 MiB 20%', '2 MiB 20%'],
    ['thread_start', '0 0%', '10 MiB 100%'],
    ['serve_request', '0 0%', '8 MiB 80%'],
    ['search_index', '0 0%', '6 MiB 60%'],
  ]);
});

test('frames are as wide as their share', async (scene) => {
  const page = await openFlame(scene, 'alone');
  const whole = await placeOf(page, 'thread_start');
  for (const [name, share] of [['serve_request', 0.8], [HOSTILE, 0.6], ['walk_tree', 0.2]]) {
    const { width } = await placeOf(page, name);
    assert.ok(Math.abs(width / whole.width - share) < 1e-6, `${name}: ${width / whole.width}`);
  }
});

test('the name of a function stays text', async (scene) => {
  const page = await openFlame(scene, 'alone');
  await clickFrame(page, HOSTILE);
  assert.ok((await said(page)).startsWith(`${HOSTILE}; `));
  assert.ok((await trail(page)).endsWith(HOSTILE));
  assert.equal(await page.locator('img, b').count(), 0);
});

test('a click zooms in, the trail and Escape lead out', async (scene) => {
  const page = await openFlame(scene, 'alone');
  const before = await placeOf(page, 'search_index');
  await clickFrame(page, 'search_index');
  const after = await placeOf(page, 'search_index');
  assert.ok(after.width > before.width);
  assert.equal(await placeOf(page, 'render_page'), undefined);
  assert.equal((await trail(page)).replace(/\s*›\s*/g, ' ').replace(/\s+/g, ' '),
    'all thread_start serve_request search_index');
  await page.locator('#trail button', { hasText: 'serve_request' }).click();
  assert.ok(await placeOf(page, 'render_page'));
  await page.focus('#graph');
  await press(page, 'Escape');
  assert.equal(await trail(page), 'all');
  assert.equal((await placeOf(page, 'search_index')).width, before.width);
});

test('keys go from frame to frame', async (scene) => {
  const page = await openFlame(scene, 'alone');
  await page.focus('#graph');
  await press(page, 'ArrowDown', 'ArrowDown');
  assert.match(await said(page), /^serve_request; total 8 MiB, 80%; self 0, 0%/);
  await press(page, 'ArrowRight');
  assert.match(await said(page), /^walk_tree; .*calls itself, up to 3 deep/);
  await press(page, 'ArrowLeft', 'ArrowDown', 'Enter');
  assert.match(await trail(page), /search_index$/);
  await press(page, 'Backspace');
  assert.match(await trail(page), /serve_request$/);
  await press(page, 'Escape', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp');
  assert.match(await said(page), /^all;/);
});

test('a search tells how much it matched, and finds the next', async (scene) => {
  const page = await openFlame(scene, 'alone');
  await page.focus('#graph');
  await press(page, '/');
  await page.keyboard.type('search|render');
  assert.equal(await page.locator('#found').innerText(), '80% matched (8 MiB)');
  assert.deepEqual((await rows(page)).map(([name]) => name), ['render_page', 'search_index']);
  await press(page, 'Enter');
  assert.match(await said(page), /^search_index;/);
  await press(page, 'n');
  assert.match(await said(page), /^render_page;/);
  await press(page, '/');
  await page.fill('#search', '(');
  assert.match(await page.locator('#found').innerText(), /^Unterminated group$/);
  assert.equal(await page.getAttribute('#search', 'aria-invalid'), 'true');
  await press(page, 'Escape');
  assert.equal(await page.inputValue('#search'), '');
  assert.equal((await rows(page)).length, 6);
});

test('another value needs no other page', async (scene) => {
  const page = await openFlame(scene, 'alone');
  await page.selectOption('#value', { label: 'objects in use (inuse_objects)' });
  assert.match(await said(page), /^objects in use \(inuse_objects\): 100 in all$/);
  assert.equal((await rows(page))[0][0], 'render_page');
});

test('callees can stand above callers, and recursion unfolded', async (scene) => {
  const page = await openFlame(scene, 'alone');
  await page.selectOption('#order', 'inverted');
  const depths = () => page.evaluate(() => Object.fromEntries(graph.rows.flat().map(({ node }) =>
    [tree.name(node), tree.depth[node]])));
  assert.equal((await depths())[HOSTILE], 1);
  assert.equal((await depths()).serve_request, 3);
  assert.equal((await depths()).walk_tree, 1);
  await page.uncheck('#fold');
  assert.equal((await depths()).walk_tree, 3);
});

test('samples can be told apart by their labels', async (scene) => {
  const page = await openFlame(scene, 'alone');
  await page.selectOption('#group', 'route');
  await clickFrame(page, 'route = /search');
  assert.match(await said(page), /total 8 MiB, 80%/);
  await press(page, 'Escape');
  assert.ok(await placeOf(page, 'no route'));
});

test('a comparison tells what is more and what is less', async (scene) => {
  const page = await openFlame(scene, 'compared');
  assert.match(await page.locator('#about').innerText(), /compared to no\. 1/);
  assert.equal(await said(page), '10 MiB now, 5 MiB before: +5 MiB');
  assert.deepEqual((await rows(page)).slice(0, 3).map(([name, , change]) => [name, change]),
    [[HOSTILE, '+4 MiB'], ['walk_tree', '+2 MiB'], ['render_page', '−1 MiB']]);
  await clickFrame(page, 'render_page');
  assert.match(await said(page), /before 3 MiB, change −1 MiB/);
  const hues = await page.evaluate(() => [graph.changeColour(1), graph.changeColour(-1)]);
  assert.ok(hues[0].startsWith('hsl(6 ') && hues[1].startsWith('hsl(215 '), hues);
  await page.selectOption('#width', 'before');
  assert.equal(await placeOf(page, 'walk_tree'), undefined);
});

test('an empty profile says so', async (scene) => {
  const page = await openFlame(scene, 'empty');
  assert.equal(await said(page), 'Nothing was recorded.');
});

test('more frames than pixels are shown at once', async (scene) => {
  const page = await openFlame(scene, 'large', { viewport: { width: 1280, height: 900 } });
  await page.uncheck('#fold');
  const [frames, painted] = await page.evaluate(() => [tree.parent.length, graph.rows.flat().length]);
  assert.equal(frames, 2 ** 14 - 1);
  assert.ok(painted > 1000 && painted < frames, `${painted} painted`);
});

for (const name of ['alone', 'compared'])
  testLayout(test, `flame graph, ${name}`, (scene, options) => openFlame(scene, name, options));

// --- the real site ---

test('a button of the dashboard leads to a flame graph, that to a comparison', async (scene) => {
  const page = await scene.open();
  await page.goto('/debug/');
  await page.locator('.profile', { hasText: 'goroutine' }).getByRole('button').click();
  await page.waitForURL(/flame\?profile=goroutine/);
  assert.ok((await rows(page)).some(([name]) => name === 'main'));
  const number = /^No\. (\d+),/.exec(await page.locator('#about').innerText())[1];
  await page.click('#compare');
  await page.waitForURL(new RegExp(`base=${number}`));
  assert.match(await page.locator('#about').innerText(), new RegExp(`compared to no\\. ${number} `));
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  assert.equal(download.suggestedFilename(), 'goroutine');
});

test('CPU is sampled for as long as the field says', async (scene) => {
  const page = await scene.open();
  await page.goto('/debug/');
  const card = page.locator('.profile', { hasText: 'cpu' });
  await card.getByLabel('seconds').fill('1');
  await card.getByRole('button', { name: 'Flame graph' }).click();
  await page.waitForURL(/flame\?profile=cpu&seconds=1$/);
  assert.match(await page.locator('#about').innerText(), /over 1(\.\d+)? s$/);
});

test('the dashboard plots what happens until it is paused', async (scene) => {
  const page = await scene.open();
  await page.goto('/debug/');
  const plot = page.locator('.plot', { hasText: 'Memory' });
  const drawn = () => plot.locator('path').first().getAttribute('d');
  await page.waitForFunction(() => [...document.querySelectorAll('.plot path')].some((path) =>
    (path.getAttribute('d') || '').includes('L')));
  assert.match(await plot.locator('dd').first().innerText(), /^[\d.]+ MiB$/);
  assert.match(await plot.locator('svg').getAttribute('aria-label'), /^Memory over .*: from .* to /);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.waitForTimeout(100); // for an answer that was under way
  const paused = await drawn();
  await page.waitForTimeout(1200);
  assert.equal(await drawn(), paused);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForFunction((old) =>
    [...document.querySelectorAll('.plot path')].every((path) => path.getAttribute('d') !== old),
  paused);
});

test('variables that do not come are said to be missing', async (scene) => {
  const page = await scene.open({ expected: () => true });
  await page.route('**/debug/vars', (route) => route.fulfill({ status: 503, body: '' }));
  await page.goto('/debug/');
  await page.getByText('/debug/vars does not answer: status 503').waitFor();
  await page.unroute('**/debug/vars');
  await page.route('**/debug/vars', (route) => route.fulfill({ json: { memstats: {} } }));
  await page.waitForFunction(() => document.querySelector('.state').textContent === '');
  assert.equal(await page.locator('.plot dd').first().innerText(), '–');
});

test('the dashboard works without scripts', async (scene) => {
  // For text the browser asks for an icon where there is none.
  const page = await scene.open({ javaScriptEnabled: false,
    expected: (message) => message.location().url.endsWith('/favicon.ico') });
  await page.goto('/debug/');
  assert.ok(!await page.locator('#live').isVisible());
  assert.ok(await page.locator('dt a[href="/metrics"]').isVisible());
  await page.locator('.profile', { hasText: 'goroutine' }).getByText('Text').click();
  assert.match(await page.locator('body').innerText(), /^goroutine profile: total \d+/);
});

testLayout(test, 'dashboard', async (scene, options) => {
  const page = await scene.open(options);
  await page.goto('/debug/');
  return page;
});

run(executablePath, base);
