package iiqsim

import (
	"slices"
	"strings"
)

// mostSteps is how far somebody's forwarding is followed.
const mostSteps = 10

// switchedOff refuses what no administrator has switched on by a setting.
func (s *Sim) switchedOff(setting string) *refusedCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.gateway.flag(setting) {
		return refused("wrong_type", "this is switched off here")
	}
	return nil
}

// readForward gives an item to another owner.
func (s *Sim) readForward(id string, body fields) (work, *refusedCall) {
	if no := s.switchedOff("forward"); no != nil {
		return nil, no
	}
	who, no := body.approver()
	if no != nil {
		return nil, no
	}
	told, no := body.texts("to", "comment")
	if no != nil {
		return nil, no
	}
	if told[0] == "" {
		return nil, refused("bad_body", "to is missing")
	}
	var a act
	if no := a.readExpect(body); no != nil {
		return nil, no
	}
	return s.onItem(id, body, func(w *WorkItem) (deed, *refusedCall) {
		by, to, no := s.judgeForward(w, who, told[0])
		if no == nil {
			no = s.judgeExpected(w, a.expect)
		}
		if no != nil {
			return deed{}, no
		}
		answer := map[string]any{"id": id, "owner": reference(to), "from": s.referenceTo(w.OwnerID), "at": s.nowMillis(), "tag": s.tagOf(w)}
		return deed{by: by, answer: answer, apply: func() {
			if strings.TrimSpace(told[1]) != "" {
				s.comment(w, by, told[1])
			}
			w.OwnerID = to.ID
			s.touch(w)
			s.emitItem(EventItemForwarded, w, by.Shown(), w.State, to.Shown())
		}}, nil
	})
}

// judgeForward says who acts and where the item ends, or why it may not go there.
func (s *Sim) judgeForward(w *WorkItem, who, to string) (by, last *Identity, no *refusedCall) {
	if no := s.judgeItem(w); no != nil {
		return nil, nil, no
	}
	if by, no = s.activePerson(who); no != nil {
		return nil, nil, no
	}
	if !s.holds(by, w.OwnerID) {
		return nil, nil, refused("not_owner", "the approver neither owns the item nor belongs to the group that does")
	}
	if last, no = s.lastOwner(to); no != nil {
		return nil, nil, no
	}
	if last.ID == w.OwnerID {
		return nil, nil, refused("circle", "the item would come back to its owner")
	}
	return by, last, s.judgeOwner(w, last)
}

// judgeOwner refuses an owner with whom nobody but the requester and the target could decide.
func (s *Sim) judgeOwner(w *WorkItem, to *Identity) *refusedCall {
	people := []*Identity{to}
	if to.Workgroup {
		people, _ = s.peopleIn(to.ID)
	}
	party := func(i *Identity) bool { return !s.gateway.flag("selfApproval") && s.ownRequest(w, i) }
	switch {
	case len(people) == 0:
		return refused("unknown_target", "nobody active is in that workgroup")
	case !slices.ContainsFunc(people, func(i *Identity) bool { return !party(i) }):
		return refused("self_approval", "nobody but the requester and the target could decide then")
	}
	return nil
}

// lastOwner follows the forwarding of whoever is to have an item.
func (s *Sim) lastOwner(to string) (*Identity, *refusedCall) {
	one, ok := s.store.identities.get(to)
	if !ok {
		return nil, refused("unknown_target", "no identity has the target's id")
	}
	seen := map[string]bool{}
	for step := 0; ; step++ {
		if seen[one.ID] || step > mostSteps {
			return nil, refused("circle", "the forwarding of the target leads round, or further than is followed")
		}
		seen[one.ID] = true
		next := s.deputyNow(one)
		if next == nil && !one.Workgroup && one.Inactive {
			return nil, refused("inactive", "the item would end with somebody who is inactive")
		}
		if next == nil {
			return one, nil
		}
		one = next
	}
}

// deputyNow gives who has somebody's items at present, nil where nobody stands in.
func (s *Sim) deputyNow(i *Identity) *Identity {
	if i.Away == nil || s.nowMillis() < i.Away.From || s.nowMillis() >= i.Away.Until {
		return nil
	}
	return s.store.identities.byName[i.Away.To]
}
