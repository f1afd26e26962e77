package gatewaytest

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

// byKey are the checks of decisions that are sent again.
func byKey() []Check {
	needs := []string{"act.key"}
	return []Check{
		{Name: "the same key with the same decision is told again, and written once", Gateway: true, Writes: true, Needs: needs,
			Run: checkReplay},
		{Name: "the same key with another decision is refused", Gateway: true, Writes: true, Needs: needs, Run: checkKeyReused},
		{Name: "a refusal does not use up its key", Gateway: true, Writes: true, Needs: needs, Run: checkKeyAfterRefusal},
		{Name: "the same decision many times at once is written once", Gateway: true, Writes: true, Needs: needs, Run: checkReplayRace},
	}
}

// newKey is the key of an intent.
func newKey() string {
	h := randomHex(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}

func checkReplay(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	for _, kind := range []func(*ItemSpec){func(*ItemSpec) {}, withoutRequest} {
		i, err := t.item(ctx, kind)
		if err != nil {
			return err
		}
		key, body := newKey(), decision(c.owner, denied, "no")
		first, err := t.decide(ctx, i.ID, body, "Idempotency-Key", key)
		if err != nil {
			return err
		}
		if err := errors.Join(first.ended(i.ID, denied, []string{denied, denied}), same("X-Outcome", first.header.Get("X-Outcome"),
			"decided")); err != nil {
			return err
		}
		err = t.leavesAlone(ctx, i, func() error {
			again, err := t.decide(ctx, i.ID, body, "Idempotency-Key", key)
			if err != nil {
				return err
			}
			return errors.Join(again.ended(i.ID, denied, []string{denied, denied}), same("X-Outcome", again.header.Get("X-Outcome"),
				"replayed"),
				same("X-Audit", again.header.Get("X-Audit"), first.header.Get("X-Audit")))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func checkKeyReused(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	other, err := t.item(ctx)
	if err != nil {
		return err
	}
	key := newKey()
	first, err := t.decide(ctx, i.ID, decision(c.owner, approved, ""), "Idempotency-Key", key)
	if err != nil {
		return err
	}
	if err := first.ended(i.ID, approved, []string{approved, approved}); err != nil {
		return err
	}
	return t.leavesAlone(ctx, other, func() error {
		for _, one := range []struct {
			id   string
			body map[string]any
		}{
			{i.ID, decision(c.owner, denied, "no")}, {i.ID, decision(c.outsider, approved, "")}, {i.ID, decision(c.owner, approved,
				"other words")},
			{other.ID, decision(c.owner, approved, "")},
		} {
			r, err := t.decide(ctx, one.id, one.body, "Idempotency-Key", key)
			if err != nil {
				return err
			}
			if _, err := r.refused(http.StatusUnprocessableEntity, "key_reused"); err != nil {
				return err
			}
		}
		return nil
	})
}

func checkKeyAfterRefusal(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	key := newKey()
	r, err := t.decide(ctx, i.ID, decision(c.outsider, approved, ""), "Idempotency-Key", key)
	if err != nil {
		return err
	}
	if _, err := r.refused(http.StatusUnprocessableEntity, "not_owner"); err != nil {
		return err
	}
	if r, err = t.decide(ctx, i.ID, decision(c.owner, approved, ""), "Idempotency-Key", key); err != nil {
		return err
	}
	return r.ended(i.ID, approved, []string{approved, approved})
}

func checkReplayRace(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	before, err := gatewayOf(t).AuditRows(ctx)
	if err != nil {
		return err
	}
	key := newKey()
	failures := make([]error, racers)
	var all sync.WaitGroup
	for n := range racers {
		all.Go(func() {
			r, err := t.decide(ctx, i.ID, decision(c.owner, approved, ""), "Idempotency-Key", key)
			if err == nil {
				err = r.ended(i.ID, approved, []string{approved, approved})
			}
			failures[n] = err
		})
	}
	all.Wait()
	after, err := gatewayOf(t).AuditRows(ctx)
	return errors.Join(errors.Join(failures...), err, same("audit rows", after, before+1))
}
