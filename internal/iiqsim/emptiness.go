package iiqsim

import (
	"net/http"
	"sync/atomic"
)

// emptiness is what the simulator leaves out of answers that are otherwise well-formed, as an IdentityIQ does whose index is
// being rebuilt, or whose account has lost the right to see anything.
type emptiness struct {
	lists, members atomic.Bool
}

// SetListsEmpty makes every list (work items, identity requests, both tables, SCIM's users) well-formed and empty; false ends
// that. What is asked for by id is answered as ever.
func (s *Sim) SetListsEmpty(empty bool) { s.empty.lists.Store(empty) }

// SetMembersEmpty makes the members of every workgroup a well-formed and empty list; false ends that.
func (s *Sim) SetMembersEmpty(empty bool) { s.empty.members.Store(empty) }

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
