package transport

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"unicode"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// What an answer that is none tells of IIQ's trouble, for those who wait for a decision: docs/iiq-wire.md#errors

// maxSentence bounds IIQ's own sentence on an error, in characters.
const maxSentence = 200

// troubled adds to an error what the answer behind it tells. body is its beginning.
func troubled(err error, status int, body []byte) error {
	return &approvals.IIQTroubleError{Trouble: troubleIn(status, body), Err: err}
}

// troubleIn judges an answer by its status and the beginning of its body. A gateway's status without a sentence of IIQ's own says
// that IIQ does not answer; with one it is IIQ's.
func troubleIn(status int, body []byte) approvals.IIQTrouble {
	gateway := status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return approvals.IIQTrouble{Kind: approvals.TroubleAccount}
	case status == http.StatusRequestTimeout || gateway && (isPage(body) || ownSentence(body) == ""):
		return approvals.IIQTrouble{Kind: approvals.TroubleAway}
	case status/100 == 3 || status == http.StatusProxyAuthRequired || status == http.StatusNetworkAuthenticationRequired ||
		status/100 == 2 && isPage(body):
		return approvals.IIQTrouble{Kind: approvals.TroubleProxy}
	case status/100 == 2:
		// It says that all is well, and what follows makes no sense.
		return approvals.IIQTrouble{Kind: approvals.TroubleError}
	}
	return approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: ownSentence(body)}
}

var (
	// pageForm is how a page begins.
	pageForm = regexp.MustCompile(`(?is)^(?:\x{FEFF}|\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html)\b`)
	// doctypeForm is the first tag of a page, which is no element.
	doctypeForm = regexp.MustCompile(`(?i)<!doctype[^>]*>`)
	// statusLine is what a container's page has as its title. It says nothing that the status does not.
	statusLine = regexp.MustCompile(`(?i)^(?:HTTP )?(?:Status|Error)\s*\d{3}$`)
)

// isPage reports whether a body begins as a page for a browser.
func isPage(body []byte) bool { return pageForm.Match(body) }

// ownSentence gives the first sentence of the body of an error, for people: of a field of JSON, of a page, or of a short plain text;
// "" where there is none, or where it could hold a secret.
func ownSentence(body []byte) string {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte(string(wire.ByteOrderMark))))
	text := ""
	switch {
	case len(body) == 0:
		return ""
	case body[0] == '{':
		text = wire.AsProse(jsonReason(body))
	case isPage(body):
		text = pageSentence(wire.AsProse(doctypeForm.ReplaceAllString(string(body), "")))
	case body[0] == '<' || body[0] == '[':
		return ""
	default:
		text = wire.AsProse(string(body))
	}
	line, _, _ := strings.Cut(text, "\n")
	return shorten.To(maxSentence, withoutSecrets(firstSentence(wire.Flat(line))))
}

// pageSentence is the line of a page that says what happened: the one that a Java container marks as its message, else the first one
// that is more than the status.
func pageSentence(text string) string {
	first := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if message, marked := strings.CutPrefix(line, "Message "); marked {
			return message
		}
		if first == "" && line != "" && !statusLine.MatchString(line) {
			first = line
		}
	}
	return first
}

// firstSentence ends where a mark is followed by a blank and a new sentence.
func firstSentence(s string) string {
	for at, r := range s {
		if r != '.' && r != '!' && r != '?' {
			continue
		}
		rest := s[at+1:]
		if next := strings.TrimLeft(rest, " "); next != rest && next != "" && beginsSentence(next) {
			return s[:at+1]
		}
	}
	return s
}

func beginsSentence(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r) || !unicode.IsLetter(r)
	}
	return false
}

var (
	// secretForm is a word that stands beside a secret.
	secretForm = regexp.MustCompile(`(?i)passw|passphrase|\bpwd\b|secret|token|bearer|\bbasic\s|authori[sz]ation|api[_-]?key|credential|` +
		`cookie|session_?id|private.key|-----BEGIN`)
	// addressForm is an address, which may have a secret in it.
	addressForm = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*:(?://|[a-z0-9:]*[@/])\S*|\S*:\S*@\S+`)
	// tokenForm is a long word as no language has it, where it has a digit.
	tokenForm = regexp.MustCompile(`[\w+/=~-]{20,}`)
)

// withoutSecrets gives a sentence of IIQ's without addresses and what looks like a key; "" where it speaks of secrets.
func withoutSecrets(s string) string {
	if secretForm.MatchString(s) {
		return ""
	}
	s = addressForm.ReplaceAllString(s, wire.Ellipsis)
	return tokenForm.ReplaceAllStringFunc(s, func(word string) string {
		if strings.ContainsFunc(word, unicode.IsDigit) {
			return wire.Ellipsis
		}
		return word
	})
}
