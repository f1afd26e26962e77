package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

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
