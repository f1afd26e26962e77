package changes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// sweeping are the checks of what the gateway tells about many items at once.
func sweeping() []gatewaytest.Check {
	return []gatewaytest.Check{
		{Name: "every item is a bare row, by id", Gateway: true, Needs: []string{"states"}, Run: checkStates},
		{Name: "a row follows its item", Gateway: true, Writes: true, Needs: []string{"states"}, Run: checkStateFollows},
		{Name: "of excluded items there is neither a row nor an outcome", Gateway: true, Writes: true,
			Needs: []string{"states", "outcomes"}, Run: checkExcludedSwept},
		{Name: "what became of items is told in the order asked", Gateway: true, Writes: true, Needs: []string{"outcomes", "act"},
			Run: checkOutcomes},
	}
}

// stateRow is one item as a bare row.
type stateRow struct {
	id, owner, state string
	stamp            int64
}

// bareRows are the rows of a target, which it gives in pages.
type bareRows struct{ *gatewaytest.Target }

// states asks for bare rows after an id.
func (t bareRows) states(ctx context.Context, params ...string) ([]stateRow, error) {
	r, err := t.Get(ctx, "/states/WorkItem", params...)
	if err != nil {
		return nil, err
	}
	var body struct {
		Columns []string            `json:"columns"`
		Rows    [][]json.RawMessage `json:"rows"`
	}
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &body) != nil || body.Rows == nil ||
		!slices.Equal(body.Columns, []string{"id", "stamp", "owner", "state"}) {
		return nil, r.Wrong("200 with the columns id, stamp, owner, state, and rows")
	}
	out := []stateRow{}
	for _, cells := range body.Rows {
		var row stateRow
		if len(cells) != 4 || json.Unmarshal(cells[0], &row.id) != nil || json.Unmarshal(cells[1], &row.stamp) != nil ||
			json.Unmarshal(cells[2], &row.owner) != nil || json.Unmarshal(cells[3], &row.state) != nil {
			return nil, r.Wrong("rows of an id, a number, an id, and a state or null")
		}
		out = append(out, row)
	}
	return out, nil
}

func checkStates(ctx context.Context, t *gatewaytest.Target) error {
	const size, pages = 2, 3
	last := ""
	for range pages {
		rows, err := bareRows{t}.states(ctx, "after", last, "limit", fmt.Sprint(size))
		if err != nil {
			return err
		}
		if len(rows) > size {
			return fmt.Errorf("states with limit=%d: got %d rows", size, len(rows))
		}
		for _, row := range rows {
			if row.id <= last {
				return fmt.Errorf("states: got %q after %q, want ids in order", row.id, last)
			}
			last = row.id
		}
		if len(rows) < size {
			break
		}
	}
	for path, bad := range map[string]struct{ name, value, word string }{
		"after": {"after", "1", "bad_id"}, "limit": {"limit", "x", "bad_filter"},
	} {
		r, err := t.Get(ctx, "/states/WorkItem", bad.name, bad.value)
		if err != nil {
			return err
		}
		if r.Status != http.StatusBadRequest || !strings.Contains(string(r.Body), `"error"`) {
			return fmt.Errorf("%s: %w", path, r.Wrong("status 400 with a word"))
		}
	}
	return nil
}

// of finds an item among the bare rows.
func (t bareRows) of(ctx context.Context, id string) (stateRow, bool, error) {
	for last := ""; ; {
		rows, err := t.states(ctx, "after", last, "limit", "5000")
		if err != nil || len(rows) == 0 {
			return stateRow{}, false, err
		}
		if at := slices.IndexFunc(rows, func(r stateRow) bool { return r.id == id }); at >= 0 {
			return rows[at], true, nil
		}
		last = rows[len(rows)-1].id
	}
}

func checkStateFollows(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	row, there, err := bareRows{t}.of(ctx, i.ID)
	if err := errors.Join(err, gatewaytest.Same("row of a new item", there, true), gatewaytest.Same("owner", row.owner, c.Owner),
		gatewaytest.Same("stamp", row.stamp, i.Created),
		gatewaytest.Same("state", strings.TrimPrefix(row.state, "Pending"), "")); err != nil {
		return err
	}
	if err := t.Fixtures.ChangeItem(ctx, i.ID, map[string]any{"owner_id": c.Group}); err != nil {
		return err
	}
	list, err := t.Items(ctx, "filter", `id=="`+i.ID+`"`)
	if err != nil || len(list) != 1 {
		return errors.Join(err, gatewaytest.Same("items of that id", len(list), 1))
	}
	row, there, err = bareRows{t}.of(ctx, i.ID)
	if err := errors.Join(err, gatewaytest.Same("row of a forwarded item", there, true), gatewaytest.Same("owner", row.owner, c.Group),
		gatewaytest.Same("stamp", fmt.Sprint(row.stamp), list[0].Attr("modified"))); err != nil {
		return err
	}
	if err := t.Fixtures.Expire(ctx, i.ID); err != nil {
		return err
	}
	_, there, err = bareRows{t}.of(ctx, i.ID)
	return errors.Join(err, gatewaytest.Same("row of an item that ended", there, false))
}

// outcomeWish asks what became of an item, of this request where it is known.
type outcomeWish struct {
	ID      string `json:"id"`
	Request string `json:"request,omitempty"`
}

func checkOutcomes(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	var made [4]gatewaytest.Item
	for n := range made {
		if made[n], err = t.Item(ctx); err != nil {
			return err
		}
	}
	open, there, here, expired := made[0], made[1], made[2], made[3]
	_, err = t.Decide(ctx, here.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, ""))
	if err := errors.Join(err, t.Fixtures.Decide(ctx, there.ID, c.Outsider, gatewaytest.Denied),
		t.Fixtures.Expire(ctx, expired.ID)); err != nil {
		return err
	}
	asked := []outcomeWish{{there.ID, there.Request}, {open.ID, open.Request}, {gatewaytest.AbsentID(), ""}, {here.ID, ""},
		{expired.ID, expired.Request}}
	r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodPost, Path: "/outcomes", Body: map[string]any{"items": asked}})
	if err != nil {
		return err
	}
	var body struct {
		Objects []struct {
			ID      string `json:"id"`
			Outcome string `json:"outcome"`
			gatewaytest.Problem
		} `json:"objects"`
	}
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &body) != nil || len(body.Objects) != len(asked) {
		return r.Wrong("200 with an object for each item")
	}
	for n, want := range []struct{ outcome, by, state string }{
		{"decided", c.Outsider, gatewaytest.Denied}, {"open", "", ""}, {"unknown", "", ""}, {"decided", c.Owner,
			gatewaytest.Approved}, {"unknown", "", ""},
	} {
		got := body.Objects[n]
		if err := errors.Join(gatewaytest.Same("id", got.ID, asked[n].ID), gatewaytest.Same("outcome", got.Outcome, want.outcome),
			gatewaytest.Same("who decided",
				got.Winner.ID, want.by),
			gatewaytest.Same("state", got.State, want.state)); err != nil {
			return fmt.Errorf("outcome %d: %w", n, err)
		}
	}
	return tooManyAsked(ctx, t)
}

// tooManyAsked asks for more items than one call may.
func tooManyAsked(ctx context.Context, t *gatewaytest.Target) error {
	many := make([]outcomeWish, 201)
	for n := range many {
		many[n] = outcomeWish{ID: gatewaytest.AbsentID()}
	}
	r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodPost, Path: "/outcomes", Body: map[string]any{"items": many}})
	if err != nil {
		return err
	}
	_, err = r.Refused(http.StatusBadRequest, "bad_body")
	return err
}

// outcomeOf asks what became of one item.
func (t feed) outcomeOf(ctx context.Context, i gatewaytest.Item) (string, error) {
	body := map[string]any{"items": []map[string]string{{"id": i.ID, "request": i.Request}}}
	r, err := t.Send(ctx, gatewaytest.Call{Method: http.MethodPost, Path: "/outcomes", Body: body})
	if err != nil {
		return "", err
	}
	var told struct {
		Objects []struct {
			Outcome string `json:"outcome"`
		} `json:"objects"`
	}
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &told) != nil || len(told.Objects) != 1 {
		return "", r.Wrong("200 with one object")
	}
	return told.Objects[0].Outcome, nil
}

func checkExcludedSwept(ctx context.Context, t *gatewaytest.Target) error {
	app := t.Unique("Hidden App")
	i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Lines = append(gatewaytest.TwoLines(), gatewaytest.Line{Application: app, Operation: "Add", Name: "group", Value: "x"})
	})
	if err != nil {
		return err
	}
	look := func(what string, there bool, outcome string) error {
		_, listed, err := bareRows{t}.of(ctx, i.ID)
		if err != nil {
			return err
		}
		told, err := feedOf(t).outcomeOf(ctx, i)
		return errors.Join(err, gatewaytest.Same("a row "+what, listed, there), gatewaytest.Same("the outcome "+what, told, outcome))
	}
	if err := look("before", true, "open"); err != nil {
		return err
	}
	return t.With(ctx, map[string]string{"excludeApplications": app}, func() error { return look("of an excluded item", false, "unknown") })
}
