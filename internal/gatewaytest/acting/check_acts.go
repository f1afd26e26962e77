package acting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// acting are the checks of what holds for every act.
func acting() []gatewaytest.Check {
	var all []gatewaytest.Check
	for _, a := range acts() {
		for _, one := range []struct {
			name string
			run  func(context.Context, *gatewaytest.Target, act) error
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
	return append(all, gatewaytest.Check{Name: "an act on a row that somebody else holds is refused for now", Gateway: true, Writes: true,
		Run: checkBusy})
}

func (a act) check(name string, run func(context.Context, *gatewaytest.Target, act) error) gatewaytest.Check {
	return gatewaytest.Check{Name: name + ": " + a.outcome, Gateway: true, Writes: true, Needs: []string{a.op},
		Run: func(ctx context.Context, t *gatewaytest.Target) error { return run(ctx, t, a) }}
}

// done sends what is taken, and wants it to be taken and noted.
func (t deeds) done(ctx context.Context, a act, s subject, body any, outcome string, named ...string) (gatewaytest.Reply, error) {
	r, err := t.perform(ctx, a, s.id, body, named...)
	if err != nil {
		return r, err
	}
	if r.Status != http.StatusOK || !json.Valid(r.Body) {
		return r, r.Wrong("status 200 with JSON")
	}
	return r, gatewaytest.Same("X-Outcome", r.Header.Get("X-Outcome"), outcome)
}

// notes wants a number of audit rows to come of something.
func (t deeds) notes(ctx context.Context, want int, do func() error) error {
	before, err := gatewaytest.GatewayOf(t.Target).AuditRows(ctx)
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	after, err := gatewaytest.GatewayOf(t.Target).AuditRows(ctx)
	return errors.Join(err, gatewaytest.Same("audit rows", after-before, want))
}

func checkDone(ctx context.Context, t *gatewaytest.Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	before, err := s.stored()
	if err != nil {
		return err
	}
	return on(t).notes(ctx, 1, func() error {
		r, err := on(t).done(ctx, a, s, s.with(map[string]any{"later": map[string]any{"version": 2}}), a.outcome, "X-Request-Id", "check-1")
		if err != nil {
			return err
		}
		after, err := s.stored()
		return errors.Join(err, gatewaytest.Same("something was written", after != before, true), gatewaytest.Same("X-Audit is told",
			r.Header.Get("X-Audit") != "", true),
			gatewaytest.Same("X-Request-Id", r.Header.Get("X-Request-Id"), "check-1"))
	})
}

func checkActKey(ctx context.Context, t *gatewaytest.Target, a act) error {
	s, err := a.make(ctx, t)
	if err != nil {
		return err
	}
	key := gatewaytest.NewKey()
	first, err := on(t).done(ctx, a, s, s.body, a.outcome, "Idempotency-Key", key)
	if err != nil {
		return err
	}
	decided, err := t.Item(ctx)
	if err != nil {
		return err
	}
	used := gatewaytest.NewKey()
	if _, err := t.Decide(ctx, decided.ID, gatewaytest.Decision(s.c.Owner, gatewaytest.Approved, ""), "Idempotency-Key", used); err != nil {
		return err
	}
	return t.Leaves(ctx, s.stored, func() error {
		again, err := on(t).done(ctx, a, s, s.body, "replayed", "Idempotency-Key", key)
		if err == nil {
			err = errors.Join(gatewaytest.Same("the answer", string(again.Body), string(first.Body)),
				gatewaytest.Same("X-Audit", again.Header.Get("X-Audit"), first.Header.Get("X-Audit")))
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
			r, err := on(t).perform(ctx, a, s.id, one.body, "Idempotency-Key", one.key)
			if err == nil {
				_, err = r.Refused(one.status, one.word)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		return nil
	})
}
