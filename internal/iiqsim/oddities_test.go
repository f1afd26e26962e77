package iiqsim_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// summaries are those that the identity request of an item tells of over the wire.
func (b *bench) summaries(w iiqsim.WorkItem) []xmlNode {
	b.t.Helper()
	return b.xml(b.get("/object/IdentityRequest", "filter", `name=="`+w.IdentityRequest+`"`)).all("ApprovalSummary")
}

func (b *bench) odd(what string, want int) {
	b.t.Helper()
	if got := b.Stats().Oddities[what]; got != want {
		b.t.Errorf("%s: counted %d, want %d", what, got, want)
	}
}

// Stamps are what somebody set them to, in the list as well as in the filter, until the next change.
func TestStampsAreSetByHand(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateRole})
	ahead := b.clock.Now().Add(365 * 24 * time.Hour).UnixMilli()
	b.simOK("PUT", "/items/"+w.ID+"/stamps", dict{"created": w.Created, "modified": ahead}, nil)
	listed := func(since int64) int {
		return len(b.xml(b.get("/object/WorkItem", "filter", fmt.Sprintf("modified>=DATE$%d", since))).all("WorkItem"))
	}
	if got := listed(ahead); got != 1 {
		t.Errorf("changed a year from now: got %d items, want 1", got)
	}
	b.ok(b.Restamp(w.ID, w.Created, 0))
	if got, err := b.WorkItem(w.ID); err != nil || got.Modified != 0 || listed(0) != 0 {
		t.Errorf("put right: got modified %d, %d listed, %v, want an item that was never changed", got.Modified, listed(0), err)
	}
	b.odd(iiqsim.OddStamps, 2)
}

// A summary that is held back comes when its time has come by the true clock, or when all are told.
func TestSummariesComeLate(t *testing.T) {
	t.Parallel()
	for _, told := range []bool{false, true} {
		b := startWithPeople(t, iiqsim.Options{})
		first, second := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateRole}), b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateRole})
		b.simOK("PUT", "/summaries-late", dict{"late_ms": 60_000}, nil)
		b.decide(first.ID, "Sam.Okoye", "Finished")
		b.SetSummariesLate(0)
		b.decide(second.ID, "Sam.Okoye", "Finished")
		b.SetClockSkew(-25 * time.Hour)
		if late, prompt := len(b.summaries(first)), len(b.summaries(second)); late != 0 || prompt != 1 {
			t.Errorf("at once: got %d and %d summaries, want 0 and 1", late, prompt)
		}
		if told {
			b.simOK("POST", "/summaries-late/tell", nil, nil)
		} else {
			b.clock.advance(time.Minute)
		}
		if got := len(b.summaries(first)); got != 1 {
			t.Errorf("all told %t: got %d summaries, want 1", told, got)
		}
		b.odd(iiqsim.OddSummary, 1)
	}
}

// Somebody else decides before the write is looked at; the write is refused, and the request tells who was first.
func TestWritesAreOvertaken(t *testing.T) {
	t.Parallel()
	for archive, status := range map[string]int{iiqsim.ArchiveNone: http.StatusNotFound, iiqsim.ArchiveListed: http.StatusConflict} {
		b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{Archive: archive}})
		if _, err := b.AddFault(iiqsim.Fault{Kind: iiqsim.FaultOvertaken, Method: http.MethodPut, Count: 1}); err != nil {
			t.Fatal(err)
		}
		w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateRole})
		if got := b.decide(w.ID, "Sam.Okoye", "Finished").status; got != status {
			t.Errorf("archive %s: the write got %d, want %d", archive, got, status)
		}
		all := b.Overtakings()
		if len(all) != 1 || all[0].ItemID != w.ID || all[0].By == "Sam Okoye" {
			t.Fatalf("archive %s: got %+v, want one by somebody else", archive, all)
		}
		if sum := b.summaries(w)[0]; sum.attr("completer") != all[0].By || sum.attr("state") != all[0].State {
			t.Errorf("archive %s: summary %+v, want it by %s", archive, sum.Attrs, all[0].By)
		}
		if wr := b.Ledger()[0]; wr.Accepted || wr.Fault != iiqsim.FaultOvertaken {
			t.Errorf("archive %s: got %+v, want a refused write that was overtaken", archive, wr)
		}
		b.odd(iiqsim.OddOvertaken, 1)
		b.decide(b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateRole}).ID, "Sam.Okoye", "Finished")
		b.odd(iiqsim.OddOvertaken, 1)
	}
}

// The ledger knows what IdentityIQ made of a write; a completer that is the approver by another word is nobody else.
func TestTheLedgerKnowsWhatIsToldOtherwise(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	for _, c := range []struct {
		completer, answer, kept    string
		other, otherAnswer, differ bool
	}{
		{"", "", iiqsim.CommentsWhole, false, false, false},
		{"Ada.Mensah", "", iiqsim.CommentsWhole, true, false, false},
		{b.id("Ada.Mensah"), "Ada Mensah", iiqsim.CommentsAppended, true, true, true},
		{b.id("Sam.Okoye"), "Sam Okoye", iiqsim.CommentsLost, false, false, true},
		{iiqsim.Nobody, "", iiqsim.CommentsCut, true, false, true},
	} {
		b.ok(b.ChangeSettings(func(s *iiqsim.Settings) {
			s.Completer, s.AnswerCompleter, s.CommentsKept = c.completer, c.answer, c.kept
		}))
		b.decide(b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateRole}).ID, "Sam.Okoye", "Finished")
		all := b.Ledger()
		wr := all[len(all)-1]
		if (wr.Completer != "") != c.other || (wr.AnswerCompleter != "") != c.otherAnswer || (wr.Kept != wr.Comment) != c.differ {
			t.Errorf("%+v: got completer %q, in the answer %q, kept %q", c, wr.Completer, wr.AnswerCompleter, wr.Kept)
		}
	}
	b.odd(iiqsim.OddCompleter, 3)
	b.odd(iiqsim.OddComment, 3)
}
