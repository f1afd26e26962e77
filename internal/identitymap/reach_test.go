package identitymap

import (
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

func TestReach(t *testing.T) {
	t.Parallel()
	sam := human(1, "sam@ex.com")
	guest, gone, foreign, nameless := member("U1", "sam@ex.com"), member("U1", "sam@ex.com"), member("U1", "sam@ex.com"), member("U1", "")
	guest.Guest, gone.Deleted, foreign.HomeTeamID, nameless.Name = true, true, "T9", ""
	inactive, group := sam, sam
	inactive.Inactive, group.Workgroup = true, true
	tests := map[string]struct {
		people []approvals.Identity
		users  []approvals.SlackUser
		want   approvals.RefusalCode
	}{
		"one of each":          {[]approvals.Identity{sam}, []approvals.SlackUser{member("U1", "SAM@ex.com")}, ""},
		"nobody in Slack":      {[]approvals.Identity{sam}, nil, approvals.RefusedNotInSlack},
		"deactivated in Slack": {[]approvals.Identity{sam}, []approvals.SlackUser{gone}, approvals.RefusedNotInSlack},
		"guest in Slack":       {[]approvals.Identity{sam}, []approvals.SlackUser{guest}, approvals.RefusedGuest},
		"of another team":      {[]approvals.Identity{sam}, []approvals.SlackUser{foreign}, approvals.RefusedForeign},
		"no e-mail":            {[]approvals.Identity{human(1, "")}, []approvals.SlackUser{nameless}, approvals.RefusedNoEmail},
		"inactive":             {[]approvals.Identity{inactive}, []approvals.SlackUser{member("U1", "sam@ex.com")}, approvals.RefusedInactive},
		"a workgroup":          {[]approvals.Identity{group}, []approvals.SlackUser{member("U1", "sam@ex.com")}, approvals.RefusedNoIdentity},
		"unknown to IIQ":       {nil, []approvals.SlackUser{member("U1", "sam@ex.com")}, approvals.RefusedNoIdentity},
		"two identities": {[]approvals.Identity{sam, human(2, "Sam@ex.com")}, []approvals.SlackUser{member("U1", "sam@ex.com")},
			approvals.RefusedAmbiguous},
		"an inactive one beside": {[]approvals.Identity{sam, {ID: id32(2), Email: "sam@ex.com", Inactive: true, ActivityKnown: true}}, []approvals.SlackUser{member("U1", "sam@ex.com")}, ""},
		"two Slack users, both met": {[]approvals.Identity{sam},
			[]approvals.SlackUser{member("U1", "sam@ex.com"), member("U2", "sam@ex.com")}, approvals.RefusedAmbiguous},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			w.iiq.set(tt.people...)
			w.slack.set(tt.users...)
			if len(tt.users) > 1 {
				if _, err := w.RefreshUsers(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			u, err := w.Reach(t.Context(), sam.ID)
			wantRefusal(t, err, tt.want)
			if (u.ID == "U1") != (tt.want == "") {
				t.Errorf(`reached %q, want ID equal to "U1" %t`, u.ID, tt.want == "")
			}
			if got := w.recorded(db.SideIIQ, sam.ID); got != string(tt.want) {
				t.Errorf("recorded %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReachKeepsToTheBinding(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	w.slack.set(member("U1", "other@ex.com"), member("U2", "sam@ex.com"))
	u, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	if u.ID != "U1" || w.slack.asked("lookup") != 1 {
		t.Errorf(`reached %s by %d look-ups, want ID "U1" and asked 1`, u.ID, w.slack.asked("lookup"))
	}
}

func TestReachFollowsANewAddress(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "old@ex.com"))
	w.refreshed()
	w.iiq.set(human(1, "new@ex.com"))
	w.slack.set(member("U1", "new@ex.com"))
	u, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	if u.ID != "U1" {
		t.Errorf(`reached %q, want "U1"`, u.ID)
	}
}

func TestReachSpendsFewChecks(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{ReachChecks: 2})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	for range 5 {
		w.ages(2 * time.Minute)
		_, err := w.Reach(t.Context(), id32(1))
		wantRefusal(t, err, "")
	}
	if n := w.slack.asked("info"); n != 2 {
		t.Errorf("%d checks within one minute, want 2", n)
	}
	w.ages(25 * time.Hour)
	_, err = w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	if n := w.slack.asked("info"); n != 3 {
		t.Errorf("a standing of yesterday was believed")
	}
}

func TestReachWhileSlackIsAway(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	w.slack.fail(away)
	w.ages(2 * time.Minute)
	_, err = w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	w.ages(25 * time.Hour)
	_, err = w.Reach(t.Context(), id32(1))
	if !errors.Is(err, away) {
		t.Errorf("got %v, want %v", err, away)
	}
}

func TestReachDoesNotTakeTheNewOwnerOfAnOldAddress(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.refreshed()
	w.iiq.set(human(1, "sam.okoye@ex.com"), human(2, "sam@ex.com"))
	w.slack.set(member("U2", "sam@ex.com"))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, approvals.RefusedNotInSlack)
	if got := w.boundAs("U2"); got != "" {
		t.Errorf(`U2 became %s, want ""`, got)
	}
}

func TestReachDoubtsAnAnswerWithAnotherAddress(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.answers = map[string]string{"sam@ex.com": "U5"}
	w.slack.set(member("U5", "lee@ex.com"))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, approvals.RefusedAmbiguous)
	if got := w.boundAs("U5"); got != "" {
		t.Errorf(`U5 became %s, want ""`, got)
	}
}

func TestReachIntoAnotherWorkspace(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	w.exec("INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) VALUES ('T8', 'U1', $1, 'hand')", id32(1))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, approvals.RefusedBoundElsewhere)
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, approvals.RefusedBoundElsewhere)
}
