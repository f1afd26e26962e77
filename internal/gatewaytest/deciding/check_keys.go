package deciding

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// byKey are the checks of decisions that are sent again.
func byKey() []gatewaytest.Check {
	needs := []string{"act.key"}
	return []gatewaytest.Check{
		{Name: "the same key with the same decision is told again, and written once", Gateway: true, Writes: true, Needs: needs,
			Run: checkReplay},
		{Name: "the same key with another decision is refused", Gateway: true, Writes: true, Needs: needs, Run: checkKeyReused},
		{Name: "a refusal does not use up its key", Gateway: true, Writes: true, Needs: needs, Run: checkKeyAfterRefusal},
		{Name: "the same decision many times at once is written once", Gateway: true, Writes: true, Needs: needs, Run: checkReplayRace},
	}
}

func checkReplay(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	for _, kind := range []func(*gatewaytest.ItemSpec){func(*gatewaytest.ItemSpec) {}, gatewaytest.WithoutRequest} {
		i, err := t.Item(ctx, kind)
		if err != nil {
			return err
		}
		key, body := gatewaytest.NewKey(), gatewaytest.Decision(c.Owner, gatewaytest.Denied, "no")
		first, err := t.Decide(ctx, i.ID, body, "Idempotency-Key", key)
		if err != nil {
			return err
		}
		if err := errors.Join(first.Ended(i.ID, gatewaytest.Denied, []string{gatewaytest.Denied, gatewaytest.Denied}),
			gatewaytest.Same("X-Outcome", first.Header.Get("X-Outcome"),
				"decided")); err != nil {
			return err
		}
		err = t.LeavesAlone(ctx, i, func() error {
			again, err := t.Decide(ctx, i.ID, body, "Idempotency-Key", key)
			if err != nil {
				return err
			}
			return errors.Join(again.Ended(i.ID, gatewaytest.Denied, []string{gatewaytest.Denied, gatewaytest.Denied}),
				gatewaytest.Same("X-Outcome", again.Header.Get("X-Outcome"),
					"replayed"),
				gatewaytest.Same("X-Audit", again.Header.Get("X-Audit"), first.Header.Get("X-Audit")))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func checkKeyReused(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	other, err := t.Item(ctx)
	if err != nil {
		return err
	}
	key := gatewaytest.NewKey()
	first, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, ""), "Idempotency-Key", key)
	if err != nil {
		return err
	}
	if err := first.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Approved}); err != nil {
		return err
	}
	if err := otherLinesUnderAKey(ctx, t, c); err != nil {
		return err
	}
	return t.LeavesAlone(ctx, other, func() error {
		for _, one := range []struct {
			id   string
			body map[string]any
		}{
			{i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Denied, "no")}, {i.ID,
				gatewaytest.Decision(c.Outsider, gatewaytest.Approved, "")}, {i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved,
				"other words")},
			{other.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, "")},
		} {
			r, err := t.Decide(ctx, one.id, one.body, "Idempotency-Key", key)
			if err != nil {
				return err
			}
			if _, err := r.Refused(http.StatusUnprocessableEntity, "key_reused"); err != nil {
				return err
			}
		}
		return nil
	})
}

// otherLinesUnderAKey decides an item line by line, and wants its key to be good for the same lines with the same states alone.
func otherLinesUnderAKey(ctx context.Context, t *gatewaytest.Target, c *gatewaytest.Cast) error {
	i, err := t.Item(ctx)
	if err != nil {
		return err
	}
	key := gatewaytest.NewKey()
	send := func(line lineWish) (gatewaytest.Reply, error) {
		body := gatewaytest.Decision(c.Owner, gatewaytest.Approved, "mixed", "lines", []lineWish{line})
		return t.Decide(ctx, i.ID, body, "Idempotency-Key", key)
	}
	r, err := send(lineWish{ID: i.Lines[0].ID, State: gatewaytest.Denied, Comment: "no"})
	if err == nil {
		err = r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Denied, gatewaytest.Approved})
	}
	if err != nil {
		return err
	}
	for _, other := range []lineWish{
		{ID: i.Lines[0].ID, State: gatewaytest.Approved, Comment: "no"}, {ID: i.Lines[0].ID, State: gatewaytest.Denied, Comment: "yes"},
		{ID: i.Lines[1].ID, State: gatewaytest.Denied, Comment: "no"},
	} {
		r, err := send(other)
		if err == nil {
			_, err = r.Refused(http.StatusUnprocessableEntity, "key_reused")
		}
		if err != nil {
			return fmt.Errorf("another line under a key: %w", err)
		}
	}
	return nil
}

func checkKeyAfterRefusal(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	key := gatewaytest.NewKey()
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Outsider, gatewaytest.Approved, ""), "Idempotency-Key", key)
	if err != nil {
		return err
	}
	if _, err := r.Refused(http.StatusUnprocessableEntity, "not_owner"); err != nil {
		return err
	}
	if r, err = t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, ""), "Idempotency-Key", key); err != nil {
		return err
	}
	return r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Approved})
}

func checkReplayRace(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	before, err := gatewaytest.GatewayOf(t).AuditRows(ctx)
	if err != nil {
		return err
	}
	key := gatewaytest.NewKey()
	failures := make([]error, gatewaytest.Racers)
	var all sync.WaitGroup
	for n := range gatewaytest.Racers {
		all.Go(func() {
			r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, ""), "Idempotency-Key", key)
			if err == nil {
				err = r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Approved})
			}
			failures[n] = err
		})
	}
	all.Wait()
	after, err := gatewaytest.GatewayOf(t).AuditRows(ctx)
	return errors.Join(errors.Join(failures...), err, gatewaytest.Same("audit rows", after, before+1))
}
