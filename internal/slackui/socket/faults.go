package socket

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

var (
	errAckContent = errors.New("ack's content was left out")
	errAckSize    = errors.New("ack is larger than what Slack reads")
	errConnOver   = errors.New("connection is over")
	errNoHello    = errors.New("no hello came")
	errNoAddress  = errors.New("the answer of apps.connections.open has no ws or wss address")
)

// The reasons of `disconnect` frames: https://docs.slack.dev/apis/events-api/using-socket-mode ; the last one is
// undocumented: https://github.com/slackapi/bolt-js/issues/2225
const (
	reasonLinkDisabled = "link_disabled"
	reasonTooMany      = "too_many_websockets"
)

// final reports whether the reason of a disconnect demands more than a renewal of the connection.
func final(reason string) bool { return reason == reasonLinkDisabled || reason == reasonTooMany }

// disconnectError says that Slack ended a connection before it was used.
type disconnectError struct{ reason string }

func (e *disconnectError) Error() string { return fmt.Sprintf("disconnected by Slack: %q", e.reason) }

// fatalWord gives the word for a failure that only an administrator can cure, "" for any other.
// Errors of https://docs.slack.dev/reference/methods/apps.connections.open and auth.test.
func fatalWord(err error) string {
	if d, ok := errors.AsType[*disconnectError](err); ok && d.reason == reasonLinkDisabled {
		return reasonLinkDisabled
	}
	e, ok := errors.AsType[slack.SlackErrorResponse](err)
	if !ok || !webapi.AuthTrouble(e.Err) {
		return ""
	}
	return e.Err
}

// cure says what an administrator can do about a fatal word.
func cure(word string) string {
	switch word {
	case reasonLinkDisabled:
		return "switch Socket Mode on in the settings of the Slack app"
	case "missing_scope", "not_allowed_token_type", "no_permission":
		return "SLACK_APP_TOKEN must be an app-level token (xapp-) with the scope connections:write"
	case "forbidden_team", "team_access_not_granted":
		return "the app must be installed in, and allowed by, this workspace"
	}
	return "set SLACK_APP_TOKEN to a token that is valid, and start again"
}

const (
	firstRetry   = 500 * time.Millisecond
	longestRetry = 10 * time.Second
	longestRest  = 5 * time.Minute
)

// restAfter says how long to wait after the n-th failure in a row to get a connection, n from 1.
func (p pace) restAfter(err error, n int) time.Duration {
	if fatalWord(err) != "" {
		return p.fatalRest
	}
	if d, ok := errors.AsType[*disconnectError](err); ok && d.reason == reasonTooMany {
		return p.tooManyRest
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return min(max(limited.RetryAfter, firstRetry), longestRest)
	}
	rest := min(firstRetry<<min(n-1, 10), longestRetry)
	return rest/2 + rand.N(rest/2)
}
