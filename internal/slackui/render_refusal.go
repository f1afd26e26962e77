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
func Sentence(r *approvals.Refusal) string {
	if r == nil {
		return ""
	}
	before, after, withTime := refusalWords(r)
	if withTime && !r.At.IsZero() {
		before += sayAt() + plainClock(r.At)
	}
	return before + after
}

// RefusalMessage is Sentence as a message, with the time in the reader's own zone.
func RefusalMessage(r *approvals.Refusal) Message {
	if r == nil {
		r = &approvals.Refusal{}
	}
	before, after, withTime := refusalWords(r)
	words := &rich{}
	if withTime && !r.At.IsZero() {
		words.text(before+sayAt()).moment(r.At, "{time}, "+formatDay)
	} else {
		words.text(before)
	}
	l := &blockList{}
	l.paragraph("sentence", words.text(after))
	return Message{Text: fallback(Sentence(r)), Blocks: l.blocks}
}

func refusalWords(r *approvals.Refusal) (before, after string, withTime bool) {
	noBrackets := strings.NewReplacer("<", "‹", ">", "›")
	by := noBrackets.Replace(foreign(r.By, maxName))
	reason := strings.TrimRight(noBrackets.Replace(foreign(r.Reason, maxReason)), ". ")
	return sayRefusal(r, by, reason)
}

// SentenceMessage is a message of one sentence, at most 3,000 characters: what Sentence gave, or one of the constants
// of the catalogue. Nothing in it becomes markup.
func SentenceMessage(text string) Message {
	text = sentenceText(text)
	l := &blockList{}
	l.section("sentence", plainText(text), nil, nil)
	return Message{Text: fallback(text), Blocks: l.blocks}
}

// SentenceModal is a small view that says one sentence, for the Home tab, where no message can be answered.
func SentenceModal(text string) slack.ModalViewRequest {
	l := &blockList{}
	l.section("sentence", plainText(sentenceText(text)), nil, nil)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSentence, Title: plainText(sentenceModalTitle), Close: plainText(wordClose),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

// sentenceText never gives "", which Slack refuses.
func sentenceText(s string) string {
	if s = cutText(strings.Join(strings.Fields(s), " "), maxSection); s != "" {
		return s
	}
	return sayItemRefusal("")
}

// GivenUpNote tells an approver that a decision of his was not recorded after all the tries; the view is that of the
// card.
func GivenUpNote(v approvals.CardView) Message {
	verdict := approvals.Approve
	var clicked time.Time
	if v.Decision != nil {
		verdict, clicked = v.Decision.Verdict, v.Decision.ClickedAt
	}
	l := &blockList{version: v.Want}
	text := sayGivenUp(verdict, headline(v))
	words := (&rich{}).text(signFailed + " ").text(text)
	if !clicked.IsZero() {
		words.line().text(sayClickedAt()).moment(clicked, formatTime)
	}
	l.paragraph("note", words)
	l.context("about", about(v))
	l.actions("buttons", viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(text, wordWorkItem+" "+number(v.Item.Number)), Blocks: l.blocks}
}
