// The same in numbers: functions by what they use themselves and with all that they call.

const ROWS = 50;

const COLUMNS = [
  { title: 'Self', sum: 'flat', side: 0 },
  { title: 'Total', sum: 'cum', side: 0 },
];
const COLUMNS_COMPARED = [
  { title: 'Self now', sum: 'flat', side: 0 },
  { title: 'Self change', sum: 'flat' },
  { title: 'Total now', sum: 'cum', side: 0 },
  { title: 'Total change', sum: 'cum' },
];

class Table {
  // choose(name) is called for the function whose name is activated.
  constructor(table, more, choose) {
    Object.assign(this, { table, more, choose, limit: ROWS, column: 0 });
    more.addEventListener('click', () => this.showAll());
  }

  show(tree, unit, comparing) {
    Object.assign(this, { tree, unit });
    if (this.columns !== (comparing ? COLUMNS_COMPARED : COLUMNS)) {
      this.columns = comparing ? COLUMNS_COMPARED : COLUMNS;
      this.column = comparing ? 1 : 0;
      this.writeHead();
    }
    this.write();
  }

  filter(matches) {
    this.matches = matches;
    this.write();
  }

  showAll() {
    this.limit = Infinity;
    this.write();
  }

  sort(column) {
    this.column = column;
    this.write();
  }

  value(column, key) {
    const [now, before] = this.tree[column.sum];
    return column.side === undefined ? now[key] - before[key] : now[key];
  }

  writeHead() {
    const row = this.table.tHead.rows[0];
    row.replaceChildren(element('th', { scope: 'col' }, 'Function'),
      ...this.columns.map((column, i) => {
        const button = element('button', { type: 'button' }, column.title);
        button.addEventListener('click', () => this.sort(i));
        return element('th', { scope: 'col' }, button);
      }));
  }

  // Keys of the rows, the largest of the chosen column first; of changes the largest either way.
  order() {
    const column = this.columns[this.column], keys = [];
    this.tree.places.forEach((place, key) => {
      const idle = this.columns.every((any) => this.value(any, key) === 0);
      if (!place.label && !idle && (!this.matches || this.matches[key]))
        keys.push(key);
    });
    const size = (key) => Math.abs(this.value(column, key));
    return keys.sort((a, b) => size(b) - size(a) || a - b);
  }

  write() {
    const keys = this.order();
    [...this.table.tHead.rows[0].cells].forEach((cell, i) => {
      cell.ariaSort = i - 1 === this.column ? 'descending' : null;
    });
    this.table.tBodies[0].replaceChildren(...keys.slice(0, this.limit).map((key) => this.row(key)));
    this.more.hidden = keys.length <= this.limit;
    this.more.textContent = `Show all ${WHOLE.format(keys.length)} functions`;
  }

  row(key) {
    const place = this.tree.places[key];
    const button = element('button', { type: 'button', className: 'function' }, place.name);
    button.addEventListener('click', () => this.choose(place.name));
    const head = element('th', { scope: 'row' }, button);
    if (place.file)
      head.append(element('span', { className: 'file' }, place.file));
    return element('tr', {}, head, ...this.columns.map((column) => this.cell(column, key)));
  }

  cell(column, key) {
    const value = this.value(column, key), compared = column.side === undefined;
    const whole = this.tree.total[compared ? 1 : 0][0];
    return element('td', { className: compared ? (value > 0 ? 'up' : value < 0 ? 'down' : '') : '' },
      compared ? formatChange(value, this.unit) : formatValue(value, this.unit), ' ',
      element('span', { className: 'share' }, compared ? '' : formatShare(value, whole)));
  }
}

function element(name, properties, ...content) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
}
