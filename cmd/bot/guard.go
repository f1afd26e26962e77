package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/redaction"
)

// guard takes secrets out of what is printed, logged and shown. Its copies share what they know.
type guard struct{ *redaction.Redactor }

// newGuard knows the secrets of the environment, from the variables themselves and from files.
func newGuard(env envconfig.Lookuper) guard {
	g := guard{redaction.New()}
	g.learnFrom(env)
	return g
}

// learnFrom makes known what is secret in an environment: our settings, and what libraries read from it by themselves.
func (g guard) learnFrom(env envconfig.Lookuper) {
	for _, name := range secretNames() {
		value, _ := env.Lookup(name)
		g.learn(name, value)
		value, _ = readSecretFile(env, name)
		g.learn(name, value)
	}
	for _, name := range slices.Concat(addressNames(), proxyNames(), []string{"TEST_DATABASE_URL"}) {
		address, _ := env.Lookup(name)
		g.LearnAddress(address)
	}
	// https://www.postgresql.org/docs/current/libpq-envars.html
	password, _ := env.Lookup("PGPASSWORD")
	g.LearnValue(password)
}

// learn makes the value of a secret setting known.
func (g guard) learn(name, value string) {
	g.LearnValue(value)
	switch name {
	case "DATABASE_URL":
		g.LearnAddress(value)
	case tracingHeaders:
		g.LearnHeaders(value)
	}
}

// clean returns the text without secrets.
func (g guard) clean(text string) string { return g.Clean(text) }

// cleanError makes an error fit to be stored, where others read it later; what it is stays.
func (g guard) cleanError(err error) error {
	if err == nil || g.clean(err.Error()) == err.Error() {
		return err
	}
	return &cleanedError{text: g.clean(err.Error()), err: err}
}

type cleanedError struct {
	text string
	err  error
}

// Error is the text without secrets.
func (e *cleanedError) Error() string { return e.text }

// Unwrap gives the error itself, to those who decide by it and do not print it.
func (e *cleanedError) Unwrap() error { return e.err }

// cleanNotice does it for what administrators are told: the error in it may have been stored by another release.
func (g guard) cleanNotice(n approvals.AdminNotice) approvals.AdminNotice {
	if n.Failing != nil {
		failing := *n.Failing
		failing.LastError = g.clean(failing.LastError)
		n.Failing = &failing
	}
	return n
}

// cleanAttr does the same for one attribute of a log line, whatever its kind.
func (g guard) cleanAttr(_ []string, a slog.Attr) slog.Attr {
	if secretKey(a.Key) {
		return slog.String(a.Key, redaction.Redacted)
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
