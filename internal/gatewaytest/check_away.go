package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// standingIn are the checks of people's own forwarding while they are away.
func standingIn() []Check {
	needs := []string{"forwarding"}
	return []Check{
		{Name: "somebody's own forwarding is set, told and taken away", Gateway: true, Writes: true, Needs: needs, Run: checkAway},
		{Name: "a forwarding that leads nowhere is refused", Gateway: true, Writes: true, Needs: needs, Run: checkAwayRefused},
		{Name: "there is no forwarding of nobody, nor where it is switched off", Gateway: true, Writes: true, Needs: needs,
			Run: checkNoAway},
	}
}

// away gives somebody's forwarding.
func (t *Target) away(ctx context.Context, id string) (told, error) {
	r, err := t.get(ctx, awayPath(id))
	if err != nil {
		return nil, err
	}
	out := told{}
	return out, r.json(&out)
}

// awayIs wants somebody's forwarding to be this, in the answer to what set it and when it is read; "" is none.
func (t *Target) awayIs(ctx context.Context, s subject, r reply, to string) error {
	set := told{}
	if err := r.json(&set); err != nil {
		return err
	}
	read, err := t.away(ctx, s.id)
	if err != nil {
		return err
	}
	want := told{"to": nil}
	if to != "" {
		want = told{"to": to, "name": s.c.names[to], "from": s.body["from"], "until": s.body["until"]}
	}
	return errors.Join(sameJSON("forwarding in the answer", set, want), sameJSON("forwarding", read, want))
}

func checkAway(ctx context.Context, t *Target) error {
	s, err := anAway(ctx, t)
	if err != nil {
		return err
	}
	read, err := t.away(ctx, s.id)
	if err = errors.Join(err, sameJSON("forwarding before", read, told{"to": nil})); err != nil {
		return err
	}
	for _, to := range []string{s.c.outsider, s.c.group, s.c.member} {
		r, err := t.done(ctx, actOf("away"), s, s.with(told{"to": to}), "away")
		if err == nil {
			err = t.awayIs(ctx, s, r, to)
		}
		if err != nil {
			return err
		}
	}
	for _, body := range []any{told{"approver": s.id}, nil} {
		r, err := t.done(ctx, actOf("back"), s, body, "back")
		if err == nil {
			err = t.awayIs(ctx, s, r, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkAwayRefused(ctx context.Context, t *Target) error {
	s, err := anAway(ctx, t)
	if err != nil {
		return err
	}
	deputy, err := anAway(ctx, t)
	if err != nil {
		return err
	}
	if _, err := t.done(ctx, actOf("away"), deputy, deputy.with(told{"to": s.id}), "away"); err != nil {
		return err
	}
	now, _ := s.body["from"].(int64)
	for what, one := range map[string]struct {
		body told
		as   refusedAs
	}{
		"to nobody":                {told{"to": absentID()}, refusedAs{http.StatusUnprocessableEntity, "unknown_target"}},
		"to a name":                {told{"to": s.c.names[s.c.outsider]}, refusedAs{http.StatusUnprocessableEntity, "unknown_target"}},
		"to oneself":               {told{"to": s.id}, refusedAs{http.StatusUnprocessableEntity, "circle"}},
		"to who stands in for":     {told{"to": deputy.id}, refusedAs{http.StatusUnprocessableEntity, "circle"}},
		"to somebody who has left": {told{"to": s.c.inactive}, refusedAs{http.StatusUnprocessableEntity, "inactive"}},
		"until before it begins":   {told{"until": now - 1}, refusedAs{http.StatusBadRequest, "bad_body"}},
		"until when it begins":     {told{"until": now}, refusedAs{http.StatusBadRequest, "bad_body"}},
		"of somebody else to oneself": {told{"approver": deputy.id, "to": deputy.id}, refusedAs{http.StatusUnprocessableEntity,
			"not_owner"}},
	} {
		if _, _, err := t.refuses(ctx, actOf("away"), s, s.with(one.body), one.as); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	// When the deputy is back, there is no circle any more.
	if _, err := t.done(ctx, actOf("back"), deputy, nil, "back"); err != nil {
		return err
	}
	_, err = t.done(ctx, actOf("away"), s, s.with(told{"to": deputy.id}), "away")
	return err
}

func checkNoAway(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	for id, want := range map[string]refusedAs{
		"1": {http.StatusBadRequest, "bad_id"}, strings.Repeat("z", 32): {http.StatusBadRequest, "bad_id"}, absentID(): gone(),
		i.ID: gone(),
	} {
		r, err := t.get(ctx, awayPath(id))
		if err == nil {
			_, err = r.refused(want.status, want.word)
		}
		if err != nil {
			return err
		}
	}
	return t.with(ctx, map[string]string{"forwarding": "false"}, func() error {
		var found []error
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			ask := call{method: method, path: awayPath(c.owner)}
			if method == http.MethodPut {
				ask.body = told{"approver": c.owner, "to": c.outsider, "from": 1, "until": 2}
			}
			r, err := t.send(ctx, ask)
			if err == nil {
				_, err = r.refused(http.StatusUnprocessableEntity, "wrong_type")
			}
			found = append(found, err)
		}
		return errors.Join(found...)
	})
}
