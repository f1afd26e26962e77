package approvals

import (
	"errors"
	"time"
)

// The meanings of the outside world's answers. Packages that talk to IIQ or Slack wrap these errors.
var (
	// ErrNotListed: a well-formed list came and the object is not in it. Only a list can say that an object is gone.
	ErrNotListed = errors.New("not listed")
	// ErrNoAnswerByID: a read by id came back as 404, an empty 200 or a 500, which by itself proves nothing.
	ErrNoAnswerByID = errors.New("no answer by id")
	// ErrIIQRefused: IIQ understood and refused, with a 4xx that is none of the others. The effect did not happen.
	ErrIIQRefused = errors.New("refused by IdentityIQ")
	// ErrIIQUnauthorised: a 401 even with a fresh token, a 403, or a refusal of the token endpoint.
	ErrIIQUnauthorised = errors.New("not authorised in IdentityIQ")
	// ErrIIQBusy: 429 or 503; see RetryAfter. The effect did not happen.
	ErrIIQBusy = errors.New("IdentityIQ is busy")
	// ErrIIQAway: the request never reached IIQ (no connection). The effect did not happen.
	ErrIIQAway = errors.New("IdentityIQ cannot be reached")
	// ErrIIQBroken: an answer came that makes no sense (HTML, cut XML, wrong types, too large).
	ErrIIQBroken = errors.New("IdentityIQ's answer makes no sense")
	// ErrOutcomeUnknown: a write was sent and it is unknown whether it had its effect (time-out, cut connection, 5xx).
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrNotAWorkgroup: IIQ has no workgroup with this id (404 or 400 from the members call). A plugin that is being
	// redeployed gives the same answer for every id.
	ErrNotAWorkgroup = errors.New("not a workgroup")
	// ErrNoEmailSearch: this IIQ's SCIM refuses the filter by e-mail.
	ErrNoEmailSearch = errors.New("IdentityIQ finds nobody by e-mail")
	// ErrNoChanges: this IIQ cannot be asked which identities have changed since a time, or no time to ask from is known.
	ErrNoChanges = errors.New("IdentityIQ does not tell which identities have changed")
	// ErrNotOffered: there is no gateway, or it does not have this operation. Nothing was sent.
	ErrNotOffered = errors.New("no gateway offers this")
	// ErrCatalogueRests: IIQ's catalogue was not asked, since it could not be read a while ago. Nothing was sent.
	ErrCatalogueRests = errors.New("IdentityIQ's catalogue is left alone for a while")
	// ErrBadCursor: the gateway does not take the cursor. A sweep begins anew.
	ErrBadCursor = errors.New("the gateway does not take the cursor")
)

// The meanings of Slack's answers that more than the code that talks to Slack has to know.
var (
	// ErrUnclear: the request was sent, or a message went out, and it is unknown whether it had its effect.
	ErrUnclear = errors.New("answer of Slack is unclear")
	// ErrCannotWrite: this person or channel cannot be written to.
	ErrCannotWrite = errors.New("cannot be written to in Slack")
	// ErrMessageGone: the message was deleted or cannot be changed any more.
	ErrMessageGone = errors.New("message is gone")
)

// RetryAfterError carries how long the other side asked us to wait. It wraps the underlying error.
type RetryAfterError struct {
	After time.Duration
	Err   error
}

func (e *RetryAfterError) Error() string { return e.Err.Error() }

// Unwrap gives the underlying error.
func (e *RetryAfterError) Unwrap() error { return e.Err }

// RetryAfter gives how long the origin of err asked us to wait; 0 when it did not.
func RetryAfter(err error) time.Duration {
	var r *RetryAfterError
	if errors.As(err, &r) {
		return r.After
	}
	return 0
}

// ErrUncertain means that a commit was sent and its answer never came. DecisionByClick tells later whether the click was
// recorded.
var ErrUncertain = errors.New("commit outcome unknown")

// ErrLost means that the database has lost a part of what had been committed, and that the decision, which was in hand then, must
// not be sent. The caller still has its claim, and ends it.
var ErrLost = errors.New("the database has lost what had been committed")

// ErrClaimLost means that the decision has ended, or another worker has it. The caller must write nothing, here or in IIQ.
var ErrClaimLost = errors.New("the claim is another worker's")
