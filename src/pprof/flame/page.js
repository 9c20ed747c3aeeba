// The page: its controls, keys and words.

const by = (id) => document.getElementById(id);
const profile = new Profile(JSON.parse(by('profile').textContent));
const graph = new Graph(document.querySelector('canvas'));
const table = new Table(by('table'), by('more'), searchExactly);
let tree, pattern = null;

const unit = () => profile.types[by('value').value][1];
const show = (value) => formatValue(value, unit());
const comparing = () => Boolean(profile.before);
const side = () => Number(by('width').value);

// --- what stands above the picture ---

// Swedish writes dates as ISO 8601 does.
const date = (milliseconds) => new Date(milliseconds).toLocaleString('sv-SE');
const clock = (milliseconds) => new Date(milliseconds).toLocaleTimeString('sv-SE');

function describe() {
  const parts = [profile.id ? `No. ${profile.id}` : 'too large to be kept',
    `taken ${date(profile.taken)}`];
  if (profile.duration)
    parts.push(`over ${formatValue(profile.duration, 'nanoseconds')}`);
  if (comparing())
    parts.push(`compared to no. ${profile.base.id} of ${clock(profile.base.taken)}`);
  by('title').textContent = profile.title;
  by('about').textContent = parts.join(', ');
}

function offerAgain() {
  const asked = by('asked');
  const keep = (name, value) => asked.append(element('input', { type: 'hidden', name, value }));
  keep('profile', profile.name);
  if (profile.seconds)
    asked.append(element('label', {}, element('input', { type: 'number', name: 'seconds', min: 0.1,
      max: 3600, step: 'any', required: true, value: profile.seconds }), ' seconds'));
  if (profile.settle)
    keep('gc', 1);
  by('compare').value = profile.id;
  by('compare').hidden = !profile.id;
  by('download').hidden = !profile.id;
  by('download').href = `?id=${profile.id}&format=proto`;
  by('again').addEventListener('submit', wait);
}

function wait() {
  const seconds = by('again').elements.seconds;
  by('about').textContent = seconds ? `Recording ${seconds.value} s…` : 'Recording…';
}

function offerComparisons() {
  const choice = by('with');
  for (const { id, taken } of profile.known)
    choice.append(new Option(`no. ${id} of ${clock(taken)}`, id));
  choice.value = comparing() ? profile.base.id : '';
  choice.parentElement.hidden = choice.options.length < 2 || !profile.id;
  choice.addEventListener('change', () => {
    location.search = `?id=${profile.id}${choice.value ? `&base=${choice.value}` : ''}`;
  });
}

function offerChoices() {
  profile.types.forEach((type, i) => by('value').append(new Option(typeTitle(type), i)));
  by('value').value = profile.value;
  for (const key of profile.labelKeys())
    by('group').append(new Option(key, key));
  by('group').parentElement.hidden = by('group').options.length < 2;
  by('width').parentElement.hidden = !comparing();
  by('scale').parentElement.hidden = !comparing();
  for (const id of ['value', 'order', 'group', 'width', 'inlined', 'fold', 'lines', 'scale'])
    by(id).addEventListener('change', rebuild);
}

// --- the tree and who shows it ---

const sum = (values) => values.reduce((all, value) => all + value, 0);

// What an earlier profile's values are multiplied by, where only the shares shall be compared.
function scale(value) {
  const before = comparing() && by('scale').checked ? sum(profile.before[value]) : 0;
  return before ? sum(profile.now[value]) / before : 1;
}

function rebuild() {
  const value = Number(by('value').value);
  tree = buildTree(profile, { value, scale: scale(value), group: by('group').value,
    inlined: by('inlined').checked, fold: by('fold').checked, byLine: by('lines').checked,
    inverted: by('order').value === 'inverted' });
  const empty = tree.parent.length === 1;
  by('graph').classList.toggle('empty', empty);
  graph.matches = matches();
  graph.show(tree, side(), comparing());
  table.show(tree, unit(), comparing());
  table.filter(graph.matches);
  writeLegend();
  writeTrail();
  writeFound();
  announce(empty ? 'Nothing was recorded.' : summary());
}

function summary() {
  const [now, before] = [tree.total[0][0], tree.total[1][0]];
  const type = typeTitle(profile.types[by('value').value]);
  return comparing() ? `${show(now)} now, ${show(before)} before: ${formatChange(now - before, unit())}`
    : `${type}: ${show(now)} in all`;
}

function writeLegend() {
  const list = by('legend');
  if (comparing()) {
    list.replaceChildren(...['more than before', 'the same', 'less'].map((text, i) =>
      swatch(graph.changeColour((1 - i) * graph.largestChange), text)));
    return;
  }
  const dark = graph.theme.dark;
  list.replaceChildren(...[...graph.origins].map(([name, { hue, self }]) =>
    swatch(hueColour(hue, dark), `${name} ${formatShare(self, tree.total[side()][0])}`)));
}

function swatch(colour, text) {
  const square = element('span', { className: 'swatch' });
  square.style.background = colour;
  return element('li', {}, square, text);
}

// --- zoom ---

function zoom(node) {
  graph.zoomed = node;
  if (!tree.path(graph.focused).includes(node))
    graph.focused = node;
  graph.layOut();
  writeTrail();
  writeFound();
  announce(describeNode(graph.focused));
}

function writeTrail() {
  const path = tree.path(graph.zoomed);
  const shown = path.length > 6 ? [0, -1, ...path.slice(-4)] : path;
  by('trail').replaceChildren(...shown.map((node) => {
    if (node < 0)
      return element('span', {}, '…');
    const button = element('button', { type: 'button' }, tree.name(node));
    if (node === graph.zoomed)
      button.ariaCurrent = 'location';
    button.addEventListener('click', () => zoom(node));
    return button;
  }));
}

// --- search ---

function matches() {
  return pattern && Uint8Array.from(tree.places, ({ name, file }) =>
    pattern.test(name) || pattern.test(file));
}

function search() {
  const text = by('search').value;
  by('search').setCustomValidity('');
  try {
    pattern = text ? new RegExp(text, /[A-Z]/.test(text) ? '' : 'i') : null;
  } catch (error) {
    pattern = null;
    by('search').setCustomValidity(error.message.replace(/^.*: /, ''));
  }
  by('search').ariaInvalid = by('search').validationMessage ? 'true' : null;
  graph.matches = matches();
  graph.paint();
  table.filter(graph.matches);
  writeFound();
}

function writeFound() {
  const from = graph.zoomed, whole = tree.total[side()][from];
  const wrong = by('search').validationMessage;
  const found = graph.matches ? tree.matched(from, graph.matches, side()) : 0;
  by('found').textContent = wrong || (graph.matches
    ? `${formatShare(found, whole)} matched (${show(found)})` : '');
}

function searchExactly(name) {
  by('search').value = `^${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
  search();
  by('graph').scrollIntoView({ block: 'nearest' });
}

// Focuses the next visible frame that matches, row by row.
function nextMatch() {
  const frames = graph.rows.flat().map(({ node }) => node);
  const found = frames.filter((node) => node && graph.matches && graph.matches[tree.key[node]]);
  const after = found.filter((node) => frames.indexOf(node) > frames.indexOf(graph.focused));
  if (found.length)
    focus(after.length ? after[0] : found[0]);
}

// --- a frame in words ---

function shares(sums, node) {
  const value = tree[sums][side()][node];
  return `${show(value)}, ${formatShare(value, tree.total[side()][0])}`;
}

function linesOf(node) {
  const lines = [...tree.lines[node]].sort((a, b) => b[1] - a[1]).slice(0, 4);
  const { file } = tree.places[tree.key[node]];
  return file ? [file, lines.map(([line]) => line).join(', ')].filter(Boolean).join(':') : '';
}

// Lines of text: the name first.
function factsOf(node) {
  const facts = [tree.name(node)];
  if (node && linesOf(node))
    facts.push(linesOf(node));
  facts.push(`total ${shares('total', node)}`);
  if (by('order').value === '')
    facts.push(`self ${shares('self', node)}`);
  if (comparing())
    facts.push(`before ${show(tree.total[1][node])}, change ${formatChange(graph.change(node), unit())}`);
  if (tree.inlined[node])
    facts.push('inlined by the compiler');
  if (tree.folds[node])
    facts.push(`calls itself, up to ${tree.folds[node] + 1} deep`);
  return facts;
}

const describeNode = (node) => factsOf(node).join('; ');

function announce(text) {
  by('status').textContent = text;
}

// --- pointer ---

function point(event) {
  const box = graph.canvas.getBoundingClientRect();
  const node = graph.at(event.clientX - box.left, event.clientY - box.top);
  if (node !== graph.hovered) {
    graph.hovered = node;
    graph.paint();
  }
  showTip(node, event);
  return node;
}

function showTip(node, event) {
  const tip = by('tip');
  tip.hidden = node < 0 || event.pointerType === 'touch';
  if (tip.hidden)
    return;
  tip.replaceChildren(...factsOf(node).map((fact) => element('div', {}, fact)));
  const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
  const below = event.clientY + 18 + tip.offsetHeight < innerHeight;
  tip.style.left = `${Math.max(left, 8)}px`;
  tip.style.top = `${below ? event.clientY + 18 : event.clientY - tip.offsetHeight - 10}px`;
}

function leave() {
  by('tip').hidden = true;
  graph.hovered = -1;
  graph.paint();
}

// --- keys ---

function focus(node) {
  graph.focused = node;
  graph.paint();
  announce(describeNode(node));
  reveal(node);
}

function reveal(node) {
  const box = graph.canvas.getBoundingClientRect();
  const top = box.top + tree.depth[node] * graph.rowHeight;
  if (top < 0 || top + graph.rowHeight > innerHeight)
    scrollBy({ top: top - innerHeight / 2 });
}

const visible = (node) => tree.children[node].find((child) => graph.frameOf(child));

const KEYS = {
  ArrowUp: () => focus(Math.max(tree.parent[graph.focused], 0)),
  ArrowDown: () => focus(visible(graph.focused) || graph.focused),
  ArrowLeft: () => focus(graph.beside(graph.focused, -1)),
  ArrowRight: () => focus(graph.beside(graph.focused, 1)),
  Home: () => focus(0),
  Enter: () => zoom(graph.focused),
  ' ': () => zoom(graph.focused),
  Backspace: () => zoom(Math.max(tree.parent[graph.zoomed], 0)),
  Escape: () => zoom(0),
  n: nextMatch,
};

function press(event) {
  const act = KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey)
    return;
  event.preventDefault();
  act();
}

function pressAnywhere(event) {
  if (event.key !== '/' || /^(input|select|textarea)$/i.test(event.target.tagName))
    return;
  event.preventDefault();
  by('search').focus();
}

function pressInSearch(event) {
  if (event.key === 'Escape') {
    by('search').value = '';
    search();
  }
  if (event.key === 'Enter' && graph.matches) {
    by('graph').focus();
    nextMatch();
  }
}

function ring(shown) {
  graph.ringed = shown;
  graph.paint();
}

function listen() {
  const box = by('graph');
  box.addEventListener('keydown', press);
  box.addEventListener('focus', () => ring(box.matches(':focus-visible')));
  box.addEventListener('blur', () => ring(false));
  graph.canvas.addEventListener('pointermove', point);
  graph.canvas.addEventListener('pointerleave', leave);
  graph.canvas.addEventListener('click', (event) => {
    const node = point(event);
    if (node >= 0) {
      graph.focused = node;
      zoom(node);
    }
  });
  document.addEventListener('keydown', pressAnywhere);
  by('search').addEventListener('input', search);
  by('search').addEventListener('keydown', pressInSearch);
  addEventListener('pageshow', describe); // back from a page that was taken again
  new ResizeObserver(() => {
    if (graph.width !== box.clientWidth)
      graph.layOut();
  }).observe(box);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    graph.paint();
    writeLegend();
  });
}

describe();
offerAgain();
offerComparisons();
offerChoices();
listen();
rebuild();
