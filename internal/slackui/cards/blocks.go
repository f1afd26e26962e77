package cards

import (
	"strconv"

	"github.com/slack-go/slack"
)

// Limits of https://docs.slack.dev/reference/block-kit, in characters.
const (
	maxHeader      = 150
	maxSection     = 3000
	maxConfirmText = 300
	maxURL         = 3000
	// maxFallback is our own limit: escaping can make the text five times as long, and chat.update takes 4,000 characters.
	maxFallback = 700
)

// blockList collects blocks. Their ids carry a version, so that each update of a message has new ids.
// https://docs.slack.dev/reference/block-kit/blocks
type blockList struct {
	version int64
	blocks  []slack.Block
}

func (l *blockList) id(name string) string { return name + "-" + strconv.FormatInt(l.version, 10) }

func (l *blockList) header(name, text string) {
	id := slack.HeaderBlockOptionBlockID(l.id(name))
	l.blocks = append(l.blocks, slack.NewHeaderBlock(plainText(cutText(text, maxHeader)), id))
}

func (l *blockList) rich(name string, elements ...slack.RichTextElement) {
	if len(elements) > 0 {
		l.blocks = append(l.blocks, slack.NewRichTextBlock(l.id(name), elements...))
	}
}

func (l *blockList) paragraph(name string, r *rich) {
	if !r.empty() {
		l.rich(name, r.section())
	}
}

func (l *blockList) context(name, text string) {
	l.blocks = append(l.blocks, slack.NewContextBlock(l.id(name), plainText(cutText(text, maxSection))))
}

// ownContext is for words of our own with date tokens.
func (l *blockList) ownContext(name, mrkdwn string) {
	l.blocks = append(l.blocks, slack.NewContextBlock(l.id(name), ownText(mrkdwn)))
}

func (l *blockList) actions(name string, elements ...slack.BlockElement) {
	if len(elements) > 0 {
		l.blocks = append(l.blocks, slack.NewActionBlock(l.id(name), elements...))
	}
}

func (l *blockList) divider(name string) {
	b := slack.NewDividerBlock()
	b.BlockID = l.id(name)
	l.blocks = append(l.blocks, b)
}

func (l *blockList) section(name string, text *slack.TextBlockObject, fields []*slack.TextBlockObject, beside slack.BlockElement) {
	var accessory *slack.Accessory
	if beside != nil {
		accessory = slack.NewAccessory(beside)
	}
	l.blocks = append(l.blocks, slack.NewSectionBlock(text, fields, accessory, slack.SectionBlockOptionBlockID(l.id(name))))
}

// input adds a field to a form. Its block id is the name itself, so that errors find the field.
func (l *blockList) input(id, label, hint string, element slack.BlockElement, optional bool) {
	var hinted *slack.TextBlockObject
	if hint != "" {
		hinted = plainText(hint)
	}
	l.blocks = append(l.blocks, slack.NewInputBlock(id, plainText(label), hinted, element).WithOptional(optional))
}

// plainText turns emoji off, so that a name with colons in it stays as it is.
func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// ownText is mrkdwn for our own words alone. It is verbatim, so that nothing in it becomes a link.
func ownText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, s, false, true)
}
