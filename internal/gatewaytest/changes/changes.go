package changes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// often is how long a check waits between two looks at what is to come.
const often = 5 * time.Millisecond

// change is an item as the changes tell it, at its last change.
type change struct {
	stamp int64
	id    string
}

func (c change) compare(other change) int {
	return cmp.Or(cmp.Compare(c.stamp, other.stamp), strings.Compare(c.id, other.id))
}

// changePage is one page of changes.
type changePage struct {
	changes []change
	next    string
	more    bool
}

// changes asks for one page; a cursor of "" begins.
func (t feed) changes(ctx context.Context, cursor string, limit int) (changePage, error) {
	params := []string{"limit", strconv.Itoa(limit)}
	if cursor != "" {
		params = append(params, "cursor", cursor)
	}
	r, err := t.Get(ctx, "/changes/WorkItem", params...)
	if err != nil {
		return changePage{}, err
	}
	list, err := r.List("WorkItem")
	if err != nil {
		return changePage{}, err
	}
	p := changePage{next: r.Header.Get("X-Next-Cursor")}
	p.more, err = strconv.ParseBool(r.Header.Get("X-More"))
	if err != nil || p.next == "" {
		return p, fmt.Errorf("changes: got X-Next-Cursor %q and X-More %q, want a cursor, and true or false", p.next,
			r.Header.Get("X-More"))
	}
	for _, w := range list {
		stamp, err := strconv.ParseInt(cmp.Or(w.Attr("modified"), w.Attr("created")), 10, 64)
		if err != nil || w.Attr("id") == "" {
			return p, fmt.Errorf("changes: got the item %q of %q and %q, want an id and a date", w.Attr("id"), w.Attr("modified"),
				w.Attr("created"))
		}
		p.changes = append(p.changes, change{stamp, w.Attr("id")})
	}
	if len(list) > limit {
		return p, fmt.Errorf("changes with limit=%d: got %d items", limit, len(list))
	}
	return p, nil
}

// follower reads changes as a client does: it sends back the cursor that it got last, and keeps nothing else to go by.
type follower struct {
	t      *gatewaytest.Target
	limit  int
	cursor string
	// sweep is what the sweep under way has told, seen the last change of each item that any has.
	sweep []change
	seen  map[string]int64
}

func (t feed) follow(limit int) *follower {
	return &follower{t: t.Target, limit: limit, seen: map[string]int64{}}
}

// page reads one page, and wants it to follow those of its sweep. done says that the sweep is over.
func (f *follower) page(ctx context.Context) (done bool, err error) {
	p, err := feedOf(f.t).changes(ctx, f.cursor, f.limit)
	if err != nil {
		return false, err
	}
	for _, c := range p.changes {
		if n := len(f.sweep); n > 0 && c.compare(f.sweep[n-1]) <= 0 {
			return false, fmt.Errorf("changes: got %v after %v in one sweep, want the order of the last change, then of ids", c,
				f.sweep[n-1])
		}
		f.sweep = append(f.sweep, c)
		f.seen[c.id] = max(f.seen[c.id], c.stamp)
	}
	if p.more && p.next == f.cursor {
		return false, errors.New("changes: got the same cursor again while more follows, want one that moves")
	}
	f.cursor = p.next
	return !p.more, nil
}

// finish reads on to the end of the sweep, and gives all that it told.
func (f *follower) finish(ctx context.Context) ([]change, error) {
	for {
		done, err := f.page(ctx)
		if err != nil {
			return nil, err
		}
		if done {
			told := f.sweep
			f.sweep = nil
			return told, nil
		}
	}
}

// until reads pages until one has the item, after which more have to follow.
func (f *follower) until(ctx context.Context, id string) error {
	for !f.has(id) {
		done, err := f.page(ctx)
		if err != nil {
			return err
		}
		if done {
			return fmt.Errorf("changes: got the end of a sweep, with the item %s %v, want more after it", id, f.has(id))
		}
	}
	return nil
}

func (f *follower) has(id string) bool { return hasItem(f.sweep, id) }

func hasItem(list []change, id string) bool {
	return slices.ContainsFunc(list, func(c change) bool { return c.id == id })
}

// missed are the bare rows, as somebody read them before, whose last change no sweep has told.
func (f *follower) missed(rows []stateRow) []stateRow {
	return slices.DeleteFunc(slices.Clone(rows), func(row stateRow) bool { return f.seen[row.id] >= row.stamp })
}

// toldAll wants every change of these bare rows to have been told.
func (f *follower) toldAll(rows []stateRow) error {
	if missed := f.missed(rows); len(missed) > 0 {
		return fmt.Errorf("changes of %d items: got %s at %d, want it at %d, where the bare rows have it, and %d more", len(f.seen),
			missed[0].id, f.seen[missed[0].id], missed[0].stamp, len(missed)-1)
	}
	return nil
}

// isWhole holds a sweep from the start against the bare rows.
func (f *follower) isWhole(ctx context.Context) error {
	told, err := f.finish(ctx)
	if err != nil {
		return err
	}
	rows, err := bareRows{f.t}.all(ctx)
	if err != nil {
		return err
	}
	want := make([]change, 0, len(rows))
	for _, row := range rows {
		want = append(want, change{row.stamp, row.id})
	}
	slices.SortFunc(want, change.compare)
	if !slices.Equal(told, want) {
		return fmt.Errorf("changes of a sweep: got %d items, want the %d of the bare rows, each once, at its last change", len(told),
			len(want))
	}
	return nil
}

// all gives every bare row.
func (t bareRows) all(ctx context.Context) ([]stateRow, error) {
	var all []stateRow
	for last := ""; ; last = all[len(all)-1].id {
		page, err := t.states(ctx, "after", last)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all = append(all, page...)
	}
}

// wait looks again and again until something holds.
func wait(ctx context.Context, what string, holds func() (bool, error)) error {
	for {
		held, err := holds()
		if held || err != nil {
			return err
		}
		select {
		case <-time.After(often):
		case <-ctx.Done():
			return fmt.Errorf("wait until %s: %w", what, ctx.Err())
		}
	}
}

// clockOf is the target's own clock.
func clockOf(ctx context.Context, t *gatewaytest.Target) (int64, error) {
	c, ok, err := gatewaytest.ReadCapabilities(ctx, t)
	if err == nil && !ok {
		err = errors.New("capabilities: got no gateway, want one")
	}
	return c.Now, err
}

// after waits until the target's clock has passed a time.
func (t feed) after(ctx context.Context, at int64) error {
	return wait(ctx, "the clock has passed", func() (bool, error) {
		now, err := clockOf(ctx, t.Target)
		return now > at, err
	})
}

// committed waits until an item is there.
func committed(ctx context.Context, there gatewaytest.Fixtures, id string) error {
	return wait(ctx, "a late item is there", func() (bool, error) {
		_, err := there.Stored(ctx, id)
		return err == nil, nil
	})
}
