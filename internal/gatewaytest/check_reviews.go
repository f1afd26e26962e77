package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// reviewing are the checks of access reviews as they are told.
func reviewing() []Check {
	return []Check{
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
func (t *Target) row(ctx context.Context, id string) (told, error) {
	r, err := t.get(ctx, "/reviews", "after", before(id), "limit", "1")
	if err != nil {
		return nil, err
	}
	rows, err := r.table()
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

func checkReviewRows(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	person := func(id string) told { return told{"id": id, "name": c.names[id], "workgroup": false} }
	for _, one := range []struct {
		what   string
		change func(r *Review)
		lines  []ReviewLine
		want   told
	}{
		{"open", func(r *Review) { r.Reviewers = []string{c.owner, c.outsider} }, nil, told{"items": 2, "done": 0, "phase": "Active",
			"reviewers": []told{person(c.owner), person(c.outsider)}, "revokes": "signoff", "signable": false, "waits": "lines",
			"signature": nil}},
		{"of a group", func(r *Review) { r.Reviewers, r.RevokesAtOnce = []string{c.group}, true }, decidedLines(), told{"items": 2,
			"done":      2,
			"reviewers": []told{person(c.member)}, "revokes": "decision", "signable": true, "waits": nil}},
		{"of a work item's owner", func(r *Review) { r.NoCertifiers, r.ESign = true, "meaning" }, nil, told{
			"reviewers": []told{person(c.owner)}, "signature": true}},
		{"staged", func(r *Review) { r.Phase = "Staged" }, nil, told{"phase": "Staged", "signable": false}},
	} {
		r, err := t.review(ctx, one.change, one.lines...)
		if err != nil {
			return err
		}
		row, err := t.row(ctx, r.id)
		if err != nil {
			return err
		}
		one.want["name"], one.want["signed"], one.want["type"] = r.name, nil, "Manager"
		for name, want := range one.want {
			if err := sameJSON(name, row[name], want); err != nil {
				return fmt.Errorf("a review that is %s: %w", one.what, err)
			}
		}
		due, _ := row["due"].(float64)
		tag, _ := row["tag"].(string)
		if err := errors.Join(same("the due date is told", due > 0, true), same("the tag is told", tag != "", true)); err != nil {
			return err
		}
		if err := t.Fixtures.SignReview(ctx, r.id, c.owner); err != nil {
			return err
		}
		if row, err = t.row(ctx, r.id); err != nil || row != nil {
			return errors.Join(err, same("a row of what is signed", row != nil, false))
		}
	}
	return nil
}

func checkReviewPages(ctx context.Context, t *Target) error {
	var want []string
	for range 5 {
		r, err := t.review(ctx, nil)
		if err != nil {
			return err
		}
		want = append(want, r.id)
	}
	slices.Sort(want)
	var got []string
	after := before(want[0])
	for len(got) == 0 || got[len(got)-1] < want[4] {
		r, err := t.get(ctx, "/reviews", "after", after, "limit", "2")
		if err != nil {
			return err
		}
		rows, err := r.table()
		if err != nil {
			return err
		}
		if len(rows) == 0 || len(rows) > 2 {
			return same("rows of a page", len(rows), 2)
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
	return same("reviews", fmt.Sprint(got), fmt.Sprint(want))
}

func checkReviewLines(ctx context.Context, t *Target) error {
	role := t.unique("Ledger Reader")
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	if err := gatewayOf(t).Describe(ctx, Catalogued{Application: "IIQ", Value: role, Description: "Reads the ledger",
		Classifications: []string{"Restricted"}}); err != nil {
		return err
	}
	r, err := t.review(ctx, nil, ReviewLine{Application: "Active Directory", Attribute: "memberOf", Value: "CN=GL\t<read>"},
		ReviewLine{Type: "Bundle", Value: role, Entity: c.requester, Status: "Complete", Decision: "Remediated"})
	if err != nil {
		return err
	}
	lines, err := t.reviewLines(ctx, r.id)
	if err != nil {
		return err
	}
	for n, want := range []told{
		{"type": "Exception", "application": "Active Directory", "attribute": "memberOf", "value": "CN=GL\t<read>", "status": "Open",
			"decision": nil, "privileged": false, "classifications": []string{}, "description": "",
			"entity": told{"id": r.entities[c.names[c.target]], "name": c.names[c.target],
				"displayName": "Display of " + c.names[c.target]}},
		{"type": "Bundle", "application": "", "value": role, "displayValue": role, "status": "Complete", "description": "Reads the ledger",
			"classifications": []string{"Restricted"},
			"entity": told{"id": r.entities[c.names[c.requester]], "name": c.names[c.requester],
				"displayName": "Display of " + c.names[c.requester]}},
	} {
		got := lines[r.lines[n]]
		for name, value := range want {
			if err := sameJSON(name+" of a line", got[name], value); err != nil {
				return err
			}
		}
		entity, _ := want["entity"].(told)
		text := func(name string) string { s, _ := want[name].(string); return s }
		id, _ := entity["id"].(string)
		tag := lineTag(r.lines[n], id, text("type"), text("application"), text("attribute"), text("value"), text("status"))
		if err := sameJSON("tag of a line", got["tag"], tag); err != nil {
			return err
		}
	}
	decision, _ := lines[r.lines[1]]["decision"].(told)
	return errors.Join(same("lines", len(lines), 2), sameJSON("the decision that was made", decision["status"], "Remediated"))
}

func checkLinePages(ctx context.Context, t *Target) error {
	app := t.unique("Hidden App")
	var lines []ReviewLine
	for n := range 8 {
		l := ReviewLine{Application: "Active Directory", Attribute: "memberOf", Value: fmt.Sprint(n)}
		if n%2 == 1 {
			l.Application = app
		}
		lines = append(lines, l)
	}
	r, err := t.review(ctx, nil, lines...)
	if err != nil {
		return err
	}
	return t.with(ctx, map[string]string{"excludeApplications": app}, func() error {
		got, after := map[string]bool{}, ""
		for {
			answer, err := t.get(ctx, linesPath(r.id), "limit", "3", "after", after)
			if err != nil {
				return err
			}
			var page struct {
				Objects []struct{ ID, Application, Value string }
				Next    string
			}
			if err := answer.json(&page); err != nil {
				return err
			}
			for _, l := range page.Objects {
				if l.ID <= after || l.Application == app {
					return fmt.Errorf("lines after %q: got %q of %q, want later ones of what is not kept out", after, l.ID, l.Application)
				}
				got[l.Value], after = true, l.ID
			}
			if len(page.Objects) < 3 {
				return errors.Join(same("lines", len(got), 4), same("next on the last page", page.Next, ""))
			}
			if page.Next != after {
				return same("next", page.Next, after)
			}
		}
	})
}

func checkBadReviews(ctx context.Context, t *Target) error {
	r, err := t.review(ctx, nil)
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
		{linesPath(absentID()), nil, gone()}, {linesPath(r.c.owner), nil, gone()},
		{linesPath(r.id), []string{"after", "%"}, refusedAs{http.StatusBadRequest, "bad_id"}},
		{linesPath(r.id), []string{"limit", "-1"}, refusedAs{http.StatusBadRequest, "bad_filter"}},
	} {
		r, err := t.get(ctx, one.path, one.params...)
		if err == nil {
			_, err = r.refused(one.want.status, one.want.word)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
