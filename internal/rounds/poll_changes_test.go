package rounds_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

const cursorNow = `SELECT cursor FROM watermarks WHERE name = 'poll_changes'`

func TestThePollGoesByTheGatewaysCursor(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 2)
	for range 5 {
		s.add()
	}
	s.polls()
	s.knows()
	if n, other := s.lines.calls("/changes/WorkItem"), s.lines.calls("/object/WorkItem"); n != 3 || other != 0 {
		t.Errorf("got %d pages of changes and %d other lists, want 3 and none", n, other)
	}
	s.Want("true", `SELECT stamp > now() - interval '1 minute' FROM watermarks WHERE name = 'poll'`)
	s.Want("5", `SELECT count(*) FROM cards`)
	s.lines.forget()
	forwarded := s.sim.OpenItems()[3]
	s.Must(s.sim.Forward(forwarded.ID, "Nora.Lind"))
	s.polls()
	s.knows()
}

// Whatever happens between two pages, be it that items are made, changed, forwarded, or committed under an older time, the next round
// knows it all at the latest.
func TestNoChangeBetweenPagesIsMissed(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 3)
	for range 4 {
		s.add()
	}
	for seed := range uint64(patience.Few(6, 20)) {
		acts := rand.New(rand.NewPCG(seed, 1))
		n := 0
		s.lines.between("/changes/WorkItem", func() {
			if n++; n < 8 {
				s.happens(acts.IntN(4), acts.IntN(100))
			}
		})
		s.polls()
		s.lines.between("/changes/WorkItem", nil)
		s.polls()
		if s.knows(); t.Failed() {
			t.Fatalf("with seed %d something was missed", seed)
		}
	}
}

// happens does something in IIQ.
func (s *gatewayEnv) happens(act, n int) {
	open := s.sim.OpenItems()
	some := open[n%len(open)]
	switch act {
	case 0:
		s.add()
	case 1:
		s.Must(s.sim.Forward(some.ID, []string{"Nora.Lind", "Sam.Okoye"}[n%2]))
	case 2:
		// A long transaction: what is committed now was stamped a minute ago.
		late := s.add()
		s.Must(s.sim.Restamp(late.ID, time.Now().Add(-time.Minute).UnixMilli(), 0))
	case 3:
		s.Must(s.sim.Forward(some.ID, "Nora.Lind"))
		s.Must(s.sim.Restamp(some.ID, some.Created, time.Now().Add(-90*time.Second).UnixMilli()))
	}
}

// A cursor is stored after its page was, and no earlier: what a round could not store is read again.
func TestTheCursorStaysBeforeAPageThatWasNotStored(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 2)
	for range 5 {
		s.add()
	}
	bad := s.sim.OpenItems()[2].ID
	s.Exec(`CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$`)
	s.Exec(fmt.Sprintf(`CREATE TRIGGER no BEFORE INSERT ON work_items FOR EACH ROW WHEN (NEW.id = '%s') EXECUTE FUNCTION no()`, bad))
	if err := s.round.Run(t.Context(), s.Lease("poll")); err == nil || !strings.Contains(err.Error(), bad) {
		t.Errorf("got %v, want an error that names the item", err)
	}
	s.Want("4", `SELECT count(*) FROM work_items`)
	s.Want("0", `SELECT count(*) FROM watermarks WHERE name = 'poll'`)
	before := s.One(cursorNow)
	s.Exec(`DROP TRIGGER no ON work_items`)
	s.polls()
	s.knows()
	if after := s.One(cursorNow); after == before {
		t.Errorf("the cursor stays at %q, want it moved", after)
	}
}

// A cursor that is refused begins a sweep anew, which is told once; nothing is missed.
func TestARefusedCursorBeginsAnew(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]string{
		"tampered with": `UPDATE watermarks SET cursor = cursor || 'AAAA' WHERE name = 'poll_changes'`,
		"of another installation": `UPDATE watermarks SET cursor = repeat('0', 16) || ' ' || split_part(cursor, ' ', 2)
			WHERE name = 'poll_changes'`,
		"of another form": `UPDATE watermarks SET cursor = 'old' WHERE name = 'poll_changes'`,
	} {
		s := newGatewayEnv(t, 2)
		s.add()
		s.polls()
		for range 3 {
			s.add()
		}
		for range 2 {
			s.Exec(spoil)
			s.polls()
		}
		s.knows()
		if n := s.said.Count("begins anew"); n != 1 {
			t.Errorf("%s: it was told %d times, want once: %s", name, n, s.said.String())
		}
		if n := s.lines.calls("/object/WorkItem"); n != 0 {
			t.Errorf("%s: got %d lists by stamps, want none", name, n)
		}
	}
}

// A plugin that is replaced under the running bot, by one that tells no changes, by the vendor's, and back, makes it go the other way in
// the same round, and nothing is missed on the way.
func TestThePluginIsReplacedUnderTheRunningBot(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 2)
	s.add()
	s.polls()
	// Committed late, under a time that the stamps have passed.
	late := func() {
		w := s.add()
		s.Must(s.sim.Restamp(w.ID, time.Now().Add(-5*time.Minute).UnixMilli(), 0))
	}
	settles := "600"
	s.sim.SetGateway(map[string]*string{"settleSeconds": &settles})
	s.client.AskGateway(t.Context())
	for _, c := range []struct {
		name    string
		missing map[string]int
	}{
		{"without the operation", map[string]int{"/changes/WorkItem": http.StatusNotFound}},
		{"there again", map[string]int{"/changes/WorkItem": 0}},
		{"another plugin", map[string]int{"/changes/WorkItem": http.StatusNotFound, "/capabilities": http.StatusNotFound}},
		{"that fails", map[string]int{"/changes/WorkItem": http.StatusInternalServerError, "/capabilities": 0}},
		{"and back", map[string]int{"/changes/WorkItem": 0}},
	} {
		for suffix, status := range c.missing {
			s.lines.lacks(suffix, status)
		}
		late()
		s.add()
		s.polls()
		s.knows()
		if t.Failed() {
			t.Fatalf("missed with a plugin %s", c.name)
		}
	}
	if n := s.said.Count("asked by its stamps"); n != 2 {
		t.Errorf("it was told %d times that the stamps have to do, want twice: %s", n, s.said.String())
	}
}

// A clock that is set back puts what changes from then on before the cursor: the sweep begins anew, once.
func TestACursorBeyondTheClockBeginsAnew(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 2)
	s.sim.SetClockSkew(2 * time.Hour)
	settles := "0"
	s.sim.SetGateway(map[string]*string{"settleSeconds": &settles})
	s.client.AskGateway(t.Context())
	s.add()
	s.polls()
	s.sim.SetClockSkew(0)
	s.add()
	// The clock is heard with an answer, so it takes a second round.
	s.polls()
	s.polls()
	s.knows()
	s.lines.forget()
	s.polls()
	if n := s.lines.calls("/changes/WorkItem"); n != 1 {
		t.Errorf("a later round read %d pages, want one: the sweep begins anew once", n)
	}
}

// Items of types that nobody is shown are in the changes and leave no trace.
func TestChangesOfOtherTypesLeaveNoTrace(t *testing.T) {
	t.Parallel()
	s := newGatewayEnv(t, 10)
	s.add()
	s.round.Types = []approvals.ItemType{"Form"}
	s.polls()
	s.Want("0", `SELECT count(*) FROM work_items`)
}
