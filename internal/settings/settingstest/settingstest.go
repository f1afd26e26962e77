// Package settingstest holds environments, and a password that no output may have, for tests.
package settingstest

import (
	"bytes"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
)

// The two halves of a password; another character stands between them where it is used.
const (
	PasswordHead = "Qz7x"
	PasswordTail = "Kw9Lm2Xv"
)

// PrintedOf gives four characters in a row of the password that the text has, or "".
func PrintedOf(text string) string {
	for _, half := range []string{PasswordHead, PasswordTail} {
		for i := range len(half) - 3 {
			if strings.Contains(text, half[i:i+4]) {
				return half[i : i+4]
			}
		}
	}
	return ""
}

// StopsAt is an output that ends the command when it says that it waits.
type StopsAt struct {
	mu    sync.Mutex
	all   bytes.Buffer
	Words string
	Stop  func()
}

func (s *StopsAt) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(string(p), s.Words) {
		s.Stop()
	}
	return s.all.Write(p)
}

func (s *StopsAt) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// Lookups is what a driver says that took the end of the password for a host.
func Lookups() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: PasswordTail + "@127.0.0.1"}}
}

// Guarded holds ways out of the process to a guard: each says what Lookups tells, without the password. clean keeps what an error is.
func Guarded(t *testing.T, clean func(error) error, ways map[string]func(out *bytes.Buffer)) {
	t.Helper()
	for way, say := range ways {
		var out bytes.Buffer
		say(&out)
		if found := PrintedOf(out.String()); found != "" || !strings.Contains(out.String(), "no such host") {
			t.Errorf("%s: %q is in %q", way, found, out.String())
		}
	}
	var dns *net.DNSError
	if err := clean(Lookups()); !errors.As(err, &dns) {
		t.Errorf("what the error is was lost: %v", err)
	}
}

// Required is an environment with nothing but what must be set.
func Required() map[string]string {
	return map[string]string{
		"DATABASE_URL":      "postgres://bot:pw-of-the-database@db.example.com:5432/bot",
		"SLACK_APP_TOKEN":   "xapp-1-A1-token-of-the-app",
		"SLACK_BOT_TOKEN":   "xoxb-1-token-of-the-bot",
		"IIQ_URL":           "https://iiq.example.com/identityiq/",
		"IIQ_CLIENT_ID":     "client-of-the-bot",
		"IIQ_CLIENT_SECRET": "secret of the client",
	}
}

// With is the required environment, changed.
func With(pairs ...string) map[string]string {
	env := Required()
	for i := 0; i < len(pairs); i += 2 {
		env[pairs[i]] = pairs[i+1]
	}
	return env
}
