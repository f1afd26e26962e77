package cards

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/words"
)

const (
	formatTime = "{date_short_pretty} {time}"
	formatDay  = "{date_short_pretty}"
	// maxStamp is the last second that a date token accepts.
	maxStamp = 9_999_999_999
)

// rich collects the words of one paragraph of rich text, where nothing needs to be escaped and nothing of others can
// become markup: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
type rich struct {
	elements []slack.RichTextSectionElement
}

func (r *rich) styled(s string, style *slack.RichTextSectionTextStyle) *rich {
	if s != "" {
		r.elements = append(r.elements, slack.NewRichTextSectionTextElement(s, style))
	}
	return r
}

func (r *rich) text(s string) *rich { return r.styled(s, nil) }

func (r *rich) bold(s string) *rich {
	return r.styled(s, &slack.RichTextSectionTextStyle{Bold: true})
}

func (r *rich) italic(s string) *rich {
	return r.styled(s, &slack.RichTextSectionTextStyle{Italic: true})
}

func (r *rich) code(s string) *rich {
	return r.styled(s, &slack.RichTextSectionTextStyle{Code: true})
}

// line begins a new line, unless this is the first.
func (r *rich) line() *rich {
	if len(r.elements) > 0 {
		r.text("\n")
	}
	return r
}

// fact adds a line with a label and a value; no line when the value is empty.
func (r *rich) fact(t painter, label, value string) *rich {
	if value == "" {
		return r
	}
	return r.line().bold(label + words.Colon(t.lang)).text(" " + value)
}

func (r *rich) moment(t painter, at time.Time, format string) *rich {
	if !stampable(at) {
		return r.text(words.PlainTime(t.lang, at))
	}
	fallback := words.PlainTime(t.lang, at)
	r.elements = append(r.elements, slack.NewRichTextSectionDateElement(at.Unix(), format, nil, &fallback))
	return r
}

func (r *rich) empty() bool { return len(r.elements) == 0 }

func (r *rich) section() *slack.RichTextSection { return slack.NewRichTextSection(r.elements...) }

func (r *rich) quote() *slack.RichTextQuote {
	return &slack.RichTextQuote{Type: slack.RTEQuote, Elements: r.elements}
}

func stampable(t time.Time) bool { return t.Unix() >= 0 && t.Unix() <= maxStamp }

// dateToken shows a moment in the reader's own zone, in mrkdwn.
// https://docs.slack.dev/messaging/formatting-message-text
func (t painter) dateToken(at time.Time, format string) string {
	if !stampable(at) {
		return words.PlainTime(t.lang, at)
	}
	return fmt.Sprintf("<!date^%d^%s|%s>", at.Unix(), format, words.PlainTime(t.lang, at))
}
