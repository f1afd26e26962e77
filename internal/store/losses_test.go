package store_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// asLogOwner runs a statement on the decision log that only somebody may run who puts a backup back.
func (o *env) asLogOwner(sql string) {
	o.t.Helper()
	o.exec(`ALTER TABLE audit_log DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL; ` + sql +
		`; ALTER TABLE audit_log ENABLE TRIGGER ALL; ALTER TABLE audit_head ENABLE TRIGGER ALL`)
}

// logEndsWith cuts the decision log.
func (o *env) logEndsWith(seq int) {
	o.t.Helper()
	n := strconv.Itoa(seq)
	o.asLogOwner(`DELETE FROM audit_log WHERE seq > ` + n + `; UPDATE audit_head SET seq = ` + n +
		`, hash = coalesce((SELECT hash FROM audit_log WHERE seq = ` + n + `), decode(repeat('00', 32), 'hex'))`)
}

func (o *env) looks(who *store.Store, want int) {
	o.t.Helper()
	if n, err := who.LookForLoss(context.Background()); err != nil || n != want {
		o.t.Errorf("a look marked %d decisions, %v, want %d", n, err, want)
	}
}

// A database has lost something where it lacks what a process has seen of the decision log, and not where it has the same or more.
// It is found by the look and, whatever the look has seen, by the claim on a write.
func TestWhatADatabaseHasLost(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*env)
		lost   bool
	}{
		"nothing": {func(*env) {}, false},
		"nothing, and there is more": {func(o *env) {
			_, err := o.replica().Decide(context.Background(), approvals.Click{ID: "more", Person: person("nora"), WorkItemID: "w3",
				Verdict: approvals.Approve})
			o.must(err)
		}, false},
		"nothing; retention took the row": {func(o *env) {
			o.asLogOwner(`DELETE FROM audit_log; UPDATE audit_head SET removed_to = seq`)
		}, false},
		"the last row": {func(o *env) { o.logEndsWith(1) }, true},
		"all of it":    {func(o *env) { o.logEndsWith(0) }, true},
		"a row is other": {func(o *env) {
			o.asLogOwner(`UPDATE audit_log SET hash = sha256(hash) WHERE seq = 2; UPDATE audit_head SET hash = sha256(hash)`)
		}, true},
		"the last row, and others came": {func(o *env) {
			o.logEndsWith(1)
			for n, w := range []string{"w3", "w4"} {
				_, err := o.replica().Decide(context.Background(),
					approvals.Click{ID: strconv.Itoa(n), Person: person("nora"), WorkItemID: w, Verdict: approvals.Approve})
				o.must(err)
			}
		}, true},
	} {
		for by, find := range map[string]func(*env, store.Claim) error{
			"look": func(o *env, c store.Claim) error {
				_, err := o.LookForLoss(context.Background())
				o.must(err)
				return o.BeforeWrite(context.Background(), c)
			},
			"write": func(o *env, c store.Claim) error { return o.BeforeWrite(context.Background(), c) },
		} {
			t.Run(name+", by the "+by, func(t *testing.T) {
				t.Parallel()
				o := newEnv(t, nil)
				o.see(request("w1", "sam"), request("w2", "sam"), request("w3", "nora"), request("w4", "nora"))
				c := o.decision("sam", "w1")
				o.decision("sam", "w2")
				tc.change(o)
				err := find(o, c)
				if tc.lost != errors.Is(err, approvals.ErrLost) || !tc.lost && err != nil {
					t.Fatalf("a write may go out: %v, want lost %t", err, tc.lost)
				}
				want := map[bool]string{true: "1", false: "0"}[tc.lost]
				if got := o.one(`SELECT count(*)::text FROM database_losses`); got != want {
					t.Errorf("%s losses are noted, want %s", got, want)
				}
				if !tc.lost {
					return
				}
				if got := o.one(`SELECT string_agg(lost::text, ' ') FROM decisions WHERE work_item_id IN ('w1', 'w2')`); got != "true true" {
					t.Errorf("marked are %s, want both", got)
				}
				o.must(o.EndLost(context.Background(), c))
				if got := o.one(`SELECT refusal || ' ' || (look_at IS NOT NULL)::text FROM decisions WHERE work_item_id = 'w1'`); got != "lost true" {
					t.Errorf("the decision ended as %s, want lost true", got)
				}
			})
		}
	}
}

// Nobody knows what messages show whose last changes are lost: those of open items, and of items that ended shortly before the
// backup, since they may have been opened again, are shown anew.
func TestAfterALossCardsAreShownAnew(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ids := []string{"open", "ended lately", "ended long ago"}
	cards := map[string]uuid.UUID{}
	for _, id := range ids {
		o.see(request(id, "sam"))
		cards[id] = o.cardOf(id)
		o.shows(cards[id])
		if id != "open" {
			o.closes(id)
			o.shows(cards[id])
		}
	}
	o.exec(`UPDATE work_items SET closed_at = clock_timestamp() - CASE id WHEN 'ended lately' THEN interval '1 day' ELSE interval '4 days' END
		WHERE state = 'closed'`)
	o.see(request("decided", "sam"))
	o.decision("sam", "decided")
	o.logEndsWith(0)
	o.looks(o.Store, 1)
	for n, id := range ids {
		if got, want := o.behind(cards[id]), n < 2; got != want {
			t.Errorf("%s: the card behind: got %t, want %t", id, got, want)
		}
	}
}

// A loss is noted once, by whichever replica finds it first; what is clicked after that goes its way. A second loss is another one.
func TestReplicasNoteALossOnce(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("w1", "sam"), request("w2", "sam"), request("w3", "sam"))
	o.decision("sam", "w1")
	other := o.replica().Store
	heir := o.replica().Store
	o.looks(other, 0)
	heir.Inherit(other)
	o.logEndsWith(0)
	o.looks(o.Store, 1)
	after := o.decision("sam", "w2")
	for n, who := range map[string]*store.Store{"another replica": other, "the heir of one": heir, "the one that noted it": o.Store} {
		if marked, err := who.LookForLoss(context.Background()); err != nil || marked != 0 {
			t.Errorf("%s marked %d, %v, want none again", n, marked, err)
		}
	}
	o.must(o.BeforeWrite(context.Background(), after))
	o.looks(o.replica().Store, 0)
	if got := o.one(`SELECT count(*)::text FROM database_losses`); got != "1" {
		t.Fatalf("%s losses are noted, want 1", got)
	}
	o.logEndsWith(0)
	o.looks(other, 1)
	o.looks(o.Store, 0)
	if got := o.one(`SELECT count(*)::text FROM database_losses`); got != "2" {
		t.Errorf("%s losses are noted, want 2", got)
	}
}

// After a restore while nobody runs, the command ends what is in hand; called again it changes nothing.
func TestRestoredEndsWhatIsInHand(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("w1", "sam"), request("w2", "sam"), request("w3", "sam"))
	c := o.decision("sam", "w1")
	o.must(o.Refuse(context.Background(), o.decision("sam", "w2"), &approvals.Refusal{Code: approvals.RefusedByIIQ}))
	for n, want := range []int{1, 0} {
		if got, err := tx.Restored(context.Background(), o.pool, audit.Operator{User: "root"}); err != nil || got != want {
			t.Errorf("call %d ended %d, %v, want %d", n, got, err, want)
		}
	}
	if got := o.one(`SELECT string_agg(how || ' ' || decisions, ', ') FROM database_losses`); got != "command 1" {
		t.Errorf("noted is %q, want one row of the command with one decision", got)
	}
	kinds, last := o.log()
	if last.Command == nil || last.Command.Name != "restored" || last.Operator.User != "root" {
		t.Errorf("the log is %s, its last entry %+v, want the command and who called it", kinds, last)
	}
	if err := o.BeforeWrite(context.Background(), c); !errors.Is(err, approvals.ErrLost) {
		t.Errorf("a write may go out: %v, want %v", err, approvals.ErrLost)
	}
	fresh := o.decision("sam", "w3")
	if fresh.Lost {
		t.Error("what was clicked afterwards is marked, want it to go its way")
	}
	o.must(o.BeforeWrite(context.Background(), fresh))
}
