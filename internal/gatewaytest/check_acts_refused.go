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
	"time"
)

func checkActBodies(ctx context.Context, t *Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	word := "said" + randomHex(8)
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
	return t.leaves(ctx, s.stored, func() error {
		for what, body := range bodies {
			r, err := t.perform(ctx, a, s.id, body)
			if err == nil {
				_, err = r.refused(http.StatusBadRequest, "bad_body")
			}
			if err == nil && strings.Contains(string(r.body), word) {
				err = errors.New("got a refusal that quotes what was sent, want one that does not")
			}
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		return nil
	})
}

func checkActIDs(ctx context.Context, t *Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	other := s.c.requester
	if !a.onItem {
		i, err := t.item(ctx)
		if err != nil {
			return err
		}
		other = i.ID
	}
	return t.leaves(ctx, s.stored, func() error {
		for id, want := range map[string]refusedAs{
			"1": {http.StatusBadRequest, "bad_id"}, strings.Repeat("z", 32): {http.StatusBadRequest, "bad_id"}, absentID(): a.absent,
			other: a.absent,
		} {
			r, err := t.perform(ctx, a, id, s.body)
			if err == nil {
				_, err = r.refused(want.status, want.word)
			}
			if err != nil {
				return fmt.Errorf("the id %s: %w", id, err)
			}
		}
		return nil
	})
}

// checkActPeople names others who act: each is refused as with decisions.
func checkActPeople(ctx context.Context, t *Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	others := map[string]struct{ who, word string }{
		"an outsider": {s.c.outsider, "not_owner"}, "somebody inactive": {s.c.inactive, "inactive"}, "nobody": {absentID(),
			"unknown_approver"},
		"a workgroup": {s.c.group, "unknown_approver"}, "a name": {s.c.names[s.c.owner], "unknown_approver"},
	}
	if !a.onPerson {
		others["another object"] = struct{ who, word string }{s.id, "unknown_approver"}
	}
	for what, one := range others {
		body := s.with(map[string]any{"approver": one.who})
		if _, _, err := t.refuses(ctx, a, s, body, refusedAs{http.StatusUnprocessableEntity, one.word}); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}

func checkActFails(ctx context.Context, t *Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	if err := gatewayOf(t).FailCommit(ctx, 1); err != nil {
		return err
	}
	key := newKey()
	err = t.leaves(ctx, s.stored, func() error {
		r, err := t.perform(ctx, a, s.id, s.body, "Idempotency-Key", key)
		if err == nil {
			_, err = r.refused(http.StatusInternalServerError, "iiq")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("IdentityIQ that throws: %w", err)
	}
	// What failed has not used up its key.
	_, err = t.done(ctx, a, s, s.body, a.outcome, "Idempotency-Key", key)
	return err
}

// checkBusy holds the rows of all acts at once, since each of them waits for seconds.
func checkBusy(ctx context.Context, t *Target) error {
	offered := slices.DeleteFunc(acts(), func(a act) bool { return !slices.Contains(t.Operations, a.op) })
	subjects := make([]subject, len(offered))
	for n, a := range offered {
		s, err := a.make(ctx, t)
		if err == nil {
			err = gatewayOf(t).Hold(ctx, s.id, time.Minute)
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
			p, r, err := t.refuses(ctx, a, subjects[n], subjects[n].body, refusedAs{http.StatusServiceUnavailable, "busy"})
			failures[n] = errors.Join(err, wantRetryAfter(nil, Item{}, p, r.header))
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

func checkActClients(ctx context.Context, t *Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	reader, err := t.another(ctx, t.unique("Reader"), "read")
	if err != nil {
		return err
	}
	stranger, err := t.another(ctx, t.unique("Unlisted"), "read", "decide")
	if err != nil {
		return err
	}
	ask := call{method: a.method, path: a.path(s.id), body: s.body}
	return t.leaves(ctx, s.stored, func() error {
		ask.as = reader
		r, err := t.send(ctx, ask)
		if err == nil && (r.status != http.StatusForbidden || strings.Contains(string(r.body), `"error"`)) {
			err = r.wrong("IdentityIQ's own 403, without a word of the gateway")
		}
		if err != nil {
			return err
		}
		return t.with(ctx, map[string]string{"callers": "Somebody.Else"}, func() error {
			ask.as = stranger
			r, err := t.send(ctx, ask)
			if err == nil {
				_, err = r.refused(http.StatusForbidden, "not_caller")
			}
			return err
		})
	})
}

// checkActEnded wants the winner to be told of what was decided, and nothing done to what is kept out.
func checkActEnded(ctx context.Context, t *Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	err = t.with(ctx, map[string]string{"excludeApplications": "Active Directory"}, func() error {
		_, _, err := t.refuses(ctx, a, s, s.body, refusedAs{http.StatusUnprocessableEntity, "excluded"})
		return err
	})
	if err != nil {
		return err
	}
	if err := decideThere(ctx, t, s.item); err != nil {
		return err
	}
	p, _, err := t.refuses(ctx, a, s, s.with(map[string]any{"expect": map[string]any{"request": s.item.Request}}),
		refusedAs{http.StatusConflict, "decided"})
	if err = errors.Join(err, wantWinner(s.c, s.item, p, nil)); err != nil {
		return err
	}
	if s, err = a.make(ctx, t); err != nil {
		return err
	}
	if err := t.Fixtures.Expire(ctx, s.id); err != nil {
		return err
	}
	_, _, err = t.refuses(ctx, a, s, s.body, gone())
	return err
}
