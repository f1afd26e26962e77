package shadow

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestMessagesAreStoredAndLiveOn(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	about := About{Kind: Digest, IdentityID: "7f01", WorkItemID: "7f02"}
	channel, ts := w.post("U1", "Dana asks for 2 roles", "c-1", about)
	if channel != "shadow-U1" {
		t.Errorf(`the channel is %q, want "shadow-U1"`, channel)
	}
	_, again := w.post("U1", "Lee asks for a role", "c-2", About{Kind: Card})
	if again <= ts {
		t.Errorf("timestamps %s and then %s, want again more than %v", ts, again, ts)
	}
	if _, err := w.call(With(t.Context(), about), w.api+"chat.update", url.Values{"channel": {channel}, "ts": {ts}, "text": {"Approved"},
		"metadata": {`{"event_type":"iiq_card","event_payload":{"card_id":"c-1"}}`}}); err != nil {
		t.Fatal(err)
	}
	w.post("C9", "told to administrators", "", About{Kind: Admin})
	rows := w.list(Filter{})
	if len(rows) != 4 || len(w.came) != 0 {
		t.Fatalf("%d rows, and %v arrived, want a length of 4 and a length of 0", len(rows), w.came)
	}
	first, update, admin := rows[0], rows[2], rows[3]
	if first.Kind != Digest || first.SlackUserID != "U1" || first.IdentityID != "7f01" || first.WorkItemID != "7f02" ||
		first.Text != "Dana asks for 2 roles" || !strings.Contains(string(first.Blocks), "plain_text") {
		t.Errorf("the first row is %+v", first)
	}
	if update.Kind != Update || update.SlackUserID != "U1" || update.Method != "chat.update" || update.Blocks != nil {
		t.Errorf(`the update is %+v, want Kind %v, SlackUserID "U1", Method "chat.update" and Blocks nil`, update, Update)
	}
	if admin.SlackUserID != "" || admin.Channel != "C9" || admin.Kind != Admin {
		t.Errorf(`the notice is %+v, want SlackUserID "", Channel "C9" and Kind %v`, admin, Admin)
	}
	if len(w.stored) != 4 || w.stored[2] != Update {
		t.Errorf("counted %v, want a length of 4 and w.stored[2] %v", w.stored, Update)
	}
	if log := w.log.String(); strings.Contains(log, "Dana") {
		t.Errorf(`the log tells the message: %s, want log without "Dana"`, log)
	}
}

// A post whose end nobody saw is looked for in the conversation's history, as in Slack.
func TestHistoryHasWhatWasStored(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	channel, ts := w.post("W7", "a card", "c-1", About{Kind: Card})
	w.post("W7", "no card", "", About{Kind: Reminder})
	w.post("U8", "another's", "c-3", About{Kind: Card})
	said, err := w.call(t.Context(), w.api+"conversations.open", url.Values{"users": {"W7"}})
	w.must(err)
	if opened, _ := said["channel"].(map[string]any); opened["id"] != channel {
		t.Errorf("opened %v, want %s", said, channel)
	}
	said, err = w.call(t.Context(), w.api+"conversations.history", url.Values{"channel": {channel}, "oldest": {"1000000000.000000"}})
	w.must(err)
	messages, _ := said["messages"].([]any)
	if len(messages) != 1 {
		t.Fatalf("got %v, want a length of 1", said)
	}
	m, _ := messages[0].(map[string]any)
	meta, _ := m["metadata"].(map[string]any)
	payload, _ := meta["event_payload"].(map[string]any)
	if m["ts"] != ts || meta["event_type"] != "iiq_card" || payload["card_id"] != "c-1" {
		t.Errorf(`got %v, want m["ts"] %v, meta["event_type"] "iiq_card" and payload["card_id"] "c-1"`, m, ts)
	}
	said, err = w.call(t.Context(), w.api+"conversations.history", url.Values{"channel": {channel}, "oldest": {"9000000000.000000"}})
	w.must(err)
	if later, _ := said["messages"].([]any); len(later) != 0 {
		t.Errorf("from a later time: %v, want a length of 0", later)
	}
}

// Nothing is stored, and nobody is told that it was posted, where the database is no shadow's any more.
func TestNothingIsStoredAfterTheShadow(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	w.sql("DELETE FROM run_mode")
	if _, err := w.call(t.Context(), w.api+"chat.postMessage", url.Values{"channel": {"U1"}, "text": {"late"}}); !errors.Is(err,
		ErrNoShadow) {
		t.Errorf("nobody's: %v, want %v", err, ErrNoShadow)
	}
	w.must(Claim(t.Context(), w.pool, ModeReal))
	if _, err := w.call(t.Context(), w.api+"chat.postMessage", url.Values{"channel": {"U1"}, "text": {"late"}}); !errors.Is(err,
		ErrNoShadow) {
		t.Errorf("a real bot's: %v, want %v", err, ErrNoShadow)
	}
	if n := w.count("SELECT count(*) FROM shadow_messages"); n != 0 || len(w.stored) != 0 || len(w.came) != 0 {
		t.Errorf("%d rows, %v counted, %v arrived, want n 0, a length of 0 and a length of 0", n, w.stored, w.came)
	}
}

// Hostile text is kept as far as Postgres can, and bounded.
func TestWhatIsKeptIsBounded(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	_, err := w.call(t.Context(), w.api+"chat.postMessage",
		url.Values{"channel": {"U1"}, "text": {"a\x00b\xff" + strings.Repeat("ü", 5000)},
			"blocks": {`[{"text":"\u0000"}]`}})
	w.must(err)
	_, err = w.call(t.Context(), w.api+"chat.postMessage", url.Values{"channel": {"U1"}, "text": {"large"}, "blocks": {`["` + strings.Repeat("x", maxBlocks) + `"]`}})
	w.must(err)
	_, err = w.call(t.Context(), w.api+"chat.postMessage", url.Values{"channel": {"U1"}, "text": {"no JSON"}, "blocks": {`[`}})
	w.must(err)
	if _, err := w.call(t.Context(), w.api+"chat.postMessage",
		url.Values{"channel": {"U1"}, "text": {strings.Repeat("x", maxForm)}}); err == nil {
		t.Error("a call of any size is read")
	}
	rows := w.list(Filter{})
	if len(rows) != 3 {
		t.Fatalf("%d rows, want 3", len(rows))
	}
	if n := len([]rune(rows[0].Text)); n != maxFallback || !strings.HasPrefix(rows[0].Text, "ab�ü") || rows[0].Blocks == nil {
		t.Errorf(`%d characters: %.20q, blocks %s, want n %v, Text that begins with "ab�ü" and Blocks other than nil`,
			n, rows[0].Text, rows[0].Blocks, maxFallback)
	}
	if rows[1].Blocks != nil || rows[2].Blocks != nil || rows[2].Kind != Other {
		t.Errorf("blocks %.20s and %s, kind %s, want Blocks nil, Blocks nil and Kind %v",
			rows[1].Blocks, rows[2].Blocks, rows[2].Kind, Other)
	}
}
