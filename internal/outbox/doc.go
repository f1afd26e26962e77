// Package outbox keeps what all replicas together send to Slack below Slack's limits.
//
// Each Web API method has a budget, and so has each channel that messages are posted to: a row of slack_budgets that
// holds tokens. One call takes one token. Tokens return at the rate of the limit, up to the size of one burst, and
// Postgres's clock alone says how many have returned. There are two tiers of takers:
//
//   - interactive: somebody waits for the answer. They may take the last token.
//   - bulk: everything else. It leaves a tenth of the burst, at least one token, for those who wait.
//
// Bulk takes its tokens in portions, so that Postgres is not asked for each call. A portion is valid for half a
// second, and the rest of it then returns with the next take. The budget is smaller than Slack's burst by what the
// rate yields in that half second and in a generous time on the way to Slack. Tokens may therefore be spent that much
// later than they were taken, and Slack still never sees more than its burst.
//
// When Slack answers 429, the caller calls Rest, and the method (or the channel) rests for all replicas. With the
// limits switched off, that is all the package does.
//
// The figures are from https://docs.slack.dev/apis/web-api/rate-limits for the tiers, and from the methods' own pages
// (https://docs.slack.dev/reference/methods/chat.postMessage and so on) for each method's tier.
package outbox
