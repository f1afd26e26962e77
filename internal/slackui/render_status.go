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

func (s cardStatus) paragraph() *rich {
	r := &rich{}
	if s.sentence == "" {
		return r
	}
	r.text(s.sign + " ").bold(s.sentence)
	if !s.at.IsZero() {
		r.text(", ").moment(s.at, formatTime)
	}
	return r
}

// status is empty for an open card.
func status(v approvals.CardView) cardStatus {
	switch v.Phase {
	case approvals.PhaseLinkOnly:
		return cardStatus{sign: signLink, sentence: sayLinkOnly(v.LinkOnly, v.Item.Type)}
	case approvals.PhaseRecording:
		return cardStatus{sign: signWaiting, sentence: recordingSentence(v)}
	case approvals.PhaseEnded:
		return endedStatus(v.Ended)
	case approvals.PhaseForwarded:
		return cardStatus{sign: signMoved, sentence: sayForwardedTo(foreign(v.ForwardedTo, maxName))}
	case approvals.PhaseNotYours:
		return cardStatus{sign: signClosed, sentence: sentenceNotYours}
	case approvals.PhaseNotRecorded:
		return cardStatus{sign: signFailed, sentence: sentenceNotRecorded}
	}
	return cardStatus{}
}

func recordingSentence(v approvals.CardView) string {
	d := v.Decision
	if d == nil {
		return sentenceRecordingSome
	}
	name := foreign(d.DeciderName, maxName)
	switch {
	case v.Mine() && d.Stalled:
		return sentenceStalledMine
	case v.Mine() && d.Verdict == approvals.Approve:
		return sentenceRecordingApproval
	case v.Mine():
		return sentenceRecordingDenial
	case name == "":
		return sentenceRecordingSome
	case d.Stalled:
		return sayStalledOther(name)
	}
	return sayRecordingOther(name)
}

func endedStatus(e approvals.OutcomeView) cardStatus {
	by := foreign(e.By, maxName)
	s := cardStatus{at: e.At, comment: e.Comment}
	switch e.Outcome {
	case approvals.OutcomeApproved:
		s.sign, s.sentence = signApproved, sayDecided(sayVerdict(approvals.Approve), by, e.Here)
	case approvals.OutcomeDenied:
		s.sign, s.sentence = signDenied, sayDecided(sayVerdict(approvals.Deny), by, e.Here)
	case approvals.OutcomeMixed:
		s.sign, s.sentence = signMixed, sayMixed(by, e.Approved, e.Denied)
	case approvals.OutcomeExpired:
		s.sign, s.sentence = signOverdue, sentenceExpired
	case approvals.OutcomeCanceled:
		s.sign, s.sentence = signClosed, sentenceCanceled
	case approvals.OutcomeSigned:
		s.sign, s.sentence = signApproved, sentenceSigned
	case approvals.OutcomeGone:
		s.sign, s.sentence = signClosed, sentenceReviewGone
	case approvals.OutcomeReturned:
		s.sign, s.sentence = signClosed, sentenceReturned
	default:
		s.sign, s.sentence = signClosed, sentenceCompleted
	}
	return s
}
