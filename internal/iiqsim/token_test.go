package iiqsim_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestTokenCall(t *testing.T) {
	t.Parallel()
	const good = iiqsim.DefaultClientID + ":" + iiqsim.DefaultClientSecret
	escaped := url.QueryEscape(iiqsim.DefaultClientID) + ":" + url.QueryEscape(iiqsim.DefaultClientSecret)
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		method, query, auth, kind, body string
		want                            int
	}{
		"as documented":       {"POST", "grant_type=client_credentials", basic(good), form, "", 200},
		"with charset":        {"POST", "grant_type=client_credentials", basic(good), form + ";charset=UTF-8", "", 200},
		"GET":                 {"GET", "grant_type=client_credentials", basic(good), form, "", 405},
		"grant in the body":   {"POST", "", basic(good), form, "grant_type=client_credentials", 400},
		"grant in both":       {"POST", "grant_type=client_credentials", basic(good), form, "grant_type=client_credentials", 400},
		"any body":            {"POST", "grant_type=client_credentials", basic(good), form, " ", 400},
		"another grant":       {"POST", "grant_type=password", basic(good), form, "", 400},
		"no grant":            {"POST", "", basic(good), form, "", 400},
		"escaped credentials": {"POST", "grant_type=client_credentials", basic(escaped), form, "", 401},
		"wrong secret":        {"POST", "grant_type=client_credentials", basic(iiqsim.DefaultClientID + ":no"), form, "", 401},
		"no credentials":      {"POST", "grant_type=client_credentials", "", form, "", 401},
		"not base64":          {"POST", "grant_type=client_credentials", "Basic %%%", form, "", 401},
		"JSON":                {"POST", "grant_type=client_credentials", basic(good), "application/json", "", 415},
		"no content type":     {"POST", "grant_type=client_credentials", basic(good), "", "", 415},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{})
			req := b.request(c.method, b.root+"/oauth2/token?"+c.query, c.body)
			for header, v := range map[string]string{"Authorization": c.auth, "Content-Type": c.kind} {
				if v != "" {
					req.Header.Set(header, v)
				}
			}
			a := b.send(req)
			if a.status != c.want {
				t.Fatalf("status %d, want %d: %s", a.status, c.want, a.body)
			}
			if c.want != 200 {
				return
			}
			var out map[string]any
			b.ok(json.Unmarshal(a.body, &out))
			if out["token_type"] != "bearer" || out["expires_in"] != 1200.0 || len(out["access_token"].(string)) < 32 {
				t.Errorf(`answer %v, want out["token_type"] "bearer", out["expires_in"] 1200.0 and a length of at least 32`, out)
			}
		})
	}
}

func TestTokenLife(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{TokenLifetime: time.Minute})
	ping := func(want int, when string) {
		t.Helper()
		if got := b.send(b.authed("GET", "/rest/ping", "")).status; got != want {
			t.Errorf("%s: status %d, want %d", when, got, want)
		}
	}
	ping(200, "fresh")
	b.clock.advance(59 * time.Second)
	ping(200, "just before its end")
	b.clock.advance(time.Second)
	ping(401, "at its end")
	b.token = b.login()
	ping(200, "renewed")
	b.RevokeTokens()
	ping(401, "revoked")
	b.token = "made-up"
	ping(401, "made up")
	if got := b.send(b.request("GET", b.root+"/rest/ping", "")).status; got != 401 {
		t.Errorf("without a token: status %d, want 401", got)
	}
	if got := b.Stats().TokensIssued; got != 2 {
		t.Errorf("%d tokens issued, want 2", got)
	}
}

func TestEveryCallWantsAToken(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	for _, c := range []struct{ method, path string }{
		{"GET", "/object/WorkItem"}, {"GET", "/object/WorkItem/x"}, {"GET", "/object/IdentityRequest"},
		{"GET", "/object/IdentityRequest/x"}, {"GET", "/table/Identity"}, {"GET", "/table/CertificationEntity"},
		{"GET", "/table/CertificationEntity/x"}, {"GET", "/object/workgroup/x/members"}, {"PUT", "/object/WorkItem/x"},
		{"PUT", "/object/CertificationEntity/x"},
	} {
		if got := b.send(b.request(c.method, b.root+plugin+c.path, "")).status; got != http.StatusUnauthorized {
			t.Errorf("%s %s: status %d, want %v", c.method, c.path, got, http.StatusUnauthorized)
		}
	}
	if got := b.send(b.request("GET", b.root+"/scim/v2/Users", "")).status; got != http.StatusUnauthorized {
		t.Errorf("SCIM users: status %d, want %v", got, http.StatusUnauthorized)
	}
	if len(b.Ledger()) != 0 {
		t.Error("a call without a token reached the ledger")
	}
}
