package iiqsim

import "strings"

// readComment is a comment on an open item, by somebody who may decide it, by its requester, or by its target.
func (s *Sim) readComment(id string, body fields) (work, *refusedCall) {
	who, no := body.approver()
	if no != nil {
		return nil, no
	}
	said, no := body.texts("comment")
	if no != nil {
		return nil, no
	}
	return s.onItem(id, body, func(w *WorkItem) (deed, *refusedCall) {
		by, no := s.activePerson(who)
		switch {
		case no != nil:
			return deed{}, no
		case !s.ownRequest(w, by) && !s.holds(by, w.OwnerID):
			return deed{}, refused("not_owner", "who speaks may not decide, and is neither requester nor target")
		case strings.TrimSpace(said[0]) == "":
			return deed{}, refused("comment_required", "there is no comment")
		}
		return deed{by: by, answer: map[string]any{"id": id, "tag": s.tagOf(w)}, apply: func() {
			s.comment(w, by, said[0])
			s.touch(w)
			s.emitItem(EventItemChanged, w, by.Shown(), w.State, "")
		}}, nil
	})
}

// comment adds what somebody said to an item.
func (s *Sim) comment(w *WorkItem, by *Identity, text string) {
	w.Notes = append(w.Notes, Comment{Author: by.Name, Date: s.nowMillis(), Text: s.kept(text)})
}

// readAssign sets, or takes away, who of the owning group has taken an item. It gives no authority.
func (s *Sim) readAssign(id string, body fields) (work, *refusedCall) {
	who, no := body.approver()
	if no != nil {
		return nil, no
	}
	to, ok := body.optional("to")
	if _, there := body["to"]; !ok || !there {
		return nil, refused("bad_body", "to is missing, or no text")
	}
	expect, no := body.object("expect")
	if no != nil {
		return nil, no
	}
	found, ok := expect.optional("assignee")
	if !ok {
		return nil, refused("bad_body", badAct)
	}
	_, expects := expect["assignee"]
	return s.onItem(id, body, func(w *WorkItem) (deed, *refusedCall) {
		by, taker, no := s.judgeAssign(w, who, to)
		if no != nil {
			return deed{}, no
		}
		now, _ := s.store.identities.get(w.AssigneeID)
		done := deed{by: by, answer: map[string]any{"id": id, "assignee": reference(taker)}}
		if is(now, to) {
			return done, nil
		}
		if expects && !is(now, found) {
			no := refused("taken", "somebody else has taken the item")
			no.more = map[string]any{"assignee": reference(now)}
			return deed{}, no
		}
		done.apply = func() {
			w.AssigneeID = ""
			if taker != nil {
				w.AssigneeID = taker.ID
			}
			s.touch(w)
			s.emitItem(EventItemChanged, w, by.Shown(), w.State, "")
		}
		return done, nil
	})
}

func (s *Sim) judgeAssign(w *WorkItem, who string, to *string) (by, taker *Identity, no *refusedCall) {
	if by, no = s.activePerson(who); no != nil {
		return nil, nil, no
	}
	owner, ok := s.store.identities.get(w.OwnerID)
	switch {
	case !ok || !owner.Workgroup:
		return nil, nil, refused("no_workgroup", "the item is not owned by a workgroup")
	case !s.holds(by, owner.ID):
		return nil, nil, refused("not_owner", "the approver is not in the workgroup that owns the item")
	case to == nil:
		return by, nil, nil
	}
	taker, ok = s.store.identities.get(*to)
	if !ok || taker.Workgroup || taker.Inactive || !s.holds(taker, owner.ID) {
		return nil, nil, refused("unknown_target", "who is to take it is no active person of the workgroup that owns the item")
	}
	return by, taker, nil
}

// is tells whether somebody has this id; nobody has none.
func is(who *Identity, id *string) bool {
	if who == nil || id == nil {
		return who == nil && id == nil
	}
	return who.ID == *id
}
