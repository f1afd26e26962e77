package slacksim

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestResponseURL(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve"})
	if err != nil {
		t.Fatal(err)
	}
	send := func(opts ...slack.MsgOption) error {
		_, _, err := w.bot.PostMessageContext(w.ctx(), "", opts...)
		return err
	}
	if err := send(slack.MsgOptionText("only you", false), slack.MsgOptionResponseURL(r.ResponseURL, "")); err != nil {
		t.Errorf("private answer: %v", err)
	}
	if e := w.Ephemerals(sam); len(e) != 1 || e[0].Text != "only you" {
		t.Errorf(`private answers %+v, want a length of 1 and Text "only you"`, e)
	}
	section := slack.NewSectionBlock(plain("Recording your approval…"), nil, nil)
	if err := send(slack.MsgOptionText("Recording", false), slack.MsgOptionBlocks(section),
		slack.MsgOptionReplaceOriginal(r.ResponseURL)); err != nil {
		t.Errorf("replace: %v", err)
	}
	m, err := w.Message(dm, ts)
	if err != nil || w.VisibleText(m) != "Recording your approval…" || len(Buttons(m)) != 0 {
		t.Errorf(`replaced: %q, want VisibleText "Recording your approval…" and a length of 0`, w.VisibleText(m))
	}
	long := slack.NewSectionBlock(plain(strings.Repeat("a", 3001)), nil, nil)
	if err := send(slack.MsgOptionBlocks(long), slack.MsgOptionReplaceOriginal(r.ResponseURL)); err == nil {
		t.Error("blocks that break the rules were taken")
	}
	for range 3 {
		if err := send(slack.MsgOptionText("x", false), slack.MsgOptionResponseURL(r.ResponseURL, "ephemeral")); err != nil {
			t.Errorf("within five uses: %v", err)
		}
	}
	if a := w.do("POST", r.ResponseURL, "application/json", `{"text":"x"}`, nil); a.status != 404 || a.raw != "used_url" {
		t.Errorf(`sixth use: %d %s, want status 404 and raw "used_url"`, a.status, a.raw)
	}
	if w.CallsOf("response_url") != 7 {
		t.Errorf("%d calls, want 7", w.CallsOf("response_url"))
	}
}

func TestResponseURLExpiresAndDeletes(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	dm, ts := w.postCard(sam)
	click := func() string {
		r, err := w.Click(w.ctx(), Press{User: sam, Channel: dm, TS: ts, Text: "Approve", Stale: true})
		if err != nil {
			t.Fatal(err)
		}
		return r.ResponseURL
	}
	old := click()
	w.Advance(30*time.Minute + time.Second)
	if a := w.do("POST", old, "application/json", `{"text":"x"}`, nil); a.raw != "expired_url" {
		t.Errorf(`expired: %s, want "expired_url"`, a.raw)
	}
	fresh := click()
	if a := w.do("POST", fresh, "application/json", `{"text":"all","response_type":"in_channel"}`, nil); a.raw != "ok" {
		t.Errorf(`in channel: %s, want "ok"`, a.raw)
	}
	if a := w.do("POST", fresh, "application/json", `{"delete_original":true}`, nil); a.raw != "ok" || len(w.Inbox(sam)) != 1 {
		t.Errorf(`delete: %s, %d left, want raw "ok" and a length of 1`, a.raw, len(w.Inbox(sam)))
	}
	if a := w.do("POST", fresh, "application/json", `{"replace_original":true,"text":"x"}`, nil); a.raw != "message_not_found" {
		t.Errorf(`replace after deletion: %s, want "message_not_found"`, a.raw)
	}
	if a := w.do("POST", fresh, "application/json", `{"text":`, nil); a.raw != "invalid_payload" {
		t.Errorf(`broken JSON: %s, want "invalid_payload"`, a.raw)
	}
}

func TestCommand(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{NoEcho: true})
	sam := w.person(User{RealName: "Sam"})
	town, err := w.AddChannel("town", sam)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan Result, 1)
	so := w.dial()
	go func() {
		r, _ := w.Command(t.Context(), sam, town, "/approvals", "list")
		got <- r
	}()
	env := so.nextOf("slash_commands")
	p := env["payload"].(map[string]any)
	if p["command"] != "/approvals" || p["text"] != "list" || p["channel_name"] != "town" || p["is_enterprise_install"] != "false" ||
		env["accepts_response_payload"] != true {
		t.Errorf(`payload %v, want the command /approvals list in #town, outside of an organisation, whose payload is answered`,
			p)
	}
	if err := so.conn.WriteJSON(map[string]any{"envelope_id": env["envelope_id"],
		"payload": map[string]any{"text": "Nothing waits."}}); err != nil {
		t.Fatal(err)
	}
	r := patience.Receive(t, "the answer", got)
	if e := w.Ephemerals(sam); !r.Acked || len(e) != 1 || e[0].Text != "Nothing waits." || e[0].Channel != town {
		t.Errorf(`answer %+v, shown %+v, want Acked true, a length of 1, Text "Nothing waits." and Channel %v`, r, e, town)
	}
	if a := w.do("POST", r.ResponseURL, "application/json", `{"text":"later"}`, nil); a.raw != "ok" || len(w.Ephemerals(sam)) != 2 {
		t.Errorf(`by response_url where the app is no member: %s, want raw "ok" and a length of 2`, a.raw)
	}
	if r, err := w.Command(w.ctx(), sam, town, "/nope", ""); err != nil || !strings.Contains(r.UserError, "not a valid command") {
		t.Errorf(`unknown command: %+v %v, want UserError with "not a valid command"`, r, err)
	}
	w.DropSockets(0)
	w.wait("no socket", func() bool { return len(w.Sockets()) == 0 })
	if r, err := w.Command(w.ctx(), sam, town, "/approvals", ""); err != nil || !strings.Contains(r.UserError, "dispatch_failed") {
		t.Errorf(`no socket: %+v %v, want UserError with "dispatch_failed"`, r, err)
	}
}
