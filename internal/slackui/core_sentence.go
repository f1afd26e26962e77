package slackui

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// sentence is one sentence for one person: a refusal, or a text of the catalogue.
type sentence struct {
	refusal *approvals.Refusal
	text    words.Sentence
}

// message shows the time of a refusal in the reader's own zone.
func (s sentence) message(l approvals.Language) cards.Message {
	if s.refusal != nil {
		return cards.RefusalMessage(l, s.refusal)
	}
	return cards.SentenceMessage(l, s.text(l))
}

// plain is for modals and fields, which take no date tokens.
func (s sentence) plain(l approvals.Language) string {
	if s.refusal != nil {
		return cards.Sentence(l, s.refusal)
	}
	return s.text(l)
}

func refusalSentence(code approvals.RefusalCode) sentence {
	return sentence{refusal: &approvals.Refusal{Code: code}}
}
