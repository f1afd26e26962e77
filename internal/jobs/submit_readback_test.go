package jobs_test

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/schedule"
)

func TestUnknownOutcomeIsReadBackBeforeAnythingIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step   string
		set    func(*env)
		end    string
		writes int
	}{
		"it had its effect": {"answer", func(*env) {}, "recorded  closed approved", 1},
		"it had no effect":  {"put", func(*env) {}, "recorded  closed approved", 1},
		"somebody was first": {"put", func(s *env) {
			s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateFinished, Completer: "nora.x", Comments: []string{"mine"}})
		}, "refused already_decided closed approved", 0},
		"same words, another state": {"put", func(s *env) {
			s.IIQ.End("i1", approvals.ApprovalSummary{State: approvals.StateRejected, Completer: "sam.x", Comments: []string{"(D. sam, in Slack)"}})
		}, "refused already_decided closed denied", 0},
		"the right is lost meanwhile": {"put", func(s *env) { s.IIQ.Put(jobstest.Request("i1", "nora")) }, "refused forwarded open ", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			s.IIQ.Fails(tc.step, approvals.ErrOutcomeUnknown)
			if got := s.Attempt(); got != "retry" {
				t.Fatalf(`the first attempt ended as %q, want "retry"`, got)
			}
			tc.set(s)
			s.Drain()
			s.Want(tc.end, decided)
			if n := len(s.IIQ.Written()); n != tc.writes {
				t.Errorf("IIQ took %d writes, want %d", n, tc.writes)
			}
		})
	}
}

func TestGoneAfterOurWriteWaitsForTheRequestToTell(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
	s.Attempt()
	late := s.IIQ.Requests["Ri1"]
	delete(s.IIQ.Requests, "Ri1")
	if got := s.Attempt(); got != "retry" {
		t.Errorf(`without a summary the attempt ended as %q, want "retry"`, got)
	}
	s.Want("false", `SELECT stalled FROM decisions`)
	s.IIQ.Requests["Ri1"] = late
	if got := s.Attempt(); got != "recorded" {
		t.Errorf(`with the summary the attempt ended as %q, want "recorded"`, got)
	}
}

func TestGoneAfterOurWriteAndNobodyEverTells(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		lost  func(*env)
		after time.Duration
		want  []string
	}{
		"the request tells of no end": {func(s *env) { s.IIQ.Requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1"} },
			3 * time.Minute, []string{"retry", "unheard"}},
		"the request tells of no end yet": {func(s *env) { s.IIQ.Requests["Ri1"] = approvals.IdentityRequest{Name: "Ri1"} },
			110 * time.Second, []string{"retry", "retry", "retry"}},
		"the request is not listed": {func(s *env) { delete(s.IIQ.Requests, "Ri1") }, time.Minute, []string{"retry", "retry", "retry"}},
		"the request is not listed for as long as it may": {func(s *env) { delete(s.IIQ.Requests, "Ri1") }, 2 * jobstest.Keep,
			[]string{"given_up"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
			s.Attempt()
			told := s.IIQ.Requests["Ri1"]
			tc.lost(s)
			s.Later(tc.after)
			for n, want := range tc.want {
				if got := s.Attempt(); got != want {
					t.Errorf("attempt %d: got %q, want %q", n, got, want)
				}
			}
			switch tc.want[len(tc.want)-1] {
			case "unheard":
				s.Want("refused unheard closed completed", decided)
			case "retry":
				s.IIQ.Requests["Ri1"] = told
				if got := s.Attempt(); got != "recorded" {
					t.Errorf("with the request: got %q, want recorded", got)
				}
			}
		})
	}
}

func TestWorkgroupIsReadBackFromIIQ(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set  func(*env)
		want string
	}{
		"still a member": {func(*env) {}, "recorded  closed approved"},
		"has left": {func(s *env) { s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "nora"}}; s.Attempt() },
			"refused not_yours open "},
		"a nested group's member": {func(s *env) {
			s.People.Groups["inner"] = true
			s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "inner"}}
			s.IIQ.MembersOf["inner"] = []approvals.Identity{{ID: "sam"}, {ID: "group", Workgroup: true}}
		}, "recorded  closed approved"},
		"no answer":                 {func(s *env) { s.IIQ.Fails("members", jobstest.ErrAway) }, "recording  open "},
		"404, as in a redeployment": {func(s *env) { delete(s.IIQ.MembersOf, "group") }, "recording  open "},
		"turned out to be a person": {func(s *env) { delete(s.IIQ.MembersOf, "group"); s.People.Groups["group"] = false },
			"refused forwarded open "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.People.Groups["group"] = true
			s.IIQ.MembersOf["group"] = []approvals.Identity{{ID: "sam"}, {ID: "nora"}}
			s.Must(s.Groups.ExpandUnknown(t.Context(), schedule.Lease{}, []approvals.WorkItem{jobstest.Request("i1", "group")}))
			s.See(jobstest.Request("i1", "group"))
			s.Click("sam", "i1", approvals.Approve, "")
			tc.set(s)
			s.Attempt()
			s.Want(tc.want, decided)
		})
	}
}

// The members of the owner that our tables know are read along with the item. They count for nothing where it has another owner by now.
func TestMembersOfTheFormerOwnerCountForNothing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		members []approvals.Identity
		want    string
		writes  int
	}{
		"not in the new workgroup": {[]approvals.Identity{{ID: "nora"}}, "refused not_yours open ", 0},
		"in both":                  {[]approvals.Identity{{ID: "nora"}, {ID: "sam"}}, "recorded  closed approved", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := groupShop(t)
			s.Click("sam", "i1", approvals.Approve, "")
			s.People.Groups["others"] = true
			s.IIQ.MembersOf["others"] = tc.members
			s.IIQ.Put(jobstest.Request("i1", "others"))
			s.Attempt()
			s.Want(tc.want, decided)
			if n := len(s.IIQ.Written()); n != tc.writes {
				t.Errorf("IIQ took %d writes, want %d", n, tc.writes)
			}
		})
	}
}
