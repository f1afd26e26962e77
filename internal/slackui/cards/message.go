package cards

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/ascii"
)

// Message is a message for Slack: blocks, and the text that notifications and screen readers use instead. The text is
// mrkdwn with text by others escaped; it is never empty.
type Message struct {
	Text   string
	Blocks []slack.Block
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
	if !ascii.OneLine(s) {
		s = strings.Join(strings.Fields(s), " ")
	}
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:") || strings.HasSuffix(s, ellipsis) {
		return s
	}
	return s + "."
}
