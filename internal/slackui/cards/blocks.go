package cards

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/words"
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

// Message is a message for Slack: blocks, and the text that notifications and screen readers use instead. The text is
// mrkdwn with text by others escaped; it is never empty.
type Message struct {
	Text   string
	Blocks []slack.Block
}

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

// plainText turns emoji off, so that a name with colons in it stays as it is.
func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// ownText is mrkdwn for our own words alone. It is verbatim, so that nothing in it becomes a link.
func ownText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, s, false, true)
}

func newButton(action, value, text string, style slack.Style) *slack.ButtonBlockElement {
	b := slack.NewButtonBlockElement(action, value, plainText(text))
	b.Style = style
	return b
}

// viewButton is a link to the work item. There is none when Slack would not take the address.
func (t painter) viewButton(action, address string) []slack.BlockElement {
	if !webAddress(address) {
		return nil
	}
	b := newButton(action, "", words.View(t.lang), slack.StyleDefault)
	b.URL = address
	return []slack.BlockElement{b}
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxURL || u.Host == "" || strings.ContainsAny(s, " \n\t<>") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http"
}

func (t painter) menu(action string, item ItemRef, choices ...MenuChoice) *slack.OverflowBlockElement {
	said := map[MenuChoice]string{MenuDetails: words.Details(t.lang), MenuApproveWithComment: words.ApproveWithComment(t.lang), MenuSnooze: words.RemindLater(t.lang)}
	options := make([]*slack.OptionBlockObject, 0, len(choices))
	for _, c := range choices {
		options = append(options, slack.NewOptionBlockObject(EncodeMenu(c, item), plainText(said[c]), nil))
	}
	return slack.NewOverflowBlockElement(action, options...)
}

// fallback makes the text of a message: one line, escaped, bounded.
func fallback(sentences ...string) string {
	var said []string
	for _, s := range sentences {
		if s = cleanFallback(s); s != "" {
			said = append(said, s)
		}
	}
	return escapeMrkdwn(cutText(strings.Join(said, " "), maxFallback))
}

// cleanFallback ends a sentence with a full stop and takes line breaks out.
func cleanFallback(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:") || strings.HasSuffix(s, ellipsis) {
		return s
	}
	return s + "."
}
