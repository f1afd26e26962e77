package settings

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/redaction"
)

// checker checks settings and collects the errors.
type checker struct {
	guard    Redactor
	problems []Problem
}

// add notes a problem, at most one for each setting.
func (r *checker) add(p Problem) {
	known := slices.ContainsFunc(r.problems, func(other Problem) bool { return other.Name == p.Name })
	if !known {
		r.problems = append(r.problems, p)
	}
}

func (r *checker) missing(name, expected string) {
	r.add(Problem{Name: name, Missing: true, Expected: expected})
}

func (r *checker) wrong(name, value, expected string) {
	r.add(Problem{Name: name, Value: r.guard.Clean(value), Expected: expected})
}

// longestValue bounds how much of a wrong value is printed, in bytes.
const longestValue = 100

// quoted makes a value fit for printing in one line.
func quoted(value string) string {
	if len(value) > longestValue {
		return strconv.Quote(value[:longestValue]) + "…"
	}
	return strconv.Quote(value)
}

// parse checks one setting with f, and reports what is expected when f refuses it.
func parse[T any](r *checker, name, value, expected string, f func(string) (T, bool)) T {
	parsed, ok := f(value)
	if !ok {
		r.wrong(name, r.shown(name, value), expected)
	}
	return parsed
}

// shown is a wrong value in printable form. It is cleaned before it is cut, so that no half of a secret remains.
func (r *checker) shown(name, value string) string {
	if strings.Contains(value, "://") || slices.Contains(AddressNames(), name) {
		value = redaction.Shown(value)
	}
	return quoted(r.guard.Clean(value))
}

// account is a name that goes with a password. It must have no colon (RFC 7617 section 2). Text after a colon may be
// the password, so it is not printed.
func (r *checker) account(name, value, expected string) string {
	account, password, found := strings.Cut(value, ":")
	if found || !printable(value) {
		r.guard.LearnValue(password)
		r.wrong(name, quoted(r.guard.Clean(account))+", and what follows a colon is not shown", expected)
	}
	return value
}

// proxies checks addresses of proxies, which net/http would find wrong only at each request, in an error that quotes
// them.
func (r *checker) proxies(env envconfig.Lookuper) {
	for _, name := range ProxyNames() {
		if value, _ := env.Lookup(name); value != "" && !redaction.ProxyAddress(value) {
			r.wrong(name, "its value may hold a password", "the address of a proxy, such as http://user:password@host:3128; "+
				"@, : and / in user or password are written as %40, %3A and %2F, and % as %25")
		}
	}
}

// secret checks a setting that is required and never printed.
func (r *checker) secret(name, value, expected string, ok func(string) bool) Secret {
	switch {
	case value == "":
		r.missing(name, expected)
	case !ok(value):
		r.wrong(name, "its value is a secret", expected)
	}
	return Secret{value: value}
}

// span is a duration of at least least.
func (r *checker) span(name, value string, least time.Duration) time.Duration {
	return parse(r, name, value, "a duration of "+Span(least)+" or more, such as 30s or 5m", func(s string) (time.Duration, bool) {
		d, err := time.ParseDuration(s)
		return d, err == nil && d >= least
	})
}

// spanOrZero is a duration of at least least, or 0, whose meaning off explains.
func (r *checker) spanOrZero(name, value string, least time.Duration, off string) time.Duration {
	expected := "a duration of " + Span(least) + " or more, or 0 " + off
	return parse(r, name, value, expected, func(s string) (time.Duration, bool) {
		d, err := time.ParseDuration(s)
		return d, err == nil && (d == 0 || d >= least)
	})
}

// number is a whole number within bounds, both included.
func (r *checker) number(name, value string, least, most int) int {
	expected := "a number from " + strconv.Itoa(least) + " to " + strconv.Itoa(most)
	return parse(r, name, value, expected, func(s string) (int, bool) {
		n, err := strconv.Atoi(s)
		return n, err == nil && n >= least && n <= most
	})
}

// choice is one of a few words.
func (r *checker) choice(name, value string, words ...string) string {
	return parse(r, name, value, strings.Join(words, " or "), func(s string) (string, bool) {
		return s, slices.Contains(words, s)
	})
}

// address is an http or https URL with a host and without user, query and fragment. Slashes at its end are cut.
func (r *checker) address(name, value string) string {
	return parse(r, name, value, addressExpected, func(s string) (string, bool) {
		return strings.TrimRight(s, "/"), plainAddress(s)
	})
}

const addressExpected = "an address such as https://host/path, without user, ? and #"

func plainAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		!strings.ContainsAny(s, "?#@ ")
}

// list splits a list at its commas. Blanks around elements do not count; an empty element is an error.
func list(s string) ([]string, bool) {
	parts := strings.Split(s, ",")
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
		if parts[i] == "" {
			return nil, false
		}
	}
	return parts, true
}

// Span is a duration as people write it: 24h, not 24h0m0s.
func Span(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Plain makes text by others fit for one field on a terminal.
func Plain(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return ' '
	}, s)
}
