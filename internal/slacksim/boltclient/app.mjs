// An app of @slack/bolt, unchanged, on the workspace that SLACK_API_URL names. It prints one line for each thing that it
// was told, and ends when its standard input does.
import bolt from '@slack/bolt';

const { App, LogLevel, SocketModeReceiver } = bolt;
const slackApiUrl = process.env.SLACK_API_URL;
const say = (word, detail) => console.log(JSON.stringify({ word, ...detail }));

const receiver = new SocketModeReceiver({
  appToken: process.env.SLACK_APP_TOKEN,
  logLevel: LogLevel.ERROR,
  clientPingTimeout: 600,
  installerOptions: { clientOptions: { slackApiUrl } },
});
const app = new App({ token: process.env.SLACK_BOT_TOKEN, receiver, clientOptions: { slackApiUrl }, logLevel: LogLevel.ERROR });

const button = { type: 'button', action_id: 'decide', value: '42', style: 'primary', text: { type: 'plain_text', text: 'Decide' } };
const card = [
  { type: 'section', text: { type: 'mrkdwn', text: '*A card* from Bolt' } },
  { type: 'actions', block_id: 'buttons', elements: [button] },
];
const modal = {
  type: 'modal',
  callback_id: 'reason',
  title: { type: 'plain_text', text: 'Why?' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [{
    type: 'input',
    block_id: 'why',
    label: { type: 'plain_text', text: 'Reason' },
    element: { type: 'plain_text_input', action_id: 'text', multiline: true },
  }],
};

app.command('/approvals', async ({ ack, command, respond, client }) => {
  await ack();
  await client.chat.postMessage({ channel: command.user_id, text: 'A card from Bolt', blocks: card });
  await respond({ text: `You asked for ${command.text}` });
  say('command', { text: command.text });
});

app.action('decide', async ({ ack, action, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: modal });
  say('action', { value: action.value });
});

app.view('reason', async ({ ack, view, body, client }) => {
  const text = view.state.values.why.text.value;
  if (text.length < 5) {
    await ack({ response_action: 'errors', errors: { why: 'A longer reason, please.' } });
    return;
  }
  await ack();
  await client.views.publish({ user_id: body.user.id, view: { type: 'home', blocks: card } });
  say('view', { text });
});

app.event('app_mention', async ({ event }) => say('mention', { text: event.text }));
app.error(async (error) => say('error', { text: String(error) }));

process.stdin.on('end', async () => {
  await app.stop();
  process.exit(0);
});
process.stdin.resume();
await app.start();
say('started', {});
