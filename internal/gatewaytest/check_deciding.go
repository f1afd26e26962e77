package gatewaytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// deciding are the checks of decisions that are taken.
func deciding() []Check {
	return []Check{
		{Name: "an approval ends the item and is told by the request", Writes: true, Run: func(ctx context.Context, t *Target) error {
			return checkDecision(ctx, t, approved)
		}},
		{Name: "a denial ends the item and is told by the request", Writes: true, Run: func(ctx context.Context, t *Target) error {
			return checkDecision(ctx, t, denied)
		}},
		{Name: "an item without lines is decided as a whole", Writes: true, Run: checkDecideNoSet},
		{Name: "a member of a nested group decides for it", Writes: true, Run: checkMemberDecides},
		{Name: "lines that were decided before keep their state", Writes: true, Gateway: true, Run: checkKeepsDecidedLines},
		{Name: "a decision has its audit row and its outcome", Writes: true, Gateway: true, Run: checkAudit},
		{Name: "of many at once one decides, and the others are told who", Writes: true, Gateway: true, Run: checkRace},
	}
}

// ended reads the answer to a decision that was taken: the item with its state, all lines in it.
func (r reply) ended(id, state string, lines []string) error {
	w, err := r.document("WorkItem")
	if err != nil {
		return err
	}
	var got []string
	for _, l := range w.all("ApprovalItem") {
		got = append(got, l.attr("state"))
	}
	found := []error{same("id in the answer", w.attr("id"), id), same("lines in the answer", fmt.Sprint(got), fmt.Sprint(lines))}
	if len(lines) == 0 || w.attr("state") != "" {
		// A denied item may itself read Finished, with its lines Rejected.
		if s := w.attr("state"); s != state && !(len(lines) > 0 && s == approved) {
			found = append(found, same("state in the answer", s, state))
		}
	}
	return errors.Join(found...)
}

// notListed wants an item to be out of the list.
func (t *Target) notListed(ctx context.Context, id string) error {
	list, err := t.items(ctx, "filter", `id=="`+id+`"`)
	if err == nil && len(list) > 0 {
		if s := list[0].attr("state"); s == "" || s == "Pending" {
			err = errors.New("list after the decision: got the item, still open, want it gone")
		}
	}
	return err
}

// summary gives the approval summary of an item in its request.
func (t *Target) summary(ctx context.Context, i Item) (element, error) {
	r, err := t.get(ctx, "/object/IdentityRequest", "filter", `name=="`+i.Request+`"`)
	if err != nil {
		return element{}, err
	}
	list, err := r.list("IdentityRequest")
	if err != nil || len(list) != 1 {
		return element{}, errors.Join(err, same("requests of that name", len(list), 1))
	}
	for _, s := range list[0].all("ApprovalSummary") {
		if s.attr("workItemId") == i.ID {
			return s, nil
		}
	}
	return element{}, errors.New("request: got no summary of the item, want one")
}

func checkDecision(ctx context.Context, t *Target, state string) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	comment := "Checked & found <good> 👍 (Olu, in Slack)"
	r, err := t.decide(ctx, i.ID, decision(c.owner, state, comment))
	if err != nil {
		return err
	}
	if err := errors.Join(r.ended(i.ID, state, []string{state, state}), t.notListed(ctx, i.ID)); err != nil {
		return err
	}
	s, err := t.summary(ctx, i)
	if err != nil {
		return err
	}
	said := s.attr("comments") + s.one("Comment").attr("comment")
	completer := s.attr("completer")
	if completer != c.names[c.owner] && completer != "Display of "+c.names[c.owner] {
		return fmt.Errorf("completer in the summary: got %q, want the owner", completer)
	}
	var lines []string
	for _, l := range s.all("ApprovalItem") {
		lines = append(lines, l.attr("state"))
	}
	err = errors.Join(same("comment in the summary", said, comment), same("lines in the summary", fmt.Sprint(lines),
		fmt.Sprint([]string{state, state})))
	if got := s.attr("state"); got != state && got != approved {
		err = errors.Join(err, same("state in the summary", got, state))
	}
	return err
}

func checkDecideNoSet(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	for _, state := range []string{approved, denied} {
		i, err := t.item(ctx, withoutLines)
		if err != nil {
			return err
		}
		r, err := t.decide(ctx, i.ID, decision(c.owner, state, "because"))
		if err != nil {
			return err
		}
		if err := errors.Join(r.ended(i.ID, state, nil), t.notListed(ctx, i.ID)); err != nil {
			return err
		}
	}
	return nil
}

func checkMemberDecides(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.item(ctx, ownedBy(c.group))
	if err != nil {
		return err
	}
	r, err := t.decide(ctx, i.ID, decision(c.member, approved, ""))
	if err != nil {
		return err
	}
	return errors.Join(r.ended(i.ID, approved, []string{approved, approved}), t.notListed(ctx, i.ID))
}

func checkKeepsDecidedLines(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx, func(s *ItemSpec) { s.Item.Lines[1].State = denied })
	if err != nil {
		return err
	}
	r, err := t.decide(ctx, i.ID, decision(c.owner, approved, ""))
	if err != nil {
		return err
	}
	return r.ended(i.ID, approved, []string{approved, denied})
}

func checkAudit(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	before, err := gatewayOf(t).AuditRows(ctx)
	if err != nil {
		return err
	}
	r, err := t.decide(ctx, i.ID, decision(c.owner, denied, "no"), "Accept", "application/json")
	if err != nil {
		return err
	}
	after, err := gatewayOf(t).AuditRows(ctx)
	if err != nil {
		return err
	}
	var told problem
	if r.status != http.StatusOK || json.Unmarshal(r.body, &told) != nil {
		return r.wrong("status 200 with JSON")
	}
	found := []error{
		same("audit rows", after, before+1), same("X-Outcome", r.header.Get("X-Outcome"), "decided"),
		same("who decided", told.Winner.ID, c.owner), same("their name", told.Winner.Name, c.names[c.owner]), same("state", told.State,
			denied),
		same("lines", fmt.Sprint(told.Lines), fmt.Sprint([]lineState{{i.Lines[0].ID, denied}, {i.Lines[1].ID, denied}})),
	}
	if r.header.Get("X-Audit") == "" || told.At <= 0 || told.Source == "" {
		found = append(found, fmt.Errorf("decision: got X-Audit %q, at %d, source %q, want all three", r.header.Get("X-Audit"), told.At,
			told.Source))
	}
	return errors.Join(found...)
}

// racers is how many decide one item at once.
const racers = 8

func checkRace(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	group, err := t.Fixtures.AddGroup(ctx, t.unique("Racers"), c.owner, c.member)
	if err != nil {
		return err
	}
	i, err := t.item(ctx, ownedBy(group))
	if err != nil {
		return err
	}
	replies, failures := make([]reply, racers), make([]error, racers)
	var all sync.WaitGroup
	for n := range racers {
		all.Go(func() {
			who, state := c.owner, approved
			if n%2 == 1 {
				who, state = c.member, denied
			}
			replies[n], failures[n] = t.decide(ctx, i.ID, decision(who, state, fmt.Sprintf("racer %d", n)))
		})
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	first := slices.IndexFunc(replies, func(r reply) bool { return r.status == http.StatusOK })
	if first < 0 {
		return replies[0].wrong("one of all racers to decide")
	}
	state, winner := approved, c.owner
	if first%2 == 1 {
		state, winner = denied, c.member
	}
	for n, r := range replies {
		if n == first {
			continue
		}
		p, err := r.refused(http.StatusConflict, "decided")
		if err := errors.Join(err, same("winner", p.Winner.ID, winner), same("state", p.State, state)); err != nil {
			return fmt.Errorf("racer %d of %d, %d was first: %w", n, racers, first, err)
		}
	}
	stored, err := t.Fixtures.Stored(ctx, i.ID)
	if err == nil && !strings.Contains(stored, state) {
		err = fmt.Errorf("stored after the race: got %.300s, want the state %s of the first", stored, state)
	}
	return err
}
