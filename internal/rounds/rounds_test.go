package rounds_test

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
)

func TestPollMovesItsWatermarkOnlyWhenAllWasStored(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	first, second := jobstest.Request("i1", "sam"), jobstest.Request("i2", "nora")
	second.Created = first.Created.Add(time.Hour)
	s.IIQ.Put(first)
	s.IIQ.Put(second)
	s.IIQ.Fails("changed", nil, jobstest.ErrAway)
	if err := s.Poll().Run(t.Context(), s.Lease("poll")); !errors.Is(err, jobstest.ErrAway) {
		t.Errorf("a page that failed gave %v, want %v", err, jobstest.ErrAway)
	}
	s.Want("", `SELECT stamp FROM watermarks`)
	s.Want("i1", `SELECT string_agg(id, ' ') FROM work_items`)
	s.Want("waiting", `SELECT string_agg(state, ' ') FROM cards`)
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Want("i1 i2", `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
	s.Want(fmt.Sprint(second.Created.Unix()), `SELECT extract(epoch FROM stamp)::bigint FROM watermarks`)
}

func TestPollReachesBackTwoMinutes(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.IIQ.Put(jobstest.Request("i1", "sam"))
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	late, early := jobstest.Request("i2", "sam"), jobstest.Request("i3", "sam")
	late.Created, early.Created = late.Created.Add(-119*time.Second), early.Created.Add(-121*time.Second)
	s.IIQ.Put(late)
	s.IIQ.Put(early)
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Want("i1 i2", `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
	for range 30 {
		s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	}
	s.Want("i1 i2 i3", `SELECT string_agg(id, ' ' ORDER BY id) FROM work_items`)
	s.Want("3", `SELECT count(*) FROM cards`)
}

func TestPollThatLostItsRoundStoresNothing(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.IIQ.Put(jobstest.Request("i1", "sam"))
	stale := s.Lease("poll")
	s.Lease("poll")
	if err := s.Poll().Run(t.Context(), stale); !errors.Is(err, schedule.ErrLeaseLost) {
		t.Errorf("got %v, want %v", err, schedule.ErrLeaseLost)
	}
	s.Want("0", `SELECT count(*) FROM work_items`)
	s.Want("0", `SELECT count(*) FROM watermarks`)
}

func TestItemThatCannotBeStoredKeepsNoOtherBack(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	bad := jobstest.Request("i1", "sam")
	bad.Description = "nul \x00 byte"
	s.IIQ.Put(bad)
	s.IIQ.Put(jobstest.Request("i2", "sam"))
	if err := s.Poll().Run(t.Context(), s.Lease("poll")); err == nil {
		t.Error("nobody is told of the item that cannot be stored")
	}
	s.Want("i2", `SELECT string_agg(id, ' ') FROM work_items`)
	s.Want("", `SELECT stamp FROM watermarks`)
}

func TestWorkgroupsAreExpandedBeforeTheirItemsAreStored(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.People.Groups["group"], s.People.Groups["broken"] = true, true
	s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "sam"}, {ID: "nora"}}
	s.IIQ.Put(jobstest.Request("i1", "group"))
	s.IIQ.Put(jobstest.Request("i2", "broken"))
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.Want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE work_item_id = 'i1' AND active`)
	s.Want("2", `SELECT count(*) FROM work_items`)
}

func TestReconciliationMakesCardsTrue(t *testing.T) {
	t.Parallel()
	ended := func(state approvals.ItemState, by string) func(*env) {
		return func(s *env) { s.IIQ.End("i1", approvals.ApprovalSummary{State: state, Completer: by}) }
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
		"forwarded":        {set: func(s *env) { s.IIQ.Put(jobstest.Request("i1", "nora")) }, want: "open  "},
		"shown as ended": {set: func(s *env) {
			w := jobstest.Request("i1", "sam")
			w.State, w.Completer = approvals.StateCanceled, ""
			s.IIQ.Put(w)
		}, want: "closed canceled "},
		"the list fails":           {set: func(s *env) { ended("", "")(s); s.IIQ.Fails("byid", jobstest.ErrAway) }, want: "open  "},
		"the request fails":        {set: func(s *env) { ended("", "")(s); s.IIQ.Fails("request", jobstest.ErrAway) }, want: "open  "},
		"there, and unreadable":    {set: func(s *env) { ended("", "")(s); s.IIQ.Unreadable = []string{"i1"} }, want: "open  "},
		"a decision is on its way": {set: func(s *env) { s.Click("sam", "i1", approvals.Approve, ""); ended("", "")(s) }, want: "open  "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			tc.set(s)
			_ = s.Reconcile().Run(t.Context(), s.Lease("reconcile"))
			if tc.twice {
				s.Want("open  ", `SELECT state || ' ' || outcome || ' ' || outcome_by FROM work_items`)
				_ = s.Reconcile().Run(t.Context(), s.Lease("reconcile"))
			}
			s.Want(tc.want, `SELECT state || ' ' || outcome || ' ' || outcome_by FROM work_items`)
			s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
			s.Drain()
			s.Want("0", `SELECT count(*) FROM cards WHERE shown < want`)
		})
	}
}

func TestReconciliationGoesOnPastWhatFails(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	for n := range 102 {
		s.IIQ.Put(jobstest.Request(fmt.Sprintf("i%03d", n), "sam"))
	}
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	s.IIQ.End("i001", approvals.ApprovalSummary{})
	s.IIQ.End("i101", approvals.ApprovalSummary{})
	s.IIQ.Fails("request", jobstest.ErrAway)
	if err := s.Reconcile().Run(t.Context(), s.Lease("reconcile")); !errors.Is(err, jobstest.ErrAway) {
		t.Errorf("got %v, want %v", err, jobstest.ErrAway)
	}
	s.IIQ.Fails("request", jobstest.ErrAway)
	if err := s.Reconcile().Run(t.Context(), s.Lease("reconcile")); !errors.Is(err, jobstest.ErrAway) {
		t.Errorf("got %v, want %v", err, jobstest.ErrAway)
	}
	s.Want("i101", `SELECT string_agg(id, ' ') FROM work_items WHERE state = 'closed'`)
}

func TestReopenedItemTellsItsLastEnding(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	end := func(state approvals.ItemState, by string, ms int64) {
		s.IIQ.End("i1", approvals.ApprovalSummary{State: state, Completer: by, Ended: time.UnixMilli(1767000000000 + ms)})
		s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	}
	end(approvals.StateFinished, "nora.x", 1000)
	s.Want("approved D. nora", `SELECT outcome || ' ' || outcome_by FROM work_items`)
	again := jobstest.Request("i1", "sam")
	again.Modified = time.UnixMilli(1767000002000)
	s.See(again)
	s.Want("open 2", `SELECT state || ' ' || round FROM work_items`)
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	end(approvals.StateRejected, "dana.x", 3000)
	s.Want("denied D. dana", `SELECT outcome || ' ' || outcome_by FROM work_items`)
	again.Modified = time.UnixMilli(1767000004000)
	s.See(again)
	s.IIQ.End("i1", approvals.ApprovalSummary{})
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.Must(s.Reconcile().Run(t.Context(), s.Lease("reconcile")))
	s.Want("completed ", `SELECT outcome || ' ' || outcome_by FROM work_items`)
}

func TestWorkgroupRoundFollowsItsMembers(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	round := &rounds.Workgroups{Store: s.Store, Groups: s.Groups, Refresh: time.Minute, Log: slog.New(slog.DiscardHandler)}
	s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "sam"}, {ID: "dana"}}
	before := s.IIQ.Count("members")
	s.Must(round.Run(t.Context(), s.Lease("workgroups")))
	if n := s.IIQ.Count("members") - before; n != 0 {
		t.Errorf("a group that was expanded just now was asked for %d times, want 0", n)
	}
	s.Exec(`UPDATE workgroups SET expanded_at = now() - interval '2 min'`)
	s.IIQ.Fails("members", jobstest.ErrAway)
	if err := round.Run(t.Context(), s.Lease("workgroups")); !errors.Is(err, jobstest.ErrAway) {
		t.Errorf("got %v, want %v", err, jobstest.ErrAway)
	}
	s.Want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
	s.Must(round.Run(t.Context(), s.Lease("workgroups")))
	s.Want("dana nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
	s.Exec(`UPDATE workgroups SET expanded_at = now() - interval '2 min'`)
	s.Must(round.Run(t.Context(), s.Lease("workgroups")))
	s.Drain()
	s.Want("dana sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
	if m := s.Slack.Of("U-nora"); len(m) != 1 || m[0].Phase != approvals.PhaseNotYours {
		t.Errorf("Nora has left and has %+v, want a length of 1 and phase %v", m, approvals.PhaseNotYours)
	}
	if m := s.Slack.Of("U-dana"); len(m) != 1 || m[0].Phase != approvals.PhaseOpen {
		t.Errorf("Dana has come and has %+v, want a length of 1 and phase %v", m, approvals.PhaseOpen)
	}
}

// One poll finds all that no watermark shows, once it has found one of them.
func TestASweepThatFindsSomethingGoesOn(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.IIQ.Put(jobstest.Request("i1", "sam"))
	s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	for n := range 9 {
		w := jobstest.Request(fmt.Sprintf("j%d", n), "sam")
		w.Created = w.Created.Add(-time.Hour)
		s.IIQ.Put(w)
	}
	for range 10 {
		s.Must(s.Poll().Run(t.Context(), s.Lease("poll")))
	}
	s.Want("10", `SELECT count(*) FROM work_items`)
}
