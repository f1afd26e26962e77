package webapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// The meanings of Slack's answers. Every error of API and Directory that came from a call wraps one of these, or
// *SlackError.
var (
	// ErrRateLimited: 429, nothing happened. approvals.RetryAfter gives how long to wait.
	ErrRateLimited = errors.New("limited by Slack")
	// ErrNotSent: the request never reached Slack. The effect did not happen.
	ErrNotSent = errors.New("no way to reach Slack")
	// ErrAuth: a token, or what it may do, is at fault.
	ErrAuth = errors.New("not authorised in Slack")
	// ErrInvalidBlocks: Slack refuses the content. Sending the same again cannot help.
	ErrInvalidBlocks = errors.New("content refused by Slack")
	// ErrTriggerGone: the trigger of a modal is older than 3 s or was used.
	ErrTriggerGone = errors.New("trigger is gone")
	// ErrViewGone: the view was closed, or changed since it was read.
	ErrViewGone = errors.New("view is gone or has changed")
	// ErrResponseGone: a response URL was used five times, is older than 30 minutes, or is no address that we may call.
	ErrResponseGone = errors.New("response URL is gone")
)

// SlackError is an error word of Slack without a meaning of its own here.
type SlackError struct{ Word string }

func (e *SlackError) Error() string { return "Slack says " + e.Word }

// unlimitedRest is how long to wait after a 429 that does not say.
const unlimitedRest = 30 * time.Second

// errorMeaning maps Slack's words; the method pages at https://docs.slack.dev/reference/methods list them.
// After internal_error and fatal_error the effect may have happened, as the pages say.
func errorMeaning(word string) error {
	switch word {
	case "ratelimited", "rate_limited":
		return ErrRateLimited
	case "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "update_failed":
		return approvals.ErrUnclear
	case "channel_not_found", "user_not_found", "users_not_found", "user_not_visible", "user_disabled", "not_in_channel",
		"user_not_in_channel", "is_archived", "is_inactive", "messages_tab_disabled", "cannot_dm_bot", "not_enabled",
		"ekm_access_denied", "team_not_found":
		return approvals.ErrCannotWrite
	case "message_not_found", "cant_update_message", "edit_window_closed":
		return approvals.ErrMessageGone
	case "invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "msg_too_large", "no_text",
		"metadata_too_large", "invalid_metadata_format", "invalid_metadata_schema", "too_many_attachments",
		"invalid_attachments", "block_mismatch", "view_too_large", "invalid_arguments", "invalid_view":
		return ErrInvalidBlocks
	case "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired":
		return ErrTriggerGone
	case "hash_conflict", "not_found", "view_not_found":
		return ErrViewGone
	case "expired_url", "used_url":
		return ErrResponseGone
	case "user_removed_from_team", "team_disabled":
		return ErrAuth
	}
	if strings.HasPrefix(word, "restricted_action") {
		return approvals.ErrCannotWrite
	}
	if AuthTrouble(word) {
		return ErrAuth
	}
	return nil
}

// meaning gives an error that callers can act on. sent tells whether the request had a connection at all.
func meaning(err error, sent bool) error {
	if err == nil {
		return nil
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return limitedFor(limited.RetryAfter)
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return statusMeaning(status.Code)
	}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return wordMeaning(answer.Err, answer.ResponseMetadata.Messages)
	}
	if !sent {
		return fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	return fmt.Errorf("%w: %w", approvals.ErrUnclear, err)
}

func limitedFor(d time.Duration) error {
	if d <= 0 {
		d = time.Second
	}
	return &approvals.RetryAfterError{After: d, Err: ErrRateLimited}
}

func statusMeaning(code int) error {
	switch {
	case code == http.StatusTooManyRequests:
		return limitedFor(unlimitedRest)
	case code >= 500:
		return fmt.Errorf("%w: http status %d", approvals.ErrUnclear, code)
	}
	return &SlackError{Word: fmt.Sprintf("http status %d", code)}
}

// wordMeaning keeps Slack's own words for the log. Slack's messages name places in the blocks, never their content.
func wordMeaning(word string, messages []string) error {
	kind := errorMeaning(word)
	switch {
	case kind == nil:
		return &SlackError{Word: word}
	case errors.Is(kind, ErrRateLimited):
		return limitedFor(unlimitedRest)
	case len(messages) > 0 && errors.Is(kind, ErrInvalidBlocks):
		places := strings.Join(messages[:min(len(messages), 3)], "; ")
		return fmt.Errorf("%w: %w: %s", kind, &SlackError{Word: word}, places)
	}
	return fmt.Errorf("%w: %w", kind, &SlackError{Word: word})
}

// outcomeWord is the label of an error in metrics.
func outcomeWord(err error) string {
	for _, known := range []struct {
		err  error
		word string
	}{
		{nil, "ok"}, {ErrRateLimited, "rate_limited"}, {approvals.ErrUnclear, "unclear"}, {ErrNotSent, "not_sent"},
		{approvals.ErrCannotWrite, "cannot_write"}, {approvals.ErrMessageGone, "message_gone"}, {ErrAuth, "auth"},
		{ErrInvalidBlocks, "invalid_blocks"}, {ErrTriggerGone, "trigger_gone"}, {ErrViewGone, "view_gone"},
		{ErrResponseGone, "response_gone"},
	} {
		if errors.Is(err, known.err) {
			return known.word
		}
	}
	return "error"
}

// AuthTrouble reports whether Slack's error word says that a token, or what it may do, is at fault.
func AuthTrouble(word string) bool {
	switch word {
	case "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "missing_scope",
		"not_allowed_token_type", "no_permission", "team_access_not_granted", "forbidden_team":
		return true
	}
	return false
}

// slackWord gives Slack's error word in err's chain, "" when there is none.
func slackWord(err error) string {
	if e, ok := errors.AsType[*SlackError](err); ok {
		return e.Word
	}
	return ""
}

// rested gives how long Slack asked us not to call a method.
func rested(err error) (time.Duration, bool) {
	if !errors.Is(err, ErrRateLimited) {
		return 0, false
	}
	return approvals.RetryAfter(err), true
}
