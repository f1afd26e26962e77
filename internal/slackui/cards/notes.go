package cards

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// GivenUpNote tells an approver that their decision was not recorded after all the tries. The view is that of the
// card, trouble what was wrong with IIQ at the end.
func GivenUpNote(v approvals.CardView, trouble approvals.IIQTrouble) Message {
	t := notePainterFor(v.Language)
	verdict := approvals.Approve
	var clicked time.Time
	if v.Decision != nil {
		verdict, clicked = v.Decision.Verdict, v.Decision.ClickedAt
	}
	l := &blockList{version: v.Want}
	text := strings.TrimSpace(words.GivenUp(t.lang, verdict, t.headline(v)) + " " +
		words.TroubleBefore(t.lang, trouble.Kind, t.iiqSays(trouble)))
	said := (&rich{}).text(words.SignFailed + " ").text(text)
	if !clicked.IsZero() {
		said.line().text(words.ClickedAt(t.lang)).moment(t.lang, clicked, formatTime)
	}
	l.paragraph("note", said)
	l.context("about", t.about(v))
	l.actions("buttons", t.viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(text, words.WorkItem(t.lang)+" "+number(v.Item.Number)), Blocks: l.blocks}
}

// CorrectedNote tells an approver how a decision of theirs ended in truth, of which they had been told otherwise. The view
// is that of the card.
func CorrectedNote(e approvals.ClickerNotice, v approvals.CardView) Message {
	t := notePainterFor(e.Language)
	why := Sentence(e.Language, e.Refusal)
	l := &blockList{version: v.Want}
	l.paragraph("note", (&rich{}).bold(why).line().text(words.Corrected(t.lang)))
	l.context("about", t.about(v))
	l.actions("buttons", t.viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(why, words.Corrected(t.lang), words.WorkItem(t.lang)+" "+number(v.Item.Number)), Blocks: l.blocks}
}

// LostNote tells an approver that their decision was not sent, or nobody can say that it was, since the database lost a part of its
// content. The view is that of the card.
func LostNote(e approvals.ClickerNotice, v approvals.CardView) Message {
	t := notePainterFor(e.Language)
	why, head := Sentence(e.Language, e.Refusal), t.headline(v)
	l := &blockList{version: v.Want}
	l.paragraph("note", (&rich{}).text(words.SignFailed+" ").bold(head).line().text(why))
	l.context("about", t.about(v))
	l.actions("buttons", t.viewButton(ActionView, v.WorkItemURL)...)
	return Message{Text: fallback(head, why, words.WorkItem(t.lang)+" "+number(v.Item.Number)), Blocks: l.blocks}
}

// RequesterNote tells a requester how their request was decided, by whom and with what comment. It has at most 4
// blocks and no way to decide.
func RequesterNote(n approvals.RequesterNote) Message {
	t := notePainterFor(n.Language)
	v := approvals.CardView{Viewer: n.Requester, Item: n.Item, Target: n.Target, Phase: approvals.PhaseEnded, Ended: n.Ended}
	target := targetName(v)
	if sameRef(n.Item.Requester, n.Item.Target) {
		target = ""
	}
	sign, text := words.RequesterNote(t.lang, n.Ended, Untrusted(n.Ended.By, maxName), target)
	l := &blockList{version: n.Ended.At.UnixMilli()}
	said := (&rich{}).text(sign + " ").bold(text)
	if !n.Ended.At.IsZero() {
		said.text(", ").moment(t.lang, n.Ended.At, formatTime)
	}
	what := cutText(t.linesInWords(n.Item.Lines, 5), maxRequested)
	l.paragraph("outcome", said.line().text(what))
	l.rich("comment", t.quotedComment(n.Ended.Comment)...)
	l.context("about", words.RequesterAbout(t.lang, number(n.Item.RequestName), n.Ended.Outcome != approvals.OutcomeDenied))
	l.actions("buttons", t.viewButton(ActionView, n.RequestURL)...)
	comment := ""
	if n.Ended.Comment != "" {
		comment = words.Comment(t.lang) + words.Colon(t.lang) + " " + Untrusted(n.Ended.Comment, maxReason)
	}
	return Message{Text: fallback(text, what, comment), Blocks: l.blocks}
}

const maxRequested = 1000

func (t notePainter) quotedComment(comment string) []slack.RichTextElement {
	comment = cutLines(cleanText(comment), 10, maxRequested)
	if comment == "" {
		return nil
	}
	return []slack.RichTextElement{(&rich{}).bold(words.Comment(t.lang)).section(), (&rich{}).text(comment).quote()}
}
