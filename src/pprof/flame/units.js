'use strict';
// Values as people read them.

const UNITS = {
  nanoseconds: [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']],
  bytes: [[2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']],
};

const WHOLE = new Intl.NumberFormat('en');

// Three digits that count.
function digits(number) {
  const size = Math.abs(number);
  return String(Number(number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
}

function formatValue(value, unit) {
  const scale = UNITS[unit];
  if (!scale || value === 0)
    return WHOLE.format(value);
  const [size, name] = scale.find(([least]) => Math.abs(value) >= least) || scale[scale.length - 1];
  return `${digits(value / size)} ${name}`;
}

function formatChange(change, unit) {
  return (change > 0 ? '+' : '') + formatValue(change, unit).replace('-', '−');
}

function formatShare(part, whole) {
  if (!whole)
    return '0%';
  const share = 100 * part / whole;
  return `${share !== 0 && Math.abs(share) < 0.005 ? '<0.01' : digits(share)}%`;
}

// Which of its values a profile shows, in words: "inuse_space" is "in use: space".
function typeTitle([type, unit]) {
  const known = {
    inuse_space: 'memory in use',
    inuse_objects: 'objects in use',
    alloc_space: 'memory ever allocated',
    alloc_objects: 'objects ever allocated',
    cpu: 'CPU time',
    delay: 'time waited',
    contentions: 'waits',
    goroutine: 'threads',
    threadcreate: 'threads created',
  };
  return known[type] ? `${known[type]} (${type})` : `${type} (${unit})`;
}
