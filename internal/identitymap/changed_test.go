package identitymap

import (
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestUserChanged(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	w.ages(time.Hour)

	guest := member("U1", "sam@ex.com")
	guest.Guest = true
	if err := w.UserChanged(t.Context(), guest); err != nil {
		t.Fatal(err)
	}
	_, err = w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, approvals.RefusedGuest)
	if err := w.UserChanged(t.Context(), member("U1", "sam@ex.com")); err != nil {
		t.Fatal(err)
	}
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	if n := w.slack.asked("info"); n != 1 {
		t.Errorf("Slack was asked %d times, although it had told by itself, want 1", n)
	}
}

func TestLateEventMakesNobodyFresh(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	gone := member("U1", "sam@ex.com")
	w.slack.set(gone)
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	gone.Deleted = true
	w.slack.set(gone)
	_, err = w.Person(t.Context(), "U1", 0)
	wantRefusal(t, err, approvals.RefusedDeactivated)

	late := member("U1", "sam@ex.com")
	late.CheckedAt = time.Now().Add(-time.Hour)
	if err := w.UserChanged(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	_, err = w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, approvals.RefusedDeactivated)

	// A lost standing counts however late it is told, and does not keep the next question from being asked.
	w.slack.set(member("U1", "sam@ex.com"))
	_, err = w.Person(t.Context(), "U1", 0)
	wantRefusal(t, err, "")
	gone.CheckedAt = late.CheckedAt
	if err := w.UserChanged(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	_, err = w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, approvals.RefusedDeactivated)
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
}

func TestEventsOnPeopleOfOthersAreNotKept(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	foreign := member("U9", "x@other.com")
	foreign.HomeTeamID = "T9"
	if err := w.UserChanged(t.Context(), foreign); err != nil {
		t.Fatal(err)
	}
	if err := w.UserChanged(t.Context(), member("U2", "new@ex.com")); err != nil {
		t.Fatal(err)
	}
	if n := w.count("SELECT count(*) FROM slack_users"); n != 1 {
		t.Errorf("%d users kept, want the one who joined", n)
	}
}

func TestConcerned(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"), human(2, "new@ex.com"))
	w.refreshed()
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	for user, want := range map[string]struct {
		u   approvals.SlackUser
		ids []string
	}{
		"bound, with another address": {member("U1", "new@ex.com"), []string{id32(1)}},
		"new":                         {member("U2", "NEW@ex.com"), []string{id32(2)}},
		"nobody's address":            {member("U3", "x@ex.com"), nil},
		"no address":                  {member("U4", ""), nil},
	} {
		got, err := w.Concerned(t.Context(), want.u)
		if err != nil || !slices.Equal(got, want.ids) {
			t.Errorf("%s: got %v, %v, want %v", user, got, err, want.ids)
		}
	}
}
