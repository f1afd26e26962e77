package acting

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// forwarding are the checks of items that get another owner.
func forwarding() []gatewaytest.Check {
	needs := []string{"forward"}
	return []gatewaytest.Check{
		{Name: "an item that is forwarded is its new owner's", Gateway: true, Writes: true, Needs: needs, Run: checkForwarded},
		{Name: "a forward that leads nowhere is refused", Gateway: true, Writes: true, Needs: needs, Run: checkForwardRefused},
		{Name: "a forward goes on by the forwarding of its target", Gateway: true, Writes: true, Needs: []string{"forward", "forwarding"},
			Run: checkForwardChain},
		{Name: "of many forwards at once one is made", Gateway: true, Writes: true, Needs: needs, Run: checkForwardRace},
	}
}

// forwarded reads the answer to a forward, and the item's owner.
func (t deeds) forwarded(ctx context.Context, id string, r gatewaytest.Reply, to string) error {
	var got struct {
		ID, Tag     string
		Owner, From struct{ ID, Name string }
		At          int64
	}
	if err := r.JSON(&got); err != nil {
		return err
	}
	tag, err := t.Tag(ctx, id)
	if err != nil {
		return err
	}
	seen, err := t.Both(ctx, id)
	if err != nil {
		return err
	}
	owner, name := seen["by id"].Ref("Owner")
	return errors.Join(gatewaytest.Same("id", got.ID, id), gatewaytest.Same("owner in the answer", got.Owner.ID, to),
		gatewaytest.Same("owner of the item", owner, to),
		gatewaytest.Same("name of the owner", got.Owner.Name, name), gatewaytest.Same("tag", got.Tag,
			tag), gatewaytest.Same("the time is told", got.At > 0, true))
}

func checkForwarded(ctx context.Context, t *gatewaytest.Target) error {
	s, err := aForward(ctx, t)
	if err != nil {
		return err
	}
	tag, err := t.Tag(ctx, s.id)
	if err != nil {
		return err
	}
	r, err := on(t).done(ctx, actOf("forward"), s, s.with(told{"expect": told{"tag": tag, "violations": 0}}), "forward")
	if err != nil {
		return err
	}
	if err := on(t).forwarded(ctx, s.id, r, s.c.Outsider); err != nil {
		return err
	}
	if err := on(t).tellsForward(ctx, s); err != nil {
		return err
	}
	// From a person to a group, and no longer theirs.
	if r, err = on(t).perform(ctx, actOf("forward"), s.id, told{"approver": s.c.Outsider, "to": s.c.Group}); err != nil {
		return err
	}
	if err := on(t).forwarded(ctx, s.id, r, s.c.Group); err != nil {
		return err
	}
	for _, who := range []string{s.c.Owner, s.c.Outsider} {
		r, err := t.Decide(ctx, s.id, gatewaytest.Decision(who, gatewaytest.Approved, ""))
		if err == nil {
			_, err = r.Refused(http.StatusUnprocessableEntity, "not_owner")
		}
		if err != nil {
			return err
		}
	}
	if r, err = t.Decide(ctx, s.id, gatewaytest.Decision(s.c.Member, gatewaytest.Approved, "", "expect", told{"tag": tag})); err != nil {
		return err
	}
	return r.Ended(s.id, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Approved})
}

// tellsForward wants the comment on the item, and the forward in its context.
func (t deeds) tellsForward(ctx context.Context, s subject) error {
	seen, err := t.Both(ctx, s.id)
	if err != nil {
		return err
	}
	comment := seen["by id"].One("Comment")
	err = errors.Join(gatewaytest.Same("comment", comment.Attr("comment"), "on leave"),
		gatewaytest.Same("its author", comment.Attr("author"), s.c.Names[s.c.Owner]))
	if err != nil || !slices.Contains(t.Operations, "context") {
		return err
	}
	got, err := t.context(ctx, s.id)
	if err != nil {
		return err
	}
	all, _ := got["forwarded"].([]any)
	if len(all) != 1 {
		return gatewaytest.Same("forwards in the context", len(all), 1)
	}
	one, _ := all[0].(told)
	at, _ := one["at"].(float64)
	return errors.Join(gatewaytest.SameJSON("from", one["from"], told{"id": s.c.Owner, "name": s.c.Names[s.c.Owner]}),
		gatewaytest.SameJSON("to", one["to"], told{"id": s.c.Outsider, "name": s.c.Names[s.c.Outsider]}),
		gatewaytest.Same("the time is told", at > 0, true))
}

func checkForwardRefused(ctx context.Context, t *gatewaytest.Target) error {
	s, err := aForward(ctx, t)
	if err != nil {
		return err
	}
	parties, err := t.Fixtures.AddGroup(ctx, t.Unique("Parties"), s.c.Requester, s.c.Target, s.c.Left)
	if err != nil {
		return err
	}
	leavers, err := t.Fixtures.AddGroup(ctx, t.Unique("Leavers"), s.c.Left)
	if err != nil {
		return err
	}
	for _, one := range []struct {
		what, word string
		status     int
		body       told
		fields     told
		settings   map[string]string
	}{
		{what: "to nobody", word: "unknown_target", body: told{"to": gatewaytest.AbsentID()}},
		{what: "to a name", word: "unknown_target", body: told{"to": s.c.Names[s.c.Outsider]}},
		{what: "to an item", word: "unknown_target", body: told{"to": s.id}},
		{what: "to a group that all have left", word: "unknown_target", body: told{"to": leavers}},
		{what: "to somebody who has left", word: "inactive", body: told{"to": s.c.Inactive}},
		{what: "to the owner", word: "circle", body: told{"to": s.c.Owner}},
		{what: "to the requester", word: "self_approval", body: told{"to": s.c.Requester}},
		{what: "to the target", word: "self_approval", body: told{"to": s.c.Target}},
		{what: "to the requester and the target", word: "self_approval", body: told{"to": parties}},
		{what: "of another item than was shown", word: "changed", status: http.StatusConflict, body: told{"expect": told{"tag": "0"}}},
		{what: "of an item that demands a signature", word: "signature", fields: told{"esign": "meaning"}},
		{what: "where types are others", word: "wrong_type", settings: map[string]string{"types": "Form"}},
		{what: "where it is switched off", word: "wrong_type", settings: map[string]string{"forward": "false"}},
	} {
		if one.fields != nil {
			if err := t.Fixtures.ChangeItem(ctx, s.id, one.fields); err != nil {
				return err
			}
		}
		err := t.With(ctx, one.settings, func() error {
			_, _, err := on(t).refuses(ctx, actOf("forward"), s, s.with(one.body), refusedAs{cmp.Or(one.status,
				http.StatusUnprocessableEntity), one.word})
			return err
		})
		if err = errors.Join(err, t.Fixtures.ChangeItem(ctx, s.id, told{"esign": ""})); err != nil {
			return fmt.Errorf("%s: %w", one.what, err)
		}
	}
	return t.With(ctx, map[string]string{"selfApproval": "true"}, func() error {
		r, err := on(t).done(ctx, actOf("forward"), s, s.with(told{"to": s.c.Requester}), "forward")
		if err != nil {
			return err
		}
		return on(t).forwarded(ctx, s.id, r, s.c.Requester)
	})
}

// line makes people of whom each is away and has the next one standing in; the last one is there.
func (t deeds) line(ctx context.Context, length int) ([]subject, error) {
	var out []subject
	for range length + 1 {
		s, err := anAway(ctx, t.Target)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	for n, s := range out[:length] {
		if _, err := t.done(ctx, actOf("away"), s, s.with(told{"to": out[n+1].id}), "away"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func checkForwardChain(ctx context.Context, t *gatewaytest.Target) error {
	const most = 10
	away, err := on(t).line(ctx, most+1)
	if err != nil {
		return err
	}
	last := away[most+1]
	forward := func(to string) (subject, told, error) {
		s, err := aForward(ctx, t)
		return s, s.with(told{"to": to}), err
	}
	s, body, err := forward(away[0].id)
	if err != nil {
		return err
	}
	if _, _, err := on(t).refuses(ctx, actOf("forward"), s, body, refusedAs{http.StatusUnprocessableEntity, "circle"}); err != nil {
		return fmt.Errorf("eleven steps: %w", err)
	}
	r, err := on(t).done(ctx, actOf("forward"), s, s.with(told{"to": away[1].id}), "forward")
	if err == nil {
		err = on(t).forwarded(ctx, s.id, r, last.id)
	}
	if err != nil {
		return fmt.Errorf("ten steps: %w", err)
	}
	if err := on(t).forwardsOfTheLast(ctx, away[most], last, forward); err != nil {
		return err
	}
	// The last one goes away too, and the first of three stands in: a ring.
	if _, err := on(t).done(ctx, actOf("away"), last, last.with(told{"to": away[most-1].id}), "away"); err != nil {
		return err
	}
	if s, body, err = forward(last.id); err != nil {
		return err
	}
	_, _, err = on(t).refuses(ctx, actOf("forward"), s, body, refusedAs{http.StatusUnprocessableEntity, "circle"})
	return err
}

// forwardsOfTheLast judges whoever the item would end with, and follows no forwarding that is over or has not begun.
func (t deeds) forwardsOfTheLast(ctx context.Context, before, last subject, forward func(string) (subject, told, error)) error {
	s, body, err := forward(before.id)
	if err != nil {
		return err
	}
	if err := t.Fixtures.ChangePerson(ctx, last.id, told{"inactive": true}); err != nil {
		return err
	}
	_, _, err = t.refuses(ctx, actOf("forward"), s, body, refusedAs{http.StatusUnprocessableEntity, "inactive"})
	if err = errors.Join(err, t.Fixtures.ChangePerson(ctx, last.id, told{"inactive": false})); err != nil {
		return fmt.Errorf("the last has left: %w", err)
	}
	own, err := t.onItem(ctx, func(c *gatewaytest.Cast) map[string]any { return told{"approver": c.Owner, "to": before.id} }, nil,
		func(i *gatewaytest.ItemSpec) { i.Requester = last.id })
	if err != nil {
		return err
	}
	if _, _, err := t.refuses(ctx, actOf("forward"), own, own.body, refusedAs{http.StatusUnprocessableEntity,
		"self_approval"}); err != nil {
		return fmt.Errorf("the last is the requester: %w", err)
	}
	now, _ := before.body["from"].(int64)
	for _, period := range [][2]int64{{now - 2000, now - 1000}, {now + 7_200_000, now + 9_000_000}} {
		if _, err := t.done(ctx, actOf("away"), before, before.with(told{"to": last.id, "from": period[0], "until": period[1]}),
			"away"); err != nil {
			return err
		}
		if s, body, err = forward(before.id); err != nil {
			return err
		}
		r, err := t.done(ctx, actOf("forward"), s, body, "forward")
		if err == nil {
			err = t.forwarded(ctx, s.id, r, before.id)
		}
		if err != nil {
			return fmt.Errorf("a forwarding that is not in force: %w", err)
		}
	}
	_, err = t.done(ctx, actOf("away"), before, before.with(told{"to": last.id}), "away")
	return err
}

func checkForwardRace(ctx context.Context, t *gatewaytest.Target) error {
	s, err := aForward(ctx, t)
	if err != nil {
		return err
	}
	replies, failures := make([]gatewaytest.Reply, gatewaytest.Racers), make([]error, gatewaytest.Racers)
	to := []string{s.c.Outsider, s.c.Member}
	var all sync.WaitGroup
	for n := range gatewaytest.Racers {
		all.Go(func() {
			replies[n], failures[n] = on(t).perform(ctx, actOf("forward"), s.id, s.with(told{"to": to[n%2]}))
		})
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	first := slices.IndexFunc(replies, func(r gatewaytest.Reply) bool { return r.Status == http.StatusOK })
	if first < 0 {
		return replies[0].Wrong("one forward to be made")
	}
	for n, r := range replies {
		if n == first {
			continue
		}
		if _, err := r.Refused(http.StatusUnprocessableEntity, "not_owner"); err != nil {
			return fmt.Errorf("racer %d of %d, %d was first: %w", n, gatewaytest.Racers, first, err)
		}
	}
	return on(t).forwarded(ctx, s.id, replies[first], to[first%2])
}
