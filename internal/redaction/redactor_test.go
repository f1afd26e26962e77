package redaction

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/patience"
)

// leaked gives the first four characters in a row of the secret that the text has, or "".
func leaked(text, secret string) string {
	for i := 0; i+shortest <= len(secret); i++ {
		if strings.Contains(text, secret[i:i+shortest]) {
			return secret[i : i+shortest]
		}
	}
	return ""
}

// librariesSay gives what our libraries say of an address that they cannot use, in all its readings.
func librariesSay(t interface{ Context() context.Context }, address string) []string {
	said := []string{address, fmt.Sprintf("%q", address), url.QueryEscape(address), url.PathEscape(address)}
	ctx, cancel := context.WithTimeout(t.Context(), patience.Limit())
	defer cancel()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		said = append(said, err.Error())
	} else {
		// Nobody is asked and nothing leaves: what the driver would look up is all that it says.
		config.LookupFunc = func(_ context.Context, host string) ([]string, error) {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		config.DialFunc = func(_ context.Context, network, addr string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: network, Err: fmt.Errorf("address %s: refused", addr)}
		}
		if _, err := pgx.ConnectConfig(ctx, config); err != nil {
			said = append(said, err.Error())
			for err := errors.Unwrap(err); err != nil; err = errors.Unwrap(err) {
				said = append(said, err.Error())
			}
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		return append(said, err.Error(), fmt.Sprintf("invalid proxy address %q: %v", address, err))
	}
	dial := func(_ context.Context, network, addr string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: addr}}
	}
	for _, proxy := range []func(*http.Request) (*url.URL, error){nil, http.ProxyURL(u)} {
		client := &http.Client{Transport: &http.Transport{Proxy: proxy, DialContext: dial}}
		target := address
		if proxy != nil {
			target = "http://iiq.example.com/"
		}
		if _, err := client.Get(target); err != nil {
			said = append(said, err.Error())
		}
	}
	return said
}

// addressesWith are shapes of addresses, right and wrong ones, around a password.
func addressesWith(scheme, password string) []string {
	shapes := []string{
		scheme + "://bot:" + password + "@db.example.com:5432/approvals",
		scheme + "://bot:" + password + "@h1.example.com:1,h2.example.com:2/approvals",
		scheme + "://bot:" + password + "@[::1]:5432/approvals",
		scheme + "://bot:" + password + "@[db.example.com:5432/approvals",
		scheme + "://bot:12/" + password + "@db.example.com/approvals",
		scheme + "://bot%3A" + password + "@db.example.com/approvals",
		scheme + "://:" + password + "@db.example.com/approvals",
		"bot:" + password + "@db.example.com:5432/approvals",
		scheme + ":bot:" + password + "@db.example.com:5432/approvals",
		scheme + "://db.example.com/approvals?user=bot&password=" + password,
	}
	if !strings.Contains(password, ":") {
		// With a colon it is a user and a password.
		shapes = append(shapes, scheme+"://"+password+"@db.example.com/approvals")
	}
	return shapes
}

func TestNoLibraryPrintsAPassword(t *testing.T) {
	t.Parallel()
	const head, tail = "Qz7x", "Kw9Lm2Xv"
	betweens := []string{"", "@", ":", "/", "?", "#", "%", "%4", "%40", " ", "&", "=", "[", "]", `"`, `\`, "'", "@/", "/@", "+", ",", "é"}
	for _, between := range betweens {
		for _, scheme := range []string{"postgres", "https"} {
			for _, address := range addressesWith(scheme, head+between+tail) {
				r := New()
				r.LearnAddress(address)
				for _, text := range librariesSay(t, address) {
					if found := leaked(r.Clean(text), head) + leaked(r.Clean(text), tail); found != "" {
						t.Errorf(`%s: %q is in %q, want ""`, address, found, r.Clean(text))
					}
				}
			}
		}
	}
}

func TestAnyPasswordIsKeptOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.StringMatching(`[G-Z][A-Z0-9]{3,11}`), 1, 4).Draw(t, "pieces")
		between := rapid.SampledFrom([]string{"@", ":", "/", "?", "#", "%", "%2F", " ", "&", "[", "]", "!"}).Draw(t, "between")
		password := strings.Join(pieces, between)
		for _, address := range addressesWith("postgres", password) {
			r := New()
			r.LearnAddress(address)
			for _, text := range librariesSay(t, address) {
				for _, p := range pieces {
					if found := leaked(r.Clean(text), p); found != "" {
						t.Fatalf(`%s: %q is in %q, want ""`, address, found, r.Clean(text))
					}
				}
			}
		}
	})
}

func TestOrdinaryTextStays(t *testing.T) {
	t.Parallel()
	r := New()
	r.LearnValue("open")
	r.LearnAddress("postgres://approvals_bot@db.example.com/approvals")
	r.LearnAddress("postgres://bot:pass@db.example.com/approvals")
	for text, want := range map[string]string{
		"reopened and openly, open.":                         "reopened and openly, [redacted].",
		"a password for approvals_bot":                       "a password for approvals_bot",
		`role "approvals_bot" does not exist`:                `role "[redacted]" does not exist`,
		"lookup db.example.com: no such host":                "lookup db.example.com: no such host",
		"dial tcp 127.0.0.1:5432: connect: refused":          "dial tcp 127.0.0.1:5432: connect: refused",
		"https://iiq.example.com/rest/x?y=z: 503":            "https://iiq.example.com/rest/x?y=z: 503",
		"wss://wss.example.com/link/?ticket=abc&app_id=1":    "wss://wss.example.com/link/?ticket=[redacted]&app_id=1",
		`Post "https://hooks.slack.com/actions/T1/2/x": EOF`: `Post "https://hooks.slack.com/[redacted]": EOF`,
		`parse "x": invalid port ":Qz7" after host`:          `parse "x": invalid port [redacted] after host`,
	} {
		if got := r.Clean(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestHeadersAreKeptOut(t *testing.T) {
	t.Parallel()
	for _, list := range []string{
		"Authorization=Bearer%20Qz7xKw9Lm2Xv", "a=b,broken,api-key=Qz7xKw9Lm2Xv%", "x-key=Qz7x%2FKw9Lm2Xv", "Qz7xKw9Lm2Xv",
	} {
		r := New()
		r.LearnHeaders(list)
		for _, text := range []string{list, "sent Qz7xKw9Lm2Xv", "sent Qz7x/Kw9Lm2Xv"} {
			if strings.Contains(list, "%2F") != strings.Contains(text, "/") && text != list {
				continue
			}
			if found := leaked(r.Clean(text), "Qz7xKw9Lm2Xv"); found != "" {
				t.Errorf(`%s: %q is in %q, want ""`, list, found, r.Clean(text))
			}
		}
	}
}

func TestWhatIsKnownIsBounded(t *testing.T) {
	t.Parallel()
	r := New()
	for i := range 3 * mostForms {
		r.LearnValue(fmt.Sprintf("secret-%06d", i))
	}
	last := fmt.Sprintf("secret-%06d", 3*mostForms-1)
	if len(r.forms) > mostForms || r.Clean(last) != Redacted {
		t.Errorf("%d forms, and the last one is shown as %q, want a length of at most %v and Clean %v",
			len(r.forms), r.Clean(last), mostForms, Redacted)
	}
}
