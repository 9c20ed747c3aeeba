// The picture: rows of frames on a canvas, the root on top, each as wide as its share.

const NARROWEST = 0.6; // pixels; what is narrower is left out, with all below it
const TEXT_FROM = 26; // pixels: a frame narrower than that bears no name
const HUES = [28, 200, 140, 265, 330, 85, 175, 230, 5, 300];

class Graph {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext('2d');
    this.zoomed = 0;
    this.focused = 0;
    this.hovered = -1;
    this.matches = null;
    this.widths = new Map();
  }

  // side: of the tree's sums, 0 or 1, what the widths are; comparing: colours tell the difference.
  show(tree, side, comparing) {
    Object.assign(this, { tree, side, comparing, zoomed: 0, focused: 0, hovered: -1 });
    this.rankOrigins();
    this.largestChange = 0;
    for (let node = 1; comparing && node < tree.parent.length; node++)
      this.largestChange = Math.max(this.largestChange, Math.abs(this.change(node)));
    this.layOut();
  }

  change(node) {
    return this.tree.total[0][node] - this.tree.total[1][node];
  }

  weight(node) {
    return Math.max(0, this.tree.total[this.side][node]);
  }

  // The origins with most of the value get a hue of their own: first those that used it themselves.
  rankOrigins() {
    const { tree, side } = this, origins = new Map();
    tree.places.forEach(({ label, origin }, key) => {
      const { self = 0, total = 0 } = origins.get(origin) || {};
      if (!label)
        origins.set(origin, { self: self + tree.flat[side][key], total: total + tree.cum[side][key] });
    });
    const ranked = [...origins].sort(([, a], [, b]) => b.self - a.self || b.total - a.total);
    this.origins = new Map(ranked.slice(0, HUES.length).map(([name, { self }], i) =>
      [name, { hue: HUES[i], self }]));
  }

  // --- where frames are ---

  layOut() {
    const style = getComputedStyle(this.canvas);
    this.rowHeight = parseFloat(style.getPropertyValue('--row'));
    this.width = this.canvas.parentElement.clientWidth;
    this.rows = [];
    const path = this.tree.path(this.zoomed);
    path.forEach((node) => this.place(node, 0, this.width));
    this.layOutChildren(this.zoomed, 0, this.width);
    this.resize();
    this.paint();
  }

  place(node, x, width) {
    const depth = this.tree.depth[node];
    (this.rows[depth] = this.rows[depth] || []).push({ node, x, width });
  }

  // Deltas may be negative, so children may sum up to more than their parent.
  layOutChildren(node, x, width) {
    const children = this.tree.children[node];
    const sum = children.reduce((all, child) => all + this.weight(child), 0);
    const whole = Math.max(this.weight(node), sum);
    for (const child of children) {
      const wide = whole ? width * this.weight(child) / whole : 0;
      if (wide >= NARROWEST) {
        this.place(child, x, wide);
        this.layOutChildren(child, x, wide);
      }
      x += wide;
    }
  }

  resize() {
    const ratio = window.devicePixelRatio || 1, height = this.rows.length * this.rowHeight;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.height = `${height}px`;
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  // The node at a point of the canvas; -1: none.
  at(x, y) {
    const row = this.rows[Math.floor(y / this.rowHeight)] || [];
    const found = row.find((frame) => x >= frame.x && x < frame.x + frame.width);
    return found ? found.node : -1;
  }

  frameOf(node) {
    return (this.rows[this.tree.depth[node]] || []).find((frame) => frame.node === node);
  }

  // The frame so many places to the right of it in its row; itself at the row's end.
  beside(node, step) {
    const row = this.rows[this.tree.depth[node]];
    const i = row.findIndex((frame) => frame.node === node) + step;
    return row[Math.min(Math.max(i, 0), row.length - 1)].node;
  }

  // --- painting ---

  paint() {
    const style = getComputedStyle(this.canvas), pen = this.pen;
    this.theme = {
      dark: style.getPropertyValue('--dark').trim() === '1',
      ink: style.getPropertyValue('--frame-ink'),
      ring: style.getPropertyValue('--ink'),
      match: style.getPropertyValue('--match'),
      matchInk: style.getPropertyValue('--match-ink'),
      font: `12px ${style.fontFamily}`,
    };
    pen.clearRect(0, 0, this.width, this.rows.length * this.rowHeight);
    pen.textBaseline = 'middle';
    this.rows.forEach((row, depth) => row.forEach((frame) =>
      this.paintFrame(frame, depth * this.rowHeight)));
    if (this.hovered > 0)
      this.outline(this.hovered, 1);
    if (this.ringed)
      this.outline(this.focused, 2.5);
  }

  paintFrame({ node, x, width }, y) {
    const pen = this.pen, found = node > 0 && this.matches && this.matches[this.tree.key[node]];
    const gap = width > 3 ? 1 : 0;
    pen.globalAlpha = this.tree.depth[node] < this.tree.depth[this.zoomed] ? 0.55 :
      this.matches && !found ? 0.5 : 1;
    pen.fillStyle = found ? this.theme.match : this.colour(node);
    pen.fillRect(x, y, width - gap, this.rowHeight - 1);
    pen.globalAlpha = 1;
    if (width < TEXT_FROM)
      return;
    pen.fillStyle = found ? this.theme.matchInk : this.theme.ink;
    pen.font = `${this.tree.inlined[node] ? 'italic ' : ''}${this.theme.font}`;
    const text = this.cut(this.caption(node), width - 9);
    pen.fillText(text, x + 4, y + this.rowHeight / 2);
    if (this.tree.inlined[node])
      this.dotted(x, y + this.rowHeight - 2.5, width - gap);
  }

  caption(node) {
    const folds = this.tree.folds[node] ? ' ↻' : '';
    return this.tree.name(node) + folds + (this.comparing && node ? ` ${this.changeShare(node)}` : '');
  }

  changeShare(node) {
    const before = this.tree.total[1][node];
    return before ? formatChange(Math.round(100 * this.change(node) / before), 'count') + '%' : 'new';
  }

  dotted(x, y, width) {
    this.pen.globalAlpha = 0.5;
    for (let dot = 0; dot + 2 < width; dot += 4)
      this.pen.fillRect(x + dot, y, 2, 1);
    this.pen.globalAlpha = 1;
  }

  outline(node, thick) {
    const frame = this.frameOf(node);
    if (!frame)
      return;
    this.pen.strokeStyle = this.theme.ring;
    this.pen.lineWidth = thick;
    this.pen.strokeRect(frame.x + thick / 2, this.tree.depth[node] * this.rowHeight + thick / 2,
      Math.max(frame.width - 1 - thick, 1), this.rowHeight - 1 - thick);
  }

  colour(node) {
    const { dark } = this.theme, neutral = dark ? 'hsl(215 8% 30%)' : 'hsl(40 12% 86%)';
    if (node === 0)
      return neutral;
    if (this.comparing)
      return this.changeColour(this.change(node));
    const origin = this.origins.get(this.tree.places[this.tree.key[node]].origin);
    return origin ? hueColour(origin.hue, dark) : neutral;
  }

  // Red for more, blue for less, by the square root, so that small changes can be seen, too.
  changeColour(change) {
    const strength = this.largestChange ? Math.sqrt(Math.abs(change) / this.largestChange) : 0;
    const hue = change > 0 ? 6 : 215, { dark } = this.theme;
    const light = dark ? 27 + 13 * strength : 89 - 18 * strength;
    return `hsl(${hue} ${Math.round(90 * strength * (dark ? 0.65 : 1))}% ${light}%)`;
  }

  // As much of the text as fits.
  cut(text, room) {
    if (this.measure(text) <= room)
      return text;
    let few = 0, many = text.length;
    while (few < many) {
      const middle = (few + many + 1) >> 1;
      if (this.measure(`${text.slice(0, middle)}…`) <= room)
        few = middle;
      else
        many = middle - 1;
    }
    return few > 1 ? `${text.slice(0, few)}…` : '';
  }

  measure(text) {
    const identity = this.pen.font + text;
    if (!this.widths.has(identity)) {
      if (this.widths.size > 50000)
        this.widths.clear();
      this.widths.set(identity, this.pen.measureText(text).width);
    }
    return this.widths.get(identity);
  }
}

function hueColour(hue, dark) {
  return dark ? `hsl(${hue} 42% 31%)` : `hsl(${hue} 78% 80%)`;
}
