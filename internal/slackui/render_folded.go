package slackui

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	maxComment      = 600
	maxCommentLines = 6
	maxFoldedLines  = 2
)

// foldedCard is a card that is over: how it ended, the comment, what it was about.
func foldedCard(v approvals.CardView) Message {
	s := status(v)
	l := &blockList{version: v.Want}
	l.rich("outcome", outcome(v, s)...)
	l.context("about", about(v))
	l.actions("buttons", buttons(v)...)
	foot(l, v)
	return Message{Text: cardText(v), Blocks: l.blocks}
}

func outcome(v approvals.CardView, s cardStatus) []slack.RichTextElement {
	head := (&rich{}).text(headline(v)).line()
	head.elements = append(head.elements, s.paragraph().elements...)
	out := []slack.RichTextElement{head.section()}
	if c := cutLines(cleanText(s.comment), maxCommentLines, maxComment); c != "" {
		out = append(out, (&rich{}).text(c).quote())
	}
	return out
}

func about(v approvals.CardView) string {
	s := wordWorkItem + " " + number(v.Item.Number)
	if lines := linesInWords(v.Item.Lines, maxFoldedLines); lines != "" {
		s += " · " + lines
	}
	return s
}
