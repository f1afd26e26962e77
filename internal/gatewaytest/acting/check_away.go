package acting

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// standingIn are the checks of people's own forwarding while they are away.
func standingIn() []gatewaytest.Check {
	needs := []string{"forwarding"}
	return []gatewaytest.Check{
		{Name: "somebody's own forwarding is set, told and taken away", Gateway: true, Writes: true, Needs: needs, Run: checkAway},
		{Name: "a forwarding that leads nowhere is refused", Gateway: true, Writes: true, Needs: needs, Run: checkAwayRefused},
		{Name: "there is no forwarding of nobody, nor where it is switched off", Gateway: true, Writes: true, Needs: needs,
			Run: checkNoAway},
	}
}

// away gives somebody's forwarding.
func (t deeds) away(ctx context.Context, id string) (told, error) {
	r, err := t.Get(ctx, awayPath(id))
	if err != nil {
		return nil, err
	}
	out := told{}
	return out, r.JSON(&out)
}

// awayIs wants somebody's forwarding to be this, in the answer to what set it and when it is read; "" is none.
func (t deeds) awayIs(ctx context.Context, s subject, r gatewaytest.Reply, to string) error {
	set := told{}
	if err := r.JSON(&set); err != nil {
		return err
	}
	read, err := t.away(ctx, s.id)
	if err != nil {
		return err
	}
	want := told{"to": nil}
	if to != "" {
		want = told{"to": to, "name": s.c.Names[to], "from": s.body["from"], "until": s.body["until"]}
	}
	return errors.Join(gatewaytest.SameJSON("forwarding in the answer", set, want), gatewaytest.SameJSON("forwarding", read, want))
}

func checkAway(ctx context.Context, t *gatewaytest.Target) error {
	s, err := anAway(ctx, t)
	if err != nil {
		return err
	}
	read, err := on(t).away(ctx, s.id)
	if err = errors.Join(err, gatewaytest.SameJSON("forwarding before", read, told{"to": nil})); err != nil {
		return err
	}
	for _, to := range []string{s.c.Outsider, s.c.Group, s.c.Member} {
		r, err := on(t).done(ctx, actOf("away"), s, s.with(told{"to": to}), "away")
		if err == nil {
			err = on(t).awayIs(ctx, s, r, to)
		}
		if err != nil {
			return err
		}
	}
	for _, body := range []any{told{"approver": s.id}, nil} {
		r, err := on(t).done(ctx, actOf("back"), s, body, "back")
		if err == nil {
			err = on(t).awayIs(ctx, s, r, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkAwayRefused(ctx context.Context, t *gatewaytest.Target) error {
	s, err := anAway(ctx, t)
	if err != nil {
		return err
	}
	deputy, err := anAway(ctx, t)
	if err != nil {
		return err
	}
	if _, err := on(t).done(ctx, actOf("away"), deputy, deputy.with(told{"to": s.id}), "away"); err != nil {
		return err
	}
	now, _ := s.body["from"].(int64)
	for what, one := range map[string]struct {
		body told
		as   refusedAs
	}{
		"to nobody":                {told{"to": gatewaytest.AbsentID()}, refusedAs{http.StatusUnprocessableEntity, "unknown_target"}},
		"to a name":                {told{"to": s.c.Names[s.c.Outsider]}, refusedAs{http.StatusUnprocessableEntity, "unknown_target"}},
		"to oneself":               {told{"to": s.id}, refusedAs{http.StatusUnprocessableEntity, "circle"}},
		"to who stands in for":     {told{"to": deputy.id}, refusedAs{http.StatusUnprocessableEntity, "circle"}},
		"to somebody who has left": {told{"to": s.c.Inactive}, refusedAs{http.StatusUnprocessableEntity, "inactive"}},
		"until before it begins":   {told{"until": now - 1}, refusedAs{http.StatusBadRequest, "bad_body"}},
		"until when it begins":     {told{"until": now}, refusedAs{http.StatusBadRequest, "bad_body"}},
		"of somebody else to oneself": {told{"approver": deputy.id, "to": deputy.id}, refusedAs{http.StatusUnprocessableEntity,
			"not_owner"}},
	} {
		if _, _, err := on(t).refuses(ctx, actOf("away"), s, s.with(one.body), one.as); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	// When the deputy is back, there is no circle any more.
	if _, err := on(t).done(ctx, actOf("back"), deputy, nil, "back"); err != nil {
		return err
	}
	_, err = on(t).done(ctx, actOf("away"), s, s.with(told{"to": deputy.id}), "away")
	return err
}

func checkNoAway(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	for id, want := range map[string]refusedAs{
		"1": {http.StatusBadRequest, "bad_id"}, strings.Repeat("z", 32): {http.StatusBadRequest, "bad_id"}, gatewaytest.AbsentID(): gone(),
		i.ID: gone(),
	} {
		r, err := t.Get(ctx, awayPath(id))
		if err == nil {
			_, err = r.Refused(want.status, want.word)
		}
		if err != nil {
			return err
		}
	}
	return t.With(ctx, map[string]string{"forwarding": "false"}, func() error {
		var found []error
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			ask := gatewaytest.Call{Method: method, Path: awayPath(c.Owner)}
			if method == http.MethodPut {
				ask.Body = told{"approver": c.Owner, "to": c.Outsider, "from": 1, "until": 2}
			}
			r, err := t.Send(ctx, ask)
			if err == nil {
				_, err = r.Refused(http.StatusUnprocessableEntity, "wrong_type")
			}
			found = append(found, err)
		}
		return errors.Join(found...)
	})
}
