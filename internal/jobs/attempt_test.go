package jobs

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

func TestAttempt(t *testing.T) {
	t.Parallel()
	away, lost := errors.New("away"), fmt.Errorf("note: %w", approvals.ErrClaimLost)
	for name, c := range map[string]struct {
		claimed error
		out     outcome
		// notes are what Postgres answers to the note, one after the other; nil: there is no note.
		notes []error
		want  error
		// ended is what is told of the attempt, "" for nothing.
		ended string
		acted bool
	}{
		"nothing to do":           {claimed: lost},
		"no database":             {claimed: away, want: away},
		"done":                    {out: outcome{name: "shown"}, ended: "shown", acted: true},
		"nothing is told":         {out: outcome{err: away}, want: away, acted: true},
		"River tries again":       {out: outcome{name: "retry", err: away}, want: away, ended: "retry", acted: true},
		"lost meanwhile":          {out: outcome{name: "retry", err: lost}, ended: "retry", acted: true},
		"noted":                   {out: outcome{name: "retry"}, notes: []error{nil}, ended: "retry", acted: true},
		"noted at the second try": {out: outcome{name: "retry"}, notes: []error{away, nil}, ended: "retry", acted: true},
		"lost before the note":    {out: outcome{name: "retry"}, notes: []error{lost}, ended: "retry", acted: true},
		"noted, and River goes on": {out: outcome{name: "waiting", err: away}, notes: []error{nil}, want: away, ended: "waiting",
			acted: true},
		"an error, but a lost claim": {out: outcome{name: "waiting", err: away}, notes: []error{lost}, ended: "waiting", acted: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acted, noted, ended := false, 0, ""
			a := attempt[int]{
				claim: func(context.Context) (int, error) { return 7, c.claimed },
				act: func(_ context.Context, claim int) outcome {
					acted = claim == 7
					if c.notes != nil {
						c.out.note = func(context.Context) error { noted++; return c.notes[noted-1] }
					}
					return c.out
				},
				ended: func(result string) { ended = result },
			}
			if err := a.run(t.Context()); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("River gets %v, want %v", err, c.want)
			}
			if acted != c.acted || noted != len(c.notes) || ended != c.ended {
				t.Errorf("acted %v, noted %d times, ended %q", acted, noted, ended)
			}
		})
	}
}

func TestAttemptEndsBeforeItsClaim(t *testing.T) {
	t.Parallel()
	a := attempt[int]{
		claim:  func(context.Context) (int, error) { return 0, nil },
		within: time.Minute,
		act: func(ctx context.Context, _ int) outcome {
			if end, bounded := ctx.Deadline(); !bounded || time.Until(end) > time.Minute {
				return outcome{err: errors.New("nothing ends the attempt")}
			}
			return outcome{}
		},
	}
	if err := a.run(t.Context()); err != nil {
		t.Error(err)
	}
}

// What rows keep needs both: a sweep that inserts the job again, and the trace context with the row.
func TestKeptJobs(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{tx.SubmitDecision{}.Kind(), tx.ShowCard{}.Kind(), tx.TellClicker{}.Kind()} {
		if !hasRow(kind) {
			t.Errorf("no row keeps %s", kind)
		}
	}
	for _, kind := range []string{tx.PublishHome{}.Kind(), tx.RemindPerson{}.Kind(), store.TellRequester{}.Kind(),
		approvals.FoldReminder{}.Kind()} {
		if hasRow(kind) {
			t.Errorf("a row keeps %s", kind)
		}
	}
	for _, k := range keptJobs() {
		if k.again == nil {
			t.Errorf("nothing inserts %s again", k.args.Kind())
		}
	}
}
