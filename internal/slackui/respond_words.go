package slackui

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// spoken is one sentence for one person: a refusal, or a text of the catalogue.
type spoken struct {
	refusal *approvals.Refusal
	text    words.Sentence
}

// message has the time of a refusal in the reader's own zone.
func (s spoken) message(l approvals.Language) Message {
	if s.refusal != nil {
		return RefusalMessage(l, s.refusal)
	}
	return SentenceMessage(l, s.text(l))
}

// plain is for modals and fields, which take no dates.
func (s spoken) plain(l approvals.Language) string {
	if s.refusal != nil {
		return Sentence(l, s.refusal)
	}
	return s.text(l)
}

func spokenRefusal(code approvals.RefusalCode) spoken {
	return spoken{refusal: &approvals.Refusal{Code: code}}
}
