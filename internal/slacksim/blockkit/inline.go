package blockkit

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Reader is whoever looks: dates are in their zone, and ids are shown as the names they know.
// The zero Reader sees UTC and ids, and no word for days that are near.
type Reader struct {
	Zone *time.Location
	// Now is when the reader looks: dates around it are called yesterday, today and tomorrow.
	Now     time.Time
	User    func(id string) string
	Channel func(id string) string
}

func (r Reader) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

func (r Reader) user(id string) string    { return "@" + named(r.User, id) }
func (r Reader) channel(id string) string { return "#" + named(r.Channel, id) }

func named(lookup func(string) string, id string) string {
	if lookup != nil {
		if name := lookup(id); name != "" {
			return name
		}
	}
	return id
}

// Span is a run of text in one style.
type Span struct {
	Text                       string
	Bold, Italic, Strike, Code bool
	// URL is set for a link; Mention marks a person, a channel or a broadcast, which notifies.
	URL     string
	Mention bool
}

func richSpans(elements []any, r Reader) []Span {
	out := make([]Span, 0, len(elements))
	for _, it := range elements {
		m, ok := it.(map[string]any)
		if !ok {
			continue
		}
		s := richSpan(m, r)
		style, _ := m["style"].(map[string]any)
		s.Bold, s.Italic, s.Strike, s.Code = truth(style, "bold"), truth(style, "italic"), truth(style, "strike"), truth(style, "code")
		out = append(out, s)
	}
	return out
}

func richSpan(m map[string]any, r Reader) Span {
	switch word(m, "type") {
	case "link":
		text := word(m, "text")
		if text == "" {
			text = word(m, "url")
		}
		return Span{Text: text, URL: word(m, "url")}
	case "user":
		return Span{Text: r.user(word(m, "user_id")), Mention: true}
	case "channel":
		return Span{Text: r.channel(word(m, "channel_id")), Mention: true}
	case "usergroup":
		return Span{Text: "@" + word(m, "usergroup_id"), Mention: true}
	case "team":
		return Span{Text: "@" + word(m, "team_id"), Mention: true}
	case "broadcast":
		return Span{Text: "@" + word(m, "range"), Mention: true}
	case "emoji":
		return Span{Text: ":" + word(m, "name") + ":"}
	case "color":
		return Span{Text: word(m, "value")}
	case "date":
		n, _ := m["timestamp"].(json.Number)
		unix, _ := n.Int64()
		return Span{Text: showDate(unix, word(m, "format"), r), URL: word(m, "url")}
	}
	return Span{Text: word(m, "text")}
}

// Mrkdwn reads Slack's own markup into lines of spans: *bold*, _italic_, ~strike~, `code`, <links and mentions>, &-escapes.
func Mrkdwn(text string, r Reader) []Span {
	p := &mrkdwn{reader: r}
	p.read(text)
	p.flush()
	return p.out
}

// special reads what stands between < and >.
func special(body string, r Reader) Span {
	target, label, labelled := strings.Cut(body, "|")
	label = unescape(label)
	switch {
	case strings.HasPrefix(target, "@"):
		return Span{Text: r.user(target[1:]), Mention: true}
	case strings.HasPrefix(target, "#"):
		return Span{Text: r.channel(target[1:]), Mention: true}
	case strings.HasPrefix(target, "!date^"):
		return dateSpan(target, label, r)
	case strings.HasPrefix(target, "!subteam^"):
		return Span{Text: "@" + target[len("!subteam^"):], Mention: true}
	case strings.HasPrefix(target, "!"):
		return Span{Text: "@" + target[1:], Mention: true}
	case !labelled:
		label = unescape(target)
	}
	return Span{Text: label, URL: unescape(target)}
}

func dateSpan(target, fallback string, r Reader) Span {
	parts := strings.SplitN(target, "^", 4)
	unix, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || len(parts) < 3 {
		return Span{Text: fallback}
	}
	s := Span{Text: showDate(unix, parts[2], r)}
	if len(parts) == 4 {
		s.URL = parts[3]
	}
	return s
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}
