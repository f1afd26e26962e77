package main

import (
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"

	"github.com/sethvargo/go-envconfig"
)

// redacted stands where a secret was.
const redacted = "[redacted]"

// shortestKnown is how long a secret of ours has to be to be looked for in texts: shorter ones are ordinary words.
const shortestKnown = 8

// guard takes secrets out of what is printed and logged: those of the settings by their values, others by their looks.
type guard struct {
	looks *regexp.Regexp
	known *strings.Replacer
}

// newGuard knows the secrets of the environment, from the variables themselves and from files.
func newGuard(env envconfig.Lookuper) guard {
	// Slack's tokens (xoxb-…, xoxp-…, xoxe.xoxb-…, xapp-…), bearer and basic credentials, passwords in addresses.
	looks := regexp.MustCompile(`(?i)\bxox[a-z](?:\.xox[a-z])?-[\w-]+|\bxapp-[\w-]+|\b(?:bearer|basic)\s+[\w.~+/=-]{6,}|://[^/@\s"]*@`)
	var pairs []string
	for _, name := range secretNames() {
		value, _ := env.Lookup(name)
		if value == "" {
			value, _ = readSecretFile(env, name)
		}
		for _, known := range append(forms(value), headerForms(name, value)...) {
			pairs = append(pairs, known, redacted)
		}
	}
	return guard{looks: looks, known: strings.NewReplacer(pairs...)}
}

// forms lists the ways in which a secret may turn up.
func forms(value string) []string {
	var all []string
	if len(value) >= shortestKnown {
		all = append(all, value, url.QueryEscape(value))
	}
	u, err := url.Parse(value)
	if err != nil || u.User == nil {
		return all
	}
	if password, _ := u.User.Password(); len(password) >= shortestKnown {
		all = append(all, password, url.QueryEscape(password))
	}
	return all
}

// clean returns the text without secrets.
func (g guard) clean(text string) string {
	text = g.looks.ReplaceAllStringFunc(text, func(found string) string {
		if strings.HasPrefix(found, "://") {
			return "://" + redacted + "@"
		}
		return redacted
	})
	return g.known.Replace(text)
}

// cleanAttr does the same for one attribute of a log line, whatever its kind.
func (g guard) cleanAttr(_ []string, a slog.Attr) slog.Attr {
	if secretKey(a.Key) {
		return slog.String(a.Key, redacted)
	}
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(g.clean(a.Value.String()))
	case slog.KindAny:
		if text := fmt.Sprintf("%+v", a.Value.Any()); g.clean(text) != text {
			a.Value = slog.StringValue(g.clean(text))
		}
	}
	return a
}

// secretKey reports whether a log key is one that secrets go by.
func secretKey(key string) bool {
	switch strings.ToLower(key) {
	case "token", "secret", "password", "authorization", "cookie", "client_secret", "access_token",
		"app_token", "bot_token", "database_url", "response_url":
		return true
	}
	return false
}
