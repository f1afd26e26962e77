package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// ReviewsThereMessage says that access reviews are decided in IdentityIQ, with a link to the review where url is not
// "".
func ReviewsThereMessage(language approvals.Language, url string) Message {
	t := notePainterFor(language)
	return Message{Text: fallback(words.ReviewsThere(t.lang)), Blocks: t.reviewsThere(url).blocks}
}

// ReviewsThereModal is ReviewsThereMessage as a form.
func ReviewsThereModal(language approvals.Language, url string) slack.ModalViewRequest {
	t := notePainterFor(language)
	return t.modal(CallbackSentence, words.ModalTitle(t.lang), t.reviewsThere(url))
}

func (t notePainter) reviewsThere(url string) *blockList {
	l := &blockList{}
	l.section("sentence", plainText(words.ReviewsThere(t.lang)), nil, nil)
	l.actions("buttons", t.viewButton(ActionView, url)...)
	return l
}

// EntityEndingNote says why a decision on an entity of an access review, made in version 0.1.0, did not come about.
// The view is that of the review.
func EntityEndingNote(e approvals.ClickerNotice, v approvals.CardView) Message {
	t := painterFor(e.Language)
	name := Untrusted(e.EntityName, maxName)
	if name == "" {
		name = words.NotSaid(t.lang)
	}
	why, unheard := words.NotRecorded(t.lang), false
	switch {
	case e.Refusal == nil:
	case e.Refusal.Code == approvals.RefusedType:
		why = words.ReviewsThere(t.lang)
	default:
		why, unheard = Sentence(e.Language, e.Refusal), e.Refusal.Code == approvals.RefusedUnheard
	}
	head := words.EntityEnding(t.lang, name, reviewName(v.Item), e.Verdict, unheard)
	l := &blockList{}
	l.paragraph("note", (&rich{}).text(words.SignFailed+" ").bold(head).line().text(why))
	if v.Review != nil {
		l.actions("buttons", t.reviewButton(ActionView, v.WorkItemURL, *v.Review)...)
	}
	return Message{Text: fallback(head, why), Blocks: l.blocks}
}
