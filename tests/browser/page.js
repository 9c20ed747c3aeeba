'use strict';
// The pages as people meet them: by keyboard, on a phone, in the dark, with a screen reader.
//
// node page.js CHROMIUM URL: a running site with the sample feeds, of which one fails. Says TAP.

const assert = require('node:assert/strict');
const { test } = require('./tap.js');
const { run, testLayout } = require('./scene.js');

const [executablePath, base] = process.argv.slice(2);

// A word of many sample stories, of more than one source.
const TERM = 'the';
const RESULTS = `/search?term=${TERM}`;
const PAGES = {
  newest: '/search',
  results: RESULTS,
  'second page': `${RESULTS}&page=2`,
  'page beyond the last': `${RESULTS}&page=400`,
  nothing: '/search?term=unfindable+zzyzx&cnn=on',
  status: '/status',
  error: '/no/such/page',
};

// What of an element has the focus: its id, or its text, or its name.
const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return at.id || at.innerText || at.name;
});

const titles = (page) => page.locator('.hits h2').allInnerTexts();

test('the newest stories stand there before a search', async (scene) => {
  const page = await scene.open();
  await page.goto('/search');
  assert.equal(await page.title(), 'feedscope');
  assert.equal(await page.locator('.hits li').count(), 20);
});

test('the root leads to the search', async (scene) => {
  const page = await scene.open();
  await page.goto('/');
  assert.equal(new URL(page.url()).pathname, '/search');
});

test('the style sheet and the icon are served', async (scene) => {
  const page = await scene.open();
  await page.goto('/search');
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).maxWidth), 'none');
  for (const [path, type] of [['style.css', /^text\/css/], ['favicon.svg', /^image\/svg\+xml/]]) {
    const answer = await page.request.get(`/static/${path}`);
    assert.equal(answer.status(), 200);
    assert.match(answer.headers()['content-type'], type);
  }
});

test('a search is made by keyboard alone', async (scene) => {
  const page = await scene.open();
  await page.goto('/search');
  const stops = [];
  while (stops.length < 20 && stops[stops.length - 1] !== 'term') {
    await page.keyboard.press('Tab');
    stops.push(await focused(page));
  }
  assert.deepEqual(stops, ['Skip to the content', 'feedscope', 'Search', 'Status', 'term']);
  await page.keyboard.type(TERM);
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Search');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+Tab');
  await Promise.all([page.waitForURL(/term=the/), page.keyboard.press('Enter')]);
  assert.match(await page.title(), /^the - feedscope$/);
  assert.equal(await page.locator('.chips input:checked').count(), 1);
});

test('Enter in the field searches', async (scene) => {
  const page = await scene.open();
  await page.goto('/search');
  await page.focus('#term');
  await page.keyboard.type(TERM);
  await Promise.all([page.waitForURL(/term=the/), page.keyboard.press('Enter')]);
  assert.match(await page.locator('h1').innerText(), /results for “the”/);
});

test('the skip link shows itself and leads past the form', async (scene) => {
  const page = await scene.open();
  await page.goto(RESULTS);
  const top = () => page.locator('.skip').evaluate((link) => link.getBoundingClientRect().bottom);
  assert.ok(await top() <= 0);
  await page.keyboard.press('Tab');
  await page.waitForFunction(() =>
    document.querySelector('.skip').getBoundingClientRect().top >= 0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement.closest('main') !== null));
});

test('whatever has the focus shows it', async (scene) => {
  const page = await scene.open();
  await page.goto(RESULTS);
  for (let i = 0; i < 14; i++) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    });
    assert.ok(outline, `no outline on ${await focused(page)}`);
  }
});

test('the form keeps what was searched for', async (scene) => {
  const page = await scene.open();
  await page.goto('/search');
  const boxes = await page.locator('.chips input').count();
  await page.fill('#term', `${TERM} "<&>`);
  await page.locator('.chips label').nth(1).click();
  await page.locator('input[name=first]').check();
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL(/term=/);
  assert.equal(await page.inputValue('#term'), `${TERM} "<&>`);
  assert.equal(await page.locator('.chips input:checked').count(), 1);
  assert.ok(await page.locator('.chips input').nth(1).isChecked());
  assert.ok(await page.locator('input[name=first]').isChecked());
  assert.equal(await page.locator('.chips input').count(), boxes);
});

test('found words are marked', async (scene) => {
  const page = await scene.open();
  await page.goto(RESULTS);
  const marks = await page.locator('.hits mark').allInnerTexts();
  assert.ok(marks.length >= 20);
  assert.ok(marks.every((mark) => mark.toLowerCase() === TERM), marks.join(' '));
});

test('the next page goes on, the previous one comes back', async (scene) => {
  const page = await scene.open();
  await page.goto(`${RESULTS}&cnn=on&bbc=on`);
  const first = await titles(page);
  await Promise.all([page.waitForURL(/page=2/), page.click('a[rel=next]')]);
  const second = await titles(page);
  assert.notDeepEqual(second, first);
  assert.equal(await page.locator('.chips input:checked').count(), 2);
  await Promise.all([page.waitForURL((url) => !url.search.includes('page')),
    page.click('a[rel=prev]')]);
  assert.deepEqual(await titles(page), first);
});

test('stopping at the first source shows one source alone', async (scene) => {
  const page = await scene.open();
  await page.goto(`${RESULTS}&first=on`);
  const sources = await page.locator('.hits .source').allInnerTexts();
  assert.equal(new Set(sources).size, 1);
  assert.match(await page.locator('.about').innerText(), new RegExp(`Only from ${sources[0]}`));
});

test('a feed that fails is noted, and the status page names it', async (scene) => {
  const page = await scene.open();
  await page.goto(RESULTS);
  await page.locator('.notice.quiet a').click();
  await page.waitForURL(/status/);
  assert.equal(await page.getByText('failing', { exact: true }).count(), 1);
  assert.notEqual(await page.locator('.why').innerText(), '');
});

test('links to stories tell nobody where they were followed', async (scene) => {
  const page = await scene.open();
  await page.goto(RESULTS);
  for (const link of await page.locator('.hits a').all()) {
    assert.match(await link.getAttribute('href'), /^https?:\/\//);
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
  }
});

test('the search works without scripts', async (scene) => {
  const page = await scene.open({ javaScriptEnabled: false });
  await page.goto('/search');
  await page.fill('#term', TERM);
  await Promise.all([page.waitForURL(/term=the/), page.press('#term', 'Enter')]);
  assert.equal(await page.locator('.hits li').count(), 20);
});

test('the box completes the last word while one types', async (scene) => {
  const page = await scene.open();
  await page.goto('/search');
  const asked = page.waitForResponse(/\/suggest\?q=a%20t$/);
  await page.locator('#term').pressSequentially('a t');
  const [typed, completions] = await (await asked).json();
  assert.equal(typed, 'a t');
  assert.ok(completions.length > 0);
  await page.waitForFunction(() => document.getElementById('term').list.options.length);
  assert.deepEqual(await page.evaluate(
    () => [...document.getElementById('term').list.options].map((option) => option.value)), completions);
});

test('a script in the address stays text', async (scene) => {
  const page = await scene.open();
  page.on('dialog', () => scene.complaints.push('a script ran'));
  await page.goto(`/search?term=${encodeURIComponent('"><script>alert(1)</script>')}`);
  await page.goto(`/search?term=${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
  assert.equal(await page.locator('script:not([src="/static/search.js"]), img').count(), 0);
});

// The browser logs a page's own status 404 as an error of the network.
const isExpected = (message) => message.location().url.endsWith(PAGES.error);

for (const [name, path] of Object.entries(PAGES)) {
  testLayout(test, name, async (scene, options) => {
    const page = await scene.open({ expected: isExpected, ...options });
    await page.goto(path);
    return page;
  });
}

test('nothing moves for those who asked for that', async (scene) => {
  const page = await scene.open({ reducedMotion: 'reduce' });
  await page.goto(RESULTS);
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
    const style = getComputedStyle(element);
    return parseFloat(style.transitionDuration) || style.animationName !== 'none';
  }).length);
  assert.equal(moving, 0);
});

test('paper gets the stories without the form', async (scene) => {
  const page = await scene.open();
  await page.goto(RESULTS);
  await page.emulateMedia({ media: 'print' });
  assert.ok(!await page.locator('form').isVisible());
  assert.ok(await page.locator('.hits li').first().isVisible());
});

run(executablePath, base);
