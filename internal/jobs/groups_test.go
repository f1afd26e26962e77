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
		members map[string][]approvals.Identity
		groups  []string
		want    []string
		err     error
	}{
		"flat":                       {map[string][]approvals.Identity{"g": members("b", "a", "b")}, []string{"g"}, []string{"a", "b"}, nil},
		"empty":                      {map[string][]approvals.Identity{"g": {}}, []string{"g"}, []string{}, nil},
		"nested":                     {map[string][]approvals.Identity{"g": members("a", "h"), "h": members("b")}, []string{"g", "h"}, []string{"a", "b"}, nil},
		"a circle":                   {map[string][]approvals.Identity{"g": members("h"), "h": members("g", "a")}, []string{"g", "h"}, []string{"a"}, nil},
		"marked as a group":          {map[string][]approvals.Identity{"g": {{ID: "h", Workgroup: true}}, "h": members("a")}, nil, []string{"a"}, nil},
		"a member whom nobody knows": {map[string][]approvals.Identity{"g": members("new")}, []string{"g", "new"}, []string{"new"}, nil},
		"a member that is empty":     {map[string][]approvals.Identity{"g": members("h", "a"), "h": {}}, []string{"g", "h"}, []string{"a"}, nil},
		"a member without an id":     {map[string][]approvals.Identity{"g": members("", "a")}, []string{"g"}, []string{"a"}, nil},
		"no group at all":            {nil, nil, nil, jobs.ErrNotAWorkgroup},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			iiq := newFakeIIQ()
			iiq.members = tc.members
			people := &fakePeople{steps: newSteps(), groups: map[string]bool{}}
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
