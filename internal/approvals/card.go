package approvals

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// Phase is what a card says about its item; docs/for-approvers.md has the words of each phase.
type Phase string

// The phases of a card. PhaseEnded has the item's Outcome.
const (
	PhaseOpen      Phase = "open"
	PhaseLinkOnly  Phase = "link_only"
	PhaseRecording Phase = "recording"
	PhaseEnded     Phase = "ended"
	PhaseForwarded Phase = "forwarded"
	PhaseNotYours  Phase = "not_yours"
	// PhaseNewer: the viewer has newer copies of this card, and this one follows the item no longer.
	PhaseNewer Phase = "newer"
	// PhaseUnlinked: the reader is no longer bound to the identity whose card this was. Nothing of it is shown.
	PhaseUnlinked Phase = "unlinked"
	// PhaseNotRecorded: given up after DECISION_KEEP, and IIQ has not answered since.
	PhaseNotRecorded Phase = "not_recorded"
	// PhaseHidden: the rules on sensitive content keep the item out of Slack.
	PhaseHidden Phase = "hidden"
)

// LinkOnlyReason says why an item can only be decided in IIQ.
type LinkOnlyReason string

// Why a card has a link only.
const (
	LinkOnlySignature LinkOnlyReason = "signature"
	LinkOnlySelf      LinkOnlyReason = "self"
	LinkOnlyUnknown   LinkOnlyReason = "unknown_people"
	LinkOnlyType      LinkOnlyReason = "type"
	LinkOnlyRules     LinkOnlyReason = "rules"
	// LinkOnlyNotWhole: the bot could not read all that the item says.
	LinkOnlyNotWhole LinkOnlyReason = "not_whole"
	// LinkOnlyLines: the rules demand that each line is decided by itself, which is not possible here.
	LinkOnlyLines LinkOnlyReason = "lines"
	// LinkOnlyTrial: the bot is on trial, and only reads.
	LinkOnlyTrial LinkOnlyReason = "trial"
)

// WhyYou says why somebody may decide.
type WhyYou struct {
	// Workgroup is the name of the owning workgroup, "" when the viewer owns the item directly.
	Workgroup string
	// ForwardedBy is the name of the person who forwarded the item to the viewer; "" when nobody did.
	ForwardedBy string
}

// PersonView is what a card says about a person.
type PersonView struct {
	Name       string
	Department string
	Manager    string
}

// OutcomeView is what a card says about how an item ended.
type OutcomeView struct {
	Outcome Outcome
	// By is a display name, "" when it is unknown.
	By      string
	Comment string
	// Comments are what IIQ keeps, one by one, where it told of the end: as they stand on the wire, and as they are read. Comment
	// joins those that are read.
	Comments []string
	At       time.Time
	// Here is true when it was decided in Slack, false when in IIQ itself.
	Here bool
	// Approved and Denied count the lines of a mixed outcome.
	Approved, Denied int
	// State and Lines are the item's as IIQ told of the end; our tables do not keep them.
	State ItemState
	Lines []ApprovalItem
}

// CardView is everything that a card may show to one person, read in one go from our tables.
type CardView struct {
	CardID uuid.UUID
	// Want is the version that this view shows.
	Want  int64
	Phase Phase
	// Viewer is the IIQ identity of the one who sees the card.
	Viewer Identity
	Item   WorkItem
	// Requester and Target have the names that people know, with department and manager where the identity map knows them.
	Requester PersonView
	Target    PersonView
	Why       WhyYou
	LinkOnly  LinkOnlyReason
	// Lines says whether the item can be decided line by line.
	Lines LineOffer
	// Context is what helps to decide, beside the item itself. What comes later changes no card by itself (docs/reliability.md), so it
	// is not among what a card is compared by.
	Context ItemContext `json:"-"`
	// Privileged is as in Standing, where the view has no Context.
	Privileged bool `json:"-"`
	// Decision is the one on its way, or the one that ended the item; nil when there is none.
	Decision *DecisionView
	Ended    OutcomeView
	// ForwardedTo is the name of the new owner in PhaseForwarded.
	ForwardedTo string
	// Batch, when above 0, is how many new items this one card stands for (it is the most urgent of them).
	Batch int
	// Waiting is how many other items wait for the viewer. NextDue is when the next of them is due; zero when none is.
	Waiting int
	NextDue time.Time
	// Snoozed is how many more items the viewer wants to be reminded of later.
	Snoozed int
	// SnoozedUntil is when the viewer wants to be reminded of this item; zero when they do not. Only modals get it.
	SnoozedUntil time.Time
	// Review is set on the card of an access review. Item then has the review's name as its description, and its due date.
	Review *ReviewProgress
	// WorkItemURL is the link for View; of an access review it is the review's own page.
	WorkItemURL string
	// CommentOnApprove and CommentOnDeny say whether a comment is demanded.
	CommentOnApprove bool
	CommentOnDeny    bool
	// CommentByRules says that the rules on sensitive content demand the comment, for this item alone.
	CommentByRules bool
	// CommentByIIQ says for which verdicts IIQ's own rules demand it.
	CommentByIIQ CommentDemands
	// Confirm asks for a confirmation of an approval even where there is no warning. ConfirmProof then goes with a form that
	// approves, so that the bot knows it again as its own.
	Confirm      bool
	ConfirmProof string
	// Show is how much of the item the view still has; "" where nothing was removed.
	Show sensitivity.Show
	// RequestDigest is the item's AskedHash, whether or not its content is hidden. It is nil where the view was not read from our
	// tables.
	RequestDigest []byte
	// FactsDigest is that of the item, whether or not its content is hidden; nil where it is unknown.
	FactsDigest []byte
	// Tag is that of the item, whether or not its content is hidden; "" where none is known. Nobody is shown it.
	Tag string `json:"-"`
	// Language is the viewer's.
	Language Language
	// Now is when the view was read. Words such as overdue depend on it.
	Now time.Time
}

// Mine reports whether the decision in the view is the viewer's own.
func (v CardView) Mine() bool {
	return v.Decision != nil && v.Decision.DeciderID == v.Viewer.ID
}

// Warning is a fact that the approver should read before they decide.
type Warning string

// The warnings of a card.
const (
	WarnViolation  Warning = "violation"
	WarnPrivileged Warning = "privileged"
	WarnSelf       Warning = "self"
	WarnOverdue    Warning = "overdue"
)

// Warnings lists the reasons to ask for a confirmation, the weightiest first.
func (v CardView) Warnings() []Warning {
	var w []Warning
	if len(v.Item.Violations) > 0 {
		w = append(w, WarnViolation)
	}
	if v.Privileged || slices.ContainsFunc(v.ContextLines(), func(l ApprovalItem) bool { return l.Privileged }) {
		w = append(w, WarnPrivileged)
	}
	if v.LinkOnly == LinkOnlySelf || v.Item.PartyTo(v.Viewer) == PartySelf {
		w = append(w, WarnSelf)
	}
	if !v.Item.Due.IsZero() && v.Item.Due.Before(v.Now) {
		w = append(w, WarnOverdue)
	}
	return w
}

// Row is one item in an answer to "what waits for me".
type Row struct {
	WorkItemID string
	Number     string
	Type       ItemType
	Phase      Phase
	LinkOnly   LinkOnlyReason
	LineOffer  LineOffer
	Requester  string
	Target     string
	// What is a short line on what is requested.
	What     string
	Lines    int
	Level    string
	Created  time.Time
	Due      time.Time
	Warnings []Warning
	// Review as in CardView.
	Review      *ReviewProgress
	WorkItemURL string
	// Decision is set while one is on its way.
	Decision *DecisionView
	// CommentOnApprove, CommentByRules, CommentByIIQ, Confirm, ConfirmProof and Show are as in CardView.
	CommentOnApprove bool
	CommentByRules   bool
	CommentByIIQ     CommentDemands
	Confirm          bool
	ConfirmProof     string
	Show             sensitivity.Show
	// SnoozedUntil is when the viewer wants to be reminded of it; zero when they do not.
	SnoozedUntil time.Time
	// RequestMark identifies what the item asks for, and FactsMark the facts about it, for buttons that decide in place.
	RequestMark, FactsMark string
	// Alone says why the item is not offered for an approval along with others; nil where it is. OfferMark is what its box carries.
	Alone     *Refusal
	OfferMark string
	// UnreadDates are as in WorkItem.
	UnreadDates []DateKind
	// Start and End are those of the first line. Decided counts the lines that are decided already, Comments the comments.
	Start, End        time.Time
	Decided, Comments int
}

// Page is one page of somebody's pending items, soonest due first.
type Page struct {
	Viewer Identity
	// Language is the viewer's.
	Language Language
	Rows     []Row
	// Total counts all items, Offset those before this page.
	Total, Offset int
	// Overdue counts those that are past their due date.
	Overdue int
	// AsOf is when IIQ was last read with success. Stale is true when that is over two poll intervals ago.
	AsOf  time.Time
	Stale bool
	Now   time.Time
	// Done are the viewer's last decisions, newest first (Home tab).
	Done []DoneRow
	// Settings is how the viewer is notified, with the bot's settings where they chose nothing (Home tab); nil where
	// nobody asked.
	Settings *PersonalSettings
	// Zone is the IANA name of the viewer's time zone (Home tab), "" when Slack does not tell.
	Zone string
	// Several says that at least two of the viewer's items may be approved at once.
	Several bool
}

// DoneRow is one of the viewer's own past decisions.
type DoneRow struct {
	// Number is "" where the rules keep the item out of Slack.
	Number string
	Target string
	// Entity is true where an entity of an access review was decided. Target is then the entity, What the review.
	Entity bool
	// Unheard is true where it is unknown whether the decision had its effect.
	Unheard bool
	// What is the first of Lines, or the item's description.
	What  string
	Lines int
	// Show is as in CardView.
	Show    sensitivity.Show
	Verdict Verdict
	// Approved and Denied count the lines that were decided differently; else both are 0.
	Approved, Denied int
	State            DecisionState
	At               time.Time
}

// Withdrawal says why somebody's card follows an item no longer, as the card keeps it; "" while it does.
type Withdrawal string

// The item went to another owner, or they left the workgroup that owns it.
const (
	WithdrawnForwarded Withdrawal = "forwarded"
	WithdrawnLeft      Withdrawal = "left"
	// WithdrawnUnlinked: the card is in the messages of somebody who is no longer bound to the identity.
	WithdrawnUnlinked Withdrawal = "unlinked"
	// WithdrawnNewer: they have the item, and newer copies of this card.
	WithdrawnNewer Withdrawal = "newer"
)

// Withdraw turns the view into that of a card that follows the item no longer; to is who has it now, "" when nobody is known.
func (v *CardView) Withdraw(why Withdrawal, to string) {
	switch {
	case v.Phase == PhaseHidden:
	case why == WithdrawnForwarded:
		v.Phase = PhaseForwarded
		if v.Show != sensitivity.Notice {
			v.ForwardedTo = to
		}
	case why == WithdrawnLeft:
		v.Phase = PhaseNotYours
	case why == WithdrawnNewer:
		v.Phase = PhaseNewer
	case why == WithdrawnUnlinked:
		v.Phase = PhaseUnlinked
	}
}
