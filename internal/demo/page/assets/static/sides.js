// IdentityIQ's side, the account of what happens, and the switches.
import { act, on } from './stream.js';

const byId = (id) => document.getElementById(id);
const mostLines = 400;

// The details that are open stay open, and the focus stays where it was.
function showIIQ(html) {
  const box = byId('items');
  const open = new Set([...box.querySelectorAll('details[open]')].map((d) => d.dataset.keep));
  const focus = focusIn(box);
  const at = box.scrollTop;
  box.innerHTML = html;
  for (const d of box.querySelectorAll('details')) d.open = open.has(d.dataset.keep);
  box.scrollTop = at;
  if (focus) { const again = box.querySelector(focus); if (again) again.focus({ preventScroll: true }); }
}

function focusIn(box) {
  const node = document.activeElement;
  const details = box.contains(node) && node.closest('details');
  if (!details) return '';
  const keep = `details[data-keep="${details.dataset.keep}"] `;
  if (node.dataset.itemDo) return keep + `[data-item-do=${node.dataset.itemDo}]`;
  return keep + (node.matches('select') ? 'select' : 'summary');
}

// showItem opens a work item on IdentityIQ's side.
export function showItem(id) {
  const item = document.querySelector(`[data-item="${CSS.escape(id)}"]`);
  if (!item) return;
  document.documentElement.dataset.view = 'iiq';
  for (const button of document.querySelectorAll('[data-view-to]')) button.toggleAttribute('aria-current', button.dataset.viewTo === 'iiq');
  item.querySelector('details').open = true;
  item.scrollIntoView({ block: 'center' });
  item.classList.remove('found');
  requestAnimationFrame(() => item.classList.add('found'));
  item.querySelector('summary').focus({ preventScroll: true });
}

function showLines(lines) {
  const log = byId('log');
  const follow = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  for (const line of lines) {
    const holder = document.createElement('template');
    holder.innerHTML = line.html;
    const fresh = holder.content.querySelector('li');
    const old = log.querySelector(`[data-entry="${line.id}"]`);
    if (old) old.replaceWith(fresh);
    else log.append(fresh);
  }
  while (log.children.length > mostLines) log.firstElementChild.remove();
  if (follow) log.scrollTop = log.scrollHeight;
}

function showState(state) {
  for (const button of document.querySelectorAll('[role=switch][data-trouble]')) {
    button.setAttribute('aria-checked', String(state.on.includes(button.dataset.trouble)));
  }
  const down = state.on.includes('iiq-down');
  lamp('iiq', down ? 'bad' : state.on.includes('iiq-slow') ? 'warn' : 'good', down ? 'down' : state.on.includes('iiq-slow') ? 'slow' : 'answers');
  const ties = state.sockets === 1 ? '1 socket' : state.sockets + ' sockets';
  if (!state.running) lamp('bot', 'bad', 'the bot does not run');
  else lamp('bot', state.sockets ? 'good' : 'warn', `the bot runs, ${ties}`);
}

function lamp(name, tone, text) {
  const node = document.querySelector(`[data-lamp=${name}]`);
  node.dataset.tone = tone;
  node.textContent = text;
}

// trouble switches a trouble on or off.
export function trouble(name, isOn) { return act('trouble', { name, on: isOn }); }

// make makes a work item on IdentityIQ's side.
export function make(kind, owner) { return act('make', { kind, owner: owner || byId('owner').value }); }

function complain(result) {
  if (result && result.error) showLines([{ id: 'complaint', html: `<li class="entry at-trouble bad" data-entry="complaint"><time></time><span class="mark"></span><span class="text"></span></li>` }]);
  const text = document.querySelector('[data-entry=complaint] .text');
  if (text && result && result.error) text.textContent = result.error;
}

export function startSides() {
  on('iiq', (data) => {
    showIIQ(data.html);
    const wanted = new URLSearchParams(location.search).get('item');
    if (wanted) { history.replaceState(null, '', '/'); showItem(wanted); }
  });
  on('hello', () => byId('log').replaceChildren());
  on('log', showLines);
  on('state', showState);
  byId('fine').addEventListener('change', (e) => { byId('log').classList.toggle('all', e.target.checked); byId('log').scrollTop = byId('log').scrollHeight; });
  document.addEventListener('click', async (e) => {
    const button = e.target.closest('[data-make], [data-item-do], [data-review-do], [data-trouble], [data-show]');
    if (!button) return;
    const { dataset } = button;
    if (dataset.make) { complain(await make(dataset.make)); byId('items').scrollTop = 0; }
    if (dataset.itemDo) complain(await act('item', { id: button.closest('[data-item]').dataset.item, what: dataset.itemDo }));
    if (dataset.reviewDo) complain(await act('review', { id: button.closest('[data-review]').dataset.review, what: dataset.reviewDo }));
    if (dataset.trouble) complain(await trouble(dataset.trouble, 'once' in dataset || button.getAttribute('aria-checked') !== 'true'));
    if (dataset.show) showItem(dataset.show);
  });
  document.addEventListener('change', async (e) => {
    if (!('itemForward' in e.target.dataset) || !e.target.value) return;
    complain(await act('item', { id: e.target.closest('[data-item]').dataset.item, what: 'forward', by: e.target.value }));
  });
}
