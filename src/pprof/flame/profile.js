// The profile that the page holds, and trees made of it.
//
// Its tables are flat lists of pairs, and a thing's number is its place among the pairs, from 1 on;
// tree.h says what each pair is.

class Profile {
  constructor(data) {
    Object.assign(this, data);
    this.functionCount = data.functions.length / 2;
    this.sampleCount = data.samples.length / 2;
  }

  string(number) {
    return number ? this.strings[number - 1] : '';
  }

  // What keys trees are made of: a function each, or a line each. `places` are the keys' faces, and
  // keyOf[frame - 1] is the frame's key.
  places(byLine) {
    const places = [], keyOf = [], known = new Map();
    for (let i = 0; i < this.frames.length; i += 2) {
      const number = this.frames[i], line = this.frames[i + 1] >> 1;
      const identity = byLine ? `${number}:${line}` : number;
      if (!known.has(identity)) {
        known.set(identity, places.length);
        places.push(this.place(number, line, byLine));
      }
      keyOf.push(known.get(identity));
    }
    return { places, keyOf };
  }

  place(number, line, byLine) {
    const name = this.string(this.functions[2 * number - 2]);
    const file = this.string(this.functions[2 * number - 1]);
    return { name: byLine && line ? `${name}:${line}` : name, file, origin: originOf(name, file) };
  }

  inlined(frame) {
    return (this.frames[2 * frame - 1] & 1) === 1;
  }

  line(frame) {
    return this.frames[2 * frame - 1] >> 1;
  }

  // The frames of a stack, from the thread's start to the leaf.
  stack(node) {
    const frames = [];
    for (; node; node = this.nodes[2 * node - 2])
      frames.push(this.nodes[2 * node - 1]);
    return frames.reverse();
  }

  labelKeys() {
    const keys = new Set();
    for (let i = 0; i < this.labels.length; i += 2)
      keys.add(this.string(this.labels[i]));
    return [...keys].sort();
  }

  // The value that a set of labels has for that key; undefined: none.
  labelValue(set, key) {
    for (; set; set = this.sets[2 * set - 2]) {
      const label = this.sets[2 * set - 1];
      if (this.string(this.labels[2 * label - 2]) === key)
        return this.string(this.labels[2 * label - 1]);
    }
    return undefined;
  }
}

// Where code comes from: its folder, or the library that a nameless function is in.
function originOf(name, file) {
  if (file)
    return file.split('/').slice(-3, -1).join('/') || file;
  const library = /^(.+?)\+0x[0-9a-f]+$/.exec(name);
  return library ? library[1] : 'without source';
}

// A tree of values, and its functions' sums. Node 0 is the root; a node's parent has a smaller
// number. Sums are of [now, before]: total is what stands in or below a node, self what ends there.
class Tree {
  constructor(places) {
    this.places = places;
    this.parent = [-1];
    this.key = [-1];
    this.depth = [0];
    this.inlined = [false]; // in every stack
    this.folds = [0]; // most calls of itself that are folded into it
    this.lines = [new Map()];
    this.total = [[0], [0]];
    this.self = [[0], [0]];
    this.flat = [new Float64Array(places.length), new Float64Array(places.length)];
    this.cum = [new Float64Array(places.length), new Float64Array(places.length)];
    this.known = new Map();
  }

  child(parent, key, inlined) {
    const identity = parent * this.places.length + key;
    let node = this.known.get(identity);
    if (node === undefined) {
      node = this.parent.length;
      this.known.set(identity, node);
      this.parent.push(parent);
      this.key.push(key);
      this.depth.push(this.depth[parent] + 1);
      this.inlined.push(inlined);
      this.folds.push(0);
      this.lines.push(new Map());
      for (const sums of [...this.total, ...this.self])
        sums.push(0);
    }
    this.inlined[node] = this.inlined[node] && inlined;
    return node;
  }

  // Adds a stack's values along its path of steps: { key, inlined, line, folds }.
  add(steps, values) {
    let node = 0;
    this.addTotal(node, values);
    for (const step of steps) {
      node = this.child(node, step.key, step.inlined);
      this.folds[node] = Math.max(this.folds[node], step.folds);
      if (step.line)
        this.lines[node].set(step.line, (this.lines[node].get(step.line) || 0) + values[0]);
      this.addTotal(node, values);
    }
    values.forEach((value, side) => { this.self[side][node] += value; });
  }

  addTotal(node, values) {
    values.forEach((value, side) => { this.total[side][node] += value; });
  }

  // A function counts once for a stack, however often it is in it.
  count(steps, values) {
    const keys = new Set(steps.map((step) => step.key));
    values.forEach((value, side) => {
      for (const key of keys)
        this.cum[side][key] += value;
      if (steps.length)
        this.flat[side][steps[steps.length - 1].key] += value;
    });
  }

  // Children of every node, the widest first.
  finish() {
    this.children = this.parent.map(() => []);
    for (let node = 1; node < this.parent.length; node++)
      this.children[this.parent[node]].push(node);
    const weight = (node) => Math.max(this.total[0][node], this.total[1][node]);
    for (const children of this.children)
      children.sort((a, b) => weight(b) - weight(a) || a - b);
    this.known = null;
    return this;
  }

  name(node) {
    return node ? this.places[this.key[node]].name : 'all';
  }

  path(node) {
    const path = [];
    for (; node > 0; node = this.parent[node])
      path.push(node);
    return path.concat(0).reverse();
  }

  // What of a node's total goes through places that match: the matching frame nearest to it counts.
  matched(node, matches, side) {
    if (node && matches[this.key[node]])
      return this.total[side][node];
    return this.children[node].reduce((sum, child) =>
      sum + this.matched(child, matches, side), 0);
  }
}

// A stack's steps, as the options want it: inlined frames apart or within the function they are in,
// a function that calls itself directly as one frame or as many.
function stepsOf(profile, stack, keyOf, options) {
  const steps = [];
  for (const frame of stack) {
    const last = steps[steps.length - 1], inlined = profile.inlined(frame);
    if (inlined && !options.inlined && last)
      continue;
    const key = keyOf[frame - 1], line = profile.line(frame);
    if (options.fold && last && last.key === key)
      last.folds++;
    else
      steps.push({ key, line, inlined, folds: 0 });
  }
  return steps;
}

// options: value, inlined, fold, byLine, inverted, group (a label's key, or ''), scale (of before).
function buildTree(profile, options) {
  const { places, keyOf } = profile.places(options.byLine);
  const groups = new Map();
  const groupOf = (set) => {
    const value = profile.labelValue(set, options.group);
    const name = value === undefined ? `no ${options.group}` : `${options.group} = ${value}`;
    if (!groups.has(name)) {
      groups.set(name, places.length);
      places.push({ name, file: '', origin: 'label', label: true });
    }
    return { key: groups.get(name), line: 0, inlined: false, folds: 0 };
  };
  const group = [];
  for (let i = 0; options.group && i < profile.sampleCount; i++)
    group.push(groupOf(profile.samples[2 * i + 1]));

  const tree = new Tree(places), now = profile.now[options.value];
  const before = profile.before ? profile.before[options.value] : [];
  for (let i = 0; i < profile.sampleCount; i++) {
    const values = [now[i], (before[i] || 0) * options.scale];
    if (!values[0] && !values[1])
      continue;
    const steps = stepsOf(profile, profile.stack(profile.samples[2 * i]), keyOf, options);
    tree.count(steps, values);
    if (options.inverted)
      steps.reverse();
    tree.add(options.group ? [group[i], ...steps] : steps, values);
  }
  return tree.finish();
}
