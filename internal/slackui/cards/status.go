package cards

import (
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// cardStatus is the sentence that gives a card's state, with its sign, and with time and comment where there are any.
type cardStatus struct {
	sign     string
	sentence string
	at       time.Time
	comment  string
}

func (s cardStatus) paragraph(lang approvals.Language) *rich {
	r := &rich{}
	if s.sentence == "" {
		return r
	}
	r.text(s.sign + " ").bold(s.sentence)
	if !s.at.IsZero() {
		r.text(", ").moment(lang, s.at, formatTime)
	}
	return r
}

// status is empty for an open card.
func (t itemPainter) status(v approvals.CardView) cardStatus {
	switch v.Phase {
	case approvals.PhaseLinkOnly:
		return cardStatus{sign: words.SignLink, sentence: words.LinkOnly(t.lang, v.LinkOnly, v.Item.Type)}
	case approvals.PhaseRecording:
		return cardStatus{sign: words.SignWaiting, sentence: t.recordingSentence(v)}
	case approvals.PhaseEnded:
		return t.endedStatus(v.Ended)
	case approvals.PhaseForwarded:
		return cardStatus{sign: words.SignMoved, sentence: words.ForwardedTo(t.lang, Untrusted(v.ForwardedTo, maxName))}
	case approvals.PhaseNotYours:
		return cardStatus{sign: words.SignClosed, sentence: words.NotYours(t.lang)}
	case approvals.PhaseHidden:
		return cardStatus{sign: signHidden, sentence: words.HiddenItem(t.lang)}
	case approvals.PhaseNotRecorded:
		return cardStatus{sign: words.SignFailed, sentence: words.NotRecorded(t.lang)}
	}
	return cardStatus{}
}

func (t itemPainter) recordingSentence(v approvals.CardView) string {
	d := v.Decision
	if d == nil {
		return words.RecordingSome(t.lang)
	}
	name := Untrusted(d.DeciderName, maxName)
	said := t.iiqSays(d.Trouble)
	switch {
	case v.Mine() && d.Trouble.Kind != approvals.TroubleNone:
		return words.Waits(t.lang, d.Trouble.Kind, said, "")
	case v.Mine() && d.Lines != nil:
		return words.RecordingDecision(t.lang)
	case v.Mine() && d.Verdict == approvals.Approve:
		return words.RecordingApproval(t.lang)
	case v.Mine():
		return words.RecordingDenial(t.lang)
	case name == "":
		return words.RecordingSome(t.lang)
	case d.Trouble.Kind != approvals.TroubleNone:
		return words.Waits(t.lang, d.Trouble.Kind, said, name)
	}
	return words.RecordingOther(t.lang, name)
}

// maxIIQSays bounds IIQ's own sentence on an error, in characters.
const maxIIQSays = 200

// iiqSays makes IIQ's own sentence on an error fit for a line of ours; "" where there is none.
func (t itemPainter) iiqSays(trouble approvals.IIQTrouble) string {
	if trouble.Sentence == "" {
		return ""
	}
	return Untrusted(trouble.Sentence, maxIIQSays)
}

func (t itemPainter) endedStatus(e approvals.OutcomeView) cardStatus {
	by := Untrusted(e.By, maxName)
	s := cardStatus{at: e.At, comment: e.Comment}
	switch e.Outcome {
	case approvals.OutcomeApproved:
		s.sign, s.sentence = words.SignApproved, words.Decided(t.lang, words.Verdict(t.lang, approvals.Approve), by, e.Here)
	case approvals.OutcomeDenied:
		s.sign, s.sentence = words.SignDenied, words.Decided(t.lang, words.Verdict(t.lang, approvals.Deny), by, e.Here)
	case approvals.OutcomeMixed:
		s.sign, s.sentence = words.SignMixed, words.Mixed(t.lang, by, e.Approved, e.Denied, e.Here)
	case approvals.OutcomeExpired:
		s.sign, s.sentence = words.SignOverdue, words.Expired(t.lang)
	case approvals.OutcomeCanceled:
		s.sign, s.sentence = words.SignClosed, words.Canceled(t.lang)
	case approvals.OutcomeSigned:
		s.sign, s.sentence = words.SignApproved, words.Signed(t.lang)
	case approvals.OutcomeGone:
		s.sign, s.sentence = words.SignClosed, words.ReviewGone(t.lang)
	case approvals.OutcomeReturned:
		s.sign, s.sentence = words.SignClosed, words.Returned(t.lang)
	default:
		s.sign, s.sentence = words.SignClosed, words.Completed(t.lang)
	}
	return s
}
