package identitymap

import (
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

func TestRetryUnreachable(t *testing.T) {
	t.Parallel()
	for name, lookups := range map[string]int{"one by one": 40, "by the list": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{LookupsAtOnce: lookups})
			w.iiq.set(human(1, "a@ex.com"), human(2, "b@ex.com"), human(3, "c@ex.com"), human(4, ""), human(5, "e@ex.com"))
			w.refreshed()
			ids := []string{id32(5), id32(1), id32(2), id32(3), id32(4), id32(1)}
			found, err := w.RetryUnreachable(t.Context(), ids)
			if err != nil || len(found) != 0 {
				t.Fatalf("found %v, %v, want a length of 0", found, err)
			}
			guest := member("U3", "c@ex.com")
			guest.Guest = true
			w.slack.set(member("U1", "A@ex.com"), guest, member("U2", "b@ex.com"), member("U9", "z@ex.com"))
			found, err = w.RetryUnreachable(t.Context(), ids)
			if err != nil || !slices.Equal(found, []string{id32(1), id32(2)}) {
				t.Fatalf("found %v, %v, want the first and the second", found, err)
			}
			for id, want := range map[string]approvals.RefusalCode{
				id32(1): "", id32(3): approvals.RefusedGuest, id32(4): approvals.RefusedNoEmail, id32(5): approvals.RefusedNotInSlack,
			} {
				if got := w.recorded(db.SideIIQ, id); got != string(want) {
					t.Errorf("%s recorded as %q, want %q", id, got, want)
				}
			}
			if lookups == 1 && w.slack.asked("lookup") != 0 {
				t.Errorf("%d look-ups one by one", w.slack.asked("lookup"))
			}
		})
	}
}

func TestListThatFindsTwoWithOneAddress(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{LookupsAtOnce: 1})
	w.iiq.set(human(1, "a@ex.com"), human(2, "b@ex.com"))
	w.refreshed()
	w.slack.set(member("U1", "a@ex.com"), member("U2", "b@ex.com"), member("U9", "A@ex.com"))
	found, err := w.RetryUnreachable(t.Context(), []string{id32(1), id32(2)})
	if err != nil || !slices.Equal(found, []string{id32(2)}) {
		t.Fatalf("found %v, %v, want the second alone", found, err)
	}
	if got := w.recorded(db.SideIIQ, id32(1)); got != string(approvals.RefusedAmbiguous) {
		t.Errorf("recorded %q, want %v", got, string(approvals.RefusedAmbiguous))
	}
}

func TestUserListThatDoesNotEnd(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.slack.pages = func(cursor string) ([]approvals.SlackUser, string, error) {
		if cursor == "a" {
			return nil, "b", nil
		}
		return []approvals.SlackUser{member("U1", "a@ex.com")}, "a", nil
	}
	if _, err := w.RefreshUsers(t.Context()); err == nil {
		t.Error("no error")
	}
	if n := w.slack.asked("list"); n != 3 {
		t.Errorf("%d pages were asked for, want 3", n)
	}
}
