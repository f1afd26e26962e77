package acting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

func checkActBodies(ctx context.Context, t *gatewaytest.Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	word := "said" + gatewaytest.RandomHex(8)
	good, err := json.Marshal(s.body)
	if err != nil {
		return err
	}
	bodies := map[string]any{
		"no JSON": word + "=x", "cut": string(good[:len(good)-1]), "an array": "[" + string(good) + "]", "a text": `"` + word + `"`,
		"null":                "null",
		"something behind it": string(good) + `{"x":"` + word + `"}`,
		"over the bound":      s.with(map[string]any{"more": word + strings.Repeat("x", 262144)}),
		"a text as expect":    s.with(map[string]any{"expect": word}),
	}
	if !a.bare {
		bodies["nothing"], bodies["no members"] = "", "{}"
	}
	for _, name := range a.needed {
		bodies["without "+name] = s.without(name)
		bodies["null as "+name] = s.with(map[string]any{name: nil})
	}
	for name, values := range a.others {
		for _, value := range values {
			bodies[fmt.Sprintf("%T as %s", value, name)] = s.with(map[string]any{name: value})
		}
	}
	return t.Leaves(ctx, s.stored, func() error {
		for what, body := range bodies {
			r, err := on(t).perform(ctx, a, s.id, body)
			if err == nil {
				_, err = r.Refused(http.StatusBadRequest, "bad_body")
			}
			if err == nil && strings.Contains(string(r.Body), word) {
				err = errors.New("got a refusal that quotes what was sent, want one that does not")
			}
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		return nil
	})
}

func checkActIDs(ctx context.Context, t *gatewaytest.Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	other := s.c.Requester
	if !a.onItem {
		i, err := t.Item(ctx)
		if err != nil {
			return err
		}
		other = i.ID
	}
	return t.Leaves(ctx, s.stored, func() error {
		for id, want := range map[string]refusedAs{
			"1": {http.StatusBadRequest, "bad_id"}, strings.Repeat("z", 32): {http.StatusBadRequest, "bad_id"},
			gatewaytest.AbsentID(): a.absent, other: a.absent,
		} {
			r, err := on(t).perform(ctx, a, id, s.body)
			if err == nil {
				_, err = r.Refused(want.status, want.word)
			}
			if err != nil {
				return fmt.Errorf("the id %s: %w", id, err)
			}
		}
		return nil
	})
}

// checkActPeople names others who act: each is refused as with decisions.
func checkActPeople(ctx context.Context, t *gatewaytest.Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	others := map[string]struct{ who, word string }{
		"an outsider": {s.c.Outsider, "not_owner"}, "somebody inactive": {s.c.Inactive, "inactive"}, "nobody": {gatewaytest.AbsentID(),
			"unknown_approver"},
		"a workgroup": {s.c.Group, "unknown_approver"}, "a name": {s.c.Names[s.c.Owner], "unknown_approver"},
	}
	if !a.onPerson {
		others["another object"] = struct{ who, word string }{s.id, "unknown_approver"}
	}
	for what, one := range others {
		body := s.with(map[string]any{"approver": one.who})
		if _, _, err := on(t).refuses(ctx, a, s, body, refusedAs{http.StatusUnprocessableEntity, one.word}); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}

func checkActFails(ctx context.Context, t *gatewaytest.Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	if err := gatewaytest.GatewayOf(t).FailCommit(ctx, 1); err != nil {
		return err
	}
	key := gatewaytest.NewKey()
	err = t.Leaves(ctx, s.stored, func() error {
		r, err := on(t).perform(ctx, a, s.id, s.body, "Idempotency-Key", key)
		if err == nil {
			_, err = r.Refused(http.StatusInternalServerError, "iiq")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("IdentityIQ that throws: %w", err)
	}
	// What failed has not used up its key.
	_, err = on(t).done(ctx, a, s, s.body, a.outcome, "Idempotency-Key", key)
	return err
}

// checkBusy holds the rows of all acts at once, since each of them waits for seconds.
func checkBusy(ctx context.Context, t *gatewaytest.Target) error {
	offered := slices.DeleteFunc(acts(), func(a act) bool { return !slices.Contains(t.Operations, a.op) })
	subjects := make([]subject, len(offered))
	for n, a := range offered {
		s, err := a.make(ctx, t)
		if err == nil {
			err = gatewaytest.GatewayOf(t).Hold(ctx, s.id, time.Minute)
		}
		if err != nil {
			return err
		}
		subjects[n] = s
	}
	var all sync.WaitGroup
	failures := make([]error, len(offered))
	for n, a := range offered {
		all.Go(func() {
			p, r, err := on(t).refuses(ctx, a, subjects[n], subjects[n].body, refusedAs{http.StatusServiceUnavailable, "busy"})
			failures[n] = errors.Join(err, gatewaytest.WantRetryAfter(nil, gatewaytest.Item{}, p, r.Header))
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

func checkActClients(ctx context.Context, t *gatewaytest.Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	reader, err := t.Another(ctx, t.Unique("Reader"), "read")
	if err != nil {
		return err
	}
	stranger, err := t.Another(ctx, t.Unique("Unlisted"), "read", "decide")
	if err != nil {
		return err
	}
	ask := gatewaytest.Call{Method: a.method, Path: a.path(s.id), Body: s.body}
	return t.Leaves(ctx, s.stored, func() error {
		ask.As = reader
		r, err := t.Send(ctx, ask)
		if err == nil && (r.Status != http.StatusForbidden || strings.Contains(string(r.Body), `"error"`)) {
			err = r.Wrong("IdentityIQ's own 403, without a word of the gateway")
		}
		if err != nil {
			return err
		}
		return t.With(ctx, map[string]string{"callers": "Somebody.Else"}, func() error {
			ask.As = stranger
			r, err := t.Send(ctx, ask)
			if err == nil {
				_, err = r.Refused(http.StatusForbidden, "not_caller")
			}
			return err
		})
	})
}

// checkActEnded wants the winner to be told of what was decided, and nothing done to what is kept out.
func checkActEnded(ctx context.Context, t *gatewaytest.Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	err = t.With(ctx, map[string]string{"excludeApplications": "Active Directory"}, func() error {
		_, _, err := on(t).refuses(ctx, a, s, s.body, refusedAs{http.StatusUnprocessableEntity, "excluded"})
		return err
	})
	if err != nil {
		return err
	}
	if err := gatewaytest.DecideThere(ctx, t, s.item); err != nil {
		return err
	}
	p, _, err := on(t).refuses(ctx, a, s, s.with(map[string]any{"expect": map[string]any{"request": s.item.Request}}),
		refusedAs{http.StatusConflict, "decided"})
	if err = errors.Join(err, gatewaytest.WantWinner(s.c, s.item, p, nil)); err != nil {
		return err
	}
	if s, err = a.make(ctx, t); err != nil {
		return err
	}
	if err := t.Fixtures.Expire(ctx, s.id); err != nil {
		return err
	}
	_, _, err = on(t).refuses(ctx, a, s, s.body, gone())
	return err
}
