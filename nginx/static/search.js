'use strict';
// The search box offers the ends of its last word while one types. The page is whole without it.

const PAUSE = 100; // milliseconds without a key before the site is asked

const box = document.getElementById('term');
const list = document.createElement('datalist');
let asked = new AbortController();
let timer;

function offer(completions) {
  list.replaceChildren(...completions.map((text) => {
    const option = document.createElement('option');
    option.value = text;
    return option;
  }));
}

// What comes after a later key is of no use: the request before is given up.
async function ask(text) {
  asked.abort();
  asked = new AbortController();
  const answer = await fetch(`/suggest?q=${encodeURIComponent(text)}`, { signal: asked.signal });
  if (answer.ok)
    offer((await answer.json())[1]);
}

list.id = 'completions';
box.after(list);
box.setAttribute('list', list.id);
box.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(() => ask(box.value).catch(() => {}), PAUSE);
});
