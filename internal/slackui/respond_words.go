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
func (s spoken) message() Message {
	if s.refusal != nil {
		return RefusalMessage(s.refusal)
	}
	return SentenceMessage(s.text)
}

// plain is for modals and fields, which take no dates.
func (s spoken) plain() string {
	if s.refusal != nil {
		return Sentence(s.refusal)
	}
	return s.text
}

func spokenRefusal(code approvals.RefusalCode) spoken {
	return spoken{refusal: &approvals.Refusal{Code: code}}
}
