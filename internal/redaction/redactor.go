package redaction

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Redacted replaces a secret.
const Redacted = "[redacted]"

const (
	// shortest is how many bytes a form needs to be searched for. Shorter forms reveal next to nothing.
	shortest = 4
	// unmistakable is how many bytes a form needs to be searched for inside words too. Shorter forms are parts of ordinary
	// words.
	unmistakable = 8
	// mostForms bounds the remembered forms. A process that learns new secrets while it runs forgets the oldest.
	mostForms = 1024
)

// form is one spelling of a secret in a text.
type form struct {
	text string
	// named is true for a name that is secret only where a library quotes it: user=NAME, user "NAME".
	named bool
}

// Redactor removes secrets from texts: known ones by their forms, others by patterns. Its methods may be called from
// any goroutine.
type Redactor struct {
	looks []look

	mu sync.RWMutex
	// learnt is in the order of learning; forms has the longest first, so that no form leaves the rest of a longer one.
	learnt, forms []form
}

// look is a pattern that reveals a secret, and its replacement.
type look struct {
	pattern *regexp.Regexp
	instead string
}

// New gives a redactor that knows no secret yet and only has its patterns.
func New() *Redactor {
	return &Redactor{looks: []look{
		// Slack's tokens: xoxb-…, xoxp-…, xoxe.xoxb-…, xapp-….
		{regexp.MustCompile(`(?i)\bxox[a-z](?:\.xox[a-z])?-[\w-]+|\bxapp-[\w-]+`), Redacted},
		{regexp.MustCompile(`(?i)\b(?:bearer|basic)\s+[\w.~+/=-]{6,}`), Redacted},
		// Anybody with a response_url can write in the conversation, and anybody with a ticket can open the socket.
		// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
		{regexp.MustCompile(`(?i)(\b(?:ticket|token|password|sslpassword|secret|api[_-]?key)=)[^\s&"'` + "`" + `]+`), "${1}" + Redacted},
		{regexp.MustCompile(`(https://hooks\.slack\.com/)[^\s"'` + "`" + `]+`), "${1}" + Redacted},
		// The match ends at the last @, since a password may contain an @, and a slash.
		{regexp.MustCompile(`://[^\s"]*@`), "://" + Redacted + "@"},
		// net/url quotes the part of an address that it cannot read, which may be the middle of a password.
		{regexp.MustCompile(`\b(invalid (?:URL escape|port|character|host)) "(?:[^"\\]|\\.)*"`), "$1 " + Redacted},
	}}
}

// Clean gives the text without secrets.
func (r *Redactor) Clean(text string) string {
	for _, l := range r.looks {
		text = l.pattern.ReplaceAllString(text, l.instead)
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, f := range r.forms {
		text = f.replace(text)
	}
	return text
}

func (f form) replace(text string) string {
	if len(f.text) >= unmistakable && !f.named {
		return strings.ReplaceAll(text, f.text, Redacted)
	}
	var out strings.Builder
	for {
		at := strings.Index(text, f.text)
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		end := at + len(f.text)
		if f.standsIn(text, at, end) {
			out.WriteString(text[:at] + Redacted)
		} else {
			out.WriteString(text[:end])
		}
		text = text[end:]
	}
}

// standsIn reports whether text[at:end] is a word of its own or, for a name, one that a library quotes.
func (f form) standsIn(text string, at, end int) bool {
	before, after := byte(' '), byte(' ')
	if at > 0 {
		before = text[at-1]
	}
	if end < len(text) {
		after = text[end]
	}
	if f.named {
		return strings.IndexByte("\"'`=", before) >= 0 && strings.IndexByte("\"'` ", after) >= 0
	}
	return (!wordly(before) || escapedBefore(text[:at])) && !wordly(after)
}

// escapedBefore reports whether a text ends with a percent-encoded character.
func escapedBefore(text string) bool {
	at := len(text) - 3
	return at >= 0 && text[at] == '%' && decoded(text[at:]) != text[at:]
}

func wordly(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80
}

// learn remembers forms. A known form becomes the newest.
func (r *Redactor) learn(forms ...form) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range forms {
		if len(f.text) < shortest || strings.Contains(Redacted, f.text) {
			continue
		}
		r.learnt = append(slices.DeleteFunc(r.learnt, func(o form) bool { return o == f }), f)
	}
	r.learnt = r.learnt[max(0, len(r.learnt)-mostForms):]
	r.forms = slices.Clone(r.learnt)
	slices.SortStableFunc(r.forms, func(a, b form) int { return cmp.Compare(len(b.text), len(a.text)) })
}
