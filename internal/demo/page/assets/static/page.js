// Starts the page: one stream brings everything, each part puts in its own.
import { open, on } from './stream.js';
import { panes } from './panes.js';
import { startForms } from './forms.js';
import { startSides } from './sides.js';
import { startTour } from './tour.js';

const root = document.documentElement;
const all = (selector) => document.querySelectorAll(selector);

function remember(key, value) {
  try { localStorage.setItem('iiq-demo-' + key, value); } catch { /* private windows keep nothing */ }
}

function remembered(key) {
  try { return localStorage.getItem('iiq-demo-' + key); } catch { return null; }
}

function pressed(selector, isOn) {
  for (const button of all(selector)) button.setAttribute('aria-pressed', String(isOn(button)));
}

export function people(n) {
  root.dataset.people = String(n);
  pressed('[data-people]', (b) => b.dataset.people === String(n));
  panes[1].element.hidden = n < 2;
  panes[1].show(n >= 2);
}

function screen(kind) {
  root.dataset.screen = kind;
  pressed('[data-screen]', (b) => b.dataset.screen === kind);
  for (const pane of panes) pane.toEnd();
}

function theme(kind) {
  root.dataset.theme = kind;
  pressed('[data-theme-to]', (b) => b.dataset.themeTo === kind);
  remember('theme', kind);
}

export function view(part) {
  root.dataset.view = part;
  for (const button of all('[data-view-to]')) button.toggleAttribute('aria-current', button.dataset.viewTo === part);
}

document.addEventListener('click', (e) => {
  const button = e.target.closest('[data-people], [data-screen], [data-theme-to], [data-view-to]');
  if (!button) return;
  if (button.dataset.people) people(Number(button.dataset.people));
  if (button.matches('button[data-screen]')) screen(button.dataset.screen);
  if (button.dataset.themeTo) theme(button.dataset.themeTo);
  if (button.dataset.viewTo) view(button.dataset.viewTo);
});

theme(remembered('theme') || 'auto');
screen('wide');
on('lost', (lost) => { document.getElementById('lost').hidden = !lost; });
startForms();
startSides();
startTour({ people, view, seen: () => remembered('tour') === 'seen', see: () => remember('tour', 'seen') });
open();
