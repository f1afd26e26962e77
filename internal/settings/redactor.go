package settings

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/redaction"
)

// Redactor removes secrets from everything that is printed, logged and shown. Its copies share the known secrets.
type Redactor struct{ *redaction.Redactor }

// NewRedactor knows the secrets of the environment, from the variables themselves and from files.
func NewRedactor(env envconfig.Lookuper) Redactor {
	g := Redactor{redaction.New()}
	g.LearnFrom(env)
	return g
}

// LearnFrom adds the secrets of an environment: our settings, and the variables that libraries read by themselves.
func (g Redactor) LearnFrom(env envconfig.Lookuper) {
	for _, name := range SecretNames() {
		value, _ := env.Lookup(name)
		g.learn(name, value)
		value, _ = ReadSecretFile(env, name)
		g.learn(name, value)
	}
	for _, name := range slices.Concat(AddressNames(), ProxyNames(), []string{"TEST_DATABASE_URL"}) {
		address, _ := env.Lookup(name)
		g.LearnAddress(address)
	}
	// https://www.postgresql.org/docs/current/libpq-envars.html
	password, _ := env.Lookup("PGPASSWORD")
	g.LearnValue(password)
}

// learn adds the value of a secret setting.
func (g Redactor) learn(name, value string) {
	g.LearnValue(value)
	switch name {
	case "DATABASE_URL":
		g.LearnAddress(value)
	case tracingHeaders:
		g.LearnHeaders(value)
	}
}

// CleanError makes an error fit to be stored and read later. errors.Is and errors.As still see the original.
func (g Redactor) CleanError(err error) error {
	if err == nil || g.Clean(err.Error()) == err.Error() {
		return err
	}
	return &cleanedError{text: g.Clean(err.Error()), err: err}
}

type cleanedError struct {
	text string
	err  error
}

// Error is the text without secrets.
func (e *cleanedError) Error() string { return e.text }

// Unwrap gives the original error to code that decides by it and does not print it.
func (e *cleanedError) Unwrap() error { return e.err }

// CleanNotice cleans a notice to administrators, whose error another release may have stored.
func (g Redactor) CleanNotice(n approvals.AdminNotice) approvals.AdminNotice {
	if n.Failing != nil {
		failing := *n.Failing
		failing.LastError = g.Clean(failing.LastError)
		n.Failing = &failing
	}
	return n
}

// CleanAttr cleans one attribute of a log line, of any kind.
func (g Redactor) CleanAttr(_ []string, a slog.Attr) slog.Attr {
	if secretKey(a.Key) {
		return slog.String(a.Key, redaction.Redacted)
	}
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(g.Clean(a.Value.String()))
	case slog.KindAny:
		if text := fmt.Sprintf("%+v", a.Value.Any()); g.Clean(text) != text {
			a.Value = slog.StringValue(g.Clean(text))
		}
	}
	return a
}

// secretKey reports whether a log key is one that names a secret.
func secretKey(key string) bool {
	switch strings.ToLower(key) {
	case "token", "secret", "password", "authorization", "cookie", "client_secret", "access_token",
		"app_token", "bot_token", "database_url", "response_url":
		return true
	}
	return false
}
