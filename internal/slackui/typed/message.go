package typed

import (
	"regexp"
	"strings"
)

// longestMessage bounds how much of a message is read, in bytes.
const longestMessage = 16 << 10

// markup is what Slack writes for what it understood: `<http://ex.com|ex.com>`, `<mailto:sam@ex.com|sam@ex.com>`,
// `<tel:7310001|7310001>`, `<@U012|sam>`. A typed < itself comes as &lt;.
// https://docs.slack.dev/messaging/formatting-message-text
var markup = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// Message gives the words of a message or of a command as they were typed.
func Message(text string) string {
	text = strings.ToValidUTF8(text[:min(len(text), longestMessage)], "")
	text = markup.ReplaceAllStringFunc(text, func(all string) string {
		parts := markup.FindStringSubmatch(all)
		target, label := parts[1], parts[2]
		switch {
		case label != "":
			return label
		case target == "" || strings.ContainsAny(target[:1], "@#!"):
			// Nothing says what people see of it.
			return all
		}
		return strings.TrimPrefix(strings.TrimPrefix(target, "mailto:"), "tel:")
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}
