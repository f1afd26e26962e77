package gatewaytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// sweeping are the checks of what the gateway tells about many items at once.
func sweeping() []Check {
	return []Check{
		{Name: "every item is a bare row, by id", Gateway: true, Needs: []string{"states"}, Run: checkStates},
		{Name: "a row follows its item", Gateway: true, Writes: true, Needs: []string{"states"}, Run: checkStateFollows},
		{Name: "of excluded items there is neither a row nor an outcome", Gateway: true, Writes: true,
			Needs: []string{"states", "outcomes"}, Run: checkExcludedSwept},
		{Name: "what became of items is told in the order asked", Gateway: true, Writes: true, Needs: []string{"outcomes"},
			Run: checkOutcomes},
	}
}

// stateRow is one item as a bare row.
type stateRow struct {
	id, owner, state string
	stamp            int64
}

// bareRows are the rows of a target, which it gives in pages.
type bareRows struct{ *Target }

// states asks for bare rows after an id.
func (t bareRows) states(ctx context.Context, params ...string) ([]stateRow, error) {
	r, err := t.get(ctx, "/states/WorkItem", params...)
	if err != nil {
		return nil, err
	}
	var body struct {
		Columns []string            `json:"columns"`
		Rows    [][]json.RawMessage `json:"rows"`
	}
	if r.status != http.StatusOK || json.Unmarshal(r.body, &body) != nil || body.Rows == nil ||
		!slices.Equal(body.Columns, []string{"id", "stamp", "owner", "state"}) {
		return nil, r.wrong("200 with the columns id, stamp, owner, state, and rows")
	}
	out := []stateRow{}
	for _, cells := range body.Rows {
		var row stateRow
		if len(cells) != 4 || json.Unmarshal(cells[0], &row.id) != nil || json.Unmarshal(cells[1], &row.stamp) != nil ||
			json.Unmarshal(cells[2], &row.owner) != nil || json.Unmarshal(cells[3], &row.state) != nil {
			return nil, r.wrong("rows of an id, a number, an id, and a state or null")
		}
		out = append(out, row)
	}
	return out, nil
}

func checkStates(ctx context.Context, t *Target) error {
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
		r, err := t.get(ctx, "/states/WorkItem", bad.name, bad.value)
		if err != nil {
			return err
		}
		if r.status != http.StatusBadRequest || !strings.Contains(string(r.body), `"error"`) {
			return fmt.Errorf("%s: %w", path, r.wrong("status 400 with a word"))
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

func checkStateFollows(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	row, there, err := bareRows{t}.of(ctx, i.ID)
	if err := errors.Join(err, same("row of a new item", there, true), same("owner", row.owner, c.owner), same("stamp", row.stamp,
		i.Created),
		same("state", strings.TrimPrefix(row.state, "Pending"), "")); err != nil {
		return err
	}
	if err := t.Fixtures.ChangeItem(ctx, i.ID, map[string]any{"owner_id": c.group}); err != nil {
		return err
	}
	list, err := t.items(ctx, "filter", `id=="`+i.ID+`"`)
	if err != nil || len(list) != 1 {
		return errors.Join(err, same("items of that id", len(list), 1))
	}
	row, there, err = bareRows{t}.of(ctx, i.ID)
	if err := errors.Join(err, same("row of a forwarded item", there, true), same("owner", row.owner, c.group),
		same("stamp", fmt.Sprint(row.stamp), list[0].attr("modified"))); err != nil {
		return err
	}
	if err := t.Fixtures.Expire(ctx, i.ID); err != nil {
		return err
	}
	_, there, err = bareRows{t}.of(ctx, i.ID)
	return errors.Join(err, same("row of an item that ended", there, false))
}

func checkOutcomes(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	var made [4]Item
	for n := range made {
		if made[n], err = t.item(ctx); err != nil {
			return err
		}
	}
	open, there, here, expired := made[0], made[1], made[2], made[3]
	_, err = t.decide(ctx, here.ID, decision(c.owner, approved, ""))
	if err := errors.Join(err, t.Fixtures.Decide(ctx, there.ID, c.outsider, denied), t.Fixtures.Expire(ctx, expired.ID)); err != nil {
		return err
	}
	type wish struct {
		ID      string `json:"id"`
		Request string `json:"request,omitempty"`
	}
	asked := []wish{{there.ID, there.Request}, {open.ID, open.Request}, {absentID(), ""}, {here.ID, ""}, {expired.ID, expired.Request}}
	r, err := t.send(ctx, call{method: http.MethodPost, path: "/outcomes", body: map[string]any{"items": asked}})
	if err != nil {
		return err
	}
	var body struct {
		Objects []struct {
			ID      string `json:"id"`
			Outcome string `json:"outcome"`
			problem
		} `json:"objects"`
	}
	if r.status != http.StatusOK || json.Unmarshal(r.body, &body) != nil || len(body.Objects) != len(asked) {
		return r.wrong("200 with an object for each item")
	}
	for n, want := range []struct{ outcome, by, state string }{
		{"decided", c.outsider, denied}, {"open", "", ""}, {"unknown", "", ""}, {"decided", c.owner, approved}, {"unknown", "", ""},
	} {
		got := body.Objects[n]
		if err := errors.Join(same("id", got.ID, asked[n].ID), same("outcome", got.Outcome, want.outcome), same("who decided",
			got.Winner.ID, want.by),
			same("state", got.State, want.state)); err != nil {
			return fmt.Errorf("outcome %d: %w", n, err)
		}
	}
	many := make([]wish, 201)
	for n := range many {
		many[n] = wish{ID: absentID()}
	}
	if r, err = t.send(ctx, call{method: http.MethodPost, path: "/outcomes", body: map[string]any{"items": many}}); err != nil {
		return err
	}
	_, err = r.refused(http.StatusBadRequest, "bad_body")
	return err
}

// outcomeOf asks what became of one item.
func (t *Target) outcomeOf(ctx context.Context, i Item) (string, error) {
	body := map[string]any{"items": []map[string]string{{"id": i.ID, "request": i.Request}}}
	r, err := t.send(ctx, call{method: http.MethodPost, path: "/outcomes", body: body})
	if err != nil {
		return "", err
	}
	var told struct {
		Objects []struct {
			Outcome string `json:"outcome"`
		} `json:"objects"`
	}
	if r.status != http.StatusOK || json.Unmarshal(r.body, &told) != nil || len(told.Objects) != 1 {
		return "", r.wrong("200 with one object")
	}
	return told.Objects[0].Outcome, nil
}

func checkExcludedSwept(ctx context.Context, t *Target) error {
	app := t.unique("Hidden App")
	i, err := t.item(ctx, func(s *ItemSpec) {
		s.Item.Lines = append(twoLines(), Line{Application: app, Operation: "Add", Name: "group", Value: "x"})
	})
	if err != nil {
		return err
	}
	look := func(what string, there bool, outcome string) error {
		_, listed, err := bareRows{t}.of(ctx, i.ID)
		if err != nil {
			return err
		}
		told, err := t.outcomeOf(ctx, i)
		return errors.Join(err, same("a row "+what, listed, there), same("the outcome "+what, told, outcome))
	}
	if err := look("before", true, "open"); err != nil {
		return err
	}
	return t.with(ctx, map[string]string{"excludeApplications": app}, func() error { return look("of an excluded item", false, "unknown") })
}
