package identitymap

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

func TestStandingIsAskedAnewWhenItIsOld(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	for range 3 {
		_, err := w.Person(t.Context(), "U1", time.Minute)
		wantRefusal(t, err, "")
	}
	if n := w.slack.asked("info"); n != 1 {
		t.Errorf("Slack was asked %d times within a minute, want 1", n)
	}
	guest := member("U1", "sam@ex.com")
	guest.Guest = true
	w.slack.set(guest)
	w.ages(61 * time.Second)
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, approvals.RefusedGuest)
	_, err = w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, approvals.RefusedGuest)
}

func TestClockSetBackTrustsNothing(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	w.ages(-time.Hour)
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	if n := w.slack.asked("info"); n != 2 {
		t.Errorf("Slack was asked %d times, want 2", n)
	}
}

func TestUserWhomSlackForgot(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	delete(w.slack.users, "U1")
	_, err = w.Person(t.Context(), "U1", 0)
	wantRefusal(t, err, approvals.RefusedDeactivated)
	_, err = w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, approvals.RefusedDeactivated)
}

func TestManyWaitForOneAnswer(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	w.slack.answer, w.slack.entered = make(chan struct{}), make(chan struct{}, 1)
	const waiters = 5
	errs := make([]error, waiters)
	var all sync.WaitGroup
	for n := range waiters {
		all.Go(func() { _, errs[n] = w.Person(t.Context(), "U1", time.Minute) })
	}
	patience.Receive(t, "the question", w.slack.entered)
	close(w.slack.answer)
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n := w.slack.asked("info"); n > 2 {
		t.Errorf("Slack was asked %d times for %d waiters, want at most 2", n, waiters)
	}
}

func TestPersonWithALocalAndAGlobalID(t *testing.T) {
	t.Parallel()
	w := newEnv(t, grid, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	global := member("W77", "sam@ex.com")
	w.slack.set(global)
	w.slack.users["ULOCAL"] = global
	_, err := w.KnownPerson(t.Context(), "ULOCAL")
	wantRefusal(t, err, approvals.RefusedNoIdentity)
	p, err := w.Person(t.Context(), "ULOCAL", time.Minute)
	wantRefusal(t, err, "")
	if p.Slack.ID != "W77" {
		t.Errorf(`they are %s, want "W77"`, p.Slack.ID)
	}
	p, err = w.KnownPerson(t.Context(), "ULOCAL")
	wantRefusal(t, err, "")
	if p.Slack.ID != "W77" || p.Identity.ID != id32(1) {
		t.Errorf(`they are %+v, want ID "W77" and ID %v`, p, id32(1))
	}
}

func TestHostileIDs(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	for _, id := range []string{"", "U1\x00", "U 1", "U1\n", string(make([]byte, 4096)), "\xff"} {
		_, err := w.Person(t.Context(), id, time.Minute)
		wantRefusal(t, err, approvals.RefusedForeign)
		_, err = w.KnownPerson(t.Context(), id)
		wantRefusal(t, err, approvals.RefusedForeign)
	}
	if n := w.slack.asked("info"); n != 0 {
		t.Errorf("Slack was asked %d times, want 0", n)
	}
}
