package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
	"github.com/iiq-approvals/bot/internal/retryafter"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// ErrBadArgument is a value that must not go into a call: an id of a strange shape, a control character in a filter,
// a URL over 8 KB. Nothing was sent.
var ErrBadArgument = errors.New("bad argument")

// maxReason bounds IIQ's own sentence of a refusal, in characters.
const maxReason = 300

// RefusedError is IIQ's refusal of one call; errors.Is finds approvals.ErrIIQRefused in it.
type RefusedError struct {
	Status int
	// Reason is IIQ's own sentence, one line of at most 300 characters; "" when it gave none that people can read.
	Reason string
}

// Error leaves the reason out, since it may quote a person's text.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%v: status %d", approvals.ErrIIQRefused, e.Status)
}

// Unwrap gives approvals.ErrIIQRefused.
func (e *RefusedError) Unwrap() error { return approvals.ErrIIQRefused }

// CallKind is the kind of call that a status is judged by. The zero CallKind is a read of no other kind.
type CallKind uint8

// CallByID is an object by its id, CallMembers the members of a workgroup, CallSCIM a list from SCIM, CallUser one of its users.
const (
	CallByID CallKind = iota + 1
	CallMembers
	callWrite
	CallSCIM
	CallUser
	// CallChanges is a page of a gateway's changes, whose cursor may be refused.
	CallChanges
	// CallCatalogue is a list from SCIM that nothing depends on: a 401 to it leaves the token alone, which the plugin may take.
	CallCatalogue
)

// ErrDenied says that the account may not make a CallCatalogue.
var ErrDenied = errors.New("the account may not read the catalogue")

// meaning gives the error for a status other than 200, with what the answer tells of IIQ's trouble. It reads the reason from the body,
// which stays open.
func meaning(resp *http.Response, kind CallKind, now time.Time) error {
	start, err := io.ReadAll(io.LimitReader(resp.Body, ErrorBodyLimit))
	resp.Body = readAgain{io.MultiReader(bytes.NewReader(start), resp.Body), resp.Body}
	if kind != callWrite && err == nil && refusedForLength(resp, start) {
		return fmt.Errorf("%w: %w: status %d", approvals.ErrIIQBroken, ErrLongQuery, resp.StatusCode)
	}
	return troubled(ownMeaning(resp, kind, now), resp.StatusCode, start)
}

// readAgain is a body whose start was read already.
type readAgain struct {
	io.Reader
	io.Closer
}

func ownMeaning(resp *http.Response, kind CallKind, now time.Time) error {
	status := resp.StatusCode
	switch {
	case (status == http.StatusUnauthorized || status == http.StatusForbidden) && kind == CallCatalogue:
		return fmt.Errorf("%w: %w: status %d", approvals.ErrIIQUnauthorised, ErrDenied, status)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Errorf("%w: status %d", approvals.ErrIIQUnauthorised, status)
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		return busy(resp.Header, status, now)
	case kind == callWrite:
		return writeMeaning(resp)
	case status == http.StatusNotFound && kind == CallUser:
		return userGone(resp)
	case status == http.StatusNotFound && kind == CallMembers || status == http.StatusBadRequest && kind == CallMembers:
		return fmt.Errorf("%w: status %d", approvals.ErrNotAWorkgroup, status)
	case kind == CallByID && (status == http.StatusNotFound || status == http.StatusNoContent || status == http.StatusInternalServerError):
		return fmt.Errorf("%w: status %d", approvals.ErrNoAnswerByID, status)
	case status == http.StatusBadGateway || status == http.StatusGatewayTimeout || status == http.StatusRequestTimeout:
		return fmt.Errorf("%w: status %d", approvals.ErrIIQAway, status)
	case status == http.StatusNotFound || status < 400 || status >= 500:
		return &brokenStatus{status}
	}
	return &RefusedError{status, reasonIn(resp)}
}

// writeMeaning is meaning for a write that was sent. Only a status that surely had no effect is a refusal. A 404 is
// not, since the item may be gone because of this very write, sent once before.
func writeMeaning(resp *http.Response) error {
	status := resp.StatusCode
	switch {
	case status == http.StatusNotFound:
		return fmt.Errorf("%w: %w: status 404", approvals.ErrOutcomeUnknown, approvals.ErrNoAnswerByID)
	case status < 400 || status >= 500 || status == http.StatusRequestTimeout:
		return fmt.Errorf("%w: status %d", approvals.ErrOutcomeUnknown, status)
	}
	return &RefusedError{status, reasonIn(resp)}
}

// brokenStatus is a status that makes no sense for a read.
type brokenStatus struct{ status int }

func (e *brokenStatus) Error() string {
	switch {
	case e.status/100 == 3:
		return fmt.Sprintf("%v: status %d, a redirect, perhaps to a login page", approvals.ErrIIQBroken, e.status)
	case e.status == http.StatusNotFound:
		return fmt.Sprintf("%v: status 404, the address or the plugin's path is wrong, or the plugin is away", approvals.ErrIIQBroken)
	}
	return fmt.Sprintf("%v: status %d", approvals.ErrIIQBroken, e.status)
}

func (e *brokenStatus) Unwrap() error { return approvals.ErrIIQBroken }

// NotThere reports whether a read was answered with 404 where nothing but a wrong address or a missing part of IIQ is.
func NotThere(err error) bool {
	var broken *brokenStatus
	return errors.As(err, &broken) && broken.status == http.StatusNotFound
}

// ColumnsRefused reports whether a table call failed with 400 or 500, as it does for a column that IIQ does not know, or with 501, by
// which SCIM says that it does not do this.
func ColumnsRefused(err error) bool {
	var refused *RefusedError
	var broken *brokenStatus
	return errors.As(err, &refused) && refused.Status == http.StatusBadRequest ||
		errors.As(err, &broken) && (broken.status == http.StatusInternalServerError || broken.status == http.StatusNotImplemented)
}

// tokenMeaning gives the error for a refusal of the token endpoint, with what the answer tells of IIQ's trouble. Whatever that
// endpoint understands and refuses is about the bot's account.
func tokenMeaning(e *oauth2.RetrieveError, now time.Time) error {
	err := ownTokenMeaning(e, now)
	if errors.Is(err, approvals.ErrIIQUnauthorised) {
		return err
	}
	return troubled(err, e.Response.StatusCode, e.Body)
}

func ownTokenMeaning(e *oauth2.RetrieveError, now time.Time) error {
	status := e.Response.StatusCode
	switch {
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		return busy(e.Response.Header, status, now)
	case status == http.StatusBadGateway || status == http.StatusGatewayTimeout || status == http.StatusRequestTimeout:
		return fmt.Errorf("%w: status %d", approvals.ErrIIQAway, status)
	case status/100 == 3 || status >= 500 || status == http.StatusNotFound:
		return &brokenStatus{status}
	}
	return fmt.Errorf("%w: token endpoint, status %d", approvals.ErrIIQUnauthorised, status)
}

// sendFailure gives the error for a request that got no status.
func sendFailure(ctx context.Context, err error) error {
	var sent *url.Error
	if errors.As(err, &sent) {
		err = sent.Err
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case hasMeaning(err):
		return err
	}
	return fmt.Errorf("%w: %w", approvals.ErrIIQAway, err)
}

// hasMeaning reports whether the error already says what it means.
func hasMeaning(err error) bool {
	for _, known := range []error{
		approvals.ErrIIQAway, approvals.ErrIIQBroken, approvals.ErrIIQBusy, approvals.ErrIIQUnauthorised,
		approvals.ErrIIQRefused, approvals.ErrNoAnswerByID, approvals.ErrNotListed, approvals.ErrOutcomeUnknown,
		approvals.ErrNotAWorkgroup, ErrBadArgument, approvals.ErrNoEmailSearch, approvals.ErrNoChanges, approvals.ErrBadCursor,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

func busy(h http.Header, status int, now time.Time) error {
	err := fmt.Errorf("%w: status %d", approvals.ErrIIQBusy, status)
	if after, _ := retryafter.Parse(h.Get("Retry-After"), now); after > 0 {
		return &approvals.RetryAfterError{After: after, Err: err}
	}
	return err
}

// reasonIn finds a sentence for people in the body of a refusal: a JSON field, or a short plain text. A page of a
// proxy or a container does not count.
func reasonIn(resp *http.Response) string {
	raw, err := io.ReadAll(wire.WithoutByteOrderMark(io.LimitReader(resp.Body, ErrorBodyLimit)))
	if err != nil {
		return ""
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == '<' {
		return ""
	}
	if raw[0] == '{' {
		return shorten.To(maxReason, withoutSecrets(wire.OneLine(jsonReason(raw))))
	}
	return shorten.To(maxReason, withoutSecrets(wire.OneLine(string(raw))))
}

func jsonReason(raw []byte) string {
	var body wire.Row
	if json.Unmarshal(raw, &body) != nil {
		return ""
	}
	for _, key := range []string{"message", "detail", "error_description", "errors", "error"} {
		if all := body.Texts(key); len(all) > 0 {
			return strings.Join(all, "; ")
		}
	}
	return ""
}
