package acting

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// guarding are the checks of who may call at all.
func guarding() []gatewaytest.Check {
	return []gatewaytest.Check{
		{Name: "a client that may only read decides nothing", Gateway: true, Writes: true, Run: checkReadOnlyClient},
		{Name: "the gateway tells whom it takes the caller for, and what they may do beyond it", Gateway: true, Writes: true,
			Run: checkCaller},
		{Name: "an account that is not on the list of callers gets nothing", Gateway: true, Writes: true, Run: checkCallers},
	}
}

func checkReadOnlyClient(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	reader, err := t.Another(ctx, t.Unique("Reader"), "read")
	if err != nil {
		return err
	}
	r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodGet, Path: "/object/WorkItem/" + i.ID, As: reader})
	if err != nil {
		return err
	}
	if _, err := r.Document("WorkItem"); err != nil {
		return err
	}
	return t.LeavesAlone(ctx, i, func() error {
		r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodPut, Path: "/object/WorkItem/" + i.ID,
			Body: gatewaytest.Decision(c.Owner, gatewaytest.Approved, ""),
			As:   reader})
		if err == nil && (r.Status != http.StatusForbidden || strings.Contains(string(r.Body), `"error"`)) {
			err = r.Wrong("IdentityIQ's own 403, without a word of the gateway")
		}
		return err
	})
}

func checkCallers(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	account := t.Unique("Listed")
	listed, err := t.Another(ctx, account, "read", "decide")
	if err != nil {
		return err
	}
	other, err := t.Another(ctx, t.Unique("Unlisted"), "read", "decide")
	if err != nil {
		return err
	}
	return t.With(ctx, map[string]string{"callers": "Somebody.Else," + account}, func() error {
		r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodGet, Path: "/object/WorkItem/" + i.ID, As: listed})
		if err != nil {
			return err
		}
		if _, err := r.Document("WorkItem"); err != nil {
			return err
		}
		return t.LeavesAlone(ctx, i, func() error {
			var found []error
			for _, one := range []gatewaytest.Call{
				{Method: http.MethodGet, Path: "/object/WorkItem"}, {Method: http.MethodGet, Path: "/object/WorkItem/" + i.ID},
				{Method: http.MethodGet, Path: "/object/IdentityRequest"}, {Method: http.MethodGet, Path: "/table/Identity"},
				{Method: http.MethodGet, Path: "/table/CertificationEntity"}, {Method: http.MethodGet, Path: "/capabilities"},
				{Method: http.MethodGet, Path: "/states/WorkItem"}, {Method: http.MethodGet, Path: "/changes/WorkItem"},
				{Method: http.MethodGet, Path: "/context/WorkItem/" + i.ID}, {Method: http.MethodGet, Path: "/selftest"},
				{Method: http.MethodGet, Path: "/reviews"}, {Method: http.MethodGet, Path: "/reviews/" + i.ID + "/lines"},
				{Method: http.MethodGet, Path: awayPath(c.Owner)}, {Method: http.MethodPost, Path: "/outcomes", Body: "{}"},
				{Method: http.MethodGet, Path: "/object/workgroup/" + c.Group + "/members"},
				{Method: http.MethodPut, Path: "/object/WorkItem/" + i.ID, Body: gatewaytest.Decision(c.Owner, gatewaytest.Approved, "")},
			} {
				one.As = other
				r, err := t.Send(ctx, one)
				if err == nil {
					_, err = r.Refused(http.StatusForbidden, "not_caller")
				}
				found = append(found, err)
			}
			return errors.Join(found...)
		})
	})
}

// checkCaller asks as an account with a right that is none of the gateway's, and as the same one when callers are listed.
func checkCaller(ctx context.Context, t *gatewaytest.Target) error {
	account := t.Unique("Caller")
	as, err := t.Another(ctx, account, "read", "SCIMExecutor")
	if err != nil {
		return err
	}
	ask := func(listed bool) error {
		var c gatewaytest.Capabilities
		r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodGet, Path: "/capabilities", As: as})
		if err != nil {
			return err
		}
		if err := r.JSON(&c); err != nil {
			return err
		}
		if c.Caller.Listed == nil {
			return errors.New("caller.listed: got nothing, want whether callers are listed")
		}
		return errors.Join(gatewaytest.Same("caller.name", c.Caller.Name, account),
			gatewaytest.Same("caller.listed", *c.Caller.Listed, listed),
			gatewaytest.Same("caller.others", strings.Join(c.Caller.Others, " "), "SCIMExecutor"),
			gatewaytest.Same("rights", strings.Join(c.Rights, " "), "read"))
	}
	if err := ask(false); err != nil {
		return err
	}
	return t.With(ctx, map[string]string{"callers": account}, func() error { return ask(true) })
}
