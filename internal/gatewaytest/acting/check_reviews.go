package acting

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// reviewing are the checks of access reviews as they are told.
func reviewing() []gatewaytest.Check {
	return []gatewaytest.Check{
		{Name: "reviews that are not signed are told with their reviewers", Gateway: true, Writes: true, Needs: []string{"reviews"},
			Run: checkReviewRows},
		{Name: "reviews come in pages by id", Gateway: true, Writes: true, Needs: []string{"reviews"}, Run: checkReviewPages},
		{Name: "lines of a review are told whole", Gateway: true, Writes: true, Needs: []string{"reviews.lines"}, Run: checkReviewLines},
		{Name: "lines of a review come in full pages, without what is kept out", Gateway: true, Writes: true,
			Needs: []string{"reviews.lines"},
			Run:   checkLinePages},
		{Name: "calls of reviews that make no sense are refused by their words", Gateway: true, Writes: true,
			Needs: []string{"reviews.lines"},
			Run:   checkBadReviews},
	}
}

// row gives the row of a review, nil where there is none. It asks from the id before it, so that other reviews do not matter.
func (t certifying) row(ctx context.Context, id string) (told, error) {
	r, err := t.Get(ctx, "/reviews", "after", before(id), "limit", "1")
	if err != nil {
		return nil, err
	}
	rows, err := r.Table()
	if err != nil || len(rows) == 0 || rows[0]["id"] != id {
		return nil, err
	}
	return rows[0], nil
}

// before gives the id that comes right before one.
func before(id string) string {
	digits := []byte(id)
	for i := len(digits) - 1; i >= 0; i-- {
		at := strings.IndexByte("0123456789abcdef", digits[i])
		if at > 0 {
			digits[i] = "0123456789abcdef"[at-1]
			return string(digits)
		}
		digits[i] = 'f'
	}
	return ""
}

func checkReviewRows(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	person := func(id string) told { return told{"id": id, "name": c.Names[id], "workgroup": false} }
	for _, one := range []struct {
		what   string
		change func(r *gatewaytest.Review)
		lines  []gatewaytest.ReviewLine
		want   told
	}{
		{"open", func(r *gatewaytest.Review) { r.Reviewers = []string{c.Owner, c.Outsider} }, nil,
			told{"items": 2, "done": 0, "phase": "Active",
				"reviewers": []told{person(c.Owner), person(c.Outsider)}, "revokes": "signoff", "signable": false, "waits": "lines",
				"signature": nil}},
		{"of a group", func(r *gatewaytest.Review) { r.Reviewers, r.RevokesAtOnce = []string{c.Group}, true }, decidedLines(),
			told{"items": 2, "done": 2,
				"reviewers": []told{person(c.Member)}, "revokes": "decision", "signable": true, "waits": nil}},
		{"of a work item's owner", func(r *gatewaytest.Review) { r.NoCertifiers, r.ESign = true, "meaning" }, nil, told{
			"reviewers": []told{person(c.Owner)}, "signature": true}},
		{"staged", func(r *gatewaytest.Review) { r.Phase = "Staged" }, nil, told{"phase": "Staged", "signable": false}},
	} {
		r, err := certifyingOf(t).review(ctx, one.change, one.lines...)
		if err != nil {
			return err
		}
		row, err := certifyingOf(t).row(ctx, r.id)
		if err != nil {
			return err
		}
		one.want["name"], one.want["signed"], one.want["type"] = r.name, nil, "Manager"
		for name, want := range one.want {
			if err := gatewaytest.SameJSON(name, row[name], want); err != nil {
				return fmt.Errorf("a review that is %s: %w", one.what, err)
			}
		}
		due, _ := row["due"].(float64)
		tag, _ := row["tag"].(string)
		if err := errors.Join(gatewaytest.Same("the due date is told", due > 0, true),
			gatewaytest.Same("the tag is told", tag != "", true)); err != nil {
			return err
		}
		if err := t.Fixtures.SignReview(ctx, r.id, c.Owner); err != nil {
			return err
		}
		if row, err = certifyingOf(t).row(ctx, r.id); err != nil || row != nil {
			return errors.Join(err, gatewaytest.Same("a row of what is signed", row != nil, false))
		}
	}
	return nil
}

func checkReviewPages(ctx context.Context, t *gatewaytest.Target) error {
	var want []string
	for range 5 {
		r, err := certifyingOf(t).review(ctx, nil)
		if err != nil {
			return err
		}
		want = append(want, r.id)
	}
	slices.Sort(want)
	var got []string
	after := before(want[0])
	for len(got) == 0 || got[len(got)-1] < want[4] {
		r, err := t.Get(ctx, "/reviews", "after", after, "limit", "2")
		if err != nil {
			return err
		}
		rows, err := r.Table()
		if err != nil {
			return err
		}
		if len(rows) == 0 || len(rows) > 2 {
			return gatewaytest.Same("rows of a page", len(rows), 2)
		}
		for _, row := range rows {
			id, _ := row["id"].(string)
			if id <= after {
				return fmt.Errorf("reviews after %s: got %s, want later ids", after, id)
			}
			after = id
			if slices.Contains(want, id) {
				got = append(got, id)
			}
		}
	}
	return gatewaytest.Same("reviews", fmt.Sprint(got), fmt.Sprint(want))
}

func checkReviewLines(ctx context.Context, t *gatewaytest.Target) error {
	role := t.Unique("Ledger Reader")
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	if err := gatewaytest.GatewayOf(t).Describe(ctx,
		gatewaytest.Catalogued{Application: "IIQ", Value: role, Description: "Reads the ledger",
			Classifications: []string{"Restricted"}}); err != nil {
		return err
	}
	r, err := certifyingOf(t).review(ctx, nil, gatewaytest.ReviewLine{Application: "Active Directory", Attribute: "memberOf",
		Value: "CN=GL\t<read>"},
		gatewaytest.ReviewLine{Type: "Bundle", Value: role, Entity: c.Requester, Status: "Complete", Decision: "Remediated"})
	if err != nil {
		return err
	}
	lines, err := certifyingOf(t).reviewLines(ctx, r.id)
	if err != nil {
		return err
	}
	for n, want := range []told{
		{"type": "Exception", "application": "Active Directory", "attribute": "memberOf", "value": "CN=GL\t<read>", "status": "Open",
			"decision": nil, "privileged": false, "classifications": []string{}, "description": "",
			"entity": told{"id": r.entities[c.Names[c.Target]], "name": c.Names[c.Target],
				"displayName": "Display of " + c.Names[c.Target]}},
		{"type": "Bundle", "application": "", "value": role, "displayValue": role, "status": "Complete", "description": "Reads the ledger",
			"classifications": []string{"Restricted"},
			"entity": told{"id": r.entities[c.Names[c.Requester]], "name": c.Names[c.Requester],
				"displayName": "Display of " + c.Names[c.Requester]}},
	} {
		got := lines[r.lines[n]]
		for name, value := range want {
			if err := gatewaytest.SameJSON(name+" of a line", got[name], value); err != nil {
				return err
			}
		}
		entity, _ := want["entity"].(told)
		text := func(name string) string { s, _ := want[name].(string); return s }
		id, _ := entity["id"].(string)
		tag := lineTag(r.lines[n], id, text("type"), text("application"), text("attribute"), text("value"), text("status"))
		if err := gatewaytest.SameJSON("tag of a line", got["tag"], tag); err != nil {
			return err
		}
	}
	decision, _ := lines[r.lines[1]]["decision"].(told)
	return errors.Join(gatewaytest.Same("lines", len(lines), 2),
		gatewaytest.SameJSON("the decision that was made", decision["status"], "Remediated"))
}

func checkLinePages(ctx context.Context, t *gatewaytest.Target) error {
	app := t.Unique("Hidden App")
	var lines []gatewaytest.ReviewLine
	for n := range 8 {
		l := gatewaytest.ReviewLine{Application: "Active Directory", Attribute: "memberOf", Value: fmt.Sprint(n)}
		if n%2 == 1 {
			l.Application = app
		}
		lines = append(lines, l)
	}
	r, err := certifyingOf(t).review(ctx, nil, lines...)
	if err != nil {
		return err
	}
	return t.With(ctx, map[string]string{"excludeApplications": app}, func() error {
		got, after := map[string]bool{}, ""
		for {
			answer, err := t.Get(ctx, linesPath(r.id), "limit", "3", "after", after)
			if err != nil {
				return err
			}
			var page struct {
				Objects []struct{ ID, Application, Value string }
				Next    string
			}
			if err := answer.JSON(&page); err != nil {
				return err
			}
			for _, l := range page.Objects {
				if l.ID <= after || l.Application == app {
					return fmt.Errorf("lines after %q: got %q of %q, want later ones of what is not kept out", after, l.ID, l.Application)
				}
				got[l.Value], after = true, l.ID
			}
			if len(page.Objects) < 3 {
				return errors.Join(gatewaytest.Same("lines", len(got), 4), gatewaytest.Same("next on the last page", page.Next, ""))
			}
			if page.Next != after {
				return gatewaytest.Same("next", page.Next, after)
			}
		}
	})
}

func checkBadReviews(ctx context.Context, t *gatewaytest.Target) error {
	r, err := certifyingOf(t).review(ctx, nil)
	if err != nil {
		return err
	}
	for _, one := range []struct {
		path   string
		params []string
		want   refusedAs
	}{
		{"/reviews", []string{"after", "1"}, refusedAs{http.StatusBadRequest, "bad_id"}},
		{"/reviews", []string{"limit", "0"}, refusedAs{http.StatusBadRequest, "bad_filter"}},
		{"/reviews", []string{"limit", "x"}, refusedAs{http.StatusBadRequest, "bad_filter"}},
		{linesPath("1"), nil, refusedAs{http.StatusBadRequest, "bad_id"}},
		{linesPath(gatewaytest.AbsentID()), nil, gone()}, {linesPath(r.c.Owner), nil, gone()},
		{linesPath(r.id), []string{"after", "%"}, refusedAs{http.StatusBadRequest, "bad_id"}},
		{linesPath(r.id), []string{"limit", "-1"}, refusedAs{http.StatusBadRequest, "bad_filter"}},
	} {
		r, err := t.Get(ctx, one.path, one.params...)
		if err == nil {
			_, err = r.Refused(one.want.status, one.want.word)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
