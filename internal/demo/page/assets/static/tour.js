// The guided tour: six steps, each goes on by itself when what it speaks of has happened; it can be left at any time.
import { on } from './stream.js';
import { panes } from './panes.js';
import { make, trouble } from './sides.js';

const box = document.getElementById('tour');
const steps = [...box.querySelectorAll('.step')];
const button = (what) => box.querySelector(`[data-tour=${what}]`);
let at = -1;
let open = new Set();
let page = null;
let doing = false;
let made = '';
let entered = Promise.resolve();

const approver = () => document.body.dataset.approver;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// until looks for something on the page for a few seconds.
async function until(find) {
  for (let i = 0; i < 100; i++) {
    const found = find();
    if (found) return found;
    await wait(100);
  }
  return null;
}

// control finds a button of the card of the work item that this step has made, else of the newest card that has one.
function control(pane, words) {
  const found = [...pane.messages.querySelectorAll('[data-press]')].filter((b) => b.textContent.trim() === words);
  if (made) return found.find((b) => b.closest('.message').textContent.includes(`Work item: ${made},`));
  return found[found.length - 1];
}

// pressNewest presses a button of the newest card that has one, and says yes where Slack asks back.
async function pressNewest(pane, words) {
  const target = await until(() => control(pane, words));
  if (!target) return;
  target.click();
  const yes = await Promise.race([until(() => pane.asking.querySelector('[value=yes]')), wait(700)]);
  if (yes) yes.click();
}

async function denyTwice(pane) {
  if (pane.layer.hidden) await pressNewest(pane, 'Deny');
  const form = await until(() => pane.layer.querySelector('form'));
  if (!form) return;
  form.querySelector('textarea').value = '';
  form.requestSubmit();
  await until(() => [...form.querySelectorAll('.error')].some((p) => p.textContent));
  await wait(1200);
  const field = pane.layer.querySelector('textarea');
  field.value = 'Not before the new starter has signed the policy.';
  pane.layer.querySelector('form').requestSubmit();
}

async function through(pane) {
  await until(() => control(pane, 'Approve'));
  await trouble('iiq-down', true);
  await pressNewest(pane, 'Approve');
  await until(() => !open.has('card.kept'));
  await wait(1500);
  await trouble('iiq-down', false);
}

const forMe = {
  'make-role': () => make('role', 'Sam.Okoye'),
  approve: () => pressNewest(panes[0], 'Approve'),
  deny: () => denyTwice(panes[0]),
  race: () => pressNewest(panes[1], 'Approve'),
  ask: () => panes[0].type('/approvals'),
  trouble: () => through(panes[0]),
};

const onEnter = {
  two: () => page.people(2),
  'make-workgroup': () => make('workgroup'),
  'make-violation': () => make('violation', 'Sam.Okoye'),
  'make-urgent': () => make('urgent', 'Sam.Okoye'),
};

function mark() {
  for (const node of document.querySelectorAll('.pointed')) node.classList.remove('pointed');
  const step = steps[at];
  if (!step || !step.dataset.at) return;
  const target = document.querySelector(step.dataset.at);
  if (target) target.classList.add('pointed');
}

function draw() {
  const step = steps[at];
  const last = at === steps.length - 1;
  steps.forEach((s, i) => { s.hidden = i !== at; });
  box.hidden = !step;
  document.documentElement.dataset.touring = String(Boolean(step));
  mark();
  if (!step) return;
  const done = last || open.size === 0;
  step.classList.toggle('done', done);
  const needs = step.querySelector('.needs');
  if (needs && done) needs.textContent = 'Seen. Go on when you like.';
  button('do').hidden = last || done;
  button('skip').hidden = last;
  button('next').textContent = last ? 'Close' : 'Next';
}

// enter does what a step begins with, and remembers the work item that it has made.
async function enter(step) {
  made = '';
  for (const word of (step.dataset.enter || '').split(' ')) {
    const result = onEnter[word] && await onEnter[word]();
    if (result && result.number) made = result.number;
  }
}

function go(to) {
  at = to >= steps.length ? -1 : to;
  const step = steps[at];
  open = new Set(step && step.dataset.codes ? step.dataset.codes.split(' ') : []);
  if (at < 0) page.see();
  if (step && at < steps.length - 1) {
    panes[0].be(approver());
    page.view(step.dataset.at.startsWith('[data-make') ? 'iiq' : step.dataset.at.startsWith('[data-group') ? 'happens' : 'slack');
  }
  draw();
  if (!step) return;
  step.querySelector('h2').focus({ preventScroll: true });
  entered = enter(step);
}

async function doForMe() {
  if (doing) return;
  doing = true;
  button('do').disabled = true;
  try { await entered; await forMe[steps[at].dataset.do](); } finally { doing = false; button('do').disabled = false; }
}

export function startTour(from) {
  page = from;
  // What was there before this page is no step of anybody.
  let before = 0;
  on('hello', (hello) => { before = hello.rev; });
  on('log', (lines) => {
    if (at < 0) return;
    const left = open.size;
    for (const line of lines) if (line.rev > before) open.delete(line.code);
    if (left !== open.size) draw();
  });
  document.addEventListener('click', (e) => {
    const what = e.target.closest('[data-tour]');
    if (!what) return;
    if (what.dataset.tour === 'start') go(0);
    if (what.dataset.tour === 'next') go(at + 1);
    if (what.dataset.tour === 'skip') go(steps.length);
    if (what.dataset.tour === 'do') doForMe();
  });
  document.addEventListener('keydown', (e) => { if (e.key === 'Escape' && box.contains(e.target)) go(steps.length); });
  if (!page.seen()) go(0);
}
