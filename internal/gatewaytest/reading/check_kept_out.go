package reading

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// sights tell whether a client sees an item by each of the calls that could show it.
type sights struct{ listed, found, swept, changed, known bool }

func (t tables) sees(ctx context.Context, id string) (sights, error) {
	var s sights
	has := func(path string, in string, params ...string) (bool, error) {
		r, err := t.Get(ctx, path, params...)
		return err == nil && r.Status == http.StatusOK && r.Holds(in), err
	}
	for _, one := range []struct {
		to     *bool
		path   string
		params []string
	}{
		{&s.listed, "/object/WorkItem", []string{"filter", `id=="` + id + `"`}},
		{&s.found, "/object/WorkItem/" + id, nil},
		{&s.swept, "/states/WorkItem", nil},
		{&s.changed, "/changes/WorkItem", nil},
	} {
		var err error
		if *one.to, err = has(one.path, id, one.params...); err != nil {
			return s, err
		}
	}
	r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodPost, Path: "/outcomes",
		Body: map[string]any{"items": []map[string]string{{"id": id}}}})
	s.known = err == nil && r.Status == http.StatusOK && !r.Holds(`"unknown"`)
	return s, err
}

// checkOwnFilter keeps an item out by the administrator's own filter, and then by one that cannot be read: a slip must not give out
// what it was to keep.
func checkOwnFilter(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	all := sights{listed: true, found: true, swept: true, changed: true, known: true}
	// Others may have made many items before.
	return t.With(ctx, map[string]string{"page": "5000"}, func() error {
		for _, one := range []struct {
			filter string
			want   sights
		}{
			{`id=="` + gatewaytest.AbsentID() + `"`, all}, {`id=="` + i.ID + `"`, sights{}},
			{`owner.id=="` + c.Outsider + `" || id=="` + i.ID + `"`, sights{}}, {`id==`, sights{}}, {`noSuchColumn=="x"`, sights{}},
		} {
			err := t.With(ctx, map[string]string{"excludeFilter": one.filter}, func() error {
				got, err := tablesOf(t).sees(ctx, i.ID)
				if err == nil && one.want != all {
					err = tablesOf(t).decidesNothing(ctx, c, i)
				}
				return errors.Join(err, gatewaytest.Same("what is seen", got, one.want))
			})
			if err != nil {
				return fmt.Errorf("with the filter %s: %w", one.filter, err)
			}
		}
		return nil
	})
}

func (t tables) decidesNothing(ctx context.Context, c *gatewaytest.Cast, i gatewaytest.Item) error {
	return t.LeavesAlone(ctx, i, func() error {
		r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, ""))
		if err == nil && r.Status < http.StatusBadRequest {
			err = r.Wrong("a refusal")
		}
		return err
	})
}
