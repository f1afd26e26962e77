package approvals

import (
	"slices"
	"strings"
	"time"
)

// Review is an access review (a certification) as each of its entities describes it: docs/iiq-wire.md#access-reviews.
type Review struct {
	// ID is the certification's, 32 hexadecimal characters as a rule.
	ID   string
	Name string
	// Phase is IIQ's own word: Staged, Active, Challenge, Remediation, End; "" where this IIQ does not tell.
	Phase string
	// Due is zero when the review does not expire, Signed while nobody has signed it off.
	Due    time.Time
	Signed time.Time
	// Certifiers are the reviewers' identity names. Where there is none, the owner of the review's work item reviews it.
	Certifiers []string
	// UnreadDates names those of Due and Signed that IIQ gives and that could not be read, in order. Each is then zero.
	UnreadDates []DateKind
}

// Staged reports whether the review is not out yet; nobody hears of it until then.
func (r Review) Staged() bool { return strings.EqualFold(r.Phase, "Staged") }

// Over reports whether nothing is left to do: signed off, at whatever date, or ended by IIQ without a signature.
func (r Review) Over() bool {
	return !r.Signed.IsZero() || r.signedAtUnread() || strings.EqualFold(r.Phase, "End")
}

// signedAtUnread reports whether the review was signed off at a date that could not be read.
func (r Review) signedAtUnread() bool { return slices.Contains(r.UnreadDates, DateSigned) }

// Outcome is how a review ended: signed, else expired when its due date is past, else completed. One that was signed off at an
// unreadable date is completed, at the time at which that was seen, since "signed off" comes with the date of the signature.
func (r Review) Outcome(now time.Time) OutcomeView {
	switch {
	case r.signedAtUnread():
		return OutcomeView{Outcome: OutcomeCompleted, At: now}
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
	// OutcomeGone: IIQ does not have the review any more, and the reason is unknown.
	OutcomeGone Outcome = "gone"
)

// ReviewEntity is one person, account or role inside a review, as IIQ described it at one moment.
type ReviewEntity struct {
	ID string
	// Status is IIQ's own word: Open, Complete, Delegated, WaitingReview, Returned, Challenged.
	Status string
	// Created is when it came into the review, Modified is zero until its first change.
	Created, Modified time.Time
	// Review is what the entity says about its review.
	Review Review
}

// EntityStanding is the progress of an entity, as it is counted.
type EntityStanding string

// An entity is with the reviewer, is done, or is with somebody else.
const (
	EntityOpen      EntityStanding = "open"
	EntityDone      EntityStanding = "done"
	EntityElsewhere EntityStanding = "elsewhere"
)

// Standing counts only Complete as done: docs/iiq-wire.md#access-reviews. An entity that was delegated and has come
// back (WaitingReview, Returned) is the reviewer's own again.
func (e ReviewEntity) Standing() EntityStanding {
	switch {
	case strings.EqualFold(e.Status, "Complete"):
		return EntityDone
	case strings.EqualFold(e.Status, "Delegated"):
		return EntityElsewhere
	}
	return EntityOpen
}

// Complete reports whether IIQ has the entity as decided.
func (e ReviewEntity) Complete() bool { return e.Standing() == EntityDone }

// ReviewProgress is how far a review is. Done of Total entities are complete; Delegated of the others are with
// somebody else.
type ReviewProgress struct {
	Done, Total, Delegated int
}

// Left is how many entities are not complete.
func (p ReviewProgress) Left() int { return max(0, p.Total-p.Done) }
