package identitymap

import (
	"errors"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

// company gives n active people and a workgroup.
func company(w *env, n int) {
	for k := range n {
		w.iiq.set(human(k+1, emailOf(k+1)))
	}
	w.iiq.set(approvals.Identity{ID: id32(0xffff), Name: "Approvers", Workgroup: true, ActivityKnown: true})
}

func emailOf(n int) string { return "p" + id32(n)[20:] + "@ex.com" }

func activePeople(w *env) int {
	return w.count("SELECT count(*) FROM identities WHERE NOT inactive AND NOT workgroup")
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 7})
	company(w, 30)
	var done []int
	s, err := w.Refresh(t.Context(), func(n int) { done = append(done, n) })
	if err != nil {
		t.Fatal(err)
	}
	want := Stats{Run: 1, Pages: 5, Seen: 31, Active: 30, Workgroups: 1, Plausible: true, ActivityKnown: true}
	if s != want {
		t.Errorf("got %+v, want %+v", s, want)
	}
	if !slices.Equal(done, []int{7, 14, 21, 28, 31}) {
		t.Errorf("progress %v, want 7, 14, 21, 28 and 31", done)
	}
	state, err := w.Synced(t.Context())
	if err != nil || state.People != 30 || !state.ActivityKnown || !state.CompletedAt.Equal(epoch) || state.LastError != "" {
		t.Errorf(`state %+v, %v, want People 30, ActivityKnown true, CompletedAt %v and LastError ""`, state, err, epoch)
	}

	w.iiq.remove(id32(3))
	changed := human(4, "new@ex.com")
	changed.Department = "Finance"
	w.iiq.set(changed)
	if s := w.refreshed(); s.Removed != 1 || activePeople(w) != 29 {
		t.Errorf("removed %d, %d active, want Removed 1 and activePeople 29", s.Removed, activePeople(w))
	}
	got, err := w.Identity(t.Context(), id32(4))
	if err != nil || got != changed {
		t.Errorf("got %+v, want %+v, %v", got, changed, err)
	}
}

func TestBrokenRunRemovesNobody(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	w := newEnv(t, ours, Config{PageSize: 7})
	company(w, 30)
	w.refreshed()
	w.iiq.remove(id32(1))
	w.iiq.remove(id32(29))
	w.iiq.pageErr = map[string]error{id32(15): away}
	if _, err := w.Refresh(t.Context(), nil); !errors.Is(err, away) {
		t.Fatalf("got %v, want %v", err, away)
	}
	if n := activePeople(w); n != 30 {
		t.Errorf("%d active people, want 30", n)
	}
	state, err := w.Synced(t.Context())
	if err != nil || state.LastError == "" || state.People != 30 {
		t.Errorf(`state %+v, %v, want LastError other than "" and People 30`, state, err)
	}
	w.iiq.pageErr = nil
	if s := w.refreshed(); s.Removed != 2 {
		t.Errorf("removed %d, want 2", s.Removed)
	}
	if state, _ := w.Synced(t.Context()); state.LastError != "" {
		t.Errorf(`error outlived its cause: %s, want ""`, state.LastError)
	}
}

func TestImplausibleRunRemovesNobody(t *testing.T) {
	t.Parallel()
	unknown := func(w *env) {
		for id, i := range w.iiq.people {
			i.ActivityKnown = false
			w.iiq.people[id] = i
		}
	}
	remove := func(n int) func(*env) {
		return func(w *env) {
			for k := range n {
				w.iiq.remove(id32(k + 1))
			}
		}
	}
	tests := map[string]struct {
		change    func(*env)
		plausible bool
		active    int
		known     bool
	}{
		"one in five gone":         {remove(20), true, 80, true},
		"more than one in five":    {remove(21), false, 100, true},
		"only the workgroup left":  {remove(100), false, 100, true},
		"nothing left":             {func(w *env) { clear(w.iiq.people) }, false, 100, true},
		"activity no longer told":  {unknown, false, 0, false},
		"all inactive by IIQ word": {func(w *env) { inactivate(w, 100) }, false, 0, true},
		"half inactive by IIQ":     {func(w *env) { inactivate(w, 50) }, false, 50, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			company(w, 100)
			w.refreshed()
			tt.change(w)
			s := w.refreshed()
			if s.Plausible != tt.plausible || (s.Why == "") != tt.plausible {
				t.Errorf(`plausible %v, because %q, want Plausible %v and Why empty %t`,
					s.Plausible, s.Why, tt.plausible, tt.plausible)
			}
			if n := activePeople(w); n != tt.active {
				t.Errorf("%d active people, want %d", n, tt.active)
			}
			state, err := w.Synced(t.Context())
			if err != nil || (state.LastError == "") != tt.plausible || state.ActivityKnown != tt.known {
				t.Errorf(`state %+v, %v, want LastError empty %t and ActivityKnown %v`, state, err, tt.plausible, tt.known)
			}
		})
	}
}

func inactivate(w *env, n int) {
	for k := range n {
		i := human(k+1, emailOf(k+1))
		i.Inactive = true
		w.iiq.set(i)
	}
}

func TestShrunkRunIsTakenFromAnAdministrator(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	company(w, 100)
	w.refreshed()
	for k := range 90 {
		w.iiq.remove(id32(k + 1))
	}
	s, err := w.RefreshShrunk(t.Context(), nil)
	if err != nil || !s.Plausible || s.Removed != 90 {
		t.Fatalf("got %+v, %v, want Plausible true and Removed 90", s, err)
	}
	clear(w.iiq.people)
	if s, err = w.RefreshShrunk(t.Context(), nil); err != nil || s.Plausible || s.Removed != 0 {
		t.Errorf("an empty list: %+v, %v, want Plausible false and Removed 0", s, err)
	}
}

func TestSupersededRunWritesNothing(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 10})
	company(w, 30)
	w.refreshed()
	newer := newWorldOn(t, w.pool, ours, Config{})
	company(newer, 30)
	for id, i := range newer.iiq.people {
		i.Name = "newer"
		newer.iiq.people[id] = i
	}
	w.iiq.remove(id32(5))
	_, err := w.Refresh(t.Context(), func(done int) {
		if done == 10 {
			newer.refreshed()
		}
	})
	if !errors.Is(err, ErrSuperseded) {
		t.Fatalf("got %v, want %v", err, ErrSuperseded)
	}
	if n := w.count("SELECT count(*) FROM identities WHERE name <> 'newer' OR inactive"); n != 0 {
		t.Errorf("%d rows of the older run, want 0", n)
	}
	if state, _ := w.Synced(t.Context()); state.LastError != "" || state.Run != 3 {
		t.Errorf(`state %+v, want LastError "" and Run 3`, state)
	}
}

func TestLookUpDuringARefreshOutlivesIt(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 10})
	company(w, 30)
	w.refreshed()
	_, err := w.Refresh(t.Context(), func(done int) {
		if done != 20 {
			return
		}
		// IIQ adds a person behind the pages that were read, and they ask at once.
		joined := human(1, "joined@ex.com")
		joined.ID = "7e" + joined.ID[2:]
		w.iiq.set(joined)
		w.slack.set(member("U1", "joined@ex.com"))
		_, err := w.Person(t.Context(), "U1", time.Minute)
		wantRefusal(t, err, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, "")
}

// generated answers with n people without holding them.
func generated(n int) func(afterID string, limit int) ([]approvals.Identity, error) {
	next := 1
	return func(afterID string, limit int) ([]approvals.Identity, error) {
		if afterID == "" {
			next = 1
		}
		var page []approvals.Identity
		for ; next <= n && len(page) < limit; next++ {
			i := human(next, emailOf(next))
			i.Department, i.ManagerID = "Finance", id32(next/10+1)
			page = append(page, i)
		}
		return page, nil
	}
}

// TestRefreshIsBoundedInMemory measures the heap of the whole process, and so runs beside no other test.
func TestRefreshIsBoundedInMemory(t *testing.T) {
	patience.Long(t)
	const people = 20_000
	w := newEnv(t, ours, Config{PageSize: 500})
	w.iiq.page = generated(people)
	w.refreshed()
	var least, most uint64
	s, err := w.Refresh(t.Context(), func(done int) {
		if done%5000 != 0 {
			return
		}
		runtime.GC()
		var mem runtime.MemStats
		runtime.ReadMemStats(&mem)
		if least == 0 {
			least = mem.HeapAlloc
		}
		most = max(most, mem.HeapAlloc)
	})
	if err != nil || s.Seen != people || s.Removed != 0 {
		t.Fatalf("got %+v, %v, want Seen %v and Removed 0", s, err, people)
	}
	if most > least+4<<20 {
		t.Errorf("the heap grew from %d to %d bytes, want at most %v", least, most, least+4<<20)
	}
}

func BenchmarkRefresh100k(b *testing.B) {
	for name, size := range map[string]int{"page=100": 100, "page=1000": 1000} {
		b.Run(name, func(b *testing.B) {
			w := newEnv(b, ours, Config{PageSize: size})
			w.iiq.page = generated(100_000)
			var most uint64
			for b.Loop() {
				s, err := w.Refresh(b.Context(), func(done int) {
					if done%10_000 == 0 {
						var mem runtime.MemStats
						runtime.ReadMemStats(&mem)
						most = max(most, mem.Sys)
					}
				})
				if err != nil || s.Seen != 100_000 {
					b.Fatalf("got %+v, %v, want Seen 100_000", s, err)
				}
			}
			b.ReportMetric(float64(most)/(1<<20), "MB-sys")
		})
	}
}
