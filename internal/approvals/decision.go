package approvals

import (
	"time"

	"github.com/google/uuid"
)

// Answer is what IIQ said of a decision, for the audit log.
type Answer struct {
	// Found is true where IIQ's answer to the write was lost, and a later read showed what became of the item.
	Found     bool
	State     ItemState
	Completer string
	Ended     time.Time
	// Approved and Denied count the lines where they were decided differently; else both are 0.
	Approved, Denied int
	// Text is IIQ's answer itself, or a word that identifies it. The log bounds its length.
	Text string
}

// Verdict is what an approver says.
type Verdict string

// The two verdicts. IIQ's words for them are Finished and Rejected.
const (
	Approve Verdict = "approve"
	Deny    Verdict = "deny"
)

// IIQState is IIQ's own word for the verdict.
func (v Verdict) IIQState() ItemState {
	if v == Approve {
		return StateFinished
	}
	return StateRejected
}

// Outcome is how an item ended.
type Outcome string

// OutcomeCompleted means that the item ended in IIQ and it is unknown how.
const (
	OutcomeNone      Outcome = ""
	OutcomeApproved  Outcome = "approved"
	OutcomeDenied    Outcome = "denied"
	OutcomeMixed     Outcome = "mixed"
	OutcomeCompleted Outcome = "completed"
	OutcomeExpired   Outcome = "expired"
	OutcomeCanceled  Outcome = "canceled"
	OutcomeReturned  Outcome = "returned"
)

// Outcome is the item's outcome once IIQ has taken the verdict.
func (v Verdict) Outcome() Outcome {
	if v == Approve {
		return OutcomeApproved
	}
	return OutcomeDenied
}

// DecisionState is how far a decision has come; doc.go has the picture.
type DecisionState string

// A decision begins as recording and ends as one of the other three.
const (
	DecisionRecording DecisionState = "recording"
	DecisionRecorded  DecisionState = "recorded"
	DecisionRefused   DecisionState = "refused"
	DecisionGivenUp   DecisionState = "given_up"
)

// Click is a person's attempt to decide, as it came from Slack.
type Click struct {
	// ID is the envelope's id. The same click delivered twice is one click.
	ID string
	// Person is who clicked. Of their identity nothing may be known yet, and of their Slack account no more than the ids.
	Person     Person
	WorkItemID string
	// CardID is the card that was clicked; zero when the click came from the Home tab.
	CardID uuid.UUID
	// RequestMark identifies what was shown where the click was made; "" where it is unknown.
	RequestMark string
	// FactsMark identifies the facts that were known where the click was made; "" where it is unknown.
	FactsMark string
	// ConfirmProof is as in CardView, as the form or the Home tab carried it; "" where it carried none.
	ConfirmProof string
	Verdict      Verdict
	// Lines decide line by line; Verdict is then theirs. nil: the item is decided as a whole.
	Lines LineDecisions
	// Comment is what the approver wrote, at most 2000 characters. It may be "" where the settings allow that.
	Comment string
	// ChannelID and MessageTS are those of the clicked message, ResponseURL that of the interaction; "" when there is
	// none.
	ChannelID   string
	MessageTS   string
	ResponseURL string
	// Shown is the text of the message that was clicked, as Slack sent it along; "" when it sent none.
	Shown string
	// Bulk is set where the click is one of several that a form makes.
	Bulk *BulkPart
}

// Receipt says that a click is committed.
type Receipt struct {
	DecisionID uuid.UUID
	// Repeated is true when this very click was committed before.
	Repeated bool
	// IdentityID is who clicked; "" where nobody could be found out.
	IdentityID string
	// Locale is the clicker's, by their Slack profile as our tables have it; "" where it was not read.
	Locale string
	// MessageKnown is true where the message that was clicked is known to be there, so that nobody has to note it.
	MessageKnown bool
}

// Write is what is sent to IIQ for a decision.
type Write struct {
	WorkItemID string
	ApproverID string
	// State is for the whole; "" where Lines say it line by line.
	State ItemState
	// Lines name all lines that were undecided; nil where the item is decided as a whole.
	Lines LineDecisions
	// Comment ends with who decided, and that they decided in Slack.
	Comment string
	// Key identifies the decision, and is the same at every attempt. It goes to a gateway that takes each decision once.
	Key string
	// Expect is what was read just before, and held against what the approver was shown. It goes to a gateway that holds it
	// against the item once more, under the lock of its row.
	Expect Expected
}

// WriteOf gives what is sent for a verdict, or for the lines where they are not nil.
func WriteOf(v Verdict, lines LineDecisions) Write {
	if lines != nil {
		return Write{Lines: lines}
	}
	return Write{State: v.IIQState()}
}

// Whole is the one state that the write gives to all that it decides; "" where lines are decided differently.
func (w Write) Whole() ItemState {
	switch {
	case w.Lines == nil:
		return w.State
	case w.Lines.Mixed():
		return ""
	}
	return w.Lines.Verdict().IIQState()
}

// wants is the state that the write gives to a line; "" for a line that it leaves alone.
func (w Write) wants(l ApprovalItem) ItemState {
	if w.Lines == nil {
		return w.State
	}
	if said, named := w.Lines.Of(l.ID); named {
		return said.Verdict.IIQState()
	}
	return ""
}

// Expected is what an item has to be for a decision to be taken. The zero value expects nothing.
type Expected struct {
	// Tag is the tag of the item; see WorkItem. Violations counts its policy violations.
	Tag        string
	Violations int
	// Request is the name of the identity request, by which a gateway finds how an item ended that is gone.
	Request string
}

// ExpectedOf gives what a decision on an item expects.
func ExpectedOf(w WorkItem) Expected {
	return Expected{Tag: w.Tag, Violations: len(w.Violations), Request: w.RequestName}
}

// DecisionView is what a card says about a decision.
type DecisionView struct {
	ID uuid.UUID
	// CardID is the card that was clicked; zero where the click came from elsewhere. Nobody is shown it.
	CardID  uuid.UUID `json:"-"`
	Verdict Verdict
	// Lines are as in Click.
	Lines LineDecisions
	State DecisionState
	// DeciderID and DeciderName are of the IIQ identity.
	DeciderID   string
	DeciderName string
	Comment     string
	ClickedAt   time.Time
	EndedAt     time.Time
	// Trouble is what is wrong with IIQ while the decision is kept for it.
	Trouble IIQTrouble
}
