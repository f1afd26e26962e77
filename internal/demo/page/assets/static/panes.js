// The Slack windows: who one is, what is looked at, the messages.
import { act, on } from './stream.js';

const nearEnd = 80;

class Pane {
  constructor(element) {
    this.element = element;
    this.number = Number(element.dataset.pane);
    this.tab = 'messages';
    this.channel = '';
    this.shown = this.number === 0;
    for (const part of ['messages', 'home', 'composer', 'typed', 'newer', 'said', 'who', 'places', 'layer']) {
      this[part] = element.querySelector('.' + part);
    }
    this.asking = element.querySelector('.asking');
    this.sticks = true;
    this.messages.addEventListener('scroll', () => { this.sticks = this.atEnd(); if (this.sticks) this.newer.hidden = true; }, { passive: true });
    new ResizeObserver(() => { if (this.sticks) this.toEnd(); }).observe(this.messages);
    this.newer.addEventListener('click', () => this.toEnd());
    this.who.addEventListener('change', () => { this.go('', 'messages'); });
    this.composer.addEventListener('submit', (e) => { e.preventDefault(); this.type(this.typed.value); this.typed.value = ''; });
  }

  get user() { return this.who.value; }

  show(shown) {
    if (shown && !this.shown) { this.shown = true; this.look(); }
  }

  be(user) { this.who.value = user; this.go('', 'messages'); }

  look() {
    if (!this.shown) return;
    act('look', { pane: this.number, user: this.user, channel: this.channel, tab: this.tab });
  }

  go(channel, tab) {
    const moved = channel !== this.channel || this.looking !== this.user;
    this.channel = channel;
    this.tab = tab;
    this.looking = this.user;
    this.say('');
    this.drawTab();
    if (moved) this.look();
    if (tab === 'home') act('home', { user: this.user });
    else this.toEnd();
  }

  drawTab() {
    const home = this.tab === 'home';
    this.home.hidden = !home;
    this.messages.hidden = this.composer.hidden = home;
    this.newer.hidden = true;
    this.element.querySelector('.tabs').hidden = this.channel !== '';
    for (const tab of this.element.querySelectorAll('[role=tab]')) tab.setAttribute('aria-selected', String((tab.dataset.tab === 'home') === home));
    for (const place of this.element.querySelectorAll('[data-place]')) place.toggleAttribute('aria-current', place.dataset.place === this.channel);
    const here = this.element.querySelector(`[data-place="${this.channel}"]`);
    if (here) this.element.querySelector('.top h2').textContent = here.textContent.trim();
    this.element.querySelector('.top').dataset.channel = this.channel;
  }

  atEnd() { return this.messages.scrollHeight - this.messages.scrollTop - this.messages.clientHeight < nearEnd; }

  toEnd() { this.messages.scrollTop = this.messages.scrollHeight; this.newer.hidden = true; }

  put({ fresh, pieces }) {
    const stay = !fresh && !this.atEnd();
    if (fresh) this.messages.replaceChildren();
    let newer = false;
    for (const piece of pieces || []) newer = this.putOne(piece) || newer;
    const empty = !this.messages.querySelector('.message');
    if (empty && !this.messages.firstChild) this.messages.innerHTML = '<p class="empty">Nothing here yet.</p>';
    if (!empty) for (const p of this.messages.querySelectorAll(':scope > .empty')) p.remove();
    if (!stay) this.toEnd();
    else if (newer) this.newer.hidden = false;
  }

  // putOne puts a message into its place and tells whether it is a new one at the end.
  putOne(piece) {
    const old = this.message(piece.key);
    if (piece.gone) { if (old) old.remove(); return false; }
    const holder = document.createElement('template');
    holder.innerHTML = piece.html;
    const fresh = holder.content.querySelector('.message');
    if (old) {
      const focused = old.contains(document.activeElement);
      old.replaceWith(fresh);
      fresh.classList.add('changed');
      if (focused) { fresh.tabIndex = -1; fresh.focus({ preventScroll: true }); }
      return false;
    }
    this.messages.insertBefore(fresh, piece.before ? this.message(piece.before) : null);
    return !piece.before;
  }

  message(key) { return this.messages.querySelector(`[data-ts="${CSS.escape(key)}"]`); }

  say(text) { this.said.textContent = text || ''; }

  async type(text) {
    if (!text.trim()) return {};
    this.say('');
    this.toEnd();
    const result = await act('type', { user: this.user, channel: this.channel, text });
    this.say(result.error || result.user_error);
    return result;
  }
}

export const panes = [...document.querySelectorAll('.slack')].map((element) => new Pane(element));

export function paneOf(node) { return panes[Number(node.closest('.slack').dataset.pane)]; }

on('hello', () => panes.forEach((pane) => { pane.looking = pane.user; pane.look(); }));
on('messages', (data) => panes[data.pane].put(data));
on('pane', (data) => {
  const pane = panes[data.pane];
  pane.places.innerHTML = data.places;
  pane.element.querySelector('.zone').textContent = data.zone;
  pane.drawTab();
});
on('home', (data) => { panes[data.pane].home.innerHTML = data.html; });

document.addEventListener('click', (e) => {
  const button = e.target.closest('.slack [data-place], .slack [data-tab], .slack [data-type]');
  if (!button) return;
  const pane = paneOf(button);
  if ('place' in button.dataset) pane.go(button.dataset.place, 'messages');
  if (button.dataset.tab) pane.go('', button.dataset.tab);
  if (button.dataset.type) pane.type(button.dataset.type);
});

document.addEventListener('keydown', (e) => {
  const tab = e.target.closest('[role=tab]');
  if (!tab || (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight')) return;
  const other = tab.nextElementSibling || tab.previousElementSibling;
  other.focus();
  other.click();
});
