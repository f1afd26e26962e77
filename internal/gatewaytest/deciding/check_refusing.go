package deciding

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// refusing are the checks of the gate: each refusal has its word and its status, and leaves everything as it was.
func refusing() []gatewaytest.Check {
	var all []gatewaytest.Check
	for _, r := range refusals() {
		all = append(all, gatewaytest.Check{
			Name: "refused: " + r.name, Gateway: true, Writes: true, Needs: r.needs,
			Run: r.run,
		})
	}
	return append(all,
		gatewaytest.Check{Name: "bodies that are no decision are refused", Gateway: true, Writes: true, Run: checkBadBodies},
		gatewaytest.Check{Name: "keys that are not known are left alone", Gateway: true, Writes: true, Run: checkUnknownKeys},
		gatewaytest.Check{Name: "of several reasons the first of the gate's order is told", Gateway: true, Writes: true, Run: checkOrder},
	)
}

func (f refusal) run(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		if f.item != nil {
			f.item(c, s)
		}
	})
	if err != nil {
		return err
	}
	return t.With(ctx, f.settings, func() error {
		if f.prepare != nil {
			if err := f.prepare(ctx, t, i); err != nil {
				return fmt.Errorf("prepare: %w", err)
			}
		}
		return t.LeavesAlone(ctx, i, func() error {
			r, err := t.Decide(ctx, i.ID, f.act(c, i))
			if err != nil {
				return err
			}
			p, err := r.Refused(f.status, f.word)
			if err == nil && f.then != nil {
				err = f.then(c, i, p, r.Header)
			}
			return err
		})
	})
}

func checkBadBodies(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	good := `{"approver":"` + c.Owner + `","state":"Finished","comment":""`
	return t.LeavesAlone(ctx, i, func() error {
		for what, body := range map[string]string{
			"nothing": "", "blanks": "  ", "no JSON": "approver=x", "cut": good, "an array": "[" + good + "}]", "a text": `"Finished"`,
			"null":                "null",
			"something behind it": good + `} {"state":"Rejected"}`, "no approver": `{"state":"Finished","comment":""}`,
			"an empty approver":     `{"approver":"","state":"Finished"}`,
			"a null approver":       `{"approver":null,"state":"Finished"}`,
			"an approver of many":   `{"approver":["` + c.Owner + `"],"state":"Finished"}`,
			"a number as state":     `{"approver":"` + c.Owner + `","state":1}`,
			"an object as comment":  `{"approver":"` + c.Owner + `","state":"Finished","comment":{"a":1}}`,
			"too long a comment":    `{"approver":"` + c.Owner + `","state":"Finished","comment":"` + gatewaytest.LongComment() + `"}`,
			"a body over the bound": good + `,"more":"` + strings.Repeat("x", 262144) + `"}`,
		} {
			r, err := t.Decide(ctx, i.ID, body)
			if err != nil {
				return err
			}
			if _, err := r.Refused(http.StatusBadRequest, "bad_body"); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		for _, id := range []string{"1", strings.Repeat("x", 32)} {
			r, err := t.Decide(ctx, id, good+"}")
			if err != nil {
				return err
			}
			if _, err := r.Refused(http.StatusBadRequest, "bad_id"); err != nil {
				return err
			}
		}
		for _, id := range []string{gatewaytest.AbsentID(), c.Owner} {
			r, err := t.Decide(ctx, id, good+"}")
			if err != nil {
				return err
			}
			if _, err := r.Refused(http.StatusNotFound, "gone"); err != nil {
				return err
			}
		}
		return nil
	})
}

func checkUnknownKeys(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, "", "later", map[string]any{"version": 2}))
	if err != nil {
		return err
	}
	return r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Approved})
}

// checkOrder adds reasons from the last of the gate's order to the first: each new one is told before the others.
func checkOrder(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		word string
		item func(*gatewaytest.ItemSpec)
		who  string
	}{
		{"comment_required", func(*gatewaytest.ItemSpec) {}, c.Owner},
		{"self_approval", func(s *gatewaytest.ItemSpec) { s.Owner, s.Requester = c.Owner, c.Owner }, c.Owner},
		{"not_owner", func(s *gatewaytest.ItemSpec) { s.Requester = c.Outsider }, c.Outsider},
		{"inactive", func(s *gatewaytest.ItemSpec) { s.Target = c.Inactive }, c.Inactive},
		{"signature", func(s *gatewaytest.ItemSpec) { s.Item.ESign = "meaning" }, c.Inactive},
		{"wrong_type", func(s *gatewaytest.ItemSpec) { s.Item.ESign, s.Item.Type, s.NoRequest = "meaning", "Form", true }, c.Inactive},
	} {
		i, err := t.Item(ctx, step.item)
		if err != nil {
			return err
		}
		r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(step.who, gatewaytest.Denied, ""))
		if err != nil {
			return err
		}
		if _, err := r.Refused(http.StatusUnprocessableEntity, step.word); err != nil {
			return err
		}
	}
	return nil
}
