package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// reading are the checks that need nothing but what is there.
func reading() []Check {
	return []Check{
		{Name: "pages of work items go by id and repeat nothing", Run: checkPages},
		{Name: "an item by its id is that of the list", Run: checkOneItem},
		{Name: "an id that nobody has is not found", Run: checkAbsent},
		{Name: "a request is found by its name", Run: checkRequestByName},
		{Name: "the table of identities has the columns asked for", Run: checkIdentityTable},
		{Name: "a workgroup's members are listed", Run: checkSomeGroup},
		{Name: "the table of access reviews has the columns asked for", Run: checkEntityTable},
		{Name: "no page is longer than the gateway says", Gateway: true, Run: checkPageCap},
		{Name: "what cannot be read of a list is refused by its word", Gateway: true, Run: checkBadLists},
		{Name: "filters take listed properties alone", Gateway: true, Run: checkFilterOracle},
		{Name: "ids are refused by their words", Gateway: true, Run: checkBadIDs},
	}
}

// items asks for a page of work items.
func (t *Target) items(ctx context.Context, params ...string) ([]element, error) {
	r, err := t.get(ctx, "/object/WorkItem", params...)
	if err != nil {
		return nil, err
	}
	return r.list("WorkItem")
}

func checkPages(ctx context.Context, t *Target) error {
	const size = 2
	first, err := t.items(ctx, "limit", strconv.Itoa(size), "orderby", "id")
	if err != nil || len(first) == 0 {
		return err
	}
	if len(first) > size {
		return fmt.Errorf("list with limit=%d: got %d items, want %d at most", size, len(first), size)
	}
	last, seen := "", map[string]bool{}
	for _, w := range first {
		id := w.attr("id")
		if id <= last {
			return fmt.Errorf("list with orderby=id: got %q after %q", id, last)
		}
		last, seen[id] = id, true
	}
	next, err := t.items(ctx, "limit", strconv.Itoa(size), "orderby", "id", "filter", `id>"`+last+`"`)
	if err != nil {
		return err
	}
	for _, w := range next {
		if w.attr("id") <= last {
			return fmt.Errorf("page after %q: got %q, which does not come after it", last, w.attr("id"))
		}
	}
	moved, err := t.items(ctx, "limit", "1", "offset", "1", "orderby", "id")
	if err == nil && len(first) == size && (len(moved) != 1 || moved[0].attr("id") != first[1].attr("id")) {
		err = fmt.Errorf("list with offset=1: got %d items, want the second of the list without it", len(moved))
	}
	return err
}

// someItem gives an item of the list, or errNothing.
func (t *Target) someItem(ctx context.Context) (element, error) {
	list, err := t.items(ctx, "limit", "1", "orderby", "id")
	if err == nil && len(list) == 0 {
		err = errNothing
	}
	if err != nil {
		return element{}, err
	}
	return list[0], nil
}

// orNothing lets a target pass that has nothing to look at.
func orNothing(err error) error {
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

func checkOneItem(ctx context.Context, t *Target) error {
	listed, err := t.someItem(ctx)
	if err != nil {
		return orNothing(err)
	}
	id := listed.attr("id")
	found, err := t.items(ctx, "filter", `id=="`+id+`"`)
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0].attr("id") != id {
		return fmt.Errorf("list filtered by the id %s: got %d items, want that one", id, len(found))
	}
	r, err := t.get(ctx, "/object/WorkItem/"+id)
	if err != nil {
		return err
	}
	one, err := r.document("WorkItem")
	if err != nil {
		return err
	}
	owner, _ := one.ref("Owner")
	listedOwner, _ := listed.ref("Owner")
	return errors.Join(
		same("id by id", one.attr("id"), id), same("type by id", one.attr("type"), listed.attr("type")),
		same("created by id", one.attr("created"), listed.attr("created")), same("owner by id", owner, listedOwner),
		same("lines by id", len(one.all("ApprovalItem")), len(listed.all("ApprovalItem"))),
	)
}

func checkAbsent(ctx context.Context, t *Target) error {
	id := absentID()
	for _, class := range []string{"WorkItem", "IdentityRequest"} {
		r, err := t.get(ctx, "/object/"+class+"/"+id)
		if err != nil {
			return err
		}
		if t.isGateway() {
			if _, err := r.refused(http.StatusNotFound, "gone"); err != nil {
				return err
			}
		} else if r.status == http.StatusOK && len(r.body) > 0 {
			return r.wrong("an answer that has no object")
		}
		listed, err := t.get(ctx, "/object/"+class, "filter", `id=="`+id+`"`)
		if err != nil {
			return err
		}
		if list, err := listed.list(class); err != nil || len(list) > 0 {
			return errors.Join(err, same("objects under an id that nobody has", len(list), 0))
		}
	}
	return nil
}

func checkRequestByName(ctx context.Context, t *Target) error {
	list, err := t.items(ctx, "limit", "1", "filter", "identityRequestId.notNull()")
	if err != nil || len(list) == 0 {
		return err
	}
	name := list[0].attr("identityRequestId")
	r, err := t.get(ctx, "/object/IdentityRequest", "filter", `name=="`+name+`"`)
	if err != nil {
		return err
	}
	found, err := r.list("IdentityRequest")
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0].attr("name") != name {
		return fmt.Errorf("requests named %s: got %d, want that one", name, len(found))
	}
	one, err := t.get(ctx, "/object/IdentityRequest/"+found[0].attr("id"))
	if err != nil {
		return err
	}
	q, err := one.document("IdentityRequest")
	return errors.Join(err, same("name of the request by id", q.attr("name"), name))
}

func checkEntityTable(ctx context.Context, t *Target) error {
	columns := []string{"id", "identity", "summaryStatus", "completed", "created", "modified", "certification.id", "certification.name"}
	r, err := t.get(ctx, "/table/CertificationEntity", "attributes", joinColumns(columns), "limit", "5", "orderby", "id")
	if err != nil {
		return err
	}
	rows, err := r.table()
	if err != nil {
		return err
	}
	return hasColumns(r, rows, columns)
}

func hasColumns(r reply, rows []map[string]any, columns []string) error {
	for _, row := range rows {
		for _, name := range columns {
			if _, there := row[name]; !there {
				return fmt.Errorf("%s: got a row without the column %s that was asked for", r.what, name)
			}
		}
	}
	return nil
}

func joinColumns(columns []string) string { return strings.Join(columns, ",") }

func checkPageCap(ctx context.Context, t *Target) error {
	c, ok, err := ReadCapabilities(ctx, t)
	if err != nil || !ok {
		return errors.Join(err, same("capabilities read", ok, true))
	}
	list, err := t.items(ctx, "limit", "1000", "orderby", "id")
	if err == nil && len(list) > c.Limits.Page {
		err = fmt.Errorf("list with limit=1000: got %d items, want %d at most, which is limits.page", len(list), c.Limits.Page)
	}
	return err
}
