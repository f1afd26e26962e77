package identitymap

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// grid is a workspace of an Enterprise organisation.
var grid = approvals.Workspace{TeamID: "T1", EnterpriseID: "E1", BotUserID: "WBOT"}

func TestWhoIsThisSlackUser(t *testing.T) {
	t.Parallel()
	sam := human(1, "sam@ex.com")
	user := func(change func(*approvals.SlackUser)) []approvals.SlackUser {
		u := member("U1", "sam@ex.com")
		change(&u)
		return []approvals.SlackUser{u}
	}
	person := func(change func(*approvals.Identity)) []approvals.Identity {
		i := sam
		change(&i)
		return []approvals.Identity{i}
	}
	as := func(email string) []approvals.SlackUser {
		return user(func(u *approvals.SlackUser) { u.Email = email })
	}
	tests := map[string]struct {
		ws     approvals.Workspace
		users  []approvals.SlackUser
		people []approvals.Identity
		want   approvals.RefusalCode
	}{
		"one of each":           {ours, as("sam@ex.com"), []approvals.Identity{sam}, ""},
		"case does not matter":  {ours, as("Sam@EX.com"), []approvals.Identity{sam}, ""},
		"an old account beside": {ours, as("sam@ex.com"), append(person(func(i *approvals.Identity) { i.ID, i.Inactive = id32(2), true }), sam), ""},
		"a deactivated namesake": {ours, append(as("sam@ex.com"),
			approvals.SlackUser{ID: "U0", HomeTeamID: "T1", Email: "sam@ex.com", Deleted: true}), []approvals.Identity{sam}, ""},
		"no identity":              {ours, as("sam@ex.com"), nil, approvals.RefusedNoIdentity},
		"an identity without mail": {ours, as("sam@ex.com"), []approvals.Identity{human(1, "")}, approvals.RefusedNoIdentity},
		"two identities":           {ours, as("sam@ex.com"), []approvals.Identity{sam, human(2, "SAM@ex.com")}, approvals.RefusedAmbiguous},
		"two Slack users": {ours, append(as("sam@ex.com"), member("U0", "Sam@ex.com")), []approvals.Identity{sam},
			approvals.RefusedAmbiguous},
		"no e-mail": {ours, as(""), []approvals.Identity{human(1, "")}, approvals.RefusedNoEmail},
		"inactive": {ours, as("sam@ex.com"), person(func(i *approvals.Identity) { i.Inactive = true }),
			approvals.RefusedInactive},
		"activity not told": {ours, as("sam@ex.com"), person(func(i *approvals.Identity) { i.ActivityKnown = false }),
			approvals.RefusedInactive},
		"a workgroup": {ours, as("sam@ex.com"), person(func(i *approvals.Identity) { i.Workgroup = true }),
			approvals.RefusedNoIdentity},
		"guest": {ours, user(func(u *approvals.SlackUser) { u.Guest = true }), []approvals.Identity{sam},
			approvals.RefusedGuest},
		"bot": {ours, user(func(u *approvals.SlackUser) { u.Bot = true }), []approvals.Identity{sam},
			approvals.RefusedBot},
		"deactivated": {ours, user(func(u *approvals.SlackUser) { u.Deleted = true }), []approvals.Identity{sam},
			approvals.RefusedDeactivated},
		"foreign team": {ours, user(func(u *approvals.SlackUser) { u.HomeTeamID = "T9" }), []approvals.Identity{sam}, approvals.RefusedForeign},
		"stranger": {ours, user(func(u *approvals.SlackUser) { u.Stranger = true }), []approvals.Identity{sam},
			approvals.RefusedForeign},
		"no team at all":   {ours, user(func(u *approvals.SlackUser) { u.HomeTeamID = "" }), []approvals.Identity{sam}, approvals.RefusedForeign},
		"unknown to Slack": {ours, nil, []approvals.Identity{sam}, approvals.RefusedForeign},
		"of our organisation": {grid, user(func(u *approvals.SlackUser) {
			u.HomeTeamID, u.EnterpriseID, u.Teams = "T7", "E1", []string{"T7", "T1"}
		}), []approvals.Identity{sam}, ""},
		"of our organisation, not in our team": {grid, user(func(u *approvals.SlackUser) {
			u.HomeTeamID, u.EnterpriseID, u.Teams = "T7", "E1", []string{"T7"}
		}), []approvals.Identity{sam}, approvals.RefusedForeign},
		"of another organisation": {grid, user(func(u *approvals.SlackUser) {
			u.HomeTeamID, u.EnterpriseID, u.Teams = "T7", "E2", []string{"T1"}
		}), []approvals.Identity{sam}, approvals.RefusedForeign},
		"organisation, while ours has none": {ours, user(func(u *approvals.SlackUser) {
			u.HomeTeamID, u.EnterpriseID, u.Teams = "T7", "E1", []string{"T1"}
		}), []approvals.Identity{sam}, approvals.RefusedForeign},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, tt.ws, Config{})
			w.slack.set(tt.users...)
			w.iiq.set(tt.people...)
			p, err := w.Person(t.Context(), "U1", time.Minute)
			wantRefusal(t, err, tt.want)
			if got := w.recorded(db.SideSlack, "U1"); got != string(tt.want) {
				t.Errorf("recorded %q, want %q", got, tt.want)
			}
			wantID := ""
			if tt.want == "" {
				wantID = sam.ID
			}
			if p.Identity.ID != wantID || w.boundAs("U1") != wantID {
				t.Errorf("identity %q bound to %q, want %q", p.Identity.ID, w.boundAs("U1"), wantID)
			}
			_, err = w.KnownPerson(t.Context(), "U1")
			if (err == nil) != (tt.want == "") {
				t.Errorf("the tables alone say %v, want refusal %q", err, tt.want)
			}
		})
	}
}

func TestRefusalEndsWhenItsReasonEnds(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, approvals.RefusedNoIdentity)
	w.iiq.set(human(1, "sam@ex.com"))
	w.passes(time.Minute + time.Second)
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	if got := w.recorded(db.SideSlack, "U1"); got != "" {
		t.Errorf(`still recorded as %q, want ""`, got)
	}
}

func TestAddressThatChangesHandsChangesNobody(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", 0)
	wantRefusal(t, err, "")

	w.slack.set(member("U1", "sam.okoye@ex.com"), member("U2", "sam@ex.com"))
	p, err := w.Person(t.Context(), "U1", 0)
	wantRefusal(t, err, "")
	if p.Identity.ID != id32(1) || p.Slack.Email != "sam.okoye@ex.com" {
		t.Errorf(`U1 became %+v, want ID %v and Email "sam.okoye@ex.com"`, p, id32(1))
	}
	_, err = w.Person(t.Context(), "U2", 0)
	wantRefusal(t, err, approvals.RefusedBoundElsewhere)

	// In IIQ the address goes to somebody else; U1 with their new one stays who they were.
	w.iiq.set(human(1, "okoye@ex.com"), human(2, "sam.okoye@ex.com"))
	p, err = w.Person(t.Context(), "U1", 0)
	wantRefusal(t, err, "")
	if p.Identity.ID != id32(1) {
		t.Errorf("U1 became %s, want %v", p.Identity.ID, id32(1))
	}
	_, err = w.Reach(t.Context(), id32(2))
	wantRefusal(t, err, approvals.RefusedBoundElsewhere)
}

func TestOldCopyBindsNobody(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.refreshed()
	w.iiq.set(human(1, "old.sam@ex.com"), human(2, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	p, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	if p.Identity.ID != id32(2) {
		t.Errorf("bound to %s, which had the address before, want %v", p.Identity.ID, id32(2))
	}
}

func TestRivalWhoGaveUpTheAddressIsNone(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"), member("U2", "sam@ex.com"))
	if _, err := w.RefreshUsers(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, approvals.RefusedAmbiguous)
	_, err = w.Person(t.Context(), "U2", time.Minute)
	wantRefusal(t, err, approvals.RefusedAmbiguous)

	w.slack.set(member("U2", "lee@ex.com"))
	w.ages(2 * time.Minute)
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
}

func TestBoundPersonWhoBecomesInactive(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"), human(2, "lee@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	gone := human(1, "sam@ex.com")
	gone.Inactive = true
	w.iiq.set(gone)
	w.refreshed()
	_, err = w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, approvals.RefusedInactive)
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, approvals.RefusedInactive)
	if w.boundAs("U1") != id32(1) {
		t.Error("the binding did not outlast it")
	}
}

func TestNoAnswerIsNoRefusal(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	t.Run("Slack", func(t *testing.T) {
		w := newEnv(t, ours, Config{})
		w.slack.fail(away)
		_, err := w.Person(t.Context(), "U1", time.Minute)
		if _, no := approvals.AsRefusal(err); no || !errors.Is(err, away) {
			t.Errorf("got %v, want no refusal and err %v", err, away)
		}
	})
	t.Run("IIQ", func(t *testing.T) {
		w := newEnv(t, ours, Config{})
		w.slack.set(member("U1", "sam@ex.com"))
		w.iiq.fail(away)
		_, err := w.Person(t.Context(), "U1", time.Minute)
		if _, no := approvals.AsRefusal(err); no || !errors.Is(err, away) {
			t.Errorf("got %v, want no refusal and err %v", err, away)
		}
		if n := w.count("SELECT count(*) FROM identity_refusals"); n != 0 {
			t.Errorf("%d refusals recorded, want 0", n)
		}
	})
}

func TestTwoReplicasBindAtOnce(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	other := newWorldOn(t, w.pool, ours, Config{})
	other.iiq, other.slack = w.iiq, w.slack
	other.Map.iiq, other.Map.slack = w.iiq, w.slack
	var errs [8]error
	var all sync.WaitGroup
	for n := range errs {
		m := []*Map{w.Map, other.Map}[n%2]
		all.Go(func() {
			if n < 4 {
				_, errs[n] = m.Person(t.Context(), "U1", time.Minute)
			} else {
				_, errs[n] = m.Reach(t.Context(), id32(1))
			}
		})
	}
	all.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	if n := w.count("SELECT count(*) FROM identity_links"); n != 1 || w.boundAs("U1") != id32(1) {
		t.Errorf("%d links, want n 1 and boundAs %v", n, id32(1))
	}
}
