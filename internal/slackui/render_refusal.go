package slackui

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const maxReason = 300

// Sentence says a refusal in one plain sentence, without ids and codes; "" for nil. It is plain text: a time in it is
// UTC and says so. Angle brackets of others are exchanged, so that it is harmless as mrkdwn too.
func Sentence(language approvals.Language, r *approvals.Refusal) string {
	t := speak(language)
	if r == nil {
		return ""
	}
	before, after, withTime := t.refusalWords(r)
	if withTime && !r.At.IsZero() {
		before += t.sayAt() + t.plainClock(r.At)
	}
	return before + after
}

// RefusalMessage is Sentence as a message, with the time in the reader's own zone.
func RefusalMessage(language approvals.Language, r *approvals.Refusal) Message {
	t := speak(language)
	if r == nil {
		r = &approvals.Refusal{}
	}
	before, after, withTime := t.refusalWords(r)
	words := &rich{}
	if withTime && !r.At.IsZero() {
		words.text(before+t.sayAt()).moment(t, r.At, "{time}, "+formatDay)
	} else {
		words.text(before)
	}
	l := &blockList{}
	l.paragraph("sentence", words.text(after))
	return Message{Text: fallback(Sentence(language, r)), Blocks: l.blocks}
}

func (t *texts) refusalWords(r *approvals.Refusal) (before, after string, withTime bool) {
	noBrackets := strings.NewReplacer("<", "‹", ">", "›")
	by := noBrackets.Replace(foreign(r.By, maxName))
	reason := strings.TrimRight(noBrackets.Replace(foreign(r.Reason, maxReason)), ". ")
	return t.sayRefusal(r, by, reason)
}

// SentenceMessage is a message of one sentence, at most 3,000 characters: what Sentence gave, or one of the constants
// of the catalogue. Nothing in it becomes markup.
func SentenceMessage(language approvals.Language, text string) Message {
	t := speak(language)
	text = t.boundSentence(t.in(text))
	l := &blockList{}
	l.section("sentence", plainText(text), nil, nil)
	return Message{Text: fallback(text), Blocks: l.blocks}
}

// SentenceModal is a small view that says one sentence, for the Home tab, where no message can be answered.
func SentenceModal(language approvals.Language, text string) slack.ModalViewRequest {
	t := speak(language)
	l := &blockList{}
	l.section("sentence", plainText(t.boundSentence(t.in(text))), nil, nil)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSentence, Title: plainText(t.sentenceModalTitle), Close: plainText(t.wordClose),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

// boundSentence never gives "", which Slack refuses.
func (t *texts) boundSentence(s string) string {
	if s = cutText(strings.Join(strings.Fields(s), " "), maxSection); s != "" {
		return s
	}
	return t.sayItemRefusal("")
}

// GivenUpNote tells an approver that a decision of his was not recorded after all the tries; the view is that of the
// card.
func GivenUpNote(v approvals.CardView) Message {
	t := speak(v.Language)
	verdict := approvals.Approve
	var clicked time.Time
	if v.Decision != nil {
		verdict, clicked = v.Decision.Verdict, v.Decision.ClickedAt
	}
	l := &blockList{version: v.Want}
	text := t.sayGivenUp(verdict, t.headline(v))
	words := (&rich{}).text(signFailed + " ").text(text)
	if !clicked.IsZero() {
		words.line().text(t.sayClickedAt()).moment(t, clicked, formatTime)
	}
	l.paragraph("note", words)
	l.context("about", t.about(v))
	l.actions("buttons", t.viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(text, t.wordWorkItem+" "+number(v.Item.Number)), Blocks: l.blocks}
}
