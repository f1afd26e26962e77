// A bot for approvals as one would write it with Bolt for JavaScript in an afternoon. A button carries the work item and its
// approver; a click on Approve is acknowledged, written to IdentityIQ, and shown on the card. Nothing is stored or read
// again: what a crash, a second click or a failed call loses is lost. cmd/speed measures it beside the bot.
// It prints "ready" once it is connected, and ends when its standard input does.
import bolt from '@slack/bolt';

const { App, LogLevel, SocketModeReceiver } = bolt;
const { SLACK_API_URL: slackApiUrl, SLACK_APP_TOKEN: appToken, SLACK_BOT_TOKEN: token } = process.env;
const { IIQ_URL, IIQ_PLUGIN_PATH, IIQ_CLIENT_ID, IIQ_CLIENT_SECRET } = process.env;

const receiver = new SocketModeReceiver({ appToken, logLevel: LogLevel.ERROR, installerOptions: { clientOptions: { slackApiUrl } } });
const app = new App({ token, receiver, clientOptions: { slackApiUrl }, logLevel: LogLevel.ERROR });

let granted;

// authorization gives the header of a call to IdentityIQ. Calls that come while a token is on its way wait for that one.
async function authorization() {
  if (!granted || granted.until < Date.now()) {
    granted = { until: Date.now() + 60_000, token: newToken() };
    granted.token.catch(() => { granted = undefined; });
  }
  return `Bearer ${await granted.token}`;
}

async function newToken() {
  const account = Buffer.from(`${IIQ_CLIENT_ID}:${IIQ_CLIENT_SECRET}`).toString('base64');
  const response = await fetch(`${IIQ_URL}/oauth2/token?grant_type=client_credentials`, {
    method: 'POST',
    headers: { Authorization: `Basic ${account}`, 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  if (!response.ok) throw new Error(`IdentityIQ gives no token: ${response.status}`);
  const { access_token: value, expires_in: seconds } = await response.json();
  granted.until = Date.now() + (seconds - 60) * 1000;
  return value;
}

async function approve(item, approver, comment) {
  const response = await fetch(`${IIQ_URL}/${IIQ_PLUGIN_PATH}/object/WorkItem/${item}`, {
    method: 'PUT',
    headers: { Authorization: await authorization(), 'Content-Type': 'application/json' },
    body: JSON.stringify({ approver, state: 'Finished', comment }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`IdentityIQ refuses the decision: ${response.status} ${answer.slice(0, 200)}`);
}

app.action('approve', async ({ ack, action, body, client }) => {
  await ack();
  const { item, approver, title } = JSON.parse(action.value);
  await approve(item, approver, `Approved in Slack by ${body.user.name}`);
  const text = `${title}\nApproved by <@${body.user.id}>`;
  await client.chat.update({
    channel: body.channel.id,
    ts: body.message.ts,
    text,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
  });
});

app.error(async (error) => console.error(String(error.original ?? error)));

process.stdin.on('end', async () => {
  await app.stop();
  process.exit(0);
});
process.stdin.resume();
await app.start();
console.log('ready');
