package iiqsim

import (
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/itemtag"
)

// judge says why an approver may not do this with an item now, in the gateway's order; it wants the mutex. Every
// refusal leaves everything as it was.
func (s *Sim) judge(id string, a act) (*WorkItem, *refusedCall) {
	item, there := s.store.items.get(id)
	if !there || !item.Open() {
		return nil, s.ended(id, a.expect.request)
	}
	for _, no := range []*refusedCall{
		s.judgeItem(item), s.judgePerson(item, a), s.judgeComment(a), s.judgeExpected(item, a.expect), judgeLines(item, a), s.judgePace(1),
	} {
		if no != nil {
			return item, no
		}
	}
	return item, nil
}

// judgeItem says why nobody may decide the item here.
func (s *Sim) judgeItem(w *WorkItem) *refusedCall {
	switch {
	case !w.Open():
		return refused("decided", "the item has ended")
	case !slices.Contains(s.gateway.list("types"), w.Type):
		return refused("wrong_type", "an item of this type is not decided here")
	case s.excluded(w):
		return refused("excluded", "an administrator keeps this item from here")
	case w.NeedsSignature():
		return refused("signature", "the item demands an electronic signature")
	}
	return nil
}

func (s *Sim) judgePerson(w *WorkItem, a act) *refusedCall {
	by, no := s.activePerson(a.approver)
	switch {
	case no != nil:
		return no
	case !s.holds(by, w.OwnerID):
		return refused("not_owner", "the approver neither owns the item nor belongs to the group that does")
	case !s.gateway.flag("selfApproval") && s.ownRequest(w, by):
		return refused("self_approval", "the approver requested this, or receives it")
	}
	return nil
}

// holds tells whether a person is the owner, or in the owning group, ten groups deep.
func (s *Sim) holds(by *Identity, owner string) bool {
	if by.ID == owner {
		return true
	}
	people, err := s.peopleIn(owner)
	return err == nil && slices.Contains(people, by)
}

// ownRequest tells whether a person is an item's requester or target, by id, or by name where there is no id.
func (s *Sim) ownRequest(w *WorkItem, by *Identity) bool {
	named := func(id, name string) bool {
		return id == by.ID || id == "" && name != "" && strings.EqualFold(name, by.Name)
	}
	return named(w.RequesterID, w.RequesterName) || named(w.TargetID, w.TargetName)
}

// judgeComment wants words for each state that demands them, of the whole or of the line.
func (s *Sim) judgeComment(a act) *refusedCall {
	demanding := s.gateway.list("commentOn")
	lacks := slices.Contains(demanding, a.state) && strings.TrimSpace(a.comment) == ""
	for _, l := range a.lines {
		lacks = lacks || slices.Contains(demanding, l.state) && strings.TrimSpace(l.comment+a.comment) == ""
	}
	if lacks {
		return refused("comment_required", "this decision wants a comment")
	}
	return nil
}

func (s *Sim) judgeExpected(w *WorkItem, e expected) *refusedCall {
	if e.tag != "" && e.tag != s.tagOf(w) || e.request != "" && e.request != w.IdentityRequest ||
		e.violations != nil && *e.violations != int64(len(w.Violations)) || e.modified != nil && *e.modified != w.Modified {
		no := refused("changed", "the item is not what was shown")
		no.more = map[string]any{
			"tag": s.tagOf(w), "owner": map[string]string{"id": w.OwnerID, "name": s.store.nameOf(w.OwnerID)}, "lines": toldLines(w.Lines),
		}
		return no
	}
	return nil
}

func judgeLines(w *WorkItem, a act) *refusedCall {
	if !a.linesGiven {
		return nil
	}
	if len(w.Lines) == 0 {
		return refused("no_lines", "the item has no lines")
	}
	named := map[string]bool{}
	for _, l := range a.lines {
		at := slices.IndexFunc(w.Lines, func(one ApprovalItem) bool { return one.ID == l.id })
		switch {
		case at < 0:
			return refused("unknown_line", "a line is not of this item")
		case w.Lines[at].decided():
			return refused("line_decided", "a line was decided before")
		}
		named[l.id] = true
	}
	open := func(l ApprovalItem) bool { return !l.decided() && !named[l.ID] }
	if a.state == "" && slices.ContainsFunc(w.Lines, open) {
		return refused("incomplete", "a line is left open")
	}
	return nil
}

// judgePace keeps the decisions of one minute below the administrator's bound.
func (s *Sim) judgePace(decisions int) *refusedCall {
	most, now := s.gateway.number("maxDecisionsPerMinute"), s.nowMillis()
	s.gateway.taken = slices.DeleteFunc(s.gateway.taken, func(at int64) bool { return at <= now-60_000 })
	if most == 0 || len(s.gateway.taken)+decisions <= most {
		return nil
	}
	no := refused("too_many", "too many decisions within a minute")
	no.retryAfter = 60
	return no
}

func toldLines(lines []ApprovalItem) []map[string]any {
	out := []map[string]any{}
	for _, l := range lines {
		out = append(out, map[string]any{"id": l.ID, "state": nilIfEmpty(l.State)})
	}
	return out
}

// tagOf gives the tag of an item as the gateway computes it.
func (s *Sim) tagOf(w *WorkItem) string {
	i := itemtag.Item{
		Type: w.Type, State: w.State,
		Requester: either(w.RequesterID, w.RequesterName), Target: either(w.TargetID, w.TargetName),
	}
	date := func(at int64) *int64 {
		if at == 0 {
			return nil
		}
		return &at
	}
	for _, l := range w.Lines {
		values := l.Values
		if values == nil && l.Value != "" {
			values = []string{l.Value}
		}
		i.Lines = append(i.Lines, itemtag.Line{
			ID: l.ID, Operation: l.Operation, Application: l.Application, Name: l.Name, Values: values, NativeIdentity: l.NativeIdentity,
			State: l.State, Start: date(l.StartDate), End: date(l.EndDate),
		})
	}
	return i.Tag()
}
