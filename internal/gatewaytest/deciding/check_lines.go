package deciding

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// byLine are the checks of decisions line by line, and of what was shown.
func byLine() []gatewaytest.Check {
	lines := []string{"act.lines"}
	return []gatewaytest.Check{
		{Name: "lines are decided one by one in one call", Gateway: true, Writes: true, Needs: lines, Run: checkMixedLines},
		{Name: "a state stands for the lines that are not named", Gateway: true, Writes: true, Needs: lines, Run: checkOtherLines},
		{Name: "lines are refused by their words", Gateway: true, Writes: true, Needs: lines, Run: checkBadLines},
		{Name: "what was shown has to be what is there", Gateway: true, Writes: true, Needs: []string{"act.tag"}, Run: checkExpect},
		{Name: "the tag changes with what is decided, and with nothing else", Gateway: true, Writes: true, Needs: []string{"act.tag"},
			Run: checkTagChanges},
	}
}

type lineWish struct {
	ID      string `json:"id"`
	State   string `json:"state,omitempty"`
	Comment string `json:"comment,omitempty"`
}

func checkMixedLines(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, "", "mixed", "lines",
		[]lineWish{{ID: i.Lines[1].ID, State: gatewaytest.Denied, Comment: "too wide"}, {ID: i.Lines[0].ID, State: gatewaytest.Approved}}))
	if err != nil {
		return err
	}
	return errors.Join(r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Denied}),
		traceOf(t).notListed(ctx, i.ID))
}

func checkOtherLines(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, "mixed", "lines",
		[]lineWish{{ID: i.Lines[0].ID, State: gatewaytest.Denied}}))
	if err != nil {
		return err
	}
	return r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Denied, gatewaytest.Approved})
}

// manyLines are so many lines, in few bytes each.
func manyLines(n int) []lineWish {
	out := make([]lineWish, n)
	for i := range out {
		out[i] = lineWish{ID: strconv.Itoa(i), State: gatewaytest.Approved}
	}
	return out
}

func checkBadLines(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Lines = append(gatewaytest.TwoLines(),
			gatewaytest.Line{Application: "Ledger", Operation: "Add", Name: "group", Value: "x", State: gatewaytest.Approved})
	})
	if err != nil {
		return err
	}
	none, err := t.Item(ctx, gatewaytest.WithoutLines)
	if err != nil {
		return err
	}
	first, second, done := i.Lines[0].ID, i.Lines[1].ID, i.Lines[2].ID
	for _, one := range []struct {
		what   string
		id     string
		state  string
		lines  any
		status int
		word   string
	}{
		{"a line of no item", i.ID, "", []lineWish{{ID: gatewaytest.AbsentID(), State: gatewaytest.Approved}}, 422, "unknown_line"},
		{"a line that was decided before", i.ID, "",
			[]lineWish{{ID: first, State: gatewaytest.Approved}, {ID: second, State: gatewaytest.Approved},
				{ID: done, State: gatewaytest.Approved}},
			409, "line_decided"},
		{"a line left open", i.ID, "", []lineWish{{ID: first, State: gatewaytest.Approved}}, 422, "incomplete"},
		{"no lines at all", none.ID, "", []lineWish{{ID: first, State: gatewaytest.Approved}}, 422, "no_lines"},
		{"a line named twice", i.ID, "", []lineWish{{ID: first, State: gatewaytest.Approved}, {ID: first, State: gatewaytest.Denied},
			{ID: second, State: gatewaytest.Approved}}, 400, "bad_line"},
		{"a line without an id", i.ID, "", []lineWish{{State: gatewaytest.Approved}}, 400, "bad_line"},
		{"a state that is none", i.ID, "", []lineWish{{ID: first, State: "Maybe"}, {ID: second, State: gatewaytest.Approved}},
			400, "bad_state"},
		{"a denied line without the reason that is demanded", i.ID, gatewaytest.Approved,
			[]lineWish{{ID: first, State: gatewaytest.Denied}}, 422, "comment_required"},
		{"more lines than are read", i.ID, gatewaytest.Approved, manyLines(1001), 400, "bad_body"},
		{"10,000 lines", i.ID, gatewaytest.Approved, manyLines(10_000), 400, "bad_body"},
		{"lines that are no list", i.ID, gatewaytest.Approved, "all", 400, "bad_body"},
		{"lines that are texts", i.ID, gatewaytest.Approved, []string{first}, 400, "bad_body"},
	} {
		err := t.LeavesAlone(ctx, i, func() error {
			r, err := t.Decide(ctx, one.id, gatewaytest.Decision(c.Owner, one.state, "", "lines", one.lines))
			if err != nil {
				return err
			}
			_, err = r.Refused(one.status, one.word)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", one.what, err)
		}
	}
	return nil
}

func checkExpect(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Violations = []gatewaytest.Violation{{Policy: "Separation of duties"}}
	})
	if err != nil {
		return err
	}
	tag, err := t.Tag(ctx, i.ID)
	if err != nil {
		return err
	}
	for what, expect := range map[string]map[string]any{
		"another tag":        {"tag": strings.Repeat("0", 64)},
		"fewer violations":   {"tag": tag, "violations": 0},
		"another request":    {"tag": tag, "violations": 1, "request": "9999999999"},
		"another modified":   {"modified": 1},
		"another tag, alone": {"tag": strings.ToUpper(tag), "violations": 1},
	} {
		err := t.LeavesAlone(ctx, i, func() error {
			r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, "", "expect", expect))
			if err != nil {
				return err
			}
			p, err := r.Refused(http.StatusConflict, "changed")
			return errors.Join(err, gatewaytest.Same("fresh tag", p.Tag, tag), gatewaytest.Same("lines", len(p.Lines), 2))
		})
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, "", "expect",
		map[string]any{"tag": tag, "violations": 1,
			"request": i.Request}))
	if err != nil {
		return err
	}
	return r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Approved})
}

func checkTagChanges(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	first, err := t.Tag(ctx, i.ID)
	if err != nil {
		return err
	}
	wider := gatewaytest.TwoLines()
	wider[0].ID, wider[1].ID, wider[0].Value = i.Lines[0].ID, i.Lines[1].ID, "Ledger Writer"
	for _, step := range []struct {
		what    string
		fields  map[string]any
		changes bool
	}{
		{"a reminder", map[string]any{"reminders": 3}, false},
		{"another owner", map[string]any{"owner_id": c.Group}, false},
		{"a comment", map[string]any{"comments": []map[string]any{{"author": "x", "comment": "y"}}}, false},
		{"another value", map[string]any{"lines": wider}, true},
	} {
		if err := t.Fixtures.ChangeItem(ctx, i.ID, step.fields); err != nil {
			return err
		}
		now, err := t.Tag(ctx, i.ID)
		if err != nil {
			return err
		}
		if changed := now != first; changed != step.changes {
			return fmt.Errorf("tag after %s: got a change %v, want %v", step.what, changed, step.changes)
		}
	}
	return nil
}
