package slackui

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// ReviewsThereMessage says that access reviews are decided in IdentityIQ, with a link to the review; without one where url is "".
func ReviewsThereMessage(language approvals.Language, url string) Message {
	t := speak(language)
	return Message{Text: fallback(t.sentenceReviewsThere), Blocks: t.reviewsThere(url)}
}

// ReviewsThereModal is ReviewsThereMessage in the place of a form.
func ReviewsThereModal(language approvals.Language, url string) slack.ModalViewRequest {
	t := speak(language)
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: CallbackSentence, Title: plainText(t.sentenceModalTitle), Close: plainText(t.wordClose),
		Blocks: slack.Blocks{BlockSet: t.reviewsThere(url)}}
}

func (t *texts) reviewsThere(url string) []slack.Block {
	l := &blockList{}
	l.section("sentence", plainText(t.sentenceReviewsThere), nil, nil)
	l.actions("buttons", t.viewButton(ActionView, url)...)
	return l.blocks
}

// EntityEndingNote tells somebody why a decision on an entity of an access review, taken in version 0.1.0, did not come about; the
// view is that of the review.
func EntityEndingNote(e approvals.Ending, v approvals.CardView) Message {
	t := speak(e.Language)
	name := foreign(e.EntityName, maxName)
	if name == "" {
		name = t.wordNotSaid
	}
	why, unheard := t.sentenceNotRecorded, false
	switch {
	case e.Refusal == nil:
	case e.Refusal.Code == approvals.RefusedType:
		why = t.sentenceReviewsThere
	default:
		why, unheard = Sentence(e.Language, e.Refusal), e.Refusal.Code == approvals.RefusedUnheard
	}
	head := t.sayEntityEnding(name, reviewName(v.Item), e.Verdict, unheard)
	l := &blockList{}
	l.paragraph("note", (&rich{}).text(signFailed+" ").bold(head).line().text(why))
	if v.Review != nil {
		l.actions("buttons", t.reviewButton(ActionView, v.WorkItemURL, *v.Review)...)
	}
	return Message{Text: fallback(head, why), Blocks: l.blocks}
}
