package approvals

import (
	"errors"
	"time"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// RefusalCode says why somebody could not do what they tried to do. The code that shows a refusal makes its text.
type RefusalCode string

// Reasons that concern the person.
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
	// RefusedNotInSlack: no Slack user has the identity's e-mail address (only when an identity is looked up in Slack).
	RefusedNotInSlack RefusalCode = "not_in_slack"
)

// Reasons that concern the work item.
const (
	RefusedNotYours       RefusalCode = "not_yours"
	RefusedForwarded      RefusalCode = "forwarded"
	RefusedAlreadyDecided RefusalCode = "already_decided"
	// RefusedBeingRecorded: By's decision is on its way to IIQ (Mine when it is the asker's own).
	RefusedBeingRecorded RefusalCode = "being_recorded"
	RefusedClosed        RefusalCode = "closed"
	RefusedExpired       RefusalCode = "expired"
	RefusedCanceled      RefusalCode = "canceled"
	RefusedSignature     RefusalCode = "signature"
	RefusedSelf          RefusalCode = "self"
	// RefusedUnknownPeople: it is unknown whether the decider requested the item, or receives it.
	RefusedUnknownPeople RefusalCode = "unknown_people"
	RefusedType          RefusalCode = "type"
	RefusedNoSuchItem    RefusalCode = "no_such_item"
	RefusedByIIQ         RefusalCode = "iiq_refused"
	RefusedNoComment     RefusalCode = "no_comment"
	// RefusedRules: the rules on sensitive content demand that it is decided in IIQ.
	RefusedRules RefusalCode = "rules"
	// RefusedNotWhole: the bot could not read all that the item says.
	RefusedNotWhole RefusalCode = "not_whole"
	// RefusedTrial: the bot is on trial, and only reads.
	RefusedTrial RefusalCode = "trial"
	// RefusedChanged: the item asks for something else than what the decider was shown.
	RefusedChanged RefusalCode = "changed"
	// RefusedLines: of a decision line by line, Lines do not fit the item any more.
	RefusedLines RefusalCode = "lines"
	// RefusedNoLines: single lines are not decided here, or no longer.
	RefusedNoLines RefusalCode = "no_lines"
	// RefusedLinesOnly: the rules demand that the item is decided line by line.
	RefusedLinesOnly RefusalCode = "lines_only"
	// RefusedLost: the decision was in hand when the database lost a part of what had been committed. It is not sent, and nobody can
	// say whether it had been.
	RefusedLost RefusalCode = "lost"
)

// Reasons why an item is not decided along with others.
const (
	// RefusedBulkOff: nothing is, by the settings, or more was chosen than these allow.
	RefusedBulkOff RefusalCode = "bulk_off"
	// RefusedBulkOwn: the decider requested it or receives it. RefusedBulkUnknown: nobody can say whether they do.
	RefusedBulkOwn        RefusalCode = "bulk_own"
	RefusedBulkUnknown    RefusalCode = "bulk_unknown_people"
	RefusedBulkViolation  RefusalCode = "bulk_violation"
	RefusedBulkPrivileged RefusalCode = "bulk_privileged"
	// RefusedBulkRules: the rules on sensitive content demand something of its decision.
	RefusedBulkRules RefusalCode = "bulk_rules"
	// RefusedGivenUp: IIQ did not take the decision in time.
	RefusedGivenUp RefusalCode = "given_up"
)

// TakenAfterAll is no refusal: it tells a clicker that IIQ has the decision of which they had been told otherwise.
const TakenAfterAll RefusalCode = "taken_after_all"

// Reasons that concern an entity of an access review, or the review. All but RefusedUnheard come from decisions of
// 0.1.0 whose clickers may still have to be told how they ended.
const (
	// RefusedReviewOver: the review was signed off, is over, or is not out.
	RefusedReviewOver RefusalCode = "review_over"
	// RefusedTakenAway: the entity is not in the review any more.
	RefusedTakenAway RefusalCode = "taken_away"
	// RefusedDelegated: the entity is with somebody to whom it was delegated.
	RefusedDelegated RefusalCode = "delegated"
	// RefusedComplete: IIQ has the entity as complete, and it is unknown by whom. Nothing was sent.
	RefusedComplete RefusalCode = "complete"
	// RefusedUnheard: the decision was sent, and it is unknown whether IIQ took it. It concerns items as well.
	RefusedUnheard RefusalCode = "unheard"
	// RefusedOwnReview: the reviewer is, or may be, the one who is reviewed.
	RefusedOwnReview RefusalCode = "own_review"
	// RefusedEntityChanged: IIQ now says something else about the entity than what the reviewer was shown.
	RefusedEntityChanged RefusalCode = "entity_changed"
)

// Refusal is a "no" that a person reads in one plain sentence. It is an error; ask with errors.As.
type Refusal struct {
	Code RefusalCode `json:"code"`
	// By is the display name of who decided, or of whom the item was forwarded to; "" when it is unknown.
	By string `json:"by,omitempty"`
	// Mine is true when By is the asker.
	Mine    bool    `json:"mine,omitempty"`
	Outcome Outcome `json:"outcome,omitempty"`
	// At is zero when unknown.
	At time.Time `json:"at,omitzero"`
	// Reason is IIQ's own sentence with RefusedByIIQ, at most 300 characters.
	Reason string `json:"reason,omitempty"`
	// Lines name lines: with RefusedLines why each was refused, else how each was decided where they were decided differently.
	Lines []LineTold `json:"lines,omitempty"`
	// Counts are of the lines of a mixed Outcome.
	Counts LineCounts `json:"counts,omitzero"`
}

// Error names the code alone: names and comments stay out of logs.
func (r *Refusal) Error() string { return "refused: " + string(r.Code) }

// Refuse makes a refusal of a code that needs no more words.
func Refuse(c RefusalCode) error { return &Refusal{Code: c} }

// LostRefusal ends a decision that the database had in hand when it lost a part of what had been committed.
func LostRefusal() *Refusal { return &Refusal{Code: RefusedLost} }

// Unclear reports whether a decision that ended so may have had its effect all the same.
func (c RefusalCode) Unclear() bool { return c == RefusedUnheard || c == RefusedLost }

// Changed reports whether a decision was refused since the item is another one than the decider was shown.
func (c RefusalCode) Changed() bool { return c == RefusedChanged || c == RefusedLines }

// AsRefusal returns the refusal in err's chain, if there is one.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// Exposed is the refusal without what may not go to Slack of an item with this verdict: IIQ's own sentence, which may name what is
// hidden, and the new owner of an item that is hidden as a whole.
func (r *Refusal) Exposed(x sensitivity.Verdict) *Refusal {
	if r == nil || !Restricted(x) {
		return r
	}
	if Invisible(x) && r.Code == RefusedForwarded {
		return &Refusal{Code: RefusedNotYours}
	}
	return r.Unnamed()
}

// Unnamed is the refusal without what may name hidden things: IIQ's sentence, and what lines are about.
func (r *Refusal) Unnamed() *Refusal {
	out := *r
	out.Reason, out.Lines = "", withoutThings(r.Lines)
	return &out
}
