package iiqsim

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"strings"
	"time"
)

// tokensKept bounds how many live access tokens are remembered; the oldest go first.
const tokensKept = 10_000

// tokens are the access tokens that were issued and still live.
type tokens struct {
	rng    *rand.Rand
	expiry map[string]time.Time
	// client is whose token it is.
	client map[string]string
	order  []string
	issued int
}

func newTokens(seed uint64) tokens {
	return tokens{rng: rand.New(rand.NewPCG(seed, 0x70c3)), expiry: map[string]time.Time{}, client: map[string]string{}}
}

func (t *tokens) issue(client string, until time.Time) string {
	raw := make([]byte, 32)
	for i := range raw {
		raw[i] = byte(t.rng.Uint32())
	}
	token := hex.EncodeToString(raw)
	t.expiry[token], t.client[token] = until, client
	t.order = append(t.order, token)
	t.issued++
	if len(t.order) > tokensKept {
		delete(t.expiry, t.order[0])
		delete(t.client, t.order[0])
		t.order = t.order[1:]
	}
	return token
}

// RevokeTokens makes every access token issued so far worthless.
func (s *Sim) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens.expiry)
	clear(s.tokens.client)
	s.tokens.order = nil
}

// handleToken is the client credentials grant: the grant in the query, the raw id and secret in the Basic header, a
// form content type and an empty body (docs/iiq-wire.md#token).
func (s *Sim) handleToken(w http.ResponseWriter, r *http.Request) {
	if code, kind, what := s.judgeTokenCall(r); code != 0 {
		if code == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Basic realm="IdentityIQ"`)
		}
		writeJSON(w, code, map[string]string{"error": kind, "error_description": what})
		return
	}
	client, _, _ := r.BasicAuth()
	s.mu.Lock()
	token := s.tokens.issue(client, s.Now().Add(s.opts.TokenLifetime))
	s.mu.Unlock()
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, map[string]any{
		"access_token": token, "token_type": "bearer", "expires_in": int64(s.opts.TokenLifetime / time.Second),
	})
}

func (s *Sim) judgeTokenCall(r *http.Request) (code int, kind, what string) {
	user, given := strings.CutPrefix(r.Header.Get("Authorization"), "Basic ")
	raw, err := base64.StdEncoding.DecodeString(user)
	if !given || err != nil {
		return http.StatusUnauthorized, "invalid_client", "no Basic credentials"
	}
	if string(raw) != s.opts.ClientID+":"+s.opts.ClientSecret && !s.gateway.knows(string(raw)) {
		return http.StatusUnauthorized, "invalid_client", "unknown client"
	}
	if form, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || form != "application/x-www-form-urlencoded" {
		return http.StatusUnsupportedMediaType, "invalid_request", "the content type is not application/x-www-form-urlencoded"
	}
	if grant := r.URL.Query()["grant_type"]; len(grant) != 1 || grant[0] != "client_credentials" {
		return http.StatusBadRequest, "unsupported_grant_type", "grant_type=client_credentials belongs in the query"
	}
	if n, err := io.CopyN(io.Discard, r.Body, 1); n > 0 || err != io.EOF {
		return http.StatusBadRequest, "invalid_request", "the body must be empty"
	}
	return 0, "", ""
}

// authorised lets a call through that carries a live bearer token.
func (s *Sim) authorised(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if what := s.judgeBearer(r); what != "" {
			w.Header().Set("WWW-Authenticate", fmt.Sprintf("Bearer realm=%q, error=%q", "IdentityIQ", "invalid_token"))
			writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token", "error_description": what})
			return
		}
		next(w, r)
	}
}

// judgeBearer says why a call is not authorised, or nothing.
func (s *Sim) judgeBearer(r *http.Request) string {
	token, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !given {
		return "no bearer token"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	until, known := s.tokens.expiry[token]
	if !known {
		return "unknown token"
	}
	if !s.Now().Before(until) {
		return "expired token"
	}
	return ""
}
