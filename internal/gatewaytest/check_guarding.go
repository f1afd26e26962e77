package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// guarding are the checks of who may call at all.
func guarding() []Check {
	return []Check{
		{Name: "a client that may only read decides nothing", Gateway: true, Writes: true, Run: checkReadOnlyClient},
		{Name: "an account that is not on the list of callers gets nothing", Gateway: true, Writes: true, Run: checkCallers},
	}
}

// another makes a client and gives its token.
func (t *Target) another(ctx context.Context, account string, rights ...string) (string, error) {
	c := Client{ID: t.unique("client"), Secret: randomHex(16), Name: account, Rights: rights}
	if err := gatewayOf(t).AddClient(ctx, c); err != nil {
		return "", fmt.Errorf("make a client: %w", err)
	}
	return wire{t}.fetchToken(ctx, c.ID, c.Secret)
}

func checkReadOnlyClient(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	reader, err := t.another(ctx, t.unique("Reader"), "read")
	if err != nil {
		return err
	}
	r, err := t.send(ctx, call{method: http.MethodGet, path: "/object/WorkItem/" + i.ID, as: reader})
	if err != nil {
		return err
	}
	if _, err := r.document("WorkItem"); err != nil {
		return err
	}
	return t.leavesAlone(ctx, i, func() error {
		r, err := t.send(ctx, call{method: http.MethodPut, path: "/object/WorkItem/" + i.ID, body: decision(c.owner, approved, ""),
			as: reader})
		if err == nil && (r.status != http.StatusForbidden || strings.Contains(string(r.body), `"error"`)) {
			err = r.wrong("IdentityIQ's own 403, without a word of the gateway")
		}
		return err
	})
}

func checkCallers(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	account := t.unique("Listed")
	listed, err := t.another(ctx, account, "read", "decide")
	if err != nil {
		return err
	}
	other, err := t.another(ctx, t.unique("Unlisted"), "read", "decide")
	if err != nil {
		return err
	}
	return t.with(ctx, map[string]string{"callers": "Somebody.Else," + account}, func() error {
		r, err := t.send(ctx, call{method: http.MethodGet, path: "/object/WorkItem/" + i.ID, as: listed})
		if err != nil {
			return err
		}
		if _, err := r.document("WorkItem"); err != nil {
			return err
		}
		return t.leavesAlone(ctx, i, func() error {
			var found []error
			for _, one := range []call{
				{method: http.MethodGet, path: "/object/WorkItem"}, {method: http.MethodGet, path: "/object/WorkItem/" + i.ID},
				{method: http.MethodGet, path: "/object/IdentityRequest"}, {method: http.MethodGet, path: "/table/Identity"},
				{method: http.MethodGet, path: "/table/CertificationEntity"}, {method: http.MethodGet, path: "/capabilities"},
				{method: http.MethodGet, path: "/states/WorkItem"}, {method: http.MethodGet, path: "/changes/WorkItem"},
				{method: http.MethodGet, path: "/context/WorkItem/" + i.ID}, {method: http.MethodGet, path: "/selftest"},
				{method: http.MethodGet, path: "/reviews"}, {method: http.MethodGet, path: "/reviews/" + i.ID + "/lines"},
				{method: http.MethodGet, path: awayPath(c.owner)}, {method: http.MethodPost, path: "/outcomes", body: "{}"},
				{method: http.MethodGet, path: "/object/workgroup/" + c.group + "/members"},
				{method: http.MethodPut, path: "/object/WorkItem/" + i.ID, body: decision(c.owner, approved, "")},
			} {
				one.as = other
				r, err := t.send(ctx, one)
				if err == nil {
					_, err = r.refused(http.StatusForbidden, "not_caller")
				}
				found = append(found, err)
			}
			return errors.Join(found...)
		})
	})
}
