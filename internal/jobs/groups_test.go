package jobs_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
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
			iiq := newFakeIIQ()
			iiq.members = tc.members
			people := &fakePeople{steps: newSteps(), groups: map[string]bool{}, unlisted: map[string]bool{tc.unlisted: true}}
			for _, g := range tc.groups {
				people.groups[g] = true
			}
			got, err := (&jobs.Groups{Members: iiq, People: people}).Expand(t.Context(), "g")
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
			iiq := newFakeIIQ()
			iiq.members = map[string][]approvals.Identity{"g": {{ID: "a"}, nested}}
			people := &fakePeople{steps: newSteps(), groups: map[string]bool{"g": true, "h": true}}
			got, err := (&jobs.Groups{Members: iiq, People: people}).Expand(t.Context(), "g")
			if err == nil || errors.Is(err, approvals.ErrNotAWorkgroup) {
				t.Errorf("got %v, %v, want an error other than %v", got, err, approvals.ErrNotAWorkgroup)
			}
		})
	}
}

func TestGroupsWithoutEndAreNotExpanded(t *testing.T) {
	t.Parallel()
	iiq, people := newFakeIIQ(), &fakePeople{steps: newSteps(), groups: map[string]bool{}}
	for n := range 200 {
		id := fmt.Sprintf("g%d", n)
		people.groups[id] = true
		iiq.members[id] = members(fmt.Sprintf("g%d", n+1))
	}
	people.groups["g200"] = true
	iiq.members["g200"] = members("a")
	if _, err := (&jobs.Groups{Members: iiq, People: people}).Expand(t.Context(), "g0"); err == nil {
		t.Error("a group of two hundred groups was expanded")
	}
}
