package cards

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

const maxReason = 300

// Sentence says a refusal in one plain sentence, without ids and codes; "" for nil. It is plain text, with times in
// UTC that say so. Angle brackets in text by others are replaced, so that the sentence is harmless as mrkdwn too.
func Sentence(language approvals.Language, r *approvals.Refusal) string {
	t := painterFor(language)
	if r == nil {
		return ""
	}
	before, after, withTime := t.refusalWords(r)
	if withTime && !r.At.IsZero() {
		before += words.At(t.lang) + words.PlainClock(t.lang, r.At)
	}
	return before + after
}

// RefusalMessage is Sentence as a message, with the time in the reader's own zone.
func RefusalMessage(language approvals.Language, r *approvals.Refusal) Message {
	t := painterFor(language)
	if r == nil {
		r = &approvals.Refusal{}
	}
	before, after, withTime := t.refusalWords(r)
	said := &rich{}
	if withTime && !r.At.IsZero() {
		said.text(before+words.At(t.lang)).moment(t, r.At, "{time}, "+formatDay)
	} else {
		said.text(before)
	}
	l := &blockList{}
	l.paragraph("sentence", said.text(after))
	return Message{Text: fallback(Sentence(language, r)), Blocks: l.blocks}
}

func (t painter) refusalWords(r *approvals.Refusal) (before, after string, withTime bool) {
	noBrackets := strings.NewReplacer("<", "‹", ">", "›")
	by := noBrackets.Replace(Untrusted(r.By, maxName))
	reason := strings.TrimRight(noBrackets.Replace(Untrusted(r.Reason, maxReason)), ". ")
	return words.Refusal(t.lang, r, by, reason)
}

// SentenceMessage is a message of one sentence of at most 3,000 characters: a result of Sentence, or one of the
// constants of the catalogue. Nothing in it becomes markup.
func SentenceMessage(language approvals.Language, text string) Message {
	t := painterFor(language)
	text = t.boundSentence(text)
	l := &blockList{}
	l.section("sentence", plainText(text), nil, nil)
	return Message{Text: fallback(text), Blocks: l.blocks}
}

// SentenceModal is a small view that says one sentence, for the Home tab, where no message can be answered.
func SentenceModal(language approvals.Language, text string) slack.ModalViewRequest {
	t := painterFor(language)
	l := &blockList{}
	l.section("sentence", plainText(t.boundSentence(text)), nil, nil)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSentence, Title: plainText(words.ModalTitle(t.lang)), Close: plainText(words.Close(t.lang)),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

// boundSentence never gives "", which Slack refuses.
func (t painter) boundSentence(s string) string {
	if s = cutText(strings.Join(strings.Fields(s), " "), maxSection); s != "" {
		return s
	}
	return words.ItemRefusal(t.lang, "")
}

// GivenUpNote tells an approver that their decision was not recorded after all the tries. The view is that of the
// card.
func GivenUpNote(v approvals.CardView) Message {
	t := painterFor(v.Language)
	verdict := approvals.Approve
	var clicked time.Time
	if v.Decision != nil {
		verdict, clicked = v.Decision.Verdict, v.Decision.ClickedAt
	}
	l := &blockList{version: v.Want}
	text := words.GivenUp(t.lang, verdict, t.headline(v))
	said := (&rich{}).text(words.SignFailed + " ").text(text)
	if !clicked.IsZero() {
		said.line().text(words.ClickedAt(t.lang)).moment(t, clicked, formatTime)
	}
	l.paragraph("note", said)
	l.context("about", t.about(v))
	l.actions("buttons", t.viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(text, words.WorkItem(t.lang)+" "+number(v.Item.Number)), Blocks: l.blocks}
}
