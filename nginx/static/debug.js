'use strict';
// /debug/: plots of what /debug/vars says, asked for each second. The page is whole without them.

const PERIOD = 1000; // milliseconds
const POINTS = 120; // kept of each line
const PATIENCE = 5000;

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

const plain = (n) => (n >= 1000 ? WHOLE : SHORT).format(n);

function bytes(n) {
  const power = Math.min(Math.floor(Math.log2(Math.max(n, 1)) / 10), 4);
  return `${SHORT.format(n / 1024 ** power)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

function time(nanoseconds) {
  const [size, unit] = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']]
    .find(([least]) => nanoseconds >= least) || [1, 'ns'];
  return `${SHORT.format(nanoseconds / size)} ${unit}`;
}

// The first of these places in the variables that holds a number: "memstats Alloc" is Alloc within
// memstats.
function pick(vars, ...places) {
  for (const place of places) {
    const value = place.split(' ').reduce((at, key) => at?.[key], vars);
    if (typeof value === 'number')
      return value;
  }
  return undefined;
}

// A counter's growth in a second, between this answer and the one before.
function rate(now, before, ...places) {
  const [newer, older] = [pick(now.vars, ...places), before && pick(before.vars, ...places)];
  if (newer === undefined || older === undefined || newer < older)
    return undefined;
  return (newer - older) * 1000 / (now.at - before.at);
}

const of = (...places) => (now) => pick(now.vars, ...places);
const rateOf = (...places) => (now, before) => rate(now, before, ...places);

// Each line says where its next point comes from: (this answer, the one before) → a number.
const PLOTS = [
  { title: 'Requests a second', format: plain, lines: {
    all: rateOf('requests'),
    failed: rateOf('responses 5xx') } },
  { title: 'Time of a search, since the start', format: time, unit: 1000, lines: {
    p50: of('routes /search p50'),
    p90: of('routes /search p90'),
    p99: of('routes /search p99') } },
  { title: 'Memory', format: bytes, unit: 2 ** 20, lines: {
    allocated: of('memstats Alloc'),
    resident: of('resident') } },
  { title: 'Workers', format: plain, lines: {
    busy: of('workers_busy'),
    'connections waiting': of('queue') } },
  { title: 'Threads', format: plain, lines: { threads: of('threads', 'goroutines') } },
  { title: 'Spent in the profiler, a second', format: time, unit: 1000, lines: {
    'signal handlers': rateOf('pprof handler_ns') } },
];

const SVG = 'http://www.w3.org/2000/svg';

function element(name, properties, ...content) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
}

// The next 1, 2 or 5 times a power of ten: an axis that does not move with every point.
function ceiling(n, unit) {
  const power = unit * 10 ** Math.floor(Math.log10(Math.max(n / unit, 1)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= n);
}

class Line {
  constructor(name, next) {
    this.next = next;
    this.points = [];
    this.path = document.createElementNS(SVG, 'path');
    this.value = element('dd', {}, '–');
    this.label = element('div', {}, element('dt', {}, name), this.value);
  }

  add(now, before, format) {
    const point = this.next(now, before);
    this.points.push(point);
    this.points.splice(0, this.points.length - POINTS);
    this.value.textContent = point === undefined ? '–' : format(point);
  }

  // Gaps where there was no number.
  draw(top) {
    const first = POINTS - this.points.length;
    let pen = 'M';
    this.path.setAttribute('d', this.points.map((point, i) => {
      const step = point === undefined ? '' : `${pen}${first + i} ${(100 - 100 * point / top).toFixed(2)}`;
      pen = point === undefined ? 'M' : 'L';
      return step;
    }).join(''));
  }
}

class Plot {
  constructor({ title, format, unit = 1, lines }) {
    Object.assign(this, { title, format, unit });
    this.lines = Object.entries(lines).map(([name, next]) => new Line(name, next));
    this.svg = document.createElementNS(SVG, 'svg');
    this.svg.setAttribute('viewBox', `0 0 ${POINTS - 1} 100`);
    this.svg.setAttribute('preserveAspectRatio', 'none');
    this.svg.setAttribute('role', 'img');
    this.svg.append(...this.lines.map((line) => line.path));
    this.label([]);
    this.top = element('span', { className: 'top', ariaHidden: 'true' });
    this.figure = element('figure', { className: 'plot' },
      element('figcaption', {}, title),
      element('dl', {}, ...this.lines.map((line) => line.label)),
      element('div', { className: 'picture' }, this.top, this.svg));
  }

  add(now, before) {
    for (const line of this.lines)
      line.add(now, before, this.format);
    const known = this.lines.flatMap((line) => line.points).filter((point) => point !== undefined);
    const top = ceiling(Math.max(...known, this.unit), this.unit);
    for (const line of this.lines)
      line.draw(top);
    this.top.textContent = known.length ? this.format(top) : '';
    this.label(known);
  }

  label(known) {
    this.svg.setAttribute('aria-label', `${this.title} over the last two minutes: ${known.length
      ? `from ${this.format(Math.min(...known))} to ${this.format(Math.max(...known))}`
      : 'nothing yet'}`);
  }
}

class Live {
  constructor(section) {
    this.state = section.querySelector('.state');
    this.button = section.querySelector('button');
    this.plots = PLOTS.map((plot) => new Plot(plot));
    section.querySelector('.plots').append(...this.plots.map((plot) => plot.figure));
    section.hidden = false;
    this.button.addEventListener('click', () => this.pause(!this.paused));
    document.addEventListener('visibilitychange', () => this.resume());
    this.resume();
  }

  pause(paused) {
    this.paused = paused;
    this.button.textContent = paused ? 'Go on' : 'Pause';
    this.state.textContent = paused ? 'paused' : '';
    this.resume();
  }

  // One chain of questions at a time; none while nobody looks.
  resume() {
    clearTimeout(this.timer);
    if (!this.paused && !document.hidden && !this.asking)
      this.ask();
  }

  async ask() {
    this.asking = true;
    const begun = performance.now();
    try {
      const answer = await fetch('vars', { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok)
        throw new Error(`status ${answer.status}`);
      this.take({ vars: await answer.json(), at: performance.now() });
    } catch (error) {
      this.state.textContent = `/debug/vars does not answer: ${error.message}`;
    }
    this.asking = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.resume(), Math.max(PERIOD - (performance.now() - begun), 50));
  }

  take(now) {
    for (const plot of this.plots)
      plot.add(now, this.before);
    this.before = now;
    if (!this.paused)
      this.state.textContent = '';
  }
}

new Live(document.getElementById('live'));
