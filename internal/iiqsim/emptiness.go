package iiqsim

import (
	"net/http"
	"slices"
	"sync/atomic"
)

// emptiness is what the simulator leaves out of answers that are otherwise well-formed, like an IdentityIQ whose index
// is being rebuilt, or whose account has lost the right to see anything.
type emptiness struct {
	lists, members atomic.Bool
	// groups are the only groups without members when set; members then does not count.
	groups atomic.Pointer[[]string]
}

// hides tells whether a workgroup shows no members now.
func (e *emptiness) hides(group string) bool {
	some := e.groups.Load()
	return e.members.Load() || some != nil && slices.Contains(*some, group)
}

// SetListsEmpty makes every list (work items, identity requests, both tables, SCIM's users) well-formed and empty;
// false ends that. Calls by id are answered as before.
func (s *Sim) SetListsEmpty(empty bool) { s.empty.lists.Store(empty) }

// SetMembersEmpty makes the members of every workgroup a well-formed and empty list; false ends that.
func (s *Sim) SetMembersEmpty(empty bool) { s.empty.members.Store(empty) }

// SetGroupsEmpty makes the members of these workgroups alone a well-formed and empty list; none ends that.
func (s *Sim) SetGroupsEmpty(ids ...string) { s.empty.groups.Store(&ids) }

// Empty tells whether lists, and members of workgroups, are left out now.
func (s *Sim) Empty() (lists, members bool) {
	some := s.empty.groups.Load()
	return s.empty.lists.Load(), s.empty.members.Load() || some != nil && len(*some) > 0
}

// listed gives one page of a list, or nothing while lists are empty. The mutex is held.
func listed[T row](s *Sim, from *shelf[T], q query[T]) []T {
	if s.empty.lists.Load() {
		return nil
	}
	return from.run(q, s.shuffle())
}

// routeEmptiness: lists-empty, members-empty.
func (s *Sim) routeEmptiness(mux *http.ServeMux) {
	type wish struct {
		Empty bool `json:"empty"`
	}
	do(mux, "PUT /_sim/lists-empty", func(_ *http.Request, in wish) error {
		s.SetListsEmpty(in.Empty)
		return nil
	})
	do(mux, "PUT /_sim/members-empty", func(_ *http.Request, in wish) error {
		s.SetMembersEmpty(in.Empty)
		return nil
	})
}
