package approvals

import (
	"errors"
	"time"
)

// RefusalCode says why somebody could not do what he asked for. Texts for people are made of it where they are shown.
type RefusalCode string

// Reasons that lie in the person.
const (
	RefusedBot         RefusalCode = "bot"
	RefusedDeactivated RefusalCode = "deactivated"
	RefusedGuest       RefusalCode = "guest"
	RefusedForeign     RefusalCode = "foreign"
	// RefusedNoEmail: Slack tells no e-mail address for this user.
	RefusedNoEmail RefusalCode = "no_email"
	// RefusedNoIdentity: no identity has this e-mail address.
	RefusedNoIdentity RefusalCode = "no_identity"
	// RefusedAmbiguous: two identities, or two Slack users, have this e-mail address.
	RefusedAmbiguous RefusalCode = "ambiguous"
	// RefusedInactive: the identity is inactive in IIQ, or IIQ does not tell.
	RefusedInactive RefusalCode = "inactive"
	// RefusedBoundElsewhere: the identity is bound to another Slack id.
	RefusedBoundElsewhere RefusalCode = "bound_elsewhere"
	// RefusedUnknownNow: Slack or IIQ could not be asked in time.
	RefusedUnknownNow RefusalCode = "unknown_now"
	// RefusedNotInSlack: no Slack user has the identity's e-mail address (iiq side only).
	RefusedNotInSlack RefusalCode = "not_in_slack"
)

// Reasons that lie in the work item.
const (
	RefusedNotYours       RefusalCode = "not_yours"
	RefusedForwarded      RefusalCode = "forwarded"
	RefusedAlreadyDecided RefusalCode = "already_decided"
	// RefusedBeingRecorded: a decision of somebody (By; Mine when the asker's own) is on its way to IIQ.
	RefusedBeingRecorded RefusalCode = "being_recorded"
	RefusedClosed        RefusalCode = "closed"
	RefusedExpired       RefusalCode = "expired"
	RefusedCanceled      RefusalCode = "canceled"
	RefusedSignature     RefusalCode = "signature"
	RefusedSelf          RefusalCode = "self"
	RefusedType          RefusalCode = "type"
	RefusedNoSuchItem    RefusalCode = "no_such_item"
	RefusedByIIQ         RefusalCode = "iiq_refused"
	RefusedNoComment     RefusalCode = "no_comment"
	// RefusedRules: the rules on sensitive content want it decided in IIQ.
	RefusedRules RefusalCode = "rules"
	// RefusedNotWhole: not all that the item tells was read.
	RefusedNotWhole RefusalCode = "not_whole"
	// RefusedChanged: the item asks for something else than what the decider was shown.
	RefusedChanged RefusalCode = "changed"
)

// Reasons that lie in an entity of an access review, or in the review. All but RefusedUnheard come from decisions that 0.1.0
// ended, whose clickers may still have to be told.
const (
	// RefusedReviewOver: the review was signed off, is over, or is not out.
	RefusedReviewOver RefusalCode = "review_over"
	// RefusedTakenAway: the entity is not in the review any more.
	RefusedTakenAway RefusalCode = "taken_away"
	// RefusedDelegated: the entity is with somebody to whom it was delegated.
	RefusedDelegated RefusalCode = "delegated"
	// RefusedComplete: IIQ has the entity as complete; nobody can say by whom. Nothing was sent.
	RefusedComplete RefusalCode = "complete"
	// RefusedUnheard: the decision was sent, no answer came, and nobody can say whether IIQ took it.
	RefusedUnheard RefusalCode = "unheard"
	// RefusedOwnReview: the reviewer is reviewed himself, or nobody can say that he is not.
	RefusedOwnReview RefusalCode = "own_review"
	// RefusedEntityChanged: IIQ tells something else of the entity than what the reviewer was shown.
	RefusedEntityChanged RefusalCode = "entity_changed"
)

// Refusal is a "no" that a person is told in one plain sentence. It is an error; ask with errors.As.
type Refusal struct {
	Code RefusalCode `json:"code"`
	// By is who decided, or to whom the item was forwarded, by display name; "" when nobody can say.
	By string `json:"by,omitempty"`
	// Mine is true when By is the asker himself.
	Mine    bool    `json:"mine,omitempty"`
	Outcome Outcome `json:"outcome,omitempty"`
	// At is zero when unknown.
	At time.Time `json:"at,omitzero"`
	// Reason is IIQ's own sentence with RefusedByIIQ, bounded to 300 characters.
	Reason string `json:"reason,omitempty"`
}

// Error names the code alone: names and comments stay out of logs.
func (r *Refusal) Error() string { return "refused: " + string(r.Code) }

// Refuse makes a refusal of a code that needs no more words.
func Refuse(c RefusalCode) error { return &Refusal{Code: c} }

// AsRefusal returns the refusal in err's chain, if there is one.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// What the outside world's answers mean. Packages that talk to IIQ or Slack wrap these.
var (
	// ErrNotListed: a well-formed list came and the object is not in it. Only this says that it is gone.
	ErrNotListed = errors.New("not listed")
	// ErrNoAnswerByID: a read by id came back as 404, an empty 200 or a 500. It says nothing by itself.
	ErrNoAnswerByID = errors.New("no answer by id")
	// ErrIIQRefused: IIQ understood and said no (4xx that is none of the others). The effect did not happen.
	ErrIIQRefused = errors.New("refused by IdentityIQ")
	// ErrIIQUnauthorised: 401 also with a fresh token, or 403, or the token endpoint said no.
	ErrIIQUnauthorised = errors.New("not authorised in IdentityIQ")
	// ErrIIQBusy: 429 or 503; see RetryAfter. The effect did not happen.
	ErrIIQBusy = errors.New("IdentityIQ is busy")
	// ErrIIQAway: the request never reached IIQ (no connection). The effect did not happen.
	ErrIIQAway = errors.New("IdentityIQ cannot be reached")
	// ErrIIQBroken: an answer came that makes no sense (HTML, cut XML, wrong types, too large).
	ErrIIQBroken = errors.New("IdentityIQ's answer makes no sense")
	// ErrOutcomeUnknown: a write was sent and nobody knows whether it had its effect (time-out, cut connection, 5xx).
	ErrOutcomeUnknown = errors.New("outcome unknown")
)

// RetryAfterError carries how long the other side asked us to stay away. It wraps what happened.
type RetryAfterError struct {
	After time.Duration
	Err   error
}

func (e *RetryAfterError) Error() string { return e.Err.Error() }

// Unwrap gives what happened.
func (e *RetryAfterError) Unwrap() error { return e.Err }

// RetryAfter tells how long err's origin asked us to wait; 0 when it did not.
func RetryAfter(err error) time.Duration {
	var r *RetryAfterError
	if errors.As(err, &r) {
		return r.After
	}
	return 0
}

// ErrUncertain: a commit was sent and its answer never came. The click may or may not be recorded; ask by its id.
var ErrUncertain = errors.New("commit outcome unknown")

// ErrClaimLost: the decision has ended, or another worker has it. Whoever gets this writes nothing, here or in IIQ.
var ErrClaimLost = errors.New("the claim is another worker's")
