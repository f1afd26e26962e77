package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// taking are the checks of who of a group has taken an item.
func taking() []Check {
	needs := []string{"assign"}
	return []Check{
		{Name: "an item of a group is taken and given back", Gateway: true, Writes: true, Needs: needs, Run: checkTaken},
		{Name: "only members take an item of a group", Gateway: true, Writes: true, Needs: needs, Run: checkTakers},
		{Name: "of many who take an item at once one does", Gateway: true, Writes: true, Needs: needs, Run: checkTakeRace},
		{Name: "taking an item gives no authority and takes none away", Gateway: true, Writes: true, Needs: needs,
			Run: checkTakerAuthority},
	}
}

// taken reads the answer to an assignment that was made, and the item's assignee.
func (t *Target) taken(ctx context.Context, id string, r reply, want string, names map[string]string) error {
	var got struct {
		ID       string
		Assignee *struct{ ID, Name string }
	}
	if err := errors.Join(r.json(&got), same("id", got.ID, id)); err != nil {
		return err
	}
	told := ""
	if got.Assignee != nil {
		told = got.Assignee.ID
		if got.Assignee.Name != names[told] {
			return same("name of the assignee", got.Assignee.Name, names[told])
		}
	}
	seen, err := t.both(ctx, id)
	if err != nil {
		return err
	}
	assignee, _ := seen["by id"].ref("Assignee")
	return errors.Join(same("assignee in the answer", told, want), same("assignee of the item", assignee, want))
}

func checkTaken(ctx context.Context, t *Target) error {
	s, err := anAssign(ctx, t)
	if err != nil {
		return err
	}
	expecting := func(who any) map[string]any { return map[string]any{"assignee": who} }
	for _, step := range []struct {
		what string
		body map[string]any
		want string
		rows int
	}{
		{"taken by whoever finds nobody", s.with(told{"expect": expecting(nil)}), s.c.member, 1},
		{"taken again by the same", s.with(told{"expect": expecting(nil)}), s.c.member, 0},
		{"given back by whom it names", s.with(told{"to": nil, "expect": expecting(s.c.member)}), "", 1},
		{"given back again", s.with(told{"to": nil}), "", 0},
		{"taken whoever has it", s.body, s.c.member, 1},
	} {
		err := t.notes(ctx, step.rows, func() error {
			r, err := t.done(ctx, actOf("assign"), s, step.body, "assign")
			if err != nil {
				return err
			}
			return t.taken(ctx, s.id, r, step.want, s.c.names)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	for _, found := range []any{nil, s.c.owner, ""} {
		body := s.with(told{"to": nil, "expect": expecting(found)})
		p, _, err := t.refuses(ctx, actOf("assign"), s, body, refusedAs{http.StatusConflict, "taken"})
		if err := errors.Join(err, same("who has it", p.Assignee.ID, s.c.member), same("their name", p.Assignee.Name,
			s.c.names[s.c.member])); err != nil {
			return fmt.Errorf("expecting %v: %w", found, err)
		}
	}
	return nil
}

func checkTakers(ctx context.Context, t *Target) error {
	s, err := anAssign(ctx, t)
	if err != nil {
		return err
	}
	unknown := refusedAs{http.StatusUnprocessableEntity, "unknown_target"}
	for what, to := range map[string]string{
		"an outsider": s.c.outsider, "a member who has left": s.c.left, "the group": s.c.group, "a group in it": s.c.inner,
		"nobody": absentID(),
		"a name": s.c.names[s.c.member], "the item": s.id, "an empty id": "",
	} {
		if _, _, err := t.refuses(ctx, actOf("assign"), s, s.with(told{"to": to}), unknown); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	_, _, err = t.refuses(ctx, actOf("assign"), s, s.without("to"), refusedAs{http.StatusBadRequest, "bad_body"})
	if err != nil {
		return err
	}
	owned, err := aComment(ctx, t)
	if err != nil {
		return err
	}
	_, _, err = t.refuses(ctx, actOf("assign"), owned, told{"approver": s.c.owner, "to": s.c.owner}, refusedAs{http.StatusNotFound,
		"no_workgroup"})
	return err
}

// pair makes an item of a group of two.
func (t *Target) pair(ctx context.Context) (*cast, Item, error) {
	c, err := t.actors(ctx)
	if err != nil {
		return nil, Item{}, err
	}
	group, err := t.Fixtures.AddGroup(ctx, t.unique("Pair"), c.owner, c.member)
	if err != nil {
		return nil, Item{}, err
	}
	i, err := t.item(ctx, ownedBy(group))
	return c, i, err
}

func checkTakeRace(ctx context.Context, t *Target) error {
	c, i, err := t.pair(ctx)
	if err != nil {
		return err
	}
	replies, failures := make([]reply, racers), make([]error, racers)
	who := func(n int) string { return []string{c.owner, c.member}[n%2] }
	var all sync.WaitGroup
	for n := range racers {
		all.Go(func() {
			replies[n], failures[n] = t.perform(ctx, actOf("assign"), i.ID, told{"approver": who(n), "to": who(n),
				"expect": told{"assignee": nil}})
		})
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	seen, err := t.both(ctx, i.ID)
	if err != nil {
		return err
	}
	taker, _ := seen["by id"].ref("Assignee")
	for n, r := range replies {
		if who(n) == taker {
			err = r.json(&told{})
		} else {
			var p problem
			p, err = r.refused(http.StatusConflict, "taken")
			err = errors.Join(err, same("who has it", p.Assignee.ID, taker))
		}
		if err != nil {
			return fmt.Errorf("racer %d of %d: %w", n, racers, err)
		}
	}
	return nil
}

func checkTakerAuthority(ctx context.Context, t *Target) error {
	c, i, err := t.pair(ctx)
	if err != nil {
		return err
	}
	if err := t.Fixtures.ChangeItem(ctx, i.ID, told{"assignee_id": c.outsider}); err != nil {
		return err
	}
	r, err := t.decide(ctx, i.ID, decision(c.outsider, approved, ""))
	if err == nil {
		_, err = r.refused(http.StatusUnprocessableEntity, "not_owner")
	}
	if err != nil {
		return err
	}
	if r, err = t.perform(ctx, actOf("assign"), i.ID, told{"approver": c.member, "to": c.member}); err != nil {
		return err
	}
	if err := r.json(&told{}); err != nil {
		return err
	}
	if r, err = t.decide(ctx, i.ID, decision(c.owner, approved, "")); err != nil {
		return err
	}
	return r.ended(i.ID, approved, []string{approved, approved})
}
