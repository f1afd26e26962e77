package identitymap

import (
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestReverify(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	tests := map[string]struct {
		change func(*env)
		want   approvals.RefusalCode
		err    error
	}{
		"all is as it was": {func(*env) {}, "", nil},
		"another address in Slack": {func(w *env) {
			w.slack.set(member("U1", "x@ex.com"))
		}, "", nil},
		"another address in IIQ": {func(w *env) { w.iiq.set(human(1, "y@ex.com")) }, "", nil},
		"inactive": {func(w *env) {
			i := human(1, "sam@ex.com")
			i.Inactive = true
			w.iiq.set(i)
		}, approvals.RefusedInactive, nil},
		"activity no longer told": {func(w *env) {
			i := human(1, "sam@ex.com")
			i.ActivityKnown = false
			w.iiq.set(i)
		}, approvals.RefusedInactive, nil},
		"a workgroup by now": {func(w *env) {
			i := human(1, "sam@ex.com")
			i.Workgroup = true
			w.iiq.set(i)
		}, approvals.RefusedNoIdentity, nil},
		"missing in IIQ's list": {func(w *env) { w.iiq.remove(id32(1)) }, "", approvals.ErrNotListed},
		"a guest by now": {func(w *env) {
			u := member("U1", "sam@ex.com")
			u.Guest = true
			w.slack.set(u)
		}, approvals.RefusedGuest, nil},
		"unlinked": {func(w *env) { w.exec("DELETE FROM identity_links") }, approvals.RefusedNoIdentity, nil},
		"linked to somebody else": {func(w *env) {
			w.exec("UPDATE identity_links SET identity_id = $1", id32(2))
		}, approvals.RefusedBoundElsewhere, nil},
		"identity given to another Slack user": {func(w *env) {
			w.exec("UPDATE identity_links SET slack_user_id = 'U2'")
		}, approvals.RefusedBoundElsewhere, nil},
		"the link has expired": {func(w *env) {
			w.exec("UPDATE identity_links SET until = $1", w.now.Add(-time.Second))
		}, approvals.RefusedNoIdentity, nil},
		"IIQ is away":   {func(w *env) { w.iiq.fail(away) }, "", away},
		"Slack is away": {func(w *env) { w.slack.fail(away) }, "", away},
		"IIQ is away and they are a guest": {func(w *env) {
			u := member("U1", "sam@ex.com")
			u.Guest = true
			w.slack.set(u)
			w.iiq.fail(away)
		}, approvals.RefusedGuest, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			w.iiq.set(human(1, "sam@ex.com"))
			w.slack.set(member("U1", "sam@ex.com"))
			_, err := w.Person(t.Context(), "U1", time.Minute)
			wantRefusal(t, err, "")
			w.ages(61 * time.Second)
			tt.change(w)
			err = w.Reverify(t.Context(), id32(1), "U1", time.Now())
			if tt.err != nil {
				if _, no := approvals.AsRefusal(err); no || !errors.Is(err, tt.err) {
					t.Errorf("got %v, want %v", err, tt.err)
				}
				return
			}
			wantRefusal(t, err, tt.want)
		})
	}
}

func TestReverifyBelievesSlackForAMinute(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	w.slack.fail(errors.New("away"))
	w.ages(30 * time.Second)
	wantRefusal(t, w.Reverify(t.Context(), id32(1), "U1", time.Now()), "")
	if n := w.slack.asked("info"); n != 1 {
		t.Errorf("Slack was asked %d times, want 1", n)
	}
}

// Where Slack need not be asked, the link is read along with what the copy has of the Slack user.
func TestReverifyHoldsTheLinkWhileSlackNeedNotBeAsked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sql  string
		want approvals.RefusalCode
	}{
		"linked":                  {"SELECT 1", ""},
		"unlinked":                {"DELETE FROM identity_links", approvals.RefusedNoIdentity},
		"linked to somebody else": {"UPDATE identity_links SET identity_id = '" + id32(2) + "'", approvals.RefusedBoundElsewhere},
		"given to another user":   {"UPDATE identity_links SET slack_user_id = 'U2'", approvals.RefusedBoundElsewhere},
		"the link has expired":    {"UPDATE identity_links SET until = '2000-01-01'", approvals.RefusedNoIdentity},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			w.iiq.set(human(1, "sam@ex.com"))
			w.slack.set(member("U1", "sam@ex.com"))
			_, err := w.Person(t.Context(), "U1", time.Minute)
			wantRefusal(t, err, "")
			w.exec(tt.sql)
			wantRefusal(t, w.Reverify(t.Context(), id32(1), "U1", time.Now()), tt.want)
			if n := w.slack.asked("info"); n != 1 {
				t.Errorf("Slack was asked %d times, want 1", n)
			}
		})
	}
}
