package slackui

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// RequesterNote tells a requester how his request was decided, by whom and with what comment. At most 4 blocks, without
// anything to decide.
func RequesterNote(n approvals.RequesterNote) Message {
	v := approvals.CardView{Viewer: n.Requester, Item: n.Item, Target: n.Target, Phase: approvals.PhaseEnded, Ended: n.Ended}
	target := targetName(v)
	if sameRef(n.Item.Requester, n.Item.Target) {
		target = ""
	}
	sign, text := sayRequesterNote(n.Ended, foreign(n.Ended.By, maxName), target)
	l := &blockList{version: n.Ended.At.UnixMilli()}
	words := (&rich{}).text(sign + " ").bold(text)
	if !n.Ended.At.IsZero() {
		words.text(", ").moment(n.Ended.At, formatTime)
	}
	what := cutText(linesInWords(n.Item.Lines, 5), maxRequested)
	l.paragraph("outcome", words.line().text(what))
	l.rich("comment", quotedComment(n.Ended.Comment)...)
	l.context("about", sayRequesterAbout(number(n.Item.RequestName), n.Ended.Outcome != approvals.OutcomeDenied))
	l.actions("buttons", viewButton(ActionView, n.RequestURL)...)
	comment := ""
	if n.Ended.Comment != "" {
		comment = wordComment + ": " + foreign(n.Ended.Comment, maxReason)
	}
	return Message{Text: fallback(text, what, comment), Blocks: l.blocks}
}

const maxRequested = 1000

func quotedComment(comment string) []slack.RichTextElement {
	comment = cutLines(cleanText(comment), 10, maxRequested)
	if comment == "" {
		return nil
	}
	return []slack.RichTextElement{(&rich{}).bold(wordComment).section(), (&rich{}).text(comment).quote()}
}
