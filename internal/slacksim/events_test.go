package slacksim

import (
	"errors"
	"testing"
)

// inner reads envelopes, acks them, and gives the first event of the kind with its wrapper.
func (r *rawSocket) inner(kind string) (event, wrapper map[string]any) {
	r.t.Helper()
	for {
		m := r.next()
		if m["envelope_id"] == nil {
			continue
		}
		r.ack(m)
		wrapper, _ := m["payload"].(map[string]any)
		if event, _ := wrapper["event"].(map[string]any); event["type"] == kind {
			return event, wrapper
		}
	}
}

func TestEventsOfPeople(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{EnterpriseID: "E0ORG"})
	so := w.dial()
	sam := w.person(User{RealName: "Sam", Email: "sam@example.com"})
	if e, wrapper := so.inner("team_join"); e["user"].(map[string]any)["id"] != sam || wrapper["api_app_id"] != "A0SIMAPP" ||
		wrapper["type"] != "event_callback" {
		t.Errorf(`team_join %v in %v, want the user %v of the app A0SIMAPP in an event_callback`,
			e, wrapper, sam)
	}
	far := w.person(User{RealName: "Far", TeamID: "T0OTHER"})
	if _, err := w.UpdateUser(sam, func(u *User) { u.IsRestricted = true }); err != nil {
		t.Fatal(err)
	}
	if e, _ := so.inner("user_change"); e["user"].(map[string]any)["is_restricted"] != true {
		t.Errorf(`user_change %v, want e["user"].(map[string]any)["is_restricted"] true`, e)
	}
	if _, err := w.UpdateUser("U0NOBODY", func(*User) {}); !errors.Is(err, ErrNoUser) {
		t.Errorf("update of nobody: %v, want %v", err, ErrNoUser)
	}
	own, err := w.AddChannel("own", sam, w.BotUserID())
	if err != nil {
		t.Fatal(err)
	}
	shared, err := w.AddChannel("shared", sam, far, w.BotUserID())
	if err != nil {
		t.Fatal(err)
	}
	quiet, err := w.AddChannel("quiet", sam)
	if err != nil {
		t.Fatal(err)
	}
	for _, ch := range []string{quiet, own, shared} {
		if _, err := w.Mention(sam, ch, "my approvals"); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []struct {
		channel string
		ext     bool
	}{{own, false}, {shared, true}} {
		e, wrapper := so.inner("app_mention")
		if e["channel"] != want.channel || wrapper["is_ext_shared_channel"] != want.ext || e["text"] != "<@U0SIMBOT> my approvals" {
			t.Errorf(`app_mention %v in %v, want channel %v, is_ext_shared_channel %v and "<@U0SIMBOT> my approvals"`,
				e, wrapper, want.channel, want.ext)
		}
	}
	if err := w.OpenHome(sam); err != nil {
		t.Fatal(err)
	}
	if e, _ := so.inner("app_home_opened"); e["tab"] != "home" || e["user"] != sam || e["view"] != nil {
		t.Errorf(`app_home_opened %v, want e["tab"] "home", e["user"] %v and e["view"] nil`, e, sam)
	}
	w.KillToken("xoxb-sim", "token_revoked")
	if e, _ := so.inner("tokens_revoked"); e["tokens"] == nil {
		t.Errorf(`tokens_revoked %v, want e["tokens"] other than nil`, e)
	}
	w.Uninstall()
	so.inner("app_uninstalled")
	if got := w.form("auth.test").code(); got != "account_inactive" {
		t.Errorf(`after the uninstall: %q, want "account_inactive"`, got)
	}
}

func TestOwnMessagesComeBack(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	so := w.dial()
	dm, ts := w.postCard(sam)
	if e, _ := so.inner("message"); e["bot_id"] != "B0SIMBOT" || e["ts"] != ts || e["channel_type"] != "im" {
		t.Errorf(`posted: %v, want e["bot_id"] "B0SIMBOT", e["ts"] %v and e["channel_type"] "im"`, e, ts)
	}
	if _, _, _, err := w.bot.UpdateMessageContext(w.ctx(), dm, ts, textOption("changed")); err != nil {
		t.Fatal(err)
	}
	if e, _ := so.inner("message"); e["subtype"] != "message_changed" || e["message"].(map[string]any)["text"] != "changed" {
		t.Errorf(`changed: %v, want e["subtype"] "message_changed" and e["message"].(map[string]any)["text"] "changed"`, e)
	}
	if _, _, err := w.bot.DeleteMessageContext(w.ctx(), dm, ts); err != nil {
		t.Fatal(err)
	}
	if e, _ := so.inner("message"); e["subtype"] != "message_deleted" || e["deleted_ts"] != ts {
		t.Errorf(`deleted: %v, want e["subtype"] "message_deleted" and e["deleted_ts"] %v`, e, ts)
	}
}
