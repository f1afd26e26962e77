package slacksim

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestARecordingHasEveryByteThatTheAppSends(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	say := func(text string) {
		t.Helper()
		if _, _, err := w.bot.PostMessage("U001", slack.MsgOptionText(text, false)); err != nil && !strings.Contains(err.Error(), "not_found") {
			t.Fatal(err)
		}
	}
	say("before")
	w.Record(10_000)
	say("recorded")
	sent, whole := w.Recorded()
	if got := string(sent); !whole || !strings.Contains(got, "/api/chat.postMessage") || !strings.Contains(got, "recorded") ||
		strings.Contains(got, "before") {
		t.Errorf(`whole %t: %q, want whole true, got with "/api/chat.postMessage", got with "recorded" and got without "before"`,
			whole, sent)
	}
	w.Record(20)
	say("too long for it")
	if sent, whole := w.Recorded(); whole || len(sent) != 20 {
		t.Errorf("whole %t: %q, want whole false and a length of 20", whole, sent)
	}
	w.Record(0)
	say("after")
	if sent, whole := w.Recorded(); !whole || len(sent) != 0 {
		t.Errorf("whole %t: %q, want whole true and a length of 0", whole, sent)
	}
}
