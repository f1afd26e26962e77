package acting

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// taking are the checks of who of a group has taken an item.
func taking() []gatewaytest.Check {
	needs := []string{"assign"}
	return []gatewaytest.Check{
		{Name: "an item of a group is taken and given back", Gateway: true, Writes: true, Needs: needs, Run: checkTaken},
		{Name: "only members take an item of a group", Gateway: true, Writes: true, Needs: needs, Run: checkTakers},
		{Name: "of many who take an item at once one does", Gateway: true, Writes: true, Needs: needs, Run: checkTakeRace},
		{Name: "taking an item gives no authority and takes none away", Gateway: true, Writes: true, Needs: needs,
			Run: checkTakerAuthority},
	}
}

// taken reads the answer to an assignment that was made, and the item's assignee.
func (t deeds) taken(ctx context.Context, id string, r gatewaytest.Reply, want string, names map[string]string) error {
	var got struct {
		ID       string
		Assignee *struct{ ID, Name string }
	}
	if err := errors.Join(r.JSON(&got), gatewaytest.Same("id", got.ID, id)); err != nil {
		return err
	}
	told := ""
	if got.Assignee != nil {
		told = got.Assignee.ID
		if got.Assignee.Name != names[told] {
			return gatewaytest.Same("name of the assignee", got.Assignee.Name, names[told])
		}
	}
	seen, err := t.Both(ctx, id)
	if err != nil {
		return err
	}
	assignee, _ := seen["by id"].Ref("Assignee")
	return errors.Join(gatewaytest.Same("assignee in the answer", told, want), gatewaytest.Same("assignee of the item", assignee, want))
}

func checkTaken(ctx context.Context, t *gatewaytest.Target) error {
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
		{"taken by whoever finds nobody", s.with(told{"expect": expecting(nil)}), s.c.Member, 1},
		{"taken again by the same", s.with(told{"expect": expecting(nil)}), s.c.Member, 0},
		{"given back by whom it names", s.with(told{"to": nil, "expect": expecting(s.c.Member)}), "", 1},
		{"given back again", s.with(told{"to": nil}), "", 0},
		{"taken whoever has it", s.body, s.c.Member, 1},
	} {
		err := on(t).notes(ctx, step.rows, func() error {
			r, err := on(t).done(ctx, actOf("assign"), s, step.body, "assign")
			if err != nil {
				return err
			}
			return on(t).taken(ctx, s.id, r, step.want, s.c.Names)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	for _, found := range []any{nil, s.c.Owner, ""} {
		body := s.with(told{"to": nil, "expect": expecting(found)})
		p, _, err := on(t).refuses(ctx, actOf("assign"), s, body, refusedAs{http.StatusConflict, "taken"})
		if err := errors.Join(err, gatewaytest.Same("who has it", p.Assignee.ID, s.c.Member),
			gatewaytest.Same("their name", p.Assignee.Name,
				s.c.Names[s.c.Member])); err != nil {
			return fmt.Errorf("expecting %v: %w", found, err)
		}
	}
	return nil
}

func checkTakers(ctx context.Context, t *gatewaytest.Target) error {
	s, err := anAssign(ctx, t)
	if err != nil {
		return err
	}
	unknown := refusedAs{http.StatusUnprocessableEntity, "unknown_target"}
	for what, to := range map[string]string{
		"an outsider": s.c.Outsider, "a member who has left": s.c.Left, "the group": s.c.Group, "a group in it": s.c.Inner,
		"nobody": gatewaytest.AbsentID(),
		"a name": s.c.Names[s.c.Member], "the item": s.id, "an empty id": "",
	} {
		if _, _, err := on(t).refuses(ctx, actOf("assign"), s, s.with(told{"to": to}), unknown); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	_, _, err = on(t).refuses(ctx, actOf("assign"), s, s.without("to"), refusedAs{http.StatusBadRequest, "bad_body"})
	if err != nil {
		return err
	}
	owned, err := aComment(ctx, t)
	if err != nil {
		return err
	}
	_, _, err = on(t).refuses(ctx, actOf("assign"), owned, told{"approver": s.c.Owner, "to": s.c.Owner}, refusedAs{http.StatusNotFound,
		"no_workgroup"})
	return err
}

// pair makes an item of a group of two.
func (t deeds) pair(ctx context.Context) (*gatewaytest.Cast, gatewaytest.Item, error) {
	c, err := t.Actors(ctx)
	if err != nil {
		return nil, gatewaytest.Item{}, err
	}
	group, err := t.Fixtures.AddGroup(ctx, t.Unique("Pair"), c.Owner, c.Member)
	if err != nil {
		return nil, gatewaytest.Item{}, err
	}
	i, err := t.Item(ctx, gatewaytest.OwnedBy(group))
	return c, i, err
}

func checkTakeRace(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := on(t).pair(ctx)
	if err != nil {
		return err
	}
	replies, failures := make([]gatewaytest.Reply, gatewaytest.Racers), make([]error, gatewaytest.Racers)
	who := func(n int) string { return []string{c.Owner, c.Member}[n%2] }
	var all sync.WaitGroup
	for n := range gatewaytest.Racers {
		all.Go(func() {
			replies[n], failures[n] = on(t).perform(ctx, actOf("assign"), i.ID, told{"approver": who(n), "to": who(n),
				"expect": told{"assignee": nil}})
		})
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	seen, err := t.Both(ctx, i.ID)
	if err != nil {
		return err
	}
	taker, _ := seen["by id"].Ref("Assignee")
	for n, r := range replies {
		if who(n) == taker {
			err = r.JSON(&told{})
		} else {
			var p gatewaytest.Problem
			p, err = r.Refused(http.StatusConflict, "taken")
			err = errors.Join(err, gatewaytest.Same("who has it", p.Assignee.ID, taker))
		}
		if err != nil {
			return fmt.Errorf("racer %d of %d: %w", n, gatewaytest.Racers, err)
		}
	}
	return nil
}

func checkTakerAuthority(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := on(t).pair(ctx)
	if err != nil {
		return err
	}
	if err := t.Fixtures.ChangeItem(ctx, i.ID, told{"assignee_id": c.Outsider}); err != nil {
		return err
	}
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Outsider, gatewaytest.Approved, ""))
	if err == nil {
		_, err = r.Refused(http.StatusUnprocessableEntity, "not_owner")
	}
	if err != nil {
		return err
	}
	if r, err = on(t).perform(ctx, actOf("assign"), i.ID, told{"approver": c.Member, "to": c.Member}); err != nil {
		return err
	}
	if err := r.JSON(&told{}); err != nil {
		return err
	}
	if r, err = t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, "")); err != nil {
		return err
	}
	return r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Approved})
}
