package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	maxComment      = 600
	maxCommentLines = 6
	maxFoldedLines  = 2
)

// foldedCard is a card that has ended: how it ended, the comment, and what it was about.
func (t cardPainter) foldedCard(v approvals.CardView) Message {
	s := t.status(v)
	l := &blockList{version: v.Want}
	l.rich("outcome", t.outcome(v, s)...)
	l.context("about", t.about(v))
	l.actions(menuBlock(refOf(v)), t.buttons(v)...)
	t.foot(l, v)
	return Message{Text: t.cardText(v), Blocks: l.blocks}
}

func (t cardPainter) outcome(v approvals.CardView, s cardStatus) []slack.RichTextElement {
	head := (&rich{}).text(t.headline(v)).line()
	head.elements = append(head.elements, s.paragraph(t.lang).elements...)
	out := []slack.RichTextElement{head.section()}
	if c := cutLines(cleanText(s.comment), maxCommentLines, maxComment); c != "" {
		out = append(out, (&rich{}).text(c).quote())
	}
	return out
}

func (t itemPainter) about(v approvals.CardView) string {
	if v.Phase == approvals.PhaseHidden {
		return words.HiddenItem(t.lang)
	}
	s := words.WorkItem(t.lang) + " " + number(v.Item.Number)
	if lines := t.linesInWords(v.Item.Lines, maxFoldedLines); lines != "" {
		s += " · " + lines
	}
	return s
}
