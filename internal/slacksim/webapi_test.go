package slacksim

import (
	"net/http"
	"strings"
	"testing"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	bearer := func(v string) http.Header { return http.Header{"Authorization": {v}} }
	form := "application/x-www-form-urlencoded"
	tests := []struct {
		name, verb, path, kind, body string
		header                       http.Header
		want                         string
	}{
		{"none", "POST", "auth.test", form, "", nil, "not_authed"},
		{"in the body", "POST", "auth.test", form, "token=xoxb-sim", nil, ""},
		{"in the query", "GET", "auth.test?token=xoxb-sim", "", "", nil, ""},
		{"in the header", "POST", "auth.test", form, "", bearer("Bearer xoxb-sim"), ""},
		{"lower case bearer", "POST", "auth.test", form, "", bearer("bearer xoxb-sim"), "not_authed"},
		{"wrong", "POST", "auth.test", form, "token=nope", nil, "invalid_auth"},
		{"in a JSON body", "POST", "auth.test", "application/json", `{"token":"xoxb-sim"}`, nil, "not_authed"},
		{"JSON with the header", "POST", "users.info", "application/json", `{"user":"U0SIMBOT"}`, bearer("Bearer xoxb-sim"), ""},
		{"broken JSON", "POST", "users.info", "application/json", `{"user":`, bearer("Bearer xoxb-sim"), "invalid_json"},
		{"no content type", "POST", "users.info", "", `user=U0SIMBOT`, bearer("Bearer xoxb-sim"), "missing_post_type"},
		{"unknown method", "POST", "users.dance", form, "token=xoxb-sim", nil, "unknown_method"},
		{"the wrong kind", "POST", "apps.connections.open", form, "token=xoxb-sim", nil, "not_allowed_token_type"},
		{"app token elsewhere", "POST", "users.info", form, "token=xapp-1-A0SIMAPP-1-sim&user=U0SIMBOT", nil, "not_allowed_token_type"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := w.do(tt.verb, w.api+tt.path, tt.kind, tt.body, tt.header)
			if a.status != 200 || a.code() != tt.want || (a.body["ok"] == true) != (tt.want == "") {
				t.Errorf("got %d %s, want 200 with error %q", a.status, a.raw, tt.want)
			}
		})
	}
	w.KillToken("xoxb-sim", "token_revoked")
	if got := w.form("auth.test").code(); got != "token_revoked" {
		t.Errorf(`revoked token: %q, want "token_revoked"`, got)
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	u := w.person(User{RealName: "Sam Okoye", Email: "sam@example.com"})
	a := w.form("users.info", "user", u)
	if got := a.header.Get("X-Oauth-Scopes"); !strings.Contains(got, "chat:write,commands") {
		t.Errorf(`X-OAuth-Scopes %q, want one with "chat:write,commands"`, got)
	}
	w.SetScopes("users:read")
	a = w.form("users.info", "user", u)
	if strings.Contains(a.raw, "sam@example.com") {
		t.Errorf(`address without users:read.email: %s, want raw without "sam@example.com"`, a.raw)
	}
	a = w.form("chat.postMessage", "channel", u, "text", "hello")
	if a.code() != "missing_scope" || a.body["needed"] != "chat:write" || a.body["provided"] != "users:read" {
		t.Errorf(`got %s, want code "missing_scope", a.body["needed"] "chat:write" and a.body["provided"] "users:read"`, a.raw)
	}
	dm, err := w.DM(u)
	if err != nil {
		t.Fatal(err)
	}
	if a = w.form("conversations.history", "channel", dm); a.code() != "missing_scope" || a.body["needed"] != "im:history" {
		t.Errorf(`got %s, want code "missing_scope" and a.body["needed"] "im:history"`, a.raw)
	}
}

func TestPostTargets(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	wid := w.person(User{ID: "W012ABCDE", RealName: "Grid"})
	gone := w.person(User{RealName: "Gone", Deleted: true})
	mute := w.person(User{RealName: "Mute", NoDM: true})
	robot := w.person(User{RealName: "Robot", IsBot: true})
	in, err := w.AddChannel("admins", sam, w.BotUserID())
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.AddChannel("elsewhere", sam)
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := w.AddChannel("boss-private", sam)
	if err != nil {
		t.Fatal(err)
	}
	old, err := w.AddChannel("old", sam, w.BotUserID())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Archive(old); err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{
		sam: "", wid: "", gone: "channel_not_found", mute: "channel_not_found", robot: "cannot_dm_bot", in: "", "#admins": "",
		out: "not_in_channel", hidden: "channel_not_found", old: "is_archived", "U0NOBODY": "channel_not_found",
		"C0NOWHERE": "channel_not_found",
	} {
		if a := w.form("chat.postMessage", "channel", target, "text", "hello"); a.code() != want {
			t.Errorf("to %s: %q, want %q", target, a.code(), want)
		}
	}
	a := w.form("chat.postMessage", "channel", sam, "text", "again")
	dm, err := w.DM(sam)
	if err != nil {
		t.Fatal(err)
	}
	if a.body["channel"] != dm || len(w.Inbox(sam)) != 2 {
		t.Errorf(`posting to a user id answers the DM: %s, want a.body["channel"] %v and a length of 2`, a.raw, dm)
	}
	if a := w.form("chat.update", "channel", sam, "ts", a.body["ts"].(string), "text", "x"); a.code() != "channel_not_found" {
		t.Errorf(`chat.update with a user id: %q, want "channel_not_found"`, a.code())
	}
	w.SetSwitches(func(s *Switches) { s.MessagesTab = false })
	if a := w.form("chat.postMessage", "channel", sam, "text", "x"); a.code() != "messages_tab_disabled" {
		t.Errorf(`messages tab off: %q, want "messages_tab_disabled"`, a.code())
	}
}

func TestMessageRules(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	section := func(n int) string {
		return `[{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("é", n) + `"}}]`
	}
	tests := []struct {
		name, key, value, want string
	}{
		{"nothing", "text", "", "no_text"},
		{"empty blocks", "blocks", "[]", "no_text"},
		{"3,000 characters of two bytes", "blocks", section(3000), ""},
		{"3,001 characters", "blocks", section(3001), "invalid_blocks"},
		{"double-encoded", "blocks", `"[]"`, "invalid_blocks_format"},
		{"an object", "blocks", `{"type":"divider"}`, "invalid_blocks_format"},
		{"too much in all", "blocks", "[" + strings.Trim(strings.Repeat(strings.Trim(section(2900), "[]")+",", 5), ",") + "]",
			"msg_blocks_too_long"},
		{"alert", "blocks", `[{"type":"alert","text":{"type":"plain_text","text":"x"}}]`, "invalid_blocks"},
		{"metadata no JSON", "metadata", "card", "invalid_metadata_format"},
		{"metadata without payload", "metadata", `{"event_type":"card"}`, "invalid_metadata_schema"},
		{"metadata too large", "metadata", `{"event_type":"card","event_payload":{"x":"` + strings.Repeat("a", 9000) + `"}}`,
			"metadata_too_large"},
		{"unknown thread", "thread_ts", "1.000000", "thread_not_found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := []string{"channel", sam, tt.key, tt.value}
			if tt.key == "metadata" || tt.key == "thread_ts" {
				args = append(args, "text", "hello")
			}
			if a := w.form("chat.postMessage", args...); a.code() != tt.want {
				t.Errorf("got %s, want %q", a.raw, tt.want)
			}
		})
	}
	a := w.form("chat.postMessage", "channel", sam, "text", strings.Repeat("a", 40001))
	if a.body["warning"] != "message_truncated" {
		t.Errorf(`warning %v, want "message_truncated"`, a.body["warning"])
	}
	if a := w.form("chat.postMessage", "text", "hello"); a.code() != "invalid_arguments" || !strings.Contains(a.raw, "channel") {
		t.Errorf(`missing channel: %s, want code "invalid_arguments" and raw with "channel"`, a.raw)
	}
}

func TestInvalidBlocksNamesThePlace(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	a := w.form("chat.postMessage", "channel", sam, "blocks",
		`[{"type":"section","text":{"type":"mrkdwn","text":"`+strings.Repeat("a", 3001)+`"}}]`)
	want := `"messages":["[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]","[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]`
	if !strings.Contains(a.raw, want) {
		t.Errorf("got %s\nwant it to hold %s", a.raw, want)
	}
}

func TestUpdateRules(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	block := `[{"type":"section","text":{"type":"plain_text","text":"card"}}]`
	meta := `{"event_type":"card","event_payload":{"id":"7"}}`
	post := w.form("chat.postMessage", "channel", sam, "text", "fallback", "blocks", block, "metadata", meta)
	dm, ts := post.body["channel"].(string), post.body["ts"].(string)
	now := func() Message {
		m, err := w.Message(dm, ts)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	steps := []struct {
		args                []string
		want                string
		text, visible, meta string
	}{
		{[]string{"blocks", strings.Replace(block, "card", "next", 1)}, "", "fallback", "next", meta},
		{[]string{"metadata", "{}"}, "", "fallback", "next", ""},
		{[]string{"text", "bare"}, "", "bare", "bare", ""},
		{[]string{"text", "with", "blocks", block, "metadata", meta}, "", "with", "card", meta},
		{[]string{"text", "cleared", "blocks", "[]"}, "", "cleared", "cleared", meta},
		{[]string{"text", strings.Repeat("a", 4001)}, "msg_too_long", "cleared", "cleared", meta},
		{nil, "no_text", "cleared", "cleared", meta},
	}
	for i, st := range steps {
		a := w.form("chat.update", append([]string{"channel", dm, "ts", ts}, st.args...)...)
		m := now()
		if a.code() != st.want || m.Text != st.text || w.VisibleText(m) != st.visible || string(m.Metadata) != st.meta {
			t.Errorf("step %d: %s; shows %q %q %s, want code %v, Text %v, VisibleText %v and Metadata %v",
				i, a.raw, m.Text, w.VisibleText(m), m.Metadata, st.want, st.text, st.visible, st.meta)
		}
	}
	if n := len(now().Versions); n != 6 {
		t.Errorf("%d versions, want 6", n)
	}
	said, err := w.Say(sam, "", "mine")
	if err != nil {
		t.Fatal(err)
	}
	eph := w.form("chat.postEphemeral", "channel", dm, "user", sam, "text", "psst")
	for what, c := range map[string][2]string{
		"somebody else's": {said.TS, "cant_update_message"}, "unknown": {"1.000000", "message_not_found"},
		"ephemeral": {eph.body["message_ts"].(string), "message_not_found"},
	} {
		if a := w.form("chat.update", "channel", dm, "ts", c[0], "text", "x"); a.code() != c[1] {
			t.Errorf("%s: %q, want %q", what, a.code(), c[1])
		}
	}
	if a := w.form("chat.delete", "channel", dm, "ts", ts); a.code() != "" {
		t.Errorf(`delete: %s, want code ""`, a.raw)
	}
	if a := w.form("chat.update", "channel", dm, "ts", ts, "text", "x"); a.code() != "message_not_found" {
		t.Errorf(`after deletion: %q, want "message_not_found"`, a.code())
	}
}
