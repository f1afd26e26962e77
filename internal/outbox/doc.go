// Package outbox keeps what all replicas together send to Slack below Slack's limits.
//
// Each Web API method has a budget, and so has each channel that messages are posted to: a row of slack_budgets that
// holds tokens. One call takes one token. Tokens come back at the rate of the limit, up to what may go out in one
// burst, and Postgres's clock alone says how many came back. Two tiers of takers:
//
//   - interactive: somebody waits for the answer. He may take the last token.
//   - bulk: everything else. It leaves a tenth of the burst, at least one token, for those who wait.
//
// Bulk takes its tokens in portions, so that Postgres is not asked for each call; a portion is good for half a second,
// and what is left of it then flows back with the next take. The budget is smaller than Slack's burst by what the rate
// yields in that half second and in a generous time on the way to Slack: so many tokens can be spent later than they
// were taken without Slack ever seeing more than its burst.
//
// When Slack says 429, the caller tells Rest, and the method (or the channel) rests for all replicas. With the limits
// switched off, that is all the package does.
//
// The figures: https://docs.slack.dev/apis/web-api/rate-limits for the tiers, the methods' own pages
// (https://docs.slack.dev/reference/methods/chat.postMessage and so on) for which method is of which tier.
package outbox
