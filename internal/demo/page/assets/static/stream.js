// The stream from the demo, and what one does there.
const listeners = new Map();
let stream = '';

// on calls back for a kind of message; `hello` comes with each new connection, `lost` with true and false.
export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, []);
  listeners.get(kind).push(listener);
}

function tell(kind, data) {
  for (const listener of listeners.get(kind) || []) listener(data);
}

export function open() {
  const source = new EventSource('/stream');
  source.onerror = () => {
    tell('lost', true);
    if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000);
  };
  source.addEventListener('hello', (e) => {
    const hello = JSON.parse(e.data);
    stream = hello.stream;
    tell('lost', false);
    tell('hello', hello);
  });
  for (const kind of ['pane', 'messages', 'home', 'modal', 'iiq', 'log', 'state']) {
    source.addEventListener(kind, (e) => tell(kind, JSON.parse(e.data)));
  }
}

// act does something; what the demo refuses comes back as {error}.
export async function act(what, body) {
  if (what === 'look' && !stream) return {};
  try {
    const answer = await fetch('/do/' + what, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what === 'look' ? { stream, ...body } : body),
    });
    return await answer.json() || {};
  } catch {
    return { error: 'The demo does not answer.' };
  }
}
