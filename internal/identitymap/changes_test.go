package identitymap

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// dated makes IIQ tell when it last changed somebody.
func (w *env) dated(at time.Time, people ...approvals.Identity) {
	w.iiq.set(people...)
	for _, i := range people {
		w.iiq.stamps[i.ID] = at
	}
}

// changed gives whom a look for changes found otherwise.
func (w *env) changed() []string {
	w.t.Helper()
	var all []string
	err := w.RefreshChanged(w.t.Context(), func(ids []string) error {
		all = append(all, ids...)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestChangesBetweenRefreshes(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 3})
	w.iiq.stamps = map[string]time.Time{}
	if err := w.RefreshChanged(t.Context(), nil); !errors.Is(err, approvals.ErrNoChanges) {
		t.Fatalf("before the first refresh: %v, want %v", err, approvals.ErrNoChanges)
	}
	// IIQ's clock is days behind ours.
	at := epoch.Add(-72 * time.Hour)
	for n := 1; n <= 10; n++ {
		w.dated(at.Add(time.Duration(n)*time.Minute), human(n, emailOf(n)))
	}
	w.refreshed()
	if got := w.changed(); len(got) != 0 {
		t.Errorf("nothing has changed, and yet %v, want a length of 0", got)
	}
	// The first page has the first three people, and the last of their dates less two minutes is where changes begin.
	if got, want := w.iiq.since[0], at.Add(time.Minute); !got.Equal(want) {
		t.Errorf("asked since %s, want %s", got, want)
	}
	inactive, moved, joined := human(2, emailOf(2)), human(5, "moved@ex.com"), human(11, emailOf(11))
	inactive.Inactive = true
	w.dated(at.Add(20*time.Minute), inactive, moved, joined)
	if got := w.changed(); !slices.Equal(got, []string{id32(2), id32(5), id32(11)}) {
		t.Errorf("changed %v, want the second, the fifth and the eleventh", got)
	}
	if i, err := w.Identity(t.Context(), id32(2)); err != nil || i.Active() {
		t.Errorf("got %+v, %v, want Active false", i, err)
	}
	if got := w.changed(); len(got) != 0 {
		t.Errorf("told twice: %v, want a length of 0", got)
	}
	if got, want := w.iiq.since[2], at.Add(18*time.Minute); !got.Equal(want) {
		t.Errorf("asked since %s, want %s", got, want)
	}
	inactive.Inactive = false
	w.dated(at.Add(21*time.Minute), inactive)
	if got := w.changed(); !slices.Equal(got, []string{id32(2)}) {
		t.Errorf("active again: %v, want the second alone", got)
	}
	// Long after the latest date nothing can be committed before it any more.
	w.exec("UPDATE identity_sync SET changed_moved_at = changed_moved_at - interval '7 minutes'")
	w.changed()
	if got, want := w.iiq.since[len(w.iiq.since)-1], at.Add(21*time.Minute); !got.Equal(want) {
		t.Errorf("asked since %s, want %s", got, want)
	}
	w.iiq.remove(id32(7))
	if got := w.changed(); len(got) != 0 {
		t.Errorf("somebody was deleted: %v, want a length of 0", got)
	}
	if i, err := w.Identity(t.Context(), id32(7)); err != nil || !i.Active() {
		t.Errorf("a deletion is the full refresh's affair: %+v, %v, want Active true", i, err)
	}
}

// A round that breaks is read again from where it began.
func TestBrokenLookForChangesLosesNothing(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 2})
	w.iiq.stamps = map[string]time.Time{}
	w.dated(epoch, human(1, "a@ex.com"))
	w.refreshed()
	w.dated(epoch.Add(time.Hour), human(2, "b@ex.com"), human(3, "c@ex.com"), human(4, "d@ex.com"))
	stop := errors.New("stop")
	pages := 0
	err := w.RefreshChanged(t.Context(), func([]string) error {
		if pages++; pages == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) {
		t.Fatalf("got %v, want %v", err, stop)
	}
	w.changed()
	if !w.iiq.since[0].Equal(w.iiq.since[1]) {
		t.Errorf("asked since %v, want twice the same time", w.iiq.since)
	}
	if n := activePeople(w); n != 4 {
		t.Errorf("%d people, want 4", n)
	}
}

// What changes while a long refresh reads is seen by the next look: that begins at the refresh's beginning.
func TestChangeDuringARefreshIsSeen(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 2})
	w.iiq.stamps = map[string]time.Time{}
	for n := 1; n <= 6; n++ {
		w.dated(epoch, human(n, emailOf(n)))
	}
	_, err := w.Refresh(t.Context(), func(done int) {
		if done == 4 {
			gone := human(1, emailOf(1))
			gone.Inactive = true
			w.dated(epoch.Add(time.Hour), gone)
			w.dated(epoch.Add(5*time.Hour), human(6, emailOf(6)))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.changed(); !slices.Equal(got, []string{id32(1)}) {
		t.Errorf("changed %v, want the first alone", got)
	}
}

func TestRefreshThese(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	company(w, 250)
	w.refreshed()
	gone := human(7, emailOf(7))
	gone.Inactive = true
	w.iiq.set(gone)
	w.iiq.remove(id32(9))
	ids := make([]string, 250)
	for k := range ids {
		ids[k] = id32(k + 1)
	}
	before := w.iiq.calls
	got, err := w.RefreshThese(t.Context(), ids)
	if err != nil || !slices.Equal(got, []string{id32(7)}) {
		t.Errorf("changed %v, %v, want the seventh alone", got, err)
	}
	if n := w.iiq.calls - before; n != 3 {
		t.Errorf("%d calls for 250 people, want 3", n)
	}
	if i, _ := w.Identity(t.Context(), id32(9)); !i.Active() {
		t.Error("who is not listed by id became inactive")
	}
	w.iiq.noChanges = true
	w.exec("UPDATE identity_sync SET changed_until = now()")
	if err := w.RefreshChanged(t.Context(), nil); !errors.Is(err, approvals.ErrNoChanges) {
		t.Errorf("got %v, want %v", err, approvals.ErrNoChanges)
	}
}

// A watermark that stands ahead of IIQ's clock hides nothing: it is pulled back.
func TestAWatermarkAheadOfIIQsClockIsPulledBack(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 3})
	w.iiq.stamps, w.iiq.now = map[string]time.Time{}, epoch
	w.dated(epoch.Add(-time.Hour), human(1, emailOf(1)))
	w.refreshed()
	w.exec("UPDATE identity_sync SET changed_until = $1", epoch.Add(5*365*24*time.Hour))
	moved := human(1, "moved@ex.com")
	w.dated(epoch.Add(-time.Minute), moved)
	if got := w.changed(); !slices.Equal(got, []string{id32(1)}) {
		t.Errorf("changed %v, want the first alone", got)
	}
	// The stamp of somebody else may be ahead as well.
	w.dated(epoch.Add(5*365*24*time.Hour), human(2, emailOf(2)))
	w.changed()
	var until time.Time
	if err := w.pool.QueryRow(t.Context(), "SELECT changed_until FROM identity_sync").Scan(&until); err != nil || until.After(epoch) {
		t.Errorf("changes count from %s, %v, want %s at the latest", until, err, epoch)
	}
}
