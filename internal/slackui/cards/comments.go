package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	// A card shows the newest comments, shortened.
	maxCommentsOnCard     = 3
	maxCommentOnCard      = 240
	maxCommentOnCardLines = 3
)

// comments are the newest comments on the item, each under the name of whoever wrote it, and how many more there are.
func (t itemPainter) comments(v approvals.CardView) []slack.RichTextElement {
	all := v.Comments()
	if len(all) == 0 {
		return nil
	}
	out := []slack.RichTextElement{(&rich{}).bold(words.Comments(t.lang)).section()}
	shown := all[max(0, len(all)-maxCommentsOnCard):]
	for _, c := range shown {
		out = append(out, t.writtenBy(c, Untrusted(c.Author, maxName)).section())
		if text := cutLines(cleanText(c.Text), maxCommentOnCardLines, maxCommentOnCard); text != "" {
			out = append(out, (&rich{}).text(text).quote())
		}
	}
	if more := len(all) - len(shown) + v.Item.OlderComments; more > 0 {
		out = append(out, (&rich{}).bold(words.More(t.lang, more)).text(words.SeeDetails(t.lang)).section())
	}
	return out
}

// writtenBy says who wrote a comment, when, and about which line.
func (t itemPainter) writtenBy(c approvals.Comment, author string) *rich {
	r := &rich{}
	if author == "" {
		r.text(words.AuthorUnknown(t.lang))
	} else {
		r.bold(author)
	}
	if !c.At.IsZero() {
		r.text(", ").moment(t.lang, c.At, formatTime)
	}
	if c.Line > 0 {
		r.text(", " + words.AboutLine(t.lang, c.Line))
	}
	return r
}

// comments lists them all, whole.
func (t detailsPainter) comments(l *detailList, v approvals.CardView) {
	if len(v.Comments()) == 0 {
		return
	}
	l.paragraph((&rich{}).bold(words.Comments(t.lang)))
	if n := v.Item.OlderComments; n > 0 {
		l.paragraph((&rich{}).text(words.OlderComments(t.lang, n)))
	}
	for _, c := range v.Comments() {
		l.paragraph(t.writtenBy(c, whole(c.Author)))
		for _, piece := range chunkText(cleanText(c.Text), maxChunk) {
			l.add((&rich{}).text(piece).quote(), textWidth(piece))
		}
	}
}
