package identitymap

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// awaited makes a card wait for each of the first n people.
func (w *env) awaited(n int) {
	w.t.Helper()
	w.exec(`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) VALUES ('item', 'Approval', 'x', now(), '')`)
	for k := range n {
		w.exec("INSERT INTO cards (id, work_item_id, identity_id, state) VALUES ($1, 'item', $2, 'waiting')", uuid.New(), id32(k+1))
	}
}

// listRead notes that the list of users was read so long ago.
func (w *env) listRead(ago time.Duration) {
	w.t.Helper()
	w.exec("INSERT INTO watermarks (name, stamp) VALUES ($1, clock_timestamp() - $2::interval) ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp", UserListRound, ago)
}

// reachAll reaches for the first n people, and counts how many were found, and how many wait for the list.
func (w *env) reachAll(n int) (found, later int) {
	w.t.Helper()
	for k := range n {
		_, err := w.Reach(w.t.Context(), id32(k+1))
		switch {
		case err == nil:
			found++
		case approvals.RetryAfter(err) > 0:
			later++
		default:
			w.t.Fatalf("person %d: %v", k+1, err)
		}
	}
	return found, later
}

func TestManyAreFoundByTheList(t *testing.T) {
	t.Parallel()
	const many = 100
	w := newEnv(t, ours, Config{})
	company(w, many)
	w.refreshed()
	for k := range many {
		w.slack.set(member("U"+id32(k + 1)[28:], emailOf(k+1)))
	}
	wants := func() bool {
		t.Helper()
		wanted, some, err := w.WantsUserList(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if wanted && !some {
			t.Error("the list is wanted, and nobody has to be found")
		}
		return wanted
	}
	if wants() {
		t.Error("the list is wanted by nobody")
	}
	w.awaited(many)
	if !wants() {
		t.Error("a hundred wait, and the list is not wanted")
	}
	found, later := w.reachAll(many)
	if found != 40 || later != 60 || w.slack.asked("lookup") != 40 {
		t.Fatalf("%d found, %d told to come back, %d look-ups, want found 40, later 60 and asked 40",
			found, later, w.slack.asked("lookup"))
	}
	if w.recorded(db.SideIIQ, id32(60)) != "" {
		t.Error("who waits for the list is recorded as refused")
	}
	if n, err := w.RefreshUsers(t.Context()); err != nil || n != many {
		t.Fatalf("%d users, %v, want %v", n, err, many)
	}
	// The pages are used before the whole list is.
	if found, _ = w.reachAll(many); found != many || w.slack.asked("lookup") != 40 || w.slack.asked("info") > 40 {
		t.Errorf("%d found, %d look-ups, %d users.info, want found %v, asked 40 and asked at most 40",
			found, w.slack.asked("lookup"), w.slack.asked("info"), many)
	}
	if wants() {
		t.Error("everybody is bound, and the list is wanted")
	}
}

func TestWhoIsNotInTheList(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{LookupsAtOnce: 1})
	w.iiq.set(human(1, "a@ex.com"), human(2, "b@ex.com"), human(3, "c@ex.com"))
	w.refreshed()
	w.slack.set(member("U1", "a@ex.com"))
	w.listRead(time.Minute)
	w.slack.set(member("U2", "b@ex.com"))
	// The list has neither; one look-up a minute is left for those who came since.
	_, err := w.Reach(t.Context(), id32(2))
	wantRefusal(t, err, "")
	_, err = w.Reach(t.Context(), id32(3))
	wantRefusal(t, err, approvals.RefusedNotInSlack)
	if n := w.slack.asked("lookup"); n != 1 {
		t.Errorf("%d look-ups, want 1", n)
	}
	w.listRead(2 * time.Hour)
	w.passes(11 * time.Minute)
	if _, err = w.Reach(t.Context(), id32(3)); approvals.RetryAfter(err) == 0 {
		t.Errorf("an old list is believed: %v, want RetryAfter other than 0", err)
	}
}

// Two with one address in the list are nobody, as everywhere.
func TestListThatHasAnAddressTwice(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "a@ex.com"))
	w.slack.set(member("U1", "a@ex.com"), member("U2", "A@ex.com"))
	if _, err := w.RefreshUsers(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.listRead(0)
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, approvals.RefusedAmbiguous)
}
