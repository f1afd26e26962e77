package identitymap

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
)

// asked counts all calls to IIQ and to Slack so far.
func (w *env) asked() (iiq, slack int) {
	w.iiq.mu.Lock()
	iiq = w.iiq.calls
	w.iiq.mu.Unlock()
	w.slack.mu.Lock()
	defer w.slack.mu.Unlock()
	for _, n := range w.slack.calls {
		slack += n
	}
	return iiq, slack
}

// passes lets so much time go by for what is remembered.
func (w *env) passes(d time.Duration) {
	w.t.Helper()
	w.exec("UPDATE identity_refusals SET asked_at = asked_at - $1::interval", d)
	w.ages(d)
	w.exec("UPDATE identities SET seen_at = seen_at - $1::interval", d)
}

// unmatched are the ways in which somebody cannot be matched, each with one way to look them up.
func unmatched() map[string]struct {
	prepare func(*env)
	look    func(context.Context, *Map) error
	want    approvals.RefusalCode
} {
	person := func(ctx context.Context, m *Map) error {
		_, err := m.Person(ctx, "U1", time.Minute)
		return err
	}
	reach := func(ctx context.Context, m *Map) error {
		_, err := m.Reach(ctx, id32(1))
		return err
	}
	known := func(email string) func(*env) {
		return func(w *env) {
			w.iiq.set(human(1, email))
			w.refreshed()
		}
	}
	return map[string]struct {
		prepare func(*env)
		look    func(context.Context, *Map) error
		want    approvals.RefusalCode
	}{
		"a user without an identity": {func(w *env) { w.slack.set(member("U1", "uma@example.com")) },
			person, approvals.RefusedNoIdentity},
		"a user without an address":       {func(w *env) { w.slack.set(member("U1", "")) }, person, approvals.RefusedNoEmail},
		"a user whom Slack does not know": {func(*env) {}, person, approvals.RefusedForeign},
		"a guest": {func(w *env) {
			u := member("U1", "uma@example.com")
			u.Guest = true
			w.slack.set(u)
		}, person, approvals.RefusedGuest},
		"a user with two identities": {func(w *env) {
			w.slack.set(member("U1", "uma@example.com"))
			w.iiq.set(human(1, "uma@example.com"), human(2, "uma@example.com"))
		}, person, approvals.RefusedAmbiguous},
		"an identity without a user":           {known("uma@example.com"), reach, approvals.RefusedNotInSlack},
		"an identity without an address":       {known(""), reach, approvals.RefusedNoEmail},
		"an identity that nobody has heard of": {func(*env) {}, reach, approvals.RefusedNoIdentity},
		"an identity with the address of a guest": {func(w *env) {
			u := member("U1", "uma@example.com")
			u.Guest = true
			w.slack.set(u)
			known("uma@example.com")(w)
		}, reach, approvals.RefusedGuest},
	}
}

// Whoever cannot be matched costs one look-up, however often they ask and on however many replicas, and is told the same each time.
func TestTheUnmatchedCostOneLookUp(t *testing.T) {
	t.Parallel()
	for name, tt := range unmatched() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			tt.prepare(w)
			wantRefusal(t, tt.look(t.Context(), w.Map), tt.want)
			iiq, slack := w.asked()
			other := New(w.pool, w.iiq, w.slack, ours, Config{}, func() time.Time { return w.now }, w.log)
			for range 25 {
				wantRefusal(t, tt.look(t.Context(), w.Map), tt.want)
				wantRefusal(t, tt.look(t.Context(), other), tt.want)
			}
			if i, s := w.asked(); i != iiq || s != slack {
				t.Errorf("fifty more times cost %d calls to IIQ and %d to Slack, want none", i-iiq, s-slack)
			}
			w.passes(11 * time.Minute)
			wantRefusal(t, tt.look(t.Context(), w.Map), tt.want)
			if i, s := w.asked(); i == iiq && s == slack {
				t.Error("nobody is asked again after eleven minutes")
			}
		})
	}
}

// Whatever may match somebody ends what is remembered of them, at once.
func TestNewsEndWhatIsRemembered(t *testing.T) {
	t.Parallel()
	const address = "uma@example.com"
	ctx := context.Background()
	person := func(w *env) error { _, err := w.Person(ctx, "U1", time.Minute); return err }
	reach := func(w *env) error { _, err := w.Reach(ctx, id32(1)); return err }
	for name, tt := range map[string]struct {
		before func(*env)
		look   func(*env) error
		news   func(*env) error
	}{
		"a refresh finds the identity": {func(w *env) { w.slack.set(member("U1", address)) }, person, func(w *env) error {
			w.iiq.set(human(1, address))
			_, err := w.Refresh(ctx, nil)
			return err
		}},
		"a refresh finds the new address of an identity": {func(w *env) {
			w.iiq.set(human(1, "old@example.com"))
			w.refreshed()
			w.slack.set(member("U1", address))
		}, reach, func(w *env) error {
			w.iiq.set(human(1, address))
			_, err := w.RefreshThese(ctx, []string{id32(1)})
			return err
		}},
		"a link by hand": {func(w *env) {
			w.iiq.set(human(1, "other@example.com"))
			w.refreshed()
			w.slack.set(member("U1", address))
		}, person, func(w *env) error {
			_, err := New(w.pool, nil, nil, ours, Config{Operator: audit.Operator{User: "root"}}, func() time.Time { return w.now }, w.log).
				Link(ctx, HandLink{SlackUserID: "U1", Identity: id32(1), Reason: "a test"})
			return err
		}},
		"Slack tells of the address": {func(w *env) {
			w.iiq.set(human(1, address))
			w.refreshed()
			w.slack.set(member("U1", "old@example.com"))
		}, person, func(w *env) error {
			w.slack.set(member("U1", address))
			u := member("U1", address)
			u.CheckedAt = time.Now().Add(time.Hour)
			return w.UserChanged(ctx, u)
		}},
		"somebody joins Slack": {func(w *env) {
			w.iiq.set(human(1, address))
			w.refreshed()
		}, reach, func(w *env) error {
			w.slack.set(member("U1", address))
			u := member("U1", address)
			u.CheckedAt = time.Now().Add(time.Hour)
			return w.UserChanged(ctx, u)
		}},
		"Slack's list has them": {func(w *env) {
			w.iiq.set(human(1, address))
			w.refreshed()
		}, reach, func(w *env) error {
			w.slack.set(member("U1", address))
			_, err := w.RefreshUsers(ctx)
			return err
		}},
		"they ask themselves": {func(w *env) {
			w.iiq.set(human(1, address))
			w.refreshed()
		}, reach, func(w *env) error {
			w.slack.set(member("U1", address))
			return person(w)
		}},
		"a minute goes by": {func(w *env) { w.slack.set(member("U1", address)) }, person, func(w *env) error {
			w.iiq.set(human(1, address))
			w.passes(time.Minute + time.Second)
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			tt.before(w)
			if _, refused := approvals.AsRefusal(tt.look(w)); !refused {
				t.Fatal("they are matched before anything has happened, so this shows nothing")
			}
			if err := tt.news(w); err != nil {
				t.Fatal(err)
			}
			if err := tt.look(w); err != nil {
				t.Errorf("then: %v, want that they are matched", err)
			}
		})
	}
}

// Whoever was refused before waits where too many are looked up again at once. Whoever comes for the first time does not.
func TestLookUpsAgainAreBounded(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{LookupsAgain: 2})
	look := func(n int) {
		_, err := w.Person(t.Context(), fmt.Sprintf("U%d", n), time.Minute)
		wantRefusal(t, err, approvals.RefusedNoIdentity)
	}
	for n := range 10 {
		w.slack.set(member(fmt.Sprintf("U%d", n), fmt.Sprintf("u%d@example.com", n)))
		look(n)
	}
	w.passes(2 * time.Minute)
	before, _ := w.asked()
	for n := range 10 {
		look(n)
	}
	if after, _ := w.asked(); after-before != 2 {
		t.Errorf("%d were looked up again, want 2", after-before)
	}
	w.passes(time.Hour)
	before, _ = w.asked()
	look(0)
	if after, _ := w.asked(); after == before {
		t.Error("an answer of an hour ago still counts")
	}
}

// What IIQ has answered of many identities is stored call by call: whoever was stopped goes on from there.
func TestManyIdentitiesAreAskedForInPagesAndOnce(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	var ids []string
	for n := range 1000 {
		w.iiq.set(human(n, ""))
		ids = append(ids, id32(n))
	}
	ids = append(ids, id32(5000))
	ctx, stop := context.WithCancel(t.Context())
	w.iiq.each = func(calls int) {
		if calls == 4 {
			stop()
		}
	}
	if _, err := w.Identities(ctx, ids); err == nil {
		t.Fatal("it was stopped, and there is no error")
	}
	w.iiq.each = nil
	before, _ := w.asked()
	got, err := w.Identities(t.Context(), ids)
	if err != nil || len(got) != 1000 {
		t.Fatalf("got %d, %v, want 1000", len(got), err)
	}
	if after, _ := w.asked(); before > 5 || after-before > 8 {
		t.Errorf("%d calls before the stop and %d after it, want at most 5 and 8", before, after-before)
	}
	before, _ = w.asked()
	if _, err := w.Identities(t.Context(), ids[:1000]); err != nil {
		t.Fatal(err)
	}
	if after, _ := w.asked(); after != before {
		t.Errorf("those who are known cost %d calls, want 0", after-before)
	}
}
