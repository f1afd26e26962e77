package cards

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// rich collects the words of one paragraph of rich text, where nothing needs to be escaped and nothing of others can
// become markup: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
type rich struct {
	elements []slack.RichTextSectionElement
}

// styled adds words in a style. The words and their style are one piece of memory: a card has some dozens of them.
func (r *rich) styled(s string, style slack.RichTextSectionTextStyle) *rich {
	if s == "" {
		return r
	}
	piece := &struct {
		words slack.RichTextSectionTextElement
		style slack.RichTextSectionTextStyle
	}{*slack.NewRichTextSectionTextElement(s, nil), style}
	piece.words.Style = &piece.style
	return r.add(&piece.words)
}

// add adds a piece. A paragraph that has one has some.
func (r *rich) add(piece slack.RichTextSectionElement) *rich {
	if r.elements == nil {
		r.elements = make([]slack.RichTextSectionElement, 0, 4)
	}
	r.elements = append(r.elements, piece)
	return r
}

func (r *rich) text(s string) *rich {
	if s == "" {
		return r
	}
	return r.add(slack.NewRichTextSectionTextElement(s, nil))
}

func (r *rich) bold(s string) *rich { return r.styled(s, slack.RichTextSectionTextStyle{Bold: true}) }

func (r *rich) italic(s string) { r.styled(s, slack.RichTextSectionTextStyle{Italic: true}) }

func (r *rich) code(s string) *rich { return r.styled(s, slack.RichTextSectionTextStyle{Code: true}) }

// line begins a new line, unless this is the first.
func (r *rich) line() *rich {
	if len(r.elements) > 0 {
		r.text("\n")
	}
	return r
}

// fact adds a line with a label and a value; no line when the value is empty.
func (r *rich) fact(lang approvals.Language, label, value string) *rich {
	if value == "" {
		return r
	}
	return r.line().bold(label + words.Colon(lang)).text(" " + value)
}

func (r *rich) moment(lang approvals.Language, at time.Time, format string) *rich {
	if !stampable(at) {
		return r.text(words.PlainTime(lang, at))
	}
	fallback := words.PlainTime(lang, at)
	return r.add(slack.NewRichTextSectionDateElement(at.Unix(), format, nil, &fallback))
}

func (r *rich) empty() bool { return len(r.elements) == 0 }

func (r *rich) section() *slack.RichTextSection { return slack.NewRichTextSection(r.elements...) }

func (r *rich) quote() *slack.RichTextQuote {
	return &slack.RichTextQuote{Type: slack.RTEQuote, Elements: r.elements}
}
