package cards

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

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
	return t.modal(CallbackSentence, words.ModalTitle(t.lang), l)
}

// boundSentence never gives "", which Slack refuses.
func (t painter) boundSentence(s string) string {
	if s = cutText(strings.Join(strings.Fields(s), " "), maxSection); s != "" {
		return s
	}
	return words.ItemRefusal(t.lang, "")
}
