package reading

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// reading are the checks that need nothing but what is there.
func reading() []gatewaytest.Check {
	return []gatewaytest.Check{
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

func checkPages(ctx context.Context, t *gatewaytest.Target) error {
	const size = 2
	first, err := t.Items(ctx, "limit", strconv.Itoa(size), "orderby", "id")
	if err != nil || len(first) == 0 {
		return err
	}
	if len(first) > size {
		return fmt.Errorf("list with limit=%d: got %d items, want %d at most", size, len(first), size)
	}
	last, seen := "", map[string]bool{}
	for _, w := range first {
		id := w.Attr("id")
		if id <= last {
			return fmt.Errorf("list with orderby=id: got %q after %q", id, last)
		}
		last, seen[id] = id, true
	}
	next, err := t.Items(ctx, "limit", strconv.Itoa(size), "orderby", "id", "filter", `id>"`+last+`"`)
	if err != nil {
		return err
	}
	for _, w := range next {
		if w.Attr("id") <= last {
			return fmt.Errorf("page after %q: got %q, which does not come after it", last, w.Attr("id"))
		}
	}
	moved, err := t.Items(ctx, "limit", "1", "offset", "1", "orderby", "id")
	if err == nil && len(first) == size && (len(moved) != 1 || moved[0].Attr("id") != first[1].Attr("id")) {
		err = fmt.Errorf("list with offset=1: got %d items, want the second of the list without it", len(moved))
	}
	return err
}

// someItem gives an item of the list, or errNothing.
func (t tables) someItem(ctx context.Context) (gatewaytest.Element, error) {
	list, err := t.Items(ctx, "limit", "1", "orderby", "id")
	if err == nil && len(list) == 0 {
		err = errNothing
	}
	if err != nil {
		return gatewaytest.Element{}, err
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

func checkOneItem(ctx context.Context, t *gatewaytest.Target) error {
	listed, err := tablesOf(t).someItem(ctx)
	if err != nil {
		return orNothing(err)
	}
	id := listed.Attr("id")
	found, err := t.Items(ctx, "filter", `id=="`+id+`"`)
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0].Attr("id") != id {
		return fmt.Errorf("list filtered by the id %s: got %d items, want that one", id, len(found))
	}
	r, err := t.Get(ctx, "/object/WorkItem/"+id)
	if err != nil {
		return err
	}
	one, err := r.Document("WorkItem")
	if err != nil {
		return err
	}
	owner, _ := one.Ref("Owner")
	listedOwner, _ := listed.Ref("Owner")
	return errors.Join(
		gatewaytest.Same("id by id", one.Attr("id"), id), gatewaytest.Same("type by id", one.Attr("type"), listed.Attr("type")),
		gatewaytest.Same("created by id", one.Attr("created"), listed.Attr("created")), gatewaytest.Same("owner by id", owner, listedOwner),
		gatewaytest.Same("lines by id", len(one.All("ApprovalItem")), len(listed.All("ApprovalItem"))),
	)
}

func checkAbsent(ctx context.Context, t *gatewaytest.Target) error {
	id := gatewaytest.AbsentID()
	for _, class := range []string{"WorkItem", "IdentityRequest"} {
		r, err := t.Get(ctx, "/object/"+class+"/"+id)
		if err != nil {
			return err
		}
		if t.IsGateway() {
			if _, err := r.Refused(http.StatusNotFound, "gone"); err != nil {
				return err
			}
		} else if r.Status == http.StatusOK && len(r.Body) > 0 {
			return r.Wrong("an answer that has no object")
		}
		listed, err := t.Get(ctx, "/object/"+class, "filter", `id=="`+id+`"`)
		if err != nil {
			return err
		}
		if list, err := listed.List(class); err != nil || len(list) > 0 {
			return errors.Join(err, gatewaytest.Same("objects under an id that nobody has", len(list), 0))
		}
	}
	return nil
}

func checkRequestByName(ctx context.Context, t *gatewaytest.Target) error {
	list, err := t.Items(ctx, "limit", "1", "filter", "identityRequestId.notNull()")
	if err != nil || len(list) == 0 {
		return err
	}
	name := list[0].Attr("identityRequestId")
	r, err := t.Get(ctx, "/object/IdentityRequest", "filter", `name=="`+name+`"`)
	if err != nil {
		return err
	}
	found, err := r.List("IdentityRequest")
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0].Attr("name") != name {
		return fmt.Errorf("requests named %s: got %d, want that one", name, len(found))
	}
	one, err := t.Get(ctx, "/object/IdentityRequest/"+found[0].Attr("id"))
	if err != nil {
		return err
	}
	q, err := one.Document("IdentityRequest")
	return errors.Join(err, gatewaytest.Same("name of the request by id", q.Attr("name"), name))
}

func checkEntityTable(ctx context.Context, t *gatewaytest.Target) error {
	columns := []string{"id", "identity", "summaryStatus", "completed", "created", "modified", "certification.id", "certification.name"}
	r, err := t.Get(ctx, "/table/CertificationEntity", "attributes", joinColumns(columns), "limit", "5", "orderby", "id")
	if err != nil {
		return err
	}
	rows, err := r.Table()
	if err != nil {
		return err
	}
	return hasColumns(r, rows, columns)
}

func hasColumns(r gatewaytest.Reply, rows []map[string]any, columns []string) error {
	for _, row := range rows {
		for _, name := range columns {
			if _, there := row[name]; !there {
				return fmt.Errorf("%s: got a row without the column %s that was asked for", r.What, name)
			}
		}
	}
	return nil
}

func joinColumns(columns []string) string { return strings.Join(columns, ",") }

func checkPageCap(ctx context.Context, t *gatewaytest.Target) error {
	c, ok, err := gatewaytest.ReadCapabilities(ctx, t)
	if err != nil || !ok {
		return errors.Join(err, gatewaytest.Same("capabilities read", ok, true))
	}
	list, err := t.Items(ctx, "limit", "1000", "orderby", "id")
	if err == nil && len(list) > c.Limits.Page {
		err = fmt.Errorf("list with limit=1000: got %d items, want %d at most, which is limits.page", len(list), c.Limits.Page)
	}
	return err
}

// errNothing is a check that found nothing to look at.
var errNothing = errors.New("nothing there to look at")
