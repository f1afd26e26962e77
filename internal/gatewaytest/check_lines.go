package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// byLine are the checks of decisions line by line, and of what was shown.
func byLine() []Check {
	lines := []string{"act.lines"}
	return []Check{
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

func checkMixedLines(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	r, err := t.decide(ctx, i.ID, decision(c.owner, "", "mixed", "lines",
		[]lineWish{{ID: i.Lines[1].ID, State: denied, Comment: "too wide"}, {ID: i.Lines[0].ID, State: approved}}))
	if err != nil {
		return err
	}
	return errors.Join(r.ended(i.ID, approved, []string{approved, denied}), t.notListed(ctx, i.ID))
}

func checkOtherLines(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	r, err := t.decide(ctx, i.ID, decision(c.owner, approved, "mixed", "lines", []lineWish{{ID: i.Lines[0].ID, State: denied}}))
	if err != nil {
		return err
	}
	return r.ended(i.ID, approved, []string{denied, approved})
}

func checkBadLines(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.item(ctx, func(s *ItemSpec) {
		s.Item.Lines = append(twoLines(), Line{Application: "Ledger", Operation: "Add", Name: "group", Value: "x", State: approved})
	})
	if err != nil {
		return err
	}
	none, err := t.item(ctx, withoutLines)
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
		{"a line of no item", i.ID, "", []lineWish{{ID: absentID(), State: approved}}, 422, "unknown_line"},
		{"a line that was decided before", i.ID, "", []lineWish{{ID: first, State: approved}, {ID: second, State: approved}, {ID: done,
			State: approved}},
			409, "line_decided"},
		{"a line left open", i.ID, "", []lineWish{{ID: first, State: approved}}, 422, "incomplete"},
		{"no lines at all", none.ID, "", []lineWish{{ID: first, State: approved}}, 422, "no_lines"},
		{"a line named twice", i.ID, "", []lineWish{{ID: first, State: approved}, {ID: first, State: denied}, {ID: second,
			State: approved}},
			400, "bad_line"},
		{"a line without an id", i.ID, "", []lineWish{{State: approved}}, 400, "bad_line"},
		{"a state that is none", i.ID, "", []lineWish{{ID: first, State: "Maybe"}, {ID: second, State: approved}}, 400, "bad_state"},
		{"a denied line without the reason that is demanded", i.ID, approved, []lineWish{{ID: first, State: denied}}, 422,
			"comment_required"},
		{"lines that are no list", i.ID, approved, "all", 400, "bad_body"},
		{"lines that are texts", i.ID, approved, []string{first}, 400, "bad_body"},
	} {
		err := t.leavesAlone(ctx, i, func() error {
			r, err := t.decide(ctx, one.id, decision(c.owner, one.state, "", "lines", one.lines))
			if err != nil {
				return err
			}
			_, err = r.refused(one.status, one.word)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", one.what, err)
		}
	}
	return nil
}

// tag gives the tag that the gateway tells of an item.
func (t *Target) tag(ctx context.Context, id string) (string, error) {
	seen, err := t.both(ctx, id)
	if err != nil {
		return "", err
	}
	tag := seen["listed"].attr("tag")
	if len(tag) != 64 || strings.Trim(tag, "0123456789abcdef") != "" {
		return "", fmt.Errorf("tag: got %q, want 64 lower-case hexadecimal digits", tag)
	}
	return tag, same("tag by id", seen["by id"].attr("tag"), tag)
}

func checkExpect(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx, func(s *ItemSpec) { s.Item.Violations = []Violation{{Policy: "Separation of duties"}} })
	if err != nil {
		return err
	}
	tag, err := t.tag(ctx, i.ID)
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
		err := t.leavesAlone(ctx, i, func() error {
			r, err := t.decide(ctx, i.ID, decision(c.owner, approved, "", "expect", expect))
			if err != nil {
				return err
			}
			p, err := r.refused(http.StatusConflict, "changed")
			return errors.Join(err, same("fresh tag", p.Tag, tag), same("lines", len(p.Lines), 2))
		})
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	r, err := t.decide(ctx, i.ID, decision(c.owner, approved, "", "expect", map[string]any{"tag": tag, "violations": 1,
		"request": i.Request}))
	if err != nil {
		return err
	}
	return r.ended(i.ID, approved, []string{approved, approved})
}

func checkTagChanges(ctx context.Context, t *Target) error {
	c, i, err := t.castAndItem(ctx)
	if err != nil {
		return err
	}
	first, err := t.tag(ctx, i.ID)
	if err != nil {
		return err
	}
	wider := twoLines()
	wider[0].ID, wider[1].ID, wider[0].Value = i.Lines[0].ID, i.Lines[1].ID, "Ledger Writer"
	for _, step := range []struct {
		what    string
		fields  map[string]any
		changes bool
	}{
		{"a reminder", map[string]any{"reminders": 3}, false},
		{"another owner", map[string]any{"owner_id": c.group}, false},
		{"a comment", map[string]any{"comments": []map[string]any{{"author": "x", "comment": "y"}}}, false},
		{"another value", map[string]any{"lines": wider}, true},
	} {
		if err := t.Fixtures.ChangeItem(ctx, i.ID, step.fields); err != nil {
			return err
		}
		now, err := t.tag(ctx, i.ID)
		if err != nil {
			return err
		}
		if changed := now != first; changed != step.changes {
			return fmt.Errorf("tag after %s: got a change %v, want %v", step.what, changed, step.changes)
		}
	}
	return nil
}
