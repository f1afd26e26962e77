package main

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// The final card is the first version that tells of the approval, whatever came before and after.
func TestTheFinalCardIsTheFirstThatTells(t *testing.T) {
	t.Parallel()
	at := func(second int) time.Time { return time.Unix(int64(1000+second), 0) }
	version := func(second int, text string) slacksim.Version { return slacksim.Version{At: at(second), Text: text} }
	for _, c := range []struct {
		name  string
		m     slacksim.Message
		want  time.Time
		shown bool
	}{
		{"open", slacksim.Message{Version: version(1, "Lee Quinn asks. Work item 7.")}, time.Time{}, false},
		{"being recorded", slacksim.Message{Version: version(2, "Recording your approval… Work item 7."),
			Versions: []slacksim.Version{version(1, "Work item 7.")}}, time.Time{}, false},
		{"approved", slacksim.Message{Version: version(2, "Approved by Sam Okoye. Work item 7."),
			Versions: []slacksim.Version{version(1, "Work item 7.")}}, at(2), true},
		{"drawn once more", slacksim.Message{Version: version(3, "Approved by Sam Okoye. Work item 7."),
			Versions: []slacksim.Version{version(1, "Work item 7."), version(2, "Approved by Sam Okoye. Work item 7.")}}, at(2), true},
	} {
		got, shown := decidedAt(c.m)
		if shown != c.shown || !got.Equal(c.want) {
			t.Errorf("%s: got %v, %v, want %v, %v", c.name, got, shown, c.want, c.shown)
		}
	}
}
