package slacksim

import (
	"slices"
	"strings"
)

type token struct {
	kind   tokenKind
	scopes []string
	// dead is the error that every call earns, such as token_revoked; empty while the token lives.
	dead string
}

// KillToken makes every call with the token fail with the code from now on; an empty code brings it back to life.
// Codes of Slack are invalid_auth, token_revoked, token_expired, account_inactive. Open sockets stay open.
// With token_revoked the app is told by the event tokens_revoked.
func (s *Sim) KillToken(value, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tokens[value]
	if t == nil {
		return
	}
	t.dead = code
	if code == "token_revoked" && t.kind == botToken {
		s.emit(event{"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{s.opts.BotUserID}}, "event_ts": s.nextTS()})
	}
	s.note(Notice{Kind: "switches", Detail: code})
}

// SetScopes changes what the bot token may do.
func (s *Sim) SetScopes(scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Scopes = slices.Clone(scopes)
	s.tokens[s.opts.BotToken].scopes = s.opts.Scopes
	s.note(Notice{Kind: "switches"})
}

// authorize finds the call's token and holds its kind and scopes against the method's.
func (s *Sim) authorize(c *call, m method) error {
	if c.token == "" {
		return fail("not_authed")
	}
	t := s.tokens[c.token]
	switch {
	case t == nil:
		return fail("invalid_auth")
	case t.dead != "":
		return fail(t.dead)
	case t.kind != m.token && m.name != "api.test" && m.name != "auth.test":
		return fail("not_allowed_token_type")
	}
	c.scopes = t.scopes
	return c.scope(m.scopes...)
}

// scope wants one of the scopes.
func (c *call) scope(oneOf ...string) error {
	if len(oneOf) == 0 {
		return nil
	}
	for _, want := range oneOf {
		if slices.Contains(c.scopes, want) {
			return nil
		}
	}
	return &apiError{code: "missing_scope", extra: map[string]any{
		"needed": strings.Join(oneOf, ","), "provided": strings.Join(c.scopes, ","),
	}}
}

// kindScope gives the scope of a conversation's kind: im:history, channels:read and so on.
func kindScope(kind, action string) string {
	return map[string]string{"im": "im", "public": "channels", "private": "groups"}[kind] + ":" + action
}
