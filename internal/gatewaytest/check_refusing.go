package gatewaytest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// refusing are the checks of the gate: each refusal has its word and its status, and leaves everything as it was.
func refusing() []Check {
	var all []Check
	for _, r := range refusals() {
		all = append(all, Check{
			Name: "refused: " + r.name, Gateway: true, Writes: true, Needs: r.needs,
			Run: r.run,
		})
	}
	return append(all,
		Check{Name: "bodies that are no decision are refused", Gateway: true, Writes: true, Run: checkBadBodies},
		Check{Name: "keys that are not known are left alone", Gateway: true, Writes: true, Run: checkUnknownKeys},
		Check{Name: "of several reasons the first of the gate's order is told", Gateway: true, Writes: true, Run: checkOrder},
	)
}

func (f refusal) run(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.item(ctx, func(s *ItemSpec) {
		if f.item != nil {
			f.item(c, s)
		}
	})
	if err != nil {
		return err
	}
	return t.with(ctx, f.settings, func() error {
		if f.prepare != nil {
			if err := f.prepare(ctx, t, i); err != nil {
				return fmt.Errorf("prepare: %w", err)
			}
		}
		return t.leavesAlone(ctx, i, func() error {
			r, err := t.decide(ctx, i.ID, f.act(c, i))
			if err != nil {
				return err
			}
			p, err := r.refused(f.status, f.word)
			if err == nil && f.then != nil {
				err = f.then(c, i, p, r.header)
			}
			return err
		})
	})
}

// leavesAlone does something and wants the item and the audit as they were before.
func (t *Target) leavesAlone(ctx context.Context, i Item, do func() error) error {
	return t.leaves(ctx, func() (string, error) { return t.Fixtures.Stored(ctx, i.ID) }, do)
}

// leaves is leavesAlone for whatever is stored.
func (t *Target) leaves(ctx context.Context, stored func() (string, error), do func() error) error {
	look := func() (string, int, error) {
		stored, err := stored()
		if err != nil {
			return "", 0, err
		}
		rows, err := gatewayOf(t).AuditRows(ctx)
		return stored, rows, err
	}
	before, rowsBefore, err := look()
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	after, rowsAfter, err := look()
	if err != nil {
		return err
	}
	if after != before {
		return fmt.Errorf("stored after a refusal: got %s, want it unchanged: %s", after, before)
	}
	return same("audit rows after a refusal", rowsAfter, rowsBefore)
}

func checkBadBodies(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	good := `{"approver":"` + c.owner + `","state":"Finished","comment":""`
	return t.leavesAlone(ctx, i, func() error {
		for what, body := range map[string]string{
			"nothing": "", "blanks": "  ", "no JSON": "approver=x", "cut": good, "an array": "[" + good + "}]", "a text": `"Finished"`,
			"null":                "null",
			"something behind it": good + `} {"state":"Rejected"}`, "no approver": `{"state":"Finished","comment":""}`,
			"an empty approver":     `{"approver":"","state":"Finished"}`,
			"a null approver":       `{"approver":null,"state":"Finished"}`,
			"an approver of many":   `{"approver":["` + c.owner + `"],"state":"Finished"}`,
			"a number as state":     `{"approver":"` + c.owner + `","state":1}`,
			"an object as comment":  `{"approver":"` + c.owner + `","state":"Finished","comment":{"a":1}}`,
			"too long a comment":    `{"approver":"` + c.owner + `","state":"Finished","comment":"` + longComment() + `"}`,
			"a body over the bound": good + `,"more":"` + strings.Repeat("x", 262144) + `"}`,
		} {
			r, err := t.decide(ctx, i.ID, body)
			if err != nil {
				return err
			}
			if _, err := r.refused(http.StatusBadRequest, "bad_body"); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		for _, id := range []string{"1", strings.Repeat("x", 32)} {
			r, err := t.decide(ctx, id, good+"}")
			if err != nil {
				return err
			}
			if _, err := r.refused(http.StatusBadRequest, "bad_id"); err != nil {
				return err
			}
		}
		for _, id := range []string{absentID(), c.owner} {
			r, err := t.decide(ctx, id, good+"}")
			if err != nil {
				return err
			}
			if _, err := r.refused(http.StatusNotFound, "gone"); err != nil {
				return err
			}
		}
		return nil
	})
}

func checkUnknownKeys(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	r, err := t.decide(ctx, i.ID, decision(c.owner, approved, "", "later", map[string]any{"version": 2}))
	if err != nil {
		return err
	}
	return r.ended(i.ID, approved, []string{approved, approved})
}

// checkOrder adds reasons from the last of the gate's order to the first: each new one is told before the others.
func checkOrder(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		word string
		item func(*ItemSpec)
		who  string
	}{
		{"comment_required", func(*ItemSpec) {}, c.owner},
		{"self_approval", func(s *ItemSpec) { s.Owner, s.Requester = c.owner, c.owner }, c.owner},
		{"not_owner", func(s *ItemSpec) { s.Requester = c.outsider }, c.outsider},
		{"inactive", func(s *ItemSpec) { s.Target = c.inactive }, c.inactive},
		{"signature", func(s *ItemSpec) { s.Item.ESign = "meaning" }, c.inactive},
		{"wrong_type", func(s *ItemSpec) { s.Item.ESign, s.Item.Type, s.NoRequest = "meaning", "Form", true }, c.inactive},
	} {
		i, err := t.item(ctx, step.item)
		if err != nil {
			return err
		}
		r, err := t.decide(ctx, i.ID, decision(step.who, denied, ""))
		if err != nil {
			return err
		}
		if _, err := r.refused(http.StatusUnprocessableEntity, step.word); err != nil {
			return err
		}
	}
	return nil
}
