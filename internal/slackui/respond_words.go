package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

// sentenceSent answers somebody who asked for an item elsewhere than in his direct message.
const sentenceSent = "I sent it to you in a direct message."

// spoken is one sentence for one person: a refusal, or a text of the catalogue.
type spoken struct {
	refusal *approvals.Refusal
	text    string
}

// message has the time of a refusal in the reader's own zone.
func (s spoken) message(l approvals.Language) Message {
	if s.refusal != nil {
		return RefusalMessage(l, s.refusal)
	}
	return SentenceMessage(l, s.text)
}

// plain is for modals and fields, which take no dates.
func (s spoken) plain(l approvals.Language) string {
	if s.refusal != nil {
		return Sentence(l, s.refusal)
	}
	return speak(l).in(s.text)
}

func spokenRefusal(code approvals.RefusalCode) spoken {
	return spoken{refusal: &approvals.Refusal{Code: code}}
}
