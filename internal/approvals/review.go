package approvals

import (
	"strings"
	"time"
)

// Review is an access review (a certification) as each of its entities tells of it (iiq-wire.md section 5).
type Review struct {
	// ID is the certification's, 32 hexadecimal characters as a rule.
	ID   string
	Name string
	// Phase is IIQ's own word: Staged, Active, Challenge, Remediation, End; "" where this IIQ does not tell.
	Phase string
	// Due is zero when the review does not expire, Signed while nobody has signed it off.
	Due    time.Time
	Signed time.Time
	// Certifiers are the reviewers' identity names; empty where the owner of the review's work item reviews it.
	Certifiers []string
}

// Staged reviews are not out yet: nobody is told of them.
func (r Review) Staged() bool { return strings.EqualFold(r.Phase, "Staged") }

// Over reports whether nothing is left to do: signed off, or ended by IIQ without a signature.
func (r Review) Over() bool { return !r.Signed.IsZero() || strings.EqualFold(r.Phase, "End") }

// Outcome is how a review ended that is over: signed, else expired when its due date is past, else just completed.
func (r Review) Outcome(now time.Time) OutcomeView {
	switch {
	case !r.Signed.IsZero():
		return OutcomeView{Outcome: OutcomeSigned, At: r.Signed}
	case !r.Due.IsZero() && !r.Due.After(now):
		return OutcomeView{Outcome: OutcomeExpired, At: r.Due}
	}
	return OutcomeView{Outcome: OutcomeCompleted, At: now}
}

// Outcomes that only access reviews have.
const (
	OutcomeSigned Outcome = "signed"
	// OutcomeGone: IIQ does not have the review any more, and nothing tells why.
	OutcomeGone Outcome = "gone"
)

// ReviewEntity is one person, account or role inside a review, as IIQ told it at one moment.
type ReviewEntity struct {
	ID string
	// Status is IIQ's own word: Open, Complete, Delegated, WaitingReview, Returned, Challenged.
	Status string
	// Created is when it came into the review, Modified is zero until its first change.
	Created, Modified time.Time
	// Review is what the entity tells of its review.
	Review Review
}

// How far an entity is, as it is counted.
const (
	standingOpen      = "open"
	standingDone      = "done"
	standingElsewhere = "elsewhere"
)

// Standing: only Complete counts as done (iiq-wire.md section 5). What was delegated and is to be looked at again
// (WaitingReview, Returned) is the reviewer's own again.
func (e ReviewEntity) Standing() string {
	switch {
	case strings.EqualFold(e.Status, "Complete"):
		return standingDone
	case strings.EqualFold(e.Status, "Delegated"):
		return standingElsewhere
	}
	return standingOpen
}

// Complete reports whether IIQ has the entity as decided.
func (e ReviewEntity) Complete() bool { return e.Standing() == standingDone }

// ReviewProgress is how far a review is: Done of Total entities, Delegated of the others are with somebody else.
type ReviewProgress struct {
	Done, Total, Delegated int
}

// Left is how many entities are not complete.
func (p ReviewProgress) Left() int { return max(0, p.Total-p.Done) }
