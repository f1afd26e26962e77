package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/schedule"
)

func (s *env) poll() *jobs.Poll {
	return &jobs.Poll{Store: s.Store, Items: s.iiq, Groups: s.groups, Requests: s.iiq,
		Types: []approvals.ItemType{approvals.TypeApproval}, Page: 2,
		Log: slog.New(slog.DiscardHandler)}
}

func (s *env) reconcile() *jobs.Reconcile {
	return &jobs.Reconcile{Store: s.Store, Items: s.iiq, Requests: s.iiq, Groups: s.groups, Witness: s.witness(), Clock: s.clock,
		Log: slog.New(slog.DiscardHandler)}
}

// lease claims a round, as the schedules do.
func (s *env) lease(name string) schedule.Lease {
	s.t.Helper()
	s.must(s.EnsureRounds(context.Background(), []string{name}))
	s.exec(`UPDATE schedules SET next_at = now(), claimed_until = 'epoch'`)
	got, _, err := s.ClaimRounds(context.Background(), []string{name}, time.Minute)
	s.must(err)
	if len(got) != 1 {
		s.t.Fatalf("claimed %v, want a length of 1", got)
	}
	return got[0]
}

func TestPollMovesItsWatermarkOnlyWhenAllWasStored(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	first, second := request("i1", "sam"), request("i2", "nora")
	second.Created = first.Created.Add(time.Hour)
	s.iiq.put(first)
	s.iiq.put(second)
	s.iiq.fails("changed", nil, errAway)
	if err := s.poll().Run(t.Context(), s.lease("poll")); !errors.Is(err, errAway) {
		t.Errorf("a page that failed gave %v, want %v", err, errAway)
	}
	s.want("", `SELECT stamp FROM watermarks`)
	s.want("i1", `SELECT string_agg(id, ' ') FROM work_items`)
	s.want("waiting", `SELECT string_agg(state, ' ') FROM cards`)
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	s.want("i1 i2", `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
	s.want(fmt.Sprint(second.Created.Unix()), `SELECT extract(epoch FROM stamp)::bigint FROM watermarks`)
}

func TestPollReachesBackTwoMinutes(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.iiq.put(request("i1", "sam"))
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	late, early := request("i2", "sam"), request("i3", "sam")
	late.Created, early.Created = late.Created.Add(-119*time.Second), early.Created.Add(-121*time.Second)
	s.iiq.put(late)
	s.iiq.put(early)
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	s.want("i1 i2", `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
	for range 30 {
		s.must(s.poll().Run(t.Context(), s.lease("poll")))
	}
	s.want("i1 i2 i3", `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
	s.want("3", `SELECT count(*) FROM cards`)
}

func TestPollThatLostItsRoundStoresNothing(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.iiq.put(request("i1", "sam"))
	stale := s.lease("poll")
	s.lease("poll")
	if err := s.poll().Run(t.Context(), stale); !errors.Is(err, schedule.ErrLeaseLost) {
		t.Errorf("got %v, want %v", err, schedule.ErrLeaseLost)
	}
	s.want("0", `SELECT count(*) FROM work_items`)
	s.want("0", `SELECT count(*) FROM watermarks`)
}

func TestItemThatCannotBeStoredKeepsNoOtherBack(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	bad := request("i1", "sam")
	bad.Description = "nul \x00 byte"
	s.iiq.put(bad)
	s.iiq.put(request("i2", "sam"))
	if err := s.poll().Run(t.Context(), s.lease("poll")); err == nil {
		t.Error("nobody is told of the item that cannot be stored")
	}
	s.want("i2", `SELECT string_agg(id, ' ') FROM work_items`)
	s.want("", `SELECT stamp FROM watermarks`)
}

func TestWorkgroupsAreExpandedBeforeTheirItemsAreStored(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.people.groups["group"], s.people.groups["broken"] = true, true
	s.iiq.members["group"] = []approvals.Identity{{ID: "sam"}, {ID: "nora"}}
	s.iiq.put(request("i1", "group"))
	s.iiq.put(request("i2", "broken"))
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	s.want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE work_item_id = 'i1' AND active`)
	s.want("2", `SELECT count(*) FROM work_items`)
}

func TestReconciliationMakesCardsTrue(t *testing.T) {
	t.Parallel()
	ended := func(state approvals.ItemState, by string) func(*env) {
		return func(s *env) { s.iiq.end("i1", approvals.ApprovalSummary{State: state, Completer: by}) }
	}
	for name, tc := range map[string]struct {
		set  func(*env)
		want string
		// twice: one reading closes nothing.
		twice bool
	}{
		"nothing happened": {set: func(*env) {}, want: "open  "},
		"approved":         {set: ended(approvals.StateFinished, "nora.x"), want: "closed approved D. nora"},
		"denied":           {set: ended(approvals.StateRejected, "Nora Somebody"), want: "closed denied Nora Somebody"},
		"expired":          {set: ended(approvals.StateExpired, ""), want: "closed expired "},
		"without a trace":  {set: ended("", ""), want: "closed completed ", twice: true},
		"forwarded":        {set: func(s *env) { s.iiq.put(request("i1", "nora")) }, want: "open  "},
		"shown as ended": {set: func(s *env) {
			w := request("i1", "sam")
			w.State, w.Completer = approvals.StateCanceled, ""
			s.iiq.put(w)
		}, want: "closed canceled "},
		"the list fails":           {set: func(s *env) { ended("", "")(s); s.iiq.fails("byid", errAway) }, want: "open  "},
		"the request fails":        {set: func(s *env) { ended("", "")(s); s.iiq.fails("request", errAway) }, want: "open  "},
		"there, and unreadable":    {set: func(s *env) { ended("", "")(s); s.iiq.unreadable = []string{"i1"} }, want: "open  "},
		"a decision is on its way": {set: func(s *env) { s.click("sam", "i1", approvals.Approve, ""); ended("", "")(s) }, want: "open  "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.see(request("i1", "sam"))
			tc.set(s)
			_ = s.reconcile().Run(t.Context(), s.lease("reconcile"))
			if tc.twice {
				s.want("open  ", `SELECT state || ' ' || outcome || ' ' || outcome_by FROM work_items`)
				_ = s.reconcile().Run(t.Context(), s.lease("reconcile"))
			}
			s.want(tc.want, `SELECT state || ' ' || outcome || ' ' || outcome_by FROM work_items`)
			s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
			s.drain()
			s.want("0", `SELECT count(*) FROM cards WHERE shown < want`)
		})
	}
}

func TestReconciliationGoesOnPastWhatFails(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	for n := range 102 {
		s.iiq.put(request(fmt.Sprintf("i%03d", n), "sam"))
	}
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	s.iiq.end("i001", approvals.ApprovalSummary{})
	s.iiq.end("i101", approvals.ApprovalSummary{})
	s.iiq.fails("request", errAway)
	if err := s.reconcile().Run(t.Context(), s.lease("reconcile")); !errors.Is(err, errAway) {
		t.Errorf("got %v, want %v", err, errAway)
	}
	s.iiq.fails("request", errAway)
	if err := s.reconcile().Run(t.Context(), s.lease("reconcile")); !errors.Is(err, errAway) {
		t.Errorf("got %v, want %v", err, errAway)
	}
	s.want("i101", `SELECT string_agg(id, ' ') FROM work_items WHERE state = 'closed'`)
}

func TestReopenedItemTellsItsLastEnding(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.see(request("i1", "sam"))
	end := func(state approvals.ItemState, by string, ms int64) {
		s.iiq.end("i1", approvals.ApprovalSummary{State: state, Completer: by, Ended: time.UnixMilli(1767000000000 + ms)})
		s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
	}
	end(approvals.StateFinished, "nora.x", 1000)
	s.want("approved D. nora", `SELECT outcome || ' ' || outcome_by FROM work_items`)
	again := request("i1", "sam")
	again.Modified = time.UnixMilli(1767000002000)
	s.see(again)
	s.want("open 2", `SELECT state || ' ' || round FROM work_items`)
	s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
	end(approvals.StateRejected, "dana.x", 3000)
	s.want("denied D. dana", `SELECT outcome || ' ' || outcome_by FROM work_items`)
	again.Modified = time.UnixMilli(1767000004000)
	s.see(again)
	s.iiq.end("i1", approvals.ApprovalSummary{})
	s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
	s.must(s.reconcile().Run(t.Context(), s.lease("reconcile")))
	s.want("completed ", `SELECT outcome || ' ' || outcome_by FROM work_items`)
}

func TestWorkgroupRoundFollowsItsMembers(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	round := &jobs.Workgroups{Store: s.Store, Groups: s.groups, Refresh: time.Minute, Log: slog.New(slog.DiscardHandler)}
	s.iiq.members["group"] = []approvals.Identity{{ID: "sam"}, {ID: "dana"}}
	before := s.iiq.count("members")
	s.must(round.Run(t.Context(), s.lease("workgroups")))
	if n := s.iiq.count("members") - before; n != 0 {
		t.Errorf("a group that was expanded just now was asked for %d times, want 0", n)
	}
	s.exec(`UPDATE workgroups SET expanded_at = now() - interval '2 min'`)
	s.iiq.fails("members", errAway)
	if err := round.Run(t.Context(), s.lease("workgroups")); !errors.Is(err, errAway) {
		t.Errorf("got %v, want %v", err, errAway)
	}
	s.want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
	s.must(round.Run(t.Context(), s.lease("workgroups")))
	s.want("dana nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
	s.exec(`UPDATE workgroups SET expanded_at = now() - interval '2 min'`)
	s.must(round.Run(t.Context(), s.lease("workgroups")))
	s.drain()
	s.want("dana sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
	if m := s.slack.of("U-nora"); len(m) != 1 || m[0].phase != approvals.PhaseNotYours {
		t.Errorf("Nora has left and has %+v, want a length of 1 and phase %v", m, approvals.PhaseNotYours)
	}
	if m := s.slack.of("U-dana"); len(m) != 1 || m[0].phase != approvals.PhaseOpen {
		t.Errorf("Dana has come and has %+v, want a length of 1 and phase %v", m, approvals.PhaseOpen)
	}
}

// One poll finds all that no watermark shows, once it has found one of them.
func TestASweepThatFindsSomethingGoesOn(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.iiq.put(request("i1", "sam"))
	s.must(s.poll().Run(t.Context(), s.lease("poll")))
	for n := range 9 {
		w := request(fmt.Sprintf("j%d", n), "sam")
		w.Created = w.Created.Add(-time.Hour)
		s.iiq.put(w)
	}
	for range 10 {
		s.must(s.poll().Run(t.Context(), s.lease("poll")))
	}
	s.want("10", `SELECT count(*) FROM work_items`)
}
