package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

func telling(c *store.Config) {
	c.TellRequesters = true
	c.RequestURL = func(name string) string { return "https://iiq.example/request/" + name }
}

// recorded decides an item here, to its end.
func (o *env) recorded(who, item string, v approvals.Verdict, comment string) {
	o.t.Helper()
	r, err := o.click(who, item, v, comment)
	o.must(err)
	c, err := o.ClaimDecision(context.Background(), r.DecisionID, 1, time.Minute)
	o.must(err)
	o.must(o.Recorded(context.Background(), c))
}

func TestTheRequesterIsToldOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, telling)
	o.see(request("1", "sam"))
	o.recorded("sam", "1", approvals.Deny, "Not now.")
	if n := o.jobs()["tell_requester"]; n != 1 {
		t.Fatalf("%d jobs, want 1", n)
	}
	note, err := o.ClaimRequesterNote(ctx, "1", 1)
	o.must(err)
	if note.Requester.ID != "lee" || note.Ended.Outcome != approvals.OutcomeDenied || note.Ended.By != "D. sam" ||
		note.Ended.Comment != "Not now." || note.Target.Name != "D. dana" || note.RequestURL != "https://iiq.example/request/R1" {
		t.Errorf("the note says %+v", note)
	}
	if _, err := o.ClaimRequesterNote(ctx, "1", 1); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("taken twice: %v, want %v", err, approvals.ErrClaimLost)
	}
	o.must(o.EndRequesterNote(ctx, "1", 1, approvals.NoteWaiting))
	_, err = o.ClaimRequesterNote(ctx, "1", 1)
	o.must(err)
	o.must(o.EndRequesterNote(ctx, "1", 1, approvals.NoteSent))
	o.must(o.EndRequesterNote(ctx, "1", 1, approvals.NoteWaiting))
	if _, err := o.ClaimRequesterNote(ctx, "1", 1); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("taken after it was sent: %v, want %v", err, approvals.ErrClaimLost)
	}
}

func TestWhoIsToldOfADecision(t *testing.T) {
	t.Parallel()
	elsewhere := approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "nora.x"}
	for name, c := range map[string]struct {
		config func(*store.Config)
		change func(*approvals.WorkItem)
		end    approvals.OutcomeView
		here   string
		want   int
	}{
		"decided here":                      {telling, nil, approvals.OutcomeView{}, "sam", 1},
		"decided in IIQ":                    {telling, nil, elsewhere, "", 1},
		"not switched on":                   {nil, nil, elsewhere, "", 0},
		"the requester decided in IIQ":      {telling, nil, approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "Lee.X"}, "", 0},
		"by display name":                   {telling, nil, approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "D. lee"}, "", 0},
		"the requester decided here":        {func(c *store.Config) { telling(c); c.Policy.AllowSelf = true }, nil, approvals.OutcomeView{}, "lee", 0},
		"expired":                           {telling, nil, approvals.OutcomeView{Outcome: approvals.OutcomeExpired}, "", 0},
		"completed, and nobody can say how": {telling, nil, approvals.OutcomeView{Outcome: approvals.OutcomeCompleted}, "", 0},
		"a requester whom nobody knows":     {telling, func(w *approvals.WorkItem) { w.Requester = approvals.Ref{Name: "ghost"} }, elsewhere, "", 0},
		"a requester known by name":         {telling, func(w *approvals.WorkItem) { w.Requester = approvals.Ref{Name: "LEE.x"} }, elsewhere, "", 1},
		"an item that is no access request": {telling, func(w *approvals.WorkItem) { w.Type = approvals.TypeForm }, elsewhere, "", 0},
		"no requester":                      {telling, func(w *approvals.WorkItem) { w.Requester = approvals.Ref{} }, elsewhere, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, c.config)
			owner := "sam"
			if c.here != "" {
				owner = c.here
			}
			item := request("1", owner)
			if c.change != nil {
				c.change(&item)
			}
			o.see(item)
			if c.here != "" {
				o.recorded(c.here, "1", approvals.Approve, "")
			} else {
				now, err := o.Now(context.Background())
				o.must(err)
				_, err = o.Gone(context.Background(), schedule.Lease{}, now, "1", c.end)
				o.must(err)
			}
			if n := o.jobs()["tell_requester"]; n != c.want {
				t.Errorf("%d jobs, want %d", n, c.want)
			}
		})
	}
}

// An item that is opened anew may be decided anew, and that is told as well.
func TestEachRoundIsToldOfOnce(t *testing.T) {
	t.Parallel()
	o := newEnv(t, telling)
	for range 2 {
		o.see(request("1", "sam"))
		o.recorded("sam", "1", approvals.Approve, uuid.NewString())
	}
	if n := o.jobs()["tell_requester"]; n != 2 {
		t.Errorf("%d jobs after two rounds, want 2", n)
	}
	if _, err := o.ClaimRequesterNote(context.Background(), "1", 2); err != nil {
		t.Error(err)
	}
}
