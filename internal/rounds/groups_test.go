package rounds_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
)

func members(ids ...string) []approvals.Identity {
	var all []approvals.Identity
	for _, id := range ids {
		all = append(all, approvals.Identity{ID: id})
	}
	return all
}

func TestExpandingWorkgroups(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		members  map[string][]approvals.Identity
		groups   []string
		unlisted string
		want     []string
		err      error
	}{
		"flat": {members: map[string][]approvals.Identity{"g": members("b", "a", "b")}, groups: []string{"g"},
			want: []string{"a", "b"}},
		"empty": {members: map[string][]approvals.Identity{"g": {}}, groups: []string{"g"}, want: []string{}},
		"nested": {members: map[string][]approvals.Identity{"g": members("a", "h"), "h": members("b")}, groups: []string{"g", "h"},
			want: []string{"a", "b"}},
		"a circle": {members: map[string][]approvals.Identity{"g": members("h"), "h": members("g", "a")}, groups: []string{"g", "h"},
			want: []string{"a"}},
		"marked as a group": {members: map[string][]approvals.Identity{"g": {{ID: "h", Workgroup: true}}, "h": members("a")},
			want: []string{"a"}},
		"a member whom nobody knows": {members: map[string][]approvals.Identity{"g": members("new")}, groups: []string{"g"},
			unlisted: "new", want: []string{"new"}},
		"a member that is empty": {members: map[string][]approvals.Identity{"g": members("h", "a"), "h": {}},
			groups: []string{"g", "h"}, want: []string{"a"}},
		"a member without an id": {members: map[string][]approvals.Identity{"g": members("", "a")}, groups: []string{"g"},
			want: []string{"a"}},
		"no group at all": {err: approvals.ErrNotAWorkgroup},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			iiq := jobstest.NewFakeIIQ()
			iiq.MembersOf = tc.members
			people := &jobstest.FakePeople{Steps: jobstest.NewSteps(), Groups: map[string]bool{},
				Unlisted: map[string]bool{tc.unlisted: true}}
			for _, g := range tc.groups {
				people.Groups[g] = true
			}
			got, err := (&rounds.Groups{Members: iiq, People: people}).Expand(t.Context(), "g")
			if !errors.Is(err, tc.err) || !slices.Equal(got, tc.want) {
				t.Errorf("got %v, %v, want %v", got, err, tc.want)
			}
		})
	}
}

// A plugin that is being redeployed answers 404 to everything: nobody in a nested group has left for that.
func TestNestedGroupThatCannotBeReadIsNoPerson(t *testing.T) {
	t.Parallel()
	for name, nested := range map[string]approvals.Identity{
		"marked in the list": {ID: "h", Workgroup: true},
		"known to IIQ":       {ID: "h"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			iiq := jobstest.NewFakeIIQ()
			iiq.MembersOf = map[string][]approvals.Identity{"g": {{ID: "a"}, nested}}
			people := &jobstest.FakePeople{Steps: jobstest.NewSteps(), Groups: map[string]bool{"g": true, "h": true}}
			got, err := (&rounds.Groups{Members: iiq, People: people}).Expand(t.Context(), "g")
			if err == nil || errors.Is(err, approvals.ErrNotAWorkgroup) {
				t.Errorf("got %v, %v, want an error other than %v", got, err, approvals.ErrNotAWorkgroup)
			}
		})
	}
}

func TestGroupsWithoutEndAreNotExpanded(t *testing.T) {
	t.Parallel()
	iiq, people := jobstest.NewFakeIIQ(), &jobstest.FakePeople{Steps: jobstest.NewSteps(), Groups: map[string]bool{}}
	for n := range 200 {
		id := fmt.Sprintf("g%d", n)
		people.Groups[id] = true
		iiq.MembersOf[id] = members(fmt.Sprintf("g%d", n+1))
	}
	people.Groups["g200"] = true
	iiq.MembersOf["g200"] = members("a")
	if _, err := (&rounds.Groups{Members: iiq, People: people}).Expand(t.Context(), "g0"); err == nil {
		t.Error("a group of two hundred groups was expanded")
	}
}

// Twenty thousand members cost one question about their kinds, and a group beyond the bound none.
func TestALargeWorkgroupIsAskedAboutAtOnce(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]struct{ people, asked int }{
		20_000: {20_000, 1}, 20_001: {0, 1}, 20_101: {0, 0},
	} {
		iiq, people := jobstest.NewFakeIIQ(), &jobstest.FakePeople{Steps: jobstest.NewSteps(), Groups: map[string]bool{"g": true}}
		for n := range size {
			iiq.MembersOf["g"] = append(iiq.MembersOf["g"], approvals.Identity{ID: fmt.Sprintf("p%05d", n)})
		}
		got, err := (&rounds.Groups{Members: iiq, People: people}).Expand(t.Context(), "g")
		if len(got) != want.people || (err == nil) != (want.people > 0) || int(people.Asked.Load()) != want.asked {
			t.Errorf("%d members: %d people, %v, after %d questions, want %d after %d", size, len(got), err, people.Asked.Load(),
				want.people, want.asked)
		}
	}
}

// A round over many groups that ends in the middle goes on where it stopped: each group is read once.
func TestManyWorkgroupsGoOnWhereTheRoundStopped(t *testing.T) {
	t.Parallel()
	const groups, size, stopAfter = 50, 20, 20
	s := newEnv(t)
	var items []approvals.WorkItem
	for n := range groups {
		group := fmt.Sprintf("g%02d", n)
		s.People.Groups[group] = true
		s.Exec(`INSERT INTO identities (id, name, workgroup) VALUES ($1, $1, true)`, group)
		for m := range size {
			s.IIQ.MembersOf[group] = append(s.IIQ.MembersOf[group], approvals.Identity{ID: fmt.Sprintf("%s-%03d", group, m)})
		}
		items = append(items, jobstest.Request("i-"+group, group))
	}
	at, err := s.Now(t.Context())
	s.Must(err)
	_, err = s.Seen(t.Context(), schedule.Lease{}, at, items)
	s.Must(err)
	round := &rounds.Workgroups{Store: s.Store, Groups: s.Groups, Refresh: time.Minute, Log: slog.New(slog.DiscardHandler)}
	// Another replica takes the round over in the middle.
	s.IIQ.Fails("members", append(make([]error, stopAfter), schedule.ErrLeaseLost)...)
	if err := round.Run(t.Context(), s.Lease("workgroups")); !errors.Is(err, schedule.ErrLeaseLost) {
		t.Fatalf("the round that was taken over ends with %v, want %v", err, schedule.ErrLeaseLost)
	}
	lease := s.Lease("workgroups")
	s.Must(round.Run(t.Context(), lease))
	if n := s.IIQ.Count("members"); n != groups+1 {
		t.Errorf("members were read %d times, want %d and once more where it was stopped", n, groups)
	}
	s.Want(fmt.Sprint(groups*size), `SELECT count(*) FROM work_item_approvers WHERE active AND identity_id LIKE 'g%-%'`)
	s.Must(s.RenewLease(t.Context(), lease, time.Minute))
}

// Whoever judges a decision has been told the members by our tables. IIQ alone says who is one now: nothing is looked up and stored
// where it lists the same, and all is where it lists anything else.
func TestOnlyTheSameMembersAreConfirmed(t *testing.T) {
	t.Parallel()
	both := []string{"nora", "sam"}
	for name, tc := range map[string]struct {
		listed, known, want []string
		marked, stored      bool
	}{
		"the same":               {listed: []string{"sam", "nora"}, known: both, want: both},
		"one twice":              {listed: []string{"sam", "nora", "sam"}, known: both, want: both},
		"one has left":           {listed: []string{"sam"}, known: both, want: []string{"sam"}, stored: true},
		"one has come":           {listed: []string{"sam", "nora", "jo"}, known: both, want: []string{"jo", "nora", "sam"}, stored: true},
		"one in another's place": {listed: []string{"sam", "dana"}, known: both, want: []string{"dana", "sam"}, stored: true},
		"nobody is known":        {listed: []string{"sam", "nora"}, want: both, stored: true},
		"one is a workgroup now": {listed: []string{"sam", "nora"}, known: both, marked: true, want: []string{"sam"}, stored: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := groupShop(t)
			s.Exec(`UPDATE workgroups SET expanded_at = 'epoch'`)
			list := members(tc.listed...)
			if tc.marked {
				list[1].Workgroup = true
				s.IIQ.MembersOf["nora"] = members("sam")
			}
			s.IIQ.MembersOf["group"] = list
			got, err := s.Groups.Confirm(t.Context(), "group", "", tc.known)
			if err != nil || !slices.Equal(got, tc.want) {
				t.Errorf("got %v, %v, want %v", got, err, tc.want)
			}
			s.Want(fmt.Sprint(tc.stored), `SELECT (expanded_at > 'epoch')::text FROM workgroups WHERE id = 'group'`)
		})
	}
}

func TestMembersThatCannotBeReadAreNotConfirmed(t *testing.T) {
	t.Parallel()
	s := groupShop(t)
	s.IIQ.Fails("members", jobstest.ErrAway)
	before := s.IIQ.Count("members")
	if got, err := s.Groups.Confirm(t.Context(), "group", "", []string{"nora", "sam"}); !errors.Is(err, jobstest.ErrAway) {
		t.Errorf("got %v, %v, want %v", got, err, jobstest.ErrAway)
	}
	if n := s.IIQ.Count("members") - before; n != 1 {
		t.Errorf("an IdentityIQ that is away was asked %d times, want once", n)
	}
}
