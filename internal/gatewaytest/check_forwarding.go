package gatewaytest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// forwarding are the checks of items that get another owner.
func forwarding() []Check {
	needs := []string{"forward"}
	return []Check{
		{Name: "an item that is forwarded is its new owner's", Gateway: true, Writes: true, Needs: needs, Run: checkForwarded},
		{Name: "a forward that leads nowhere is refused", Gateway: true, Writes: true, Needs: needs, Run: checkForwardRefused},
		{Name: "a forward goes on by the forwarding of its target", Gateway: true, Writes: true, Needs: []string{"forward", "forwarding"},
			Run: checkForwardChain},
		{Name: "of many forwards at once one is made", Gateway: true, Writes: true, Needs: needs, Run: checkForwardRace},
	}
}

// forwarded reads the answer to a forward, and the item's owner.
func (t *Target) forwarded(ctx context.Context, id string, r reply, to string) error {
	var got struct {
		ID, Tag     string
		Owner, From struct{ ID, Name string }
		At          int64
	}
	if err := r.json(&got); err != nil {
		return err
	}
	tag, err := t.tag(ctx, id)
	if err != nil {
		return err
	}
	seen, err := t.both(ctx, id)
	if err != nil {
		return err
	}
	owner, name := seen["by id"].ref("Owner")
	return errors.Join(same("id", got.ID, id), same("owner in the answer", got.Owner.ID, to), same("owner of the item", owner, to),
		same("name of the owner", got.Owner.Name, name), same("tag", got.Tag, tag), same("the time is told", got.At > 0, true))
}

func checkForwarded(ctx context.Context, t *Target) error {
	s, err := aForward(ctx, t)
	if err != nil {
		return err
	}
	tag, err := t.tag(ctx, s.id)
	if err != nil {
		return err
	}
	r, err := t.done(ctx, actOf("forward"), s, s.with(told{"expect": told{"tag": tag, "violations": 0}}), "forward")
	if err != nil {
		return err
	}
	if err := t.forwarded(ctx, s.id, r, s.c.outsider); err != nil {
		return err
	}
	if err := t.tellsForward(ctx, s); err != nil {
		return err
	}
	// From a person to a group, and no longer theirs.
	if r, err = t.perform(ctx, actOf("forward"), s.id, told{"approver": s.c.outsider, "to": s.c.group}); err != nil {
		return err
	}
	if err := t.forwarded(ctx, s.id, r, s.c.group); err != nil {
		return err
	}
	for _, who := range []string{s.c.owner, s.c.outsider} {
		r, err := t.decide(ctx, s.id, decision(who, approved, ""))
		if err == nil {
			_, err = r.refused(http.StatusUnprocessableEntity, "not_owner")
		}
		if err != nil {
			return err
		}
	}
	if r, err = t.decide(ctx, s.id, decision(s.c.member, approved, "", "expect", told{"tag": tag})); err != nil {
		return err
	}
	return r.ended(s.id, approved, []string{approved, approved})
}

// tellsForward wants the comment on the item, and the forward in its context.
func (t *Target) tellsForward(ctx context.Context, s subject) error {
	seen, err := t.both(ctx, s.id)
	if err != nil {
		return err
	}
	comment := seen["by id"].one("Comment")
	err = errors.Join(same("comment", comment.attr("comment"), "on leave"), same("its author", comment.attr("author"),
		s.c.names[s.c.owner]))
	if err != nil || !slices.Contains(t.Operations, "context") {
		return err
	}
	got, err := t.context(ctx, s.id)
	if err != nil {
		return err
	}
	all, _ := got["forwarded"].([]any)
	if len(all) != 1 {
		return same("forwards in the context", len(all), 1)
	}
	one, _ := all[0].(told)
	at, _ := one["at"].(float64)
	return errors.Join(sameJSON("from", one["from"], told{"id": s.c.owner, "name": s.c.names[s.c.owner]}),
		sameJSON("to", one["to"], told{"id": s.c.outsider, "name": s.c.names[s.c.outsider]}), same("the time is told", at > 0, true))
}

func checkForwardRefused(ctx context.Context, t *Target) error {
	s, err := aForward(ctx, t)
	if err != nil {
		return err
	}
	parties, err := t.Fixtures.AddGroup(ctx, t.unique("Parties"), s.c.requester, s.c.target, s.c.left)
	if err != nil {
		return err
	}
	leavers, err := t.Fixtures.AddGroup(ctx, t.unique("Leavers"), s.c.left)
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
		{what: "to nobody", word: "unknown_target", body: told{"to": absentID()}},
		{what: "to a name", word: "unknown_target", body: told{"to": s.c.names[s.c.outsider]}},
		{what: "to an item", word: "unknown_target", body: told{"to": s.id}},
		{what: "to a group that all have left", word: "unknown_target", body: told{"to": leavers}},
		{what: "to somebody who has left", word: "inactive", body: told{"to": s.c.inactive}},
		{what: "to the owner", word: "circle", body: told{"to": s.c.owner}},
		{what: "to the requester", word: "self_approval", body: told{"to": s.c.requester}},
		{what: "to the target", word: "self_approval", body: told{"to": s.c.target}},
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
		err := t.with(ctx, one.settings, func() error {
			_, _, err := t.refuses(ctx, actOf("forward"), s, s.with(one.body), refusedAs{cmp.Or(one.status,
				http.StatusUnprocessableEntity), one.word})
			return err
		})
		if err = errors.Join(err, t.Fixtures.ChangeItem(ctx, s.id, told{"esign": ""})); err != nil {
			return fmt.Errorf("%s: %w", one.what, err)
		}
	}
	return t.with(ctx, map[string]string{"selfApproval": "true"}, func() error {
		r, err := t.done(ctx, actOf("forward"), s, s.with(told{"to": s.c.requester}), "forward")
		if err != nil {
			return err
		}
		return t.forwarded(ctx, s.id, r, s.c.requester)
	})
}

// line makes people of whom each is away and has the next one standing in; the last one is there.
func (t *Target) line(ctx context.Context, length int) ([]subject, error) {
	var out []subject
	for range length + 1 {
		s, err := anAway(ctx, t)
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

func checkForwardChain(ctx context.Context, t *Target) error {
	const most = 10
	away, err := t.line(ctx, most+1)
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
	if _, _, err := t.refuses(ctx, actOf("forward"), s, body, refusedAs{http.StatusUnprocessableEntity, "circle"}); err != nil {
		return fmt.Errorf("eleven steps: %w", err)
	}
	r, err := t.done(ctx, actOf("forward"), s, s.with(told{"to": away[1].id}), "forward")
	if err == nil {
		err = t.forwarded(ctx, s.id, r, last.id)
	}
	if err != nil {
		return fmt.Errorf("ten steps: %w", err)
	}
	if err := t.forwardsOfTheLast(ctx, away[most], last, forward); err != nil {
		return err
	}
	// The last one goes away too, and the first of three stands in: a ring.
	if _, err := t.done(ctx, actOf("away"), last, last.with(told{"to": away[most-1].id}), "away"); err != nil {
		return err
	}
	if s, body, err = forward(last.id); err != nil {
		return err
	}
	_, _, err = t.refuses(ctx, actOf("forward"), s, body, refusedAs{http.StatusUnprocessableEntity, "circle"})
	return err
}

// forwardsOfTheLast judges whoever the item would end with, and follows no forwarding that is over or has not begun.
func (t *Target) forwardsOfTheLast(ctx context.Context, before, last subject, forward func(string) (subject, told, error)) error {
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
	own, err := t.onItem(ctx, func(c *cast) map[string]any { return told{"approver": c.owner, "to": before.id} }, nil,
		func(i *ItemSpec) { i.Requester = last.id })
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

func checkForwardRace(ctx context.Context, t *Target) error {
	s, err := aForward(ctx, t)
	if err != nil {
		return err
	}
	replies, failures := make([]reply, racers), make([]error, racers)
	to := []string{s.c.outsider, s.c.member}
	var all sync.WaitGroup
	for n := range racers {
		all.Go(func() { replies[n], failures[n] = t.perform(ctx, actOf("forward"), s.id, s.with(told{"to": to[n%2]})) })
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	first := slices.IndexFunc(replies, func(r reply) bool { return r.status == http.StatusOK })
	if first < 0 {
		return replies[0].wrong("one forward to be made")
	}
	for n, r := range replies {
		if n == first {
			continue
		}
		if _, err := r.refused(http.StatusUnprocessableEntity, "not_owner"); err != nil {
			return fmt.Errorf("racer %d of %d, %d was first: %w", n, racers, first, err)
		}
	}
	return t.forwarded(ctx, s.id, replies[first], to[first%2])
}
