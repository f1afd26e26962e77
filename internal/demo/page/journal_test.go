package page

import (
	"strconv"
	"testing"
	"time"
)

func TestAlikeEntriesAreToldAsOne(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	j := NewJournal(func() time.Time { return now })
	words := names
	j.Gather("sent:1", "Sam", Entry{}, words)
	j.Gather("sent:1", "Nora", Entry{}, words)
	j.Gather("sent:1", "Sam", Entry{}, words)
	j.Gather("sent:2", "Dana", Entry{}, words)
	now = now.Add(gatherWithin)
	j.Gather("sent:1", "Lee", Entry{}, words)
	all, _ := j.since(0)
	var got []string
	for _, e := range all {
		got = append(got, e.Text)
	}
	if want := []string{"Sam and Nora", "Dana", "Lee"}; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSinceGivesWhatChangedAndNothingElse(t *testing.T) {
	t.Parallel()
	j := NewJournal(time.Now)
	first := j.Add(Entry{Text: "first"})
	j.Add(Entry{Text: "second"})
	_, rev := j.since(0)
	j.Amend(first, func(e *Entry) { e.Detail = "acked" })
	changed, _ := j.since(rev)
	if len(changed) != 1 || changed[0].ID != first || changed[0].Detail != "acked" {
		t.Errorf(`changed: %+v, want a length of 1, ID %v and Detail "acked"`, changed, first)
	}
}

func TestTheJournalIsBounded(t *testing.T) {
	t.Parallel()
	j := NewJournal(time.Now)
	for i := range 3 * journalKept {
		j.Repeat(strconv.Itoa(i), noiseWithin, Entry{Text: "x"})
	}
	all, _ := j.since(0)
	if len(all) != journalKept || len(j.open) > journalKept+1 {
		t.Errorf("%d entries and %d keys are kept, want a length of %v and a length of at most %v",
			len(all), len(j.open), journalKept, journalKept+1)
	}
	j.Amend(1, func(*Entry) { t.Error("a forgotten entry was changed") })
}

func TestStandingOfACard(t *testing.T) {
	t.Parallel()
	for visible, want := range map[string]string{
		"Dana asks\n⏳ Recording your approval…\n[View]":                                     "Recording your approval…",
		"✅ Approved by Sam Okoye, November 22, 2026 10:00\nDone":                            "Approved by Sam Okoye",
		"⏳ Recording… IdentityIQ is not answering. Your decision is kept and will be sent.": "Recording… IdentityIQ is not answering. Your decision is kept and will be sent.",
		"➡️ Forwarded to Nora Lindqvist":                                                    "Forwarded to Nora Lindqvist",
		"Lee Quinn asks for a role\n[Approve] [Deny]":                                       "",
	} {
		if got := standingOf(visible); got != want {
			t.Errorf("%q stands at %q, want %q", visible, got, want)
		}
	}
}

func TestLinesOfTheBotInPlainWords(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.page.BotSaid([]byte(`{"level":"INFO","msg":"decision recorded here","decision_id":"d"}`))
	s.page.BotSaid([]byte(`{"level":"WARN","msg":"something odd","error":"boom"}`))
	s.page.BotSaid([]byte("panic: no JSON at all"))
	all, _ := s.page.Journal.since(0)
	if len(all) != 3 || all[0].Code != "decision.kept" || all[1].Tone != "warn" || all[1].Detail != "boom" || all[2].Tone != "warn" {
		t.Errorf(`the account says %+v, want a length of 3, Code "decision.kept", Tone "warn", Detail "boom" and Tone "warn"`, all)
	}
}
