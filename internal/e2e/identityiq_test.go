package e2e

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// taken waits until IdentityIQ has taken one decision on the item, by this person, and wants it to stay the only one.
func (s *story) taken(i item, who, state, comment string) {
	s.Helper()
	s.eventually(fmt.Sprintf("IdentityIQ takes %s on %s", state, i.Number), func() bool { return len(s.accepted(i.ID)) > 0 })
	p, err := s.IIQ.Identity(who)
	if err != nil {
		s.Fatal(err)
	}
	all := s.accepted(i.ID)
	if w := all[0]; len(all) != 1 || w.State != state || w.ApproverID != p.ID || w.Comment != comment {
		s.Errorf("IdentityIQ took %+v, want once %s by %s with %q", all, state, who, comment)
	}
}

// iiqAnswers changes how IdentityIQ answers, and gives back how to undo that.
func (s *story) iiqAnswers(change func(*iiqsim.Settings)) (back func()) {
	s.Helper()
	before := s.IIQ.Settings()
	set := before
	change(&set)
	s.must(s.IIQ.SetSettings(set))
	return func() { s.must(s.IIQ.SetSettings(before)) }
}

// untouched wants that IdentityIQ was never told anything about the item.
func (s *story) untouched(i item) {
	s.Helper()
	for _, w := range s.IIQ.Ledger() {
		if w.ID == i.ID {
			s.Errorf("IdentityIQ was told %+v", w)
		}
	}
}

// work gives an item as IdentityIQ has it.
func (s *story) work(i item) iiqsim.WorkItem {
	s.Helper()
	w, err := s.IIQ.WorkItem(i.ID)
	if err != nil {
		s.Fatal(err)
	}
	return w
}

// group makes a workgroup.
func (s *story) group(name string, members ...string) {
	s.Helper()
	if _, err := s.IIQ.AddWorkgroup(name, name, members...); err != nil {
		s.Fatalf("make a workgroup: %v", err)
	}
}

// members replaces who is in a workgroup.
func (s *story) members(group string, members ...string) {
	s.Helper()
	s.must(s.IIQ.SetMembers(group, members...))
}

// must ends the story where what it does to the world fails.
func (s *story) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}
