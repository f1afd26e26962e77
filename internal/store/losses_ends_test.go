package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// endsWithoutEffect are the ways in which a decision ends of which nobody knows that it had its effect.
func endsWithoutEffect() map[string]func(*store.Store, store.Claim) error {
	byOthers := approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "nora.x", At: time.UnixMilli(1767000000000)}
	return map[string]func(*store.Store, store.Claim) error{
		"refused": func(s *store.Store, c store.Claim) error {
			return s.Refuse(context.Background(), c, &approvals.Refusal{Code: approvals.RefusedGuest})
		},
		"too late": func(s *store.Store, c store.Claim) error { return s.RefuseGone(context.Background(), c, byOthers) },
		"unheard":  func(s *store.Store, c store.Claim) error { return s.Unheard(context.Background(), c, byOthers) },
		"given up": func(s *store.Store, c store.Claim) error { return s.GiveUp(context.Background(), c) },
	}
}

// A worker that has a decision in hand when the database is put back may find the item ended by that very decision, in what is lost.
// It does not say that the decision had no effect: whether it knows of the loss itself, or another replica has noted it.
func TestNoEndIsGuessedWhileADatabaseHasLostSomething(t *testing.T) {
	t.Parallel()
	for name, end := range endsWithoutEffect() {
		for by, lose := range map[string]func(o *env) *store.Store{
			"seen by the worker's process": func(o *env) *store.Store {
				o.logEndsWith(0)
				return o.Store
			},
			"noted by another replica": func(o *env) *store.Store {
				o.logEndsWith(0)
				o.looks(o.Store, 1)
				return o.replica().Store
			},
		} {
			t.Run(name+", "+by, func(t *testing.T) {
				t.Parallel()
				o := newEnv(t, nil)
				o.see(request("w1", "sam"))
				c := o.decision("sam", "w1")
				worker := lose(o)
				if err := end(worker, c); !errors.Is(err, approvals.ErrLost) {
					t.Errorf("the end: got %v, want %v", err, approvals.ErrLost)
				}
				if got := o.one(`SELECT state FROM decisions`); got != "recording" {
					t.Errorf("the decision is %s, want recording", got)
				}
				o.must(worker.EndLost(context.Background(), c))
				if got := o.one(`SELECT state || ' ' || refusal || ' ' || (look_at IS NOT NULL)::text FROM decisions`); got != "refused lost true" {
					t.Errorf("the decision ended as %s, want refused lost true", got)
				}
			})
		}
	}
}

// A replica that began after the restore knows of no loss. What it ends as decided by others, before another one has noted the loss, is
// asked about again; what was sent, or had ended before, is not.
func TestWhatEndedBeforeALossWasNotedIsDoubted(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	tooLate := endsWithoutEffect()["too late"]
	for _, id := range []string{"long ago", "sent", "now"} {
		o.see(request(id, "sam"))
		c := o.decision("sam", id)
		if id == "sent" {
			o.must(o.BeforeWrite(context.Background(), c))
		}
		o.must(tooLate(o.Store, c))
	}
	o.exec(`UPDATE decisions SET ended_at = ended_at - interval '1 hour' WHERE work_item_id = 'long ago'`)
	o.exec(`UPDATE work_items SET closed_at = clock_timestamp()`)
	o.logEndsWith(1)
	o.looks(o.Store, 0)
	const doubted = `SELECT string_agg(work_item_id, ' ') FROM decisions WHERE look_at > clock_timestamp() AND looks = 1`
	if got := o.one(doubted); got != "now" {
		t.Errorf("asked about again: %s, want now", got)
	}
}

// What was new or had changed after the backup is unknown again, so that every round reads all. A round that began on the database as
// it was moves no watermark of the one that was put back: what it has seen is lost.
func TestRoundsBeginAnewAfterALoss(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.EnsureRounds(t.Context(), []string{"poll"}))
	o.exec(`UPDATE schedules SET term = 7, next_at = 'epoch'`)
	before := schedule.Lease{Name: "poll", Term: 7}
	far := schedule.Watermark{Stamp: time.UnixMilli(1767000000000).UTC(), Cursor: "w9", Round: 12}
	o.must(o.SaveWatermark(t.Context(), before, far))
	// The round that has just begun saw something of which the database that was put back knows nothing.
	begun := schedule.Lease{Name: "poll", Term: 9}
	o.must(o.SaveWatermark(t.Context(), begun, far))
	o.see(request("w1", "sam"))
	o.decision("sam", "w1")
	o.logEndsWith(0)
	o.looks(o.Store, 1)
	mark, err := o.Watermark(t.Context(), "poll")
	if err != nil || mark != (schedule.Watermark{}) {
		t.Errorf("the watermark: got %+v, %v, want none", mark, err)
	}
	if err := o.SaveWatermark(t.Context(), begun, far); !errors.Is(err, schedule.ErrLeaseLost) {
		t.Errorf("the round that had begun: got %v, want %v", err, schedule.ErrLeaseLost)
	}
	leases, _, err := o.ClaimRounds(t.Context(), []string{"poll"}, time.Minute)
	o.must(err)
	if len(leases) != 1 {
		t.Fatalf("claimed %d rounds, want 1", len(leases))
	}
	o.must(o.SaveWatermark(t.Context(), leases[0], far))
}
