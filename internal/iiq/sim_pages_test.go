package iiq_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestSimPages(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{Settings: iiqsim.Settings{PageCap: 25}})
	b.people()
	want := map[string]bool{}
	for i := range 130 {
		template := iiqsim.TemplateRole
		if i%13 == 0 {
			template = "Event"
		}
		w := b.item(iiqsim.ItemSpec{Template: template})
		if template != "Event" {
			want[w.ID] = true
		}
	}
	got := b.changed(time.Time{})
	if len(got) != len(want) {
		t.Fatalf("%d items, want %d", len(got), len(want))
	}
	open := 0
	for last := ""; ; {
		page, err := b.OpenWorkItemsAfter(t.Context(), last, 40)
		b.must(err)
		if len(page) == 0 {
			break
		}
		open += len(page)
		last = page[len(page)-1].ID
	}
	if open != 130 {
		t.Errorf("%d open items, want 130", open)
	}
	ids := got[:100]
	b.must(b.DeleteWithoutTrace(ids[99]))
	found, err := b.WorkItemsByID(t.Context(), ids)
	if err != nil || len(found) != 99 {
		t.Errorf("%d found: %v, want 99", len(found), err)
	}
}

func (b *bench) changed(since time.Time) []string {
	b.t.Helper()
	var got []string
	b.must(b.WorkItemsChangedSince(b.t.Context(), since, []approvals.ItemType{"Approval", "Form"}, func(page []approvals.WorkItem) error {
		for _, w := range page {
			if slices.Contains(got, w.ID) {
				b.t.Errorf("%s twice", w.ID)
			}
			got = append(got, w.ID)
		}
		return nil
	}))
	return got
}

func TestSimNewAndChanged(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.UnixMilli(1767000000000)
	b := start(t, iiqsim.Options{Clock: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
	b.people()
	pass := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
	old, forwarded := b.item(iiqsim.ItemSpec{}), b.item(iiqsim.ItemSpec{})
	pass(time.Hour)
	since := b.Now()
	b.must(b.Forward(forwarded.ID, "Desk"))
	fresh := b.item(iiqsim.ItemSpec{})
	got := b.changed(since)
	if slices.Contains(got, old.ID) || !slices.Contains(got, forwarded.ID) || !slices.Contains(got, fresh.ID) || len(got) != 2 {
		t.Errorf("got %v, want what was forwarded and what is new", got)
	}
	w, err := b.WorkItemListed(t.Context(), forwarded.ID)
	if err != nil || w.Owner.ID != b.id("Desk") || w.ForwardedBy != "Sam.Okoye" {
		t.Errorf("forwarded: %+v, %v, want the owner Desk, forwarded by Sam.Okoye", w, err)
	}
}
