'use strict';

const user = document.body.dataset.user;
const command = document.body.dataset.command;
const place = { tab: 'messages', channel: '' };
const byId = (id) => document.getElementById(id);
const said = (text) => { byId('said').textContent = text || ''; };

async function act(path, body) {
  const answer = await fetch('/_sim/' + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user, ...body }) });
  const result = await answer.json();
  said(result.error || result.user_error);
  return result;
}

async function part(name, query) {
  const answer = await fetch('/_sim/pane/' + name + '?' + new URLSearchParams({ user, ...query }));
  return answer.ok ? answer.text() : '';
}

async function showMessages() {
  const box = byId('messages');
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const html = await part('messages', { channel: place.channel });
  if (box.dataset.shown === html) return;
  box.dataset.shown = html;
  box.innerHTML = html;
  if (atEnd) box.scrollTop = box.scrollHeight;
}

async function showHome() {
  const html = await part('home', {});
  if (byId('home').dataset.shown !== html) {
    byId('home').dataset.shown = html;
    byId('home').innerHTML = html;
  }
}

// What somebody is typing stays: the modal is drawn again only when it is another view or another version of it.
async function showModal() {
  const box = byId('modal');
  const html = await part('modal', {});
  if (!html.trim()) {
    if (box.open) box.close();
    box.innerHTML = '';
    return;
  }
  const fresh = document.createElement('template');
  fresh.innerHTML = html;
  const next = fresh.content.querySelector('form');
  const now = box.querySelector('form');
  if (!now || now.dataset.view !== next.dataset.view || now.dataset.revision !== next.dataset.revision) {
    box.replaceChildren(next);
  }
  const errors = {};
  for (const li of fresh.content.querySelectorAll('.errors li')) errors[li.dataset.block] = li.textContent;
  for (const li of next.querySelectorAll('.errors li')) errors[li.dataset.block] = li.textContent;
  showErrors(errors);
  if (!box.open) box.showModal();
}

function showErrors(errors) {
  for (const field of byId('modal').querySelectorAll('fieldset')) {
    field.querySelector('.error').textContent = errors[field.dataset.block] || '';
  }
}

function confirmed(dialog) {
  const box = byId('confirm');
  box.querySelector('h2').textContent = dialog.title;
  box.querySelector('p').textContent = dialog.text;
  box.querySelector('[value=no]').textContent = dialog.deny;
  box.querySelector('[value=yes]').textContent = dialog.confirm;
  box.returnValue = 'no';
  box.showModal();
  return new Promise((done) => box.addEventListener('close', () => done(box.returnValue === 'yes'), { once: true }));
}

async function press(control, entry) {
  const message = control.closest('[data-ts]');
  const body = { action_id: control.dataset.action, block_id: control.dataset.block };
  if (entry !== undefined) body.entry = entry;
  if (message) Object.assign(body, { channel: message.dataset.channel, ts: message.dataset.ts });
  else if (control.closest('[data-home]')) body.home = true;
  const result = await act('click', body);
  if (result.confirm && await confirmed(result.confirm)) await act('click', { ...body, confirm: true });
}

function entries(form) {
  const out = {};
  for (const input of form.querySelectorAll('[data-entry-for]')) {
    const block = input.dataset.entryFor;
    if ('many' in input.dataset) {
      out[block] = out[block] || [];
      if (input.checked) out[block].push(input.value);
    } else if (input.type !== 'radio' || input.checked) {
      out[block] = input.value === '' ? null : input.value;
    }
  }
  return out;
}

document.addEventListener('click', async (e) => {
  const control = e.target.closest('[data-press]');
  if (control) await press(control, control.dataset.entry);
  if (e.target.closest('[data-close]')) await act('close', {});
  const tab = e.target.closest('nav [data-tab]');
  if (tab) await openTab(tab);
});

document.addEventListener('change', async (e) => {
  if (!('choose' in e.target.dataset)) return;
  const group = document.getElementsByName(e.target.name);
  const many = [...group].filter((i) => i.checked).map((i) => i.value);
  await press(e.target, 'many' in e.target.dataset ? many : e.target.value);
});

async function openTab(tab) {
  place.tab = tab.dataset.tab;
  place.channel = tab.dataset.channel || '';
  for (const other of document.querySelectorAll('nav [data-tab]')) other.setAttribute('aria-current', String(other === tab));
  byId('messages').hidden = byId('composer').hidden = place.tab !== 'messages';
  byId('home').hidden = place.tab !== 'home';
  if (place.tab === 'home') await act('open', { tab: 'home' });
  await refresh();
}

byId('who').addEventListener('change', (e) => { location.search = '?user=' + encodeURIComponent(e.target.value); });

byId('composer').addEventListener('submit', async (e) => {
  e.preventDefault();
  const text = byId('typed').value.trim();
  if (!text) return;
  byId('typed').value = '';
  const [first, ...rest] = text.split(' ');
  if (first.startsWith('/')) await act('command', { channel: place.channel, command: first, text: rest.join(' ') });
  else await act('say', { channel: place.channel, text });
});

byId('modal').addEventListener('submit', async (e) => {
  e.preventDefault();
  const result = await act('submit', { entries: entries(e.target) });
  showErrors(result.field_errors || {});
});
byId('modal').addEventListener('cancel', (e) => { e.preventDefault(); act('close', {}); });

async function refresh() {
  await Promise.all([place.tab === 'home' ? showHome() : showMessages(), showModal()]);
}

let due = 0;
const changes = new EventSource('/_sim/changes');
changes.onopen = refresh;
changes.onmessage = () => {
  if (due) return;
  due = setTimeout(() => { due = 0; refresh(); }, 40);
};
byId('typed').setAttribute('aria-description', 'Begin with ' + command + ' for the command');
refresh();
