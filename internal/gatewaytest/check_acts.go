package gatewaytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// acting are the checks of what holds for every act.
func acting() []Check {
	var all []Check
	for _, a := range acts() {
		for _, one := range []struct {
			name string
			run  func(context.Context, *Target, act) error
		}{
			{"an act is done, and noted once", checkDone},
			{"an act with a key is told again, and written once", checkActKey},
			{"an act's bodies that are not understood", checkActBodies},
			{"an act's ids are refused by their words", checkActIDs},
			{"an act of somebody who may not", checkActPeople},
			{"an act that cannot be written leaves nothing", checkActFails},
			{"an act of a client that may not", checkActClients},
		} {
			all = append(all, a.check(one.name, one.run))
		}
		if a.onItem {
			all = append(all, a.check("an act on what has ended or is kept out", checkActEnded))
		}
	}
	return append(all, Check{Name: "an act on a row that somebody else holds is refused for now", Gateway: true, Writes: true,
		Run: checkBusy})
}

func (a act) check(name string, run func(context.Context, *Target, act) error) Check {
	return Check{Name: name + ": " + a.outcome, Gateway: true, Writes: true, Needs: []string{a.op},
		Run: func(ctx context.Context, t *Target) error { return run(ctx, t, a) }}
}

// done sends what is taken, and wants it to be taken and noted.
func (t *Target) done(ctx context.Context, a act, s subject, body any, outcome string, named ...string) (reply, error) {
	r, err := t.perform(ctx, a, s.id, body, named...)
	if err != nil {
		return r, err
	}
	if r.status != http.StatusOK || !json.Valid(r.body) {
		return r, r.wrong("status 200 with JSON")
	}
	return r, same("X-Outcome", r.header.Get("X-Outcome"), outcome)
}

// notes wants a number of audit rows to come of something.
func (t *Target) notes(ctx context.Context, want int, do func() error) error {
	before, err := gatewayOf(t).AuditRows(ctx)
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	after, err := gatewayOf(t).AuditRows(ctx)
	return errors.Join(err, same("audit rows", after-before, want))
}

func checkDone(ctx context.Context, t *Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	before, err := s.stored()
	if err != nil {
		return err
	}
	return t.notes(ctx, 1, func() error {
		r, err := t.done(ctx, a, s, s.with(map[string]any{"later": map[string]any{"version": 2}}), a.outcome, "X-Request-Id", "check-1")
		if err != nil {
			return err
		}
		after, err := s.stored()
		return errors.Join(err, same("something was written", after != before, true), same("X-Audit is told",
			r.header.Get("X-Audit") != "", true),
			same("X-Request-Id", r.header.Get("X-Request-Id"), "check-1"))
	})
}

func checkActKey(ctx context.Context, t *Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	key := newKey()
	first, err := t.done(ctx, a, s, s.body, a.outcome, "Idempotency-Key", key)
	if err != nil {
		return err
	}
	decided, err := t.item(ctx)
	if err != nil {
		return err
	}
	used := newKey()
	if _, err := t.decide(ctx, decided.ID, decision(s.c.owner, approved, ""), "Idempotency-Key", used); err != nil {
		return err
	}
	return t.leaves(ctx, s.stored, func() error {
		again, err := t.done(ctx, a, s, s.body, "replayed", "Idempotency-Key", key)
		if err == nil {
			err = errors.Join(same("the answer", string(again.body), string(first.body)),
				same("X-Audit", again.header.Get("X-Audit"), first.header.Get("X-Audit")))
		}
		if err != nil {
			return err
		}
		for what, one := range map[string]struct {
			key, word string
			status    int
			body      any
		}{
			"another act with its key":       {key, "key_reused", http.StatusUnprocessableEntity, s.with(s.change)},
			"the key of a decision":          {used, "key_reused", http.StatusUnprocessableEntity, s.body},
			"a key that is longer than kept": {strings.Repeat("k", 201), "bad_body", http.StatusBadRequest, s.body},
		} {
			r, err := t.perform(ctx, a, s.id, one.body, "Idempotency-Key", one.key)
			if err == nil {
				_, err = r.refused(one.status, one.word)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		return nil
	})
}
