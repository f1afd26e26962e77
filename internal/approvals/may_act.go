package approvals

import (
	"bytes"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// Purpose is what somebody wants to do with an item.
type Purpose string

// The purposes, from the one that needs the least.
const (
	// ToSee: read what the item says, whether or not anything is left to do about it.
	ToSee Purpose = "see"
	// ToGetCard: get a new card of it.
	ToGetCard Purpose = "get_card"
	// ToSnooze: be reminded of it later.
	ToSnooze Purpose = "snooze"
	// ToOffer: have it offered for an approval along with others.
	ToOffer Purpose = "offer"
	// ToDecide: approve or deny it.
	ToDecide Purpose = "decide"
	// ToWrite: have the decision written that they made. How they stand to the item is then what IIQ says just before.
	ToWrite Purpose = "write"
)

// Ask is what somebody asks to do with an item. All but the first two fields belong to ToDecide and ToWrite.
type Ask struct {
	Who     Identity
	Purpose Purpose
	Verdict Verdict
	// Lines are as in Click.
	Lines   LineDecisions
	Comment string
	// RequestMark and FactsMark are as in Click.
	RequestMark, FactsMark string
	// Several: it is decided along with others, and OfferMark says what was shown of it, as in BulkChoice. It belongs to ToDecide.
	Several   bool
	OfferMark string
	// Confirmed: the control is known to be one that the bot drew for this person, and that asks for a confirmation where the
	// rules demand one. Nothing that the control itself carries is enough for that. OwnCard is the RequestDigest that the person's
	// own card, which was clicked, was last given; nil where there is none.
	Confirmed bool
	OwnCard   []byte
	// CardDigest is the RequestDigest that the clicked card was last given; nil where it is unknown, and where both marks tell what
	// the card showed when it was clicked.
	CardDigest []byte
	// CardFacts is the FactsDigest of the same.
	CardFacts []byte
	// Asked is the RequestDigest of what was decided on; nil where it is unknown. It belongs to ToWrite.
	Asked []byte
	// AskedFacts is the FactsDigest of what was decided on; nil where it is unknown. It belongs to ToWrite.
	AskedFacts []byte
	// ToldOfChange: a decision of theirs was refused in this round since something had changed. Comments that were written
	// since then do not refuse the next one, so that an item on which people write all the time can be decided.
	ToldOfChange bool
}

// Standing is how somebody stands to an item, as our tables have it, or as IIQ has it for ToWrite.
type Standing struct {
	// Known is false where our tables do not have the item. Then all else is zero.
	Known bool
	// Approver is true for those who may decide the item and for those who might before. Active is true for the former.
	Approver, Active bool
	Item             WorkItem
	// Exposure is the verdict of the rules on sensitive content.
	Exposure sensitivity.Verdict
	Open     bool
	// Ended is how an item ended that is not open.
	Ended OutcomeView
	// OwnerName is the name of the owner, as people know it, for those who lost the item. OwnerWorkgroup is true where the owner is
	// a workgroup.
	OwnerName      string
	OwnerWorkgroup bool
	// Decision is the one on its way in this round, or the recorded one; nil when there is none. It counts for ToDecide alone.
	Decision *DecisionView
	// Privileged: what was last read of what helps to decide calls a line so. It counts where several items are approved at once.
	Privileged bool
}

// MayAct is the one rule on what a person may do with an item in Slack; nil means that they may. Nobody who was never an approver
// learns anything of an item, and nobody acts on an item that the rules keep out of Slack. A purpose that it does not know needs
// as much as ToDecide.
func (p Policy) MayAct(a Ask, s Standing) *Refusal {
	if a.Lines != nil {
		a.Verdict = a.Lines.Verdict()
	}
	switch {
	case !s.Known && a.Purpose != ToSee:
		return &Refusal{Code: RefusedNoSuchItem}
	case !s.Approver:
		return &Refusal{Code: RefusedNotYours}
	case s.Exposure.Show == sensitivity.None:
		return &Refusal{Code: RefusedRules}
	case a.Purpose == ToSee:
		return nil
	case !s.Open:
		return s.tellLines(EndedRefusal(s.Ended, a.Who))
	case !s.Active:
		return s.lost()
	case a.Purpose == ToGetCard || a.Purpose == ToSnooze:
		return nil
	case s.Decision != nil:
		return s.tellLines(s.Decision.inTheWay(a.Who))
	}
	if r := p.judge(a, s); r != nil || a.Purpose == ToOffer {
		return r
	}
	if r := p.judgeLines(s, a); r != nil {
		return r
	}
	return s.changedFor(a)
}

// Exposed is the item as the rules let it be shown.
func (s Standing) Exposed() WorkItem { return Exposed(s.Item, s.Exposure) }

// tellLines says with a refusal how the one who was first decided each line.
func (s Standing) tellLines(r *Refusal) *Refusal {
	if s.Decision == nil || !s.Decision.Lines.Mixed() {
		return r
	}
	r.Outcome, r.Counts = OutcomeMixed, s.Decision.Lines.Counts()
	if !Invisible(s.Exposure) {
		r.Lines = LinesTold(s.Exposed(), s.Decision.Lines)
	}
	return r
}

// EndedRefusal says how the item ended, to somebody who comes too late.
func EndedRefusal(o OutcomeView, who Identity) *Refusal {
	r := &Refusal{Code: RefusedAlreadyDecided, By: o.By, Outcome: o.Outcome, At: o.At, Mine: o.By != "" && o.By == who.DisplayName()}
	switch o.Outcome {
	case OutcomeMixed:
		r.Counts = LineCounts{Approved: o.Approved, Denied: o.Denied}
	case OutcomeExpired:
		r.Code = RefusedExpired
	case OutcomeCanceled:
		r.Code = RefusedCanceled
	case OutcomeCompleted, OutcomeReturned:
		r.Code = RefusedClosed
	}
	return r
}

// lost says why a former approver may not act any more. The new owner's name is withheld where the item is.
func (s Standing) lost() *Refusal {
	if s.OwnerWorkgroup || Invisible(s.Exposure) {
		return &Refusal{Code: RefusedNotYours}
	}
	return &Refusal{Code: RefusedForwarded, By: s.OwnerName}
}

// inTheWay refuses a decision because this one is on its way, or was recorded.
func (d DecisionView) inTheWay(who Identity) *Refusal {
	r := &Refusal{Code: RefusedBeingRecorded, By: d.DeciderName, Mine: d.DeciderID == who.ID, Outcome: d.Verdict.Outcome(), At: d.ClickedAt}
	if d.State == DecisionRecorded {
		r.Code = RefusedAlreadyDecided
	}
	return r
}

// changedFor refuses a decision when the control showed, or the decision was about, something else than what the item asks for
// now. Controls of versions that did not note what they show are believed, but not where the rules demand a confirmation of an
// approval: a control that is not known to have asked for one is put right.
func (s Standing) changedFor(a Ask) *Refusal {
	if a.Several && !s.shows(a.OfferMark) {
		return &Refusal{Code: RefusedChanged}
	}
	asked := DigestUnder(s.Item, s.Exposure)
	confirmed := a.Confirmed || a.OwnCard != nil && bytes.Equal(a.OwnCard, asked)
	approves := a.Verdict == Approve || a.Lines.Counts().Approved > 0
	if s.Exposure.Demands.Confirmation && approves && a.Purpose != ToWrite && !confirmed {
		return &Refusal{Code: RefusedChanged}
	}
	if a.RequestMark != "" && a.RequestMark != MarkFrom(asked) || a.CardDigest != nil && !bytes.Equal(a.CardDigest, asked) {
		return &Refusal{Code: RefusedChanged}
	}
	if a.Asked != nil && !bytes.Equal(a.Asked, RequestDigest(s.Item)) {
		return &Refusal{Code: RefusedChanged}
	}
	if s.factsChangedFor(a) {
		return &Refusal{Code: RefusedChanged}
	}
	return nil
}
