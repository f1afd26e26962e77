package acting

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// proving are the checks of the proof that a call which changes something is the bot's.
func proving() []gatewaytest.Check {
	return []gatewaytest.Check{{Name: "where a key is set, nothing is changed without a proof by it", Gateway: true, Writes: true,
		Run: checkProof}}
}

// checkProof tries each act, and a decision: they share the mechanism, and none may have been left out of it.
func checkProof(ctx context.Context, t *gatewaytest.Target) error {
	const key = "a key of the bot's"
	decide := act{op: "act", outcome: "decided", method: http.MethodPut, path: func(id string) string { return "/object/WorkItem/" + id },
		make: func(ctx context.Context, t *gatewaytest.Target) (subject, error) {
			return on(t).onItem(ctx, func(c *gatewaytest.Cast) map[string]any {
				return gatewaytest.Decision(c.Owner, gatewaytest.Approved, "")
			}, nil)
		}}
	all := append([]act{decide}, slices.DeleteFunc(acts(), func(a act) bool { return !slices.Contains(t.Operations, a.op) })...)
	subjects := make([]subject, len(all))
	for n, a := range all {
		s, err := a.make(ctx, t)
		if err != nil {
			return err
		}
		subjects[n] = s
	}
	now := time.Now().UnixMilli()
	return t.With(ctx, map[string]string{"decisionKey": key}, func() error {
		c, _, err := gatewaytest.ReadCapabilities(ctx, t)
		if err != nil || !c.Rules.DecisionKey {
			return fmt.Errorf("rules.decisionKey: got %v, %w, want true", c.Rules.DecisionKey, err)
		}
		for n, a := range all {
			if err := on(t).proves(ctx, a, subjects[n], key, now); err != nil {
				return fmt.Errorf("%s: %w", a.outcome, err)
			}
		}
		return nil
	})
}

func (t deeds) proves(ctx context.Context, a act, s subject, key string, now int64) error {
	body, err := json.Marshal(s.body)
	if err != nil {
		return err
	}
	path, hash := a.path(s.id), gatewaytest.ProofHash
	good := func(at int64) []string {
		return []string{"X-Decision-Time", strconv.FormatInt(at, 10), "X-Decision-Proof", hash(key, a.method, path, at, body)}
	}
	with := func(proof string) []string {
		return []string{"X-Decision-Time", strconv.FormatInt(now, 10), "X-Decision-Proof", proof}
	}
	err = t.Leaves(ctx, s.stored, func() error {
		for what, named := range map[string][]string{
			"no proof":       nil,
			"no hash":        with(""),
			"no time":        {"X-Decision-Proof", hash(key, a.method, path, now, body)},
			"another key":    with(hash("another", a.method, path, now, body)),
			"another body":   with(hash(key, a.method, path, now, append(body, ' '))),
			"another path":   with(hash(key, a.method, a.path(gatewaytest.AbsentID()), now, body)),
			"another method": with(hash(key, "GET", path, now, body)),
			"another time":   with(hash(key, a.method, path, now+1, body)),
			"an old time":    good(now - 3_600_000),
			"a time to come": good(now + 3_600_000),
		} {
			r, err := t.perform(ctx, a, s.id, string(body), named...)
			if err == nil {
				_, err = r.Refused(http.StatusForbidden, "not_caller")
			}
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	r, err := t.perform(ctx, a, s.id, string(body), good(now)...)
	if err == nil && (r.Status != http.StatusOK || r.Header.Get("X-Outcome") != a.outcome) {
		err = r.Wrong("what was proven to be done")
	}
	return err
}
