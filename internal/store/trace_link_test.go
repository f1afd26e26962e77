package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// TestCausesAreKeptWithTheChange: what a card or a decision comes of is stored by the transaction that changes it, and what
// the sweep inserts anew leaves it as it is.
func TestCausesAreKeptWithTheChange(t *testing.T) {
	t.Parallel()
	var cause tx.TraceLink
	traced := true
	o := newEnv(t, func(c *store.Config) {
		c.TraceLinkFor = func(context.Context, string) (tx.TraceLink, bool) { return cause, traced }
	})
	keeps := func(row uuid.UUID, want string) {
		t.Helper()
		c, _, ok, err := o.TraceLinkOf(t.Context(), row)
		o.must(err)
		if c.Traceparent != want || ok != (want != "") {
			t.Errorf("%s keeps %+v, %v; want %q", row, c, ok, want)
		}
	}
	cause = tx.TraceLink{Traceparent: "round"}
	o.see(request("i1", "sam"))
	card := o.cards("sam")[0]
	keeps(card, "round")
	o.post(card)

	cause = tx.TraceLink{Traceparent: "click", Linked: true}
	receipt, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	keeps(card, "click")
	keeps(receipt.DecisionID, "click")

	cause, traced = tx.TraceLink{}, false
	o.exec(`UPDATE decisions SET next_try_at = 'epoch'`)
	o.exec(`UPDATE cards SET next_try_at = 'epoch'`)
	n, err := o.SubmitWaiting(t.Context(), 10)
	o.must(err)
	m, err := o.ShowBehind(t.Context(), 10)
	o.must(err)
	if n != 1 || m != 1 {
		t.Fatalf("the sweep inserts %d and %d jobs, want n 1 and m 1", n, m)
	}
	keeps(card, "click")
	if c, uses, _, err := o.TraceLinkOf(t.Context(), card); err != nil || uses != 3 || !c.Linked {
		t.Errorf("told %d times of %+v, %v, want uses 3 and Linked true", uses, c, err)
	}

	// A click that is not recorded by the sampler has nothing to do with the trace from before.
	traced = true
	claim, err := o.ClaimDecision(t.Context(), receipt.DecisionID, 1, 1e9)
	o.must(err)
	o.must(o.Recorded(t.Context(), claim))
	keeps(card, "")

	o.exec(`UPDATE trace_contexts SET noted_at = now() - interval '8 days'`)
	o.must(o.SweepTraceLinks(t.Context()))
	keeps(receipt.DecisionID, "")
}

// Where nothing is traced nothing is stored.
func TestNoCausesWithoutTraces(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	if _, err := o.click("sam", "i1", approvals.Approve, ""); err != nil {
		t.Fatal(err)
	}
	if n := o.one(`SELECT count(*)::text FROM trace_contexts`); n != "0" {
		t.Errorf(`%s causes are stored, want "0"`, n)
	}
}

// Whatever round sends a new card, its cause is the round that made it. A card that was made without one has the round that sends it.
func TestACardBelongsToTheRoundThatMadeIt(t *testing.T) {
	t.Parallel()
	for made, want := range map[string]string{"poll": "poll", "": "reviews"} {
		cause, traced := tx.TraceLink{Traceparent: made}, true
		o := newEnv(t, func(c *store.Config) {
			c.TraceLinkFor = func(context.Context, string) (tx.TraceLink, bool) { return cause, traced }
		})
		at, err := o.Now(t.Context())
		o.must(err)
		_, err = o.Seen(t.Context(), schedule.Lease{}, at, []approvals.WorkItem{request("i1", "sam")})
		o.must(err)
		cause = tx.TraceLink{Traceparent: "reviews"}
		_, err = o.ReleaseCards(t.Context())
		o.must(err)
		c, _, _, err := o.TraceLinkOf(t.Context(), o.cards("sam")[0])
		o.must(err)
		if c.Traceparent != want {
			t.Errorf("a card of the round %q that the round reviews sent keeps %q, want %q", made, c.Traceparent, want)
		}
	}
}

// ofClick is the key of the trace of a click.
type ofClick struct{}

// What comes of clicks that are stored together goes on in the trace of each.
func TestClicksThatAreStoredTogetherKeepTheirTraces(t *testing.T) {
	t.Parallel()
	o := newEnv(t, func(c *store.Config) {
		c.TraceLinkFor = func(ctx context.Context, _ string) (tx.TraceLink, bool) {
			trace, ok := ctx.Value(ofClick{}).(string)
			return tx.TraceLink{Traceparent: trace}, ok
		}
	})
	o.see(request("i0", "sam"), request("i1", "sam"), request("i2", "sam"))
	for _, card := range o.cards("sam") {
		o.post(card)
	}
	trace := func(n int) context.Context {
		return context.WithValue(t.Context(), ofClick{}, []string{"one", "two", "three"}[n])
	}
	o.StoreEachIn(trace, togetherClick("sam", "i0"), togetherClick("sam", "i1"), togetherClick("sam", "i2"))
	for rows, query := range map[string]string{
		"decisions": `SELECT string_agg(d.work_item_id || ' ' || t.traceparent, ', ' ORDER BY d.work_item_id)
			FROM decisions d JOIN trace_contexts t ON t.row_id = d.id`,
		"cards": `SELECT string_agg(c.work_item_id || ' ' || t.traceparent, ', ' ORDER BY c.work_item_id)
			FROM cards c JOIN trace_contexts t ON t.row_id = c.id`,
	} {
		if got, want := o.one(query), "i0 one, i1 two, i2 three"; got != want {
			t.Errorf("%s: got the traces %q, want %q", rows, got, want)
		}
	}
}
