package changes

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// changing are the checks of the changes that cannot be missed.
func changing() []gatewaytest.Check {
	one := func(name string, writes bool, run func(context.Context, *gatewaytest.Target) error) gatewaytest.Check {
		return gatewaytest.Check{Name: name, Gateway: true, Writes: writes, Needs: []string{"changes", "states"}, Run: run}
	}
	waiting := func(name string, run func(context.Context, *gatewaytest.Target) error) gatewaytest.Check {
		c := one(name, true, run)
		c.Waits = true
		return c
	}
	return []gatewaytest.Check{
		one("changes come in order, in pages as they were asked for", false, checkChangePages),
		one("a cursor that was tampered with is bad_cursor", false, checkBadCursors),
		one("a sweep has each item once, as the bare rows have it", true, checkSweep),
		one("items with one stamp are told page by page", true, checkOneStamp),
		waiting("changes that are not settled come again, settled ones do not", checkComesAgain),
		one("an item that moves while pages follow hides no change", true, checkMoves),
		waiting("no change is missed that is committed late", checkLate),
		waiting("what is settled stays as it was when a sweep began", checkSettledFixed),
		waiting("the bare rows have what was committed too late for changes", checkTooLate),
	}
}

func checkChangePages(ctx context.Context, t *gatewaytest.Target) error {
	const size, pages = 2, 3
	f := feedOf(t).follow(size)
	for range pages {
		done, err := f.page(ctx)
		if err != nil {
			return err
		}
		if done {
			break
		}
	}
	for _, bad := range []string{"0", "-1", "x", "1.5"} {
		r, err := t.Get(ctx, "/changes/WorkItem", "limit", bad)
		if err != nil {
			return err
		}
		if _, err := r.Refused(http.StatusBadRequest, "bad_filter"); err != nil {
			return fmt.Errorf("limit=%s: %w", bad, err)
		}
	}
	return nil
}

func checkBadCursors(ctx context.Context, t *gatewaytest.Target) error {
	p, err := feedOf(t).changes(ctx, "", 2)
	if err != nil {
		return err
	}
	good := p.next
	for what, bad := range map[string]string{
		"its first letter changed": changedAt(good, 0), "a letter changed": changedAt(good, len(good)/3),
		"its middle changed": changedAt(good, len(good)/2), "its end cut off": good[:len(good)-4], "half of it": good[:len(good)/2],
		"it twice": good + good, "more at its end": good + "AAAA", "more before it": "AAAA" + good, "an id": gatewaytest.AbsentID(),
		"a word":              "x",
		"no text of its kind": "!§ %", "a long one": strings.Repeat("A", 3000),
	} {
		r, err := t.Get(ctx, "/changes/WorkItem", "cursor", bad)
		if err != nil {
			return err
		}
		if _, err := r.Refused(http.StatusBadRequest, "bad_cursor"); err != nil {
			return fmt.Errorf("a cursor, %s: %w", what, err)
		}
	}
	// It still holds for who goes on with it.
	_, err = feedOf(t).changes(ctx, good, 2)
	return err
}

// changedAt puts another letter at a place.
func changedAt(text string, at int) string {
	other := "A"
	if text[at] == 'A' {
		other = "Q"
	}
	return text[:at] + other + text[at+1:]
}

func checkSweep(ctx context.Context, t *gatewaytest.Target) error {
	app := t.Unique("Hidden App")
	made, err := feedOf(t).someItems(ctx, 4)
	if err != nil {
		return err
	}
	hidden, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) {
		s.Item.Lines = append(gatewaytest.TwoLines(), gatewaytest.Line{Application: app, Operation: "Add", Name: "group", Value: "x"})
	})
	if err != nil {
		return err
	}
	if err := t.Fixtures.ChangeItem(ctx, made[0].ID, map[string]any{"reminders": 1}); err != nil {
		return err
	}
	if err := feedOf(t).follow(3).isWhole(ctx); err != nil {
		return err
	}
	return errors.Join(
		t.With(ctx, map[string]string{"excludeApplications": app}, func() error {
			told, err := feedOf(t).follow(3).finish(ctx)
			return errors.Join(err, gatewaytest.Same("an excluded item among the changes", hasItem(told, hidden.ID), false),
				gatewaytest.Same("another among the changes", hasItem(told, made[0].ID), true))
		}),
		t.With(ctx, map[string]string{"page": "3"}, func() error {
			p, err := feedOf(t).changes(ctx, "", 250)
			return errors.Join(err, gatewaytest.Same("changes in a page where 3 is the most", len(p.changes), 3),
				gatewaytest.Same("whether more follow", p.more, true))
		}))
}

// checkOneStamp makes items at the same moment: more than a page has, so that the cursor has to go on by ids among them.
func checkOneStamp(ctx context.Context, t *gatewaytest.Target) error {
	now, err := clockOf(ctx, t)
	if err != nil {
		return err
	}
	made := map[string]bool{}
	for range 5 {
		i, err := t.Item(ctx, func(s *gatewaytest.ItemSpec) { s.Item.Created = now - 3_600_000 })
		if err != nil {
			return err
		}
		made[i.ID] = true
	}
	for _, size := range []int{2, 3} {
		told, err := feedOf(t).follow(size).finish(ctx)
		if err != nil {
			return err
		}
		n := 0
		for _, c := range told {
			if made[c.id] {
				n++
			}
		}
		if n != len(made) {
			return fmt.Errorf("a sweep by pages of %d: got %d of %d items with one stamp, want each once", size, n, len(made))
		}
	}
	return nil
}

// someItems makes items of which each has a later time than the one before.
func (t feed) someItems(ctx context.Context, n int) ([]gatewaytest.Item, error) {
	made := make([]gatewaytest.Item, n)
	for i := range made {
		var err error
		if made[i], err = t.Item(ctx); err == nil {
			err = t.after(ctx, made[i].Created)
		}
		if err != nil {
			return nil, err
		}
	}
	return made, nil
}

func checkComesAgain(ctx context.Context, t *gatewaytest.Target) error {
	i, err := t.Item(ctx)
	if err != nil {
		return err
	}
	f := feedOf(t).follow(100)
	comes := func(what string, want bool) error {
		told, err := f.finish(ctx)
		return errors.Join(err, gatewaytest.Same("an item among the changes, "+what, hasItem(told, i.ID), want))
	}
	// Stamps count milliseconds: sweeps within the one of the item prove nothing.
	err = errors.Join(comes("new", true), feedOf(t).after(ctx, i.Created+10), comes("not settled", true), comes("still not settled", true))
	if err != nil {
		return err
	}
	return t.With(ctx, map[string]string{"settleSeconds": "1"}, func() error {
		if err := feedOf(t).after(ctx, i.Created+1000); err != nil {
			return err
		}
		if err := errors.Join(comes("as it settles", true), comes("settled", false), comes("long settled", false)); err != nil {
			return err
		}
		return errors.Join(t.Fixtures.ChangeItem(ctx, i.ID, map[string]any{"reminders": 1}), comes("changed since", true))
	})
}

func checkMoves(ctx context.Context, t *gatewaytest.Target) error {
	made, err := feedOf(t).someItems(ctx, 6)
	if err != nil {
		return err
	}
	f := feedOf(t).follow(2)
	if err := f.until(ctx, made[0].ID); err != nil {
		return err
	}
	remind := map[string]any{"reminders": 1}
	if err := errors.Join(t.Fixtures.ChangeItem(ctx, made[0].ID, remind), t.Fixtures.ChangeItem(ctx, made[3].ID, remind),
		t.Fixtures.Expire(ctx, made[1].ID)); err != nil {
		return err
	}
	rows, err := bareRows{t}.all(ctx)
	if err != nil {
		return err
	}
	if _, err := f.finish(ctx); err != nil {
		return err
	}
	return f.toldAll(rows)
}
