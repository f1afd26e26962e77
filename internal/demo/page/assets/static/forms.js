// Pressing, menus, forms and confirmations in the Slack windows.
import { act, on } from './stream.js';
import { panes, paneOf } from './panes.js';
import { showItem } from './sides.js';

const focusable = 'button:not([disabled]), input, select, textarea, a[href]';

// The work item that a link of a card leads to, "" for other links.
function linked(control) {
  const found = /commonWorkItem(?:\/|%2F|%252F)([0-9a-f]{32})/.exec(control.href || '');
  return found ? found[1] : '';
}

async function press(control, entry) {
  const pane = paneOf(control);
  const message = control.closest('[data-ts]');
  const body = { user: pane.user, action_id: control.dataset.action, block_id: control.dataset.block, words: control.textContent.trim() };
  if (entry !== undefined) body.entry = entry;
  if (message) Object.assign(body, { channel: message.dataset.channel, ts: message.dataset.ts });
  else if (control.closest('.home')) body.home = true;
  pane.say('');
  let result = await act('click', body);
  if (result.confirm && await confirmed(pane, result.confirm, control)) result = await act('click', { ...body, confirm: true });
  pane.say(result.error || result.user_error);
}

// over shows something over a pane, which is out of reach meanwhile.
function over(pane, layer, content) {
  if (!layer.from) layer.from = document.activeElement;
  layer.replaceChildren(content);
  layer.hidden = false;
  pane.element.querySelector('.chat').inert = pane.element.querySelector('.side').inert = true;
  const first = content.querySelector('textarea, input, select') || content.querySelector('.button.primary') || content.querySelector(focusable);
  if (first) first.focus({ preventScroll: true });
}

function under(pane, layer) {
  layer.hidden = true;
  layer.replaceChildren();
  const free = pane.layer.hidden && pane.asking.hidden;
  if (free) pane.element.querySelector('.chat').inert = pane.element.querySelector('.side').inert = false;
  if (layer.from && layer.from.isConnected) layer.from.focus({ preventScroll: true });
  layer.from = null;
}

function confirmed(pane, dialog, control) {
  const box = document.createElement('form');
  box.className = 'modal confirm';
  box.setAttribute('role', 'alertdialog');
  box.setAttribute('aria-modal', 'true');
  box.setAttribute('aria-label', dialog.title);
  box.innerHTML = '<header><h2></h2></header><div class="body"><p></p></div><footer><span></span><button type="button" class="button" value="no"></button><button type="button" class="button primary" value="yes"></button></footer>';
  box.querySelector('h2').textContent = dialog.title;
  box.querySelector('p').textContent = dialog.text;
  box.querySelector('[value=no]').textContent = dialog.deny;
  box.querySelector('[value=yes]').textContent = dialog.confirm;
  pane.asking.from = control;
  over(pane, pane.asking, box);
  return new Promise((done) => {
    box.answer = (yes) => { under(pane, pane.asking); done(yes); };
    box.addEventListener('click', (e) => { if (e.target.value) box.answer(e.target.value === 'yes'); });
  });
}

// What somebody is typing stays: a form is drawn again only when it is another one or another version.
function showModal(pane, html) {
  if (!html.trim()) { if (!pane.layer.hidden) under(pane, pane.layer); return; }
  const holder = document.createElement('template');
  holder.innerHTML = html;
  const next = holder.content.querySelector('form');
  const now = pane.layer.querySelector('form');
  const same = now && now.dataset.view === next.dataset.view && now.dataset.revision === next.dataset.revision;
  const errors = {};
  for (const li of next.querySelectorAll('.errors li')) errors[li.dataset.block] = li.textContent;
  if (!same) over(pane, pane.layer, next);
  if (!same || Object.keys(errors).length) showErrors(pane, errors);
}

function showErrors(pane, errors) {
  let first = null;
  for (const field of pane.layer.querySelectorAll('fieldset')) {
    const text = errors[field.dataset.block] || '';
    field.querySelector('.error').textContent = text;
    const input = field.querySelector('[data-entry-for]');
    if (!input) continue;
    input.setAttribute('aria-invalid', String(text !== ''));
    if (text && !first) first = input;
  }
  if (first) first.focus();
}

function entries(form) {
  const out = {};
  for (const input of form.querySelectorAll('[data-entry-for]')) {
    const block = input.dataset.entryFor;
    if ('many' in input.dataset) {
      out[block] = out[block] || [];
      if (input.checked) out[block].push(input.value);
    } else if ('seconds' in input.dataset) {
      out[block] = input.value === '' ? null : String(Math.round(new Date(input.value).getTime() / 1000));
    } else if (input.type !== 'radio' || input.checked) {
      out[block] = input.value === '' ? null : input.value;
    }
  }
  return out;
}

async function submit(pane, form) {
  const button = form.querySelector('[type=submit]');
  if (!button || button.disabled) return;
  button.disabled = true;
  const result = await act('submit', { user: pane.user, entries: entries(form) });
  button.disabled = false;
  showErrors(pane, result.field_errors || {});
  pane.say(result.error || result.user_error);
}

function closeMenus(except) {
  for (const button of document.querySelectorAll('[data-menu][aria-expanded=true]')) {
    if (button === except) continue;
    button.setAttribute('aria-expanded', 'false');
    button.nextElementSibling.hidden = true;
  }
}

function toggleMenu(button) {
  closeMenus(button);
  const list = button.nextElementSibling;
  list.hidden = !list.hidden;
  button.setAttribute('aria-expanded', String(!list.hidden));
  if (list.hidden) return;
  const box = list.closest('.messages, .home, .body').getBoundingClientRect();
  const at = button.getBoundingClientRect();
  list.classList.toggle('up', at.bottom + list.offsetHeight > box.bottom && at.top - list.offsetHeight > box.top);
  list.classList.toggle('left', at.left + list.offsetWidth > box.right);
  list.querySelector('[role=menuitem]').focus();
}

function menuKeys(e, list) {
  const items = [...list.querySelectorAll('[role=menuitem]')];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[e.key];
  if (to !== undefined) { e.preventDefault(); items[(to + items.length) % items.length].focus(); }
  if (e.key === 'Escape' || e.key === 'Tab') { const button = list.previousElementSibling; closeMenus(); button.focus(); }
}

// Tab stays inside a form; Escape closes it.
function formKeys(e, form) {
  const pane = paneOf(form);
  if (e.key === 'Escape') { e.preventDefault(); if (form.answer) form.answer(false); else act('close', { user: pane.user }); }
  if (e.key !== 'Tab') return;
  const all = [...form.querySelectorAll(focusable)].filter((n) => n.offsetParent !== null && n.tabIndex >= 0);
  const edge = e.shiftKey ? all[0] : all[all.length - 1];
  if (document.activeElement === edge) { e.preventDefault(); (e.shiftKey ? all[all.length - 1] : all[0]).focus(); }
}

export function startForms() {
  on('modal', (data) => showModal(panes[data.pane], data.html));
  document.addEventListener('click', (e) => {
    const menu = e.target.closest('[data-menu]');
    if (menu) { toggleMenu(menu); return; }
    const control = e.target.closest('.slack [data-press]');
    closeMenus();
    const item = linked(e.target.closest('a[href]') || {});
    if (item) { e.preventDefault(); showItem(item); }
    if (control) press(control, control.dataset.entry);
    const close = e.target.closest('.slack [data-close]');
    if (close) act('close', { user: paneOf(close).user });
  });
  document.addEventListener('change', (e) => {
    if (!e.target.closest('.slack') || !('choose' in e.target.dataset)) return;
    const many = [...document.getElementsByName(e.target.name)].filter((i) => i.checked).map((i) => i.value);
    press(e.target, 'many' in e.target.dataset ? many : e.target.value);
  });
  document.addEventListener('submit', (e) => {
    if (!e.target.matches('.modal')) return;
    e.preventDefault();
    submit(paneOf(e.target), e.target);
  });
  document.addEventListener('keydown', (e) => {
    const list = e.target.closest('.menu-list');
    if (list) { menuKeys(e, list); return; }
    const form = e.target.closest('.slack .modal');
    if (form) formKeys(e, form);
  });
}
