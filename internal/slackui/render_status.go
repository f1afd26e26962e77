package slackui

import (
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// cardStatus is the sentence that says where a card stands, with its sign; at and comment where there are any.
type cardStatus struct {
	sign     string
	sentence string
	at       time.Time
	comment  string
}

func (s cardStatus) paragraph(t *texts) *rich {
	r := &rich{}
	if s.sentence == "" {
		return r
	}
	r.text(s.sign + " ").bold(s.sentence)
	if !s.at.IsZero() {
		r.text(", ").moment(t, s.at, formatTime)
	}
	return r
}

// status is empty for an open card.
func (t *texts) status(v approvals.CardView) cardStatus {
	switch v.Phase {
	case approvals.PhaseLinkOnly:
		return cardStatus{sign: signLink, sentence: t.sayLinkOnly(v.LinkOnly, v.Item.Type)}
	case approvals.PhaseRecording:
		return cardStatus{sign: signWaiting, sentence: t.recordingSentence(v)}
	case approvals.PhaseEnded:
		return t.endedStatus(v.Ended)
	case approvals.PhaseForwarded:
		return cardStatus{sign: signMoved, sentence: t.sayForwardedTo(foreign(v.ForwardedTo, maxName))}
	case approvals.PhaseNotYours:
		return cardStatus{sign: signClosed, sentence: t.sentenceNotYours}
	case approvals.PhaseHidden:
		return cardStatus{sign: signHidden, sentence: t.sentenceHiddenItem}
	case approvals.PhaseNotRecorded:
		return cardStatus{sign: signFailed, sentence: t.sentenceNotRecorded}
	}
	return cardStatus{}
}

func (t *texts) recordingSentence(v approvals.CardView) string {
	d := v.Decision
	if d == nil {
		return t.sentenceRecordingSome
	}
	name := foreign(d.DeciderName, maxName)
	switch {
	case v.Mine() && d.Stalled:
		return t.sentenceStalledMine
	case v.Mine() && d.Verdict == approvals.Approve:
		return t.sentenceRecordingApproval
	case v.Mine():
		return t.sentenceRecordingDenial
	case name == "":
		return t.sentenceRecordingSome
	case d.Stalled:
		return t.sayStalledOther(name)
	}
	return t.sayRecordingOther(name)
}

func (t *texts) endedStatus(e approvals.OutcomeView) cardStatus {
	by := foreign(e.By, maxName)
	s := cardStatus{at: e.At, comment: e.Comment}
	switch e.Outcome {
	case approvals.OutcomeApproved:
		s.sign, s.sentence = signApproved, t.sayDecided(t.sayVerdict(approvals.Approve), by, e.Here)
	case approvals.OutcomeDenied:
		s.sign, s.sentence = signDenied, t.sayDecided(t.sayVerdict(approvals.Deny), by, e.Here)
	case approvals.OutcomeMixed:
		s.sign, s.sentence = signMixed, t.sayMixed(by, e.Approved, e.Denied)
	case approvals.OutcomeExpired:
		s.sign, s.sentence = signOverdue, t.sentenceExpired
	case approvals.OutcomeCanceled:
		s.sign, s.sentence = signClosed, t.sentenceCanceled
	case approvals.OutcomeSigned:
		s.sign, s.sentence = signApproved, t.sentenceSigned
	case approvals.OutcomeGone:
		s.sign, s.sentence = signClosed, t.sentenceReviewGone
	case approvals.OutcomeReturned:
		s.sign, s.sentence = signClosed, t.sentenceReturned
	default:
		s.sign, s.sentence = signClosed, t.sentenceCompleted
	}
	return s
}
