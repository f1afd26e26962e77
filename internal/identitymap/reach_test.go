package identitymap

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestReach(t *testing.T) {
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
		"one of each":               {[]approvals.Identity{sam}, []approvals.SlackUser{member("U1", "SAM@ex.com")}, ""},
		"nobody in Slack":           {[]approvals.Identity{sam}, nil, approvals.RefusedNotInSlack},
		"deactivated in Slack":      {[]approvals.Identity{sam}, []approvals.SlackUser{gone}, approvals.RefusedNotInSlack},
		"guest in Slack":            {[]approvals.Identity{sam}, []approvals.SlackUser{guest}, approvals.RefusedGuest},
		"of another team":           {[]approvals.Identity{sam}, []approvals.SlackUser{foreign}, approvals.RefusedForeign},
		"no e-mail":                 {[]approvals.Identity{human(1, "")}, []approvals.SlackUser{nameless}, approvals.RefusedNoEmail},
		"inactive":                  {[]approvals.Identity{inactive}, []approvals.SlackUser{member("U1", "sam@ex.com")}, approvals.RefusedInactive},
		"a workgroup":               {[]approvals.Identity{group}, []approvals.SlackUser{member("U1", "sam@ex.com")}, approvals.RefusedNoIdentity},
		"unknown to IIQ":            {nil, []approvals.SlackUser{member("U1", "sam@ex.com")}, approvals.RefusedNoIdentity},
		"two identities":            {[]approvals.Identity{sam, human(2, "Sam@ex.com")}, []approvals.SlackUser{member("U1", "sam@ex.com")}, approvals.RefusedAmbiguous},
		"an inactive one beside":    {[]approvals.Identity{sam, {ID: id32(2), Email: "sam@ex.com", Inactive: true, ActivityKnown: true}}, []approvals.SlackUser{member("U1", "sam@ex.com")}, ""},
		"two Slack users, both met": {[]approvals.Identity{sam}, []approvals.SlackUser{member("U1", "sam@ex.com"), member("U2", "sam@ex.com")}, approvals.RefusedAmbiguous},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, ours, Config{})
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
				t.Errorf("reached %q", u.ID)
			}
			if got := w.recorded(sideIIQ, sam.ID); got != string(tt.want) {
				t.Errorf("recorded %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReachKeepsToTheBinding(t *testing.T) {
	w := newWorld(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	w.slack.set(member("U1", "other@ex.com"), member("U2", "sam@ex.com"))
	u, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	if u.ID != "U1" || w.slack.asked("lookup") != 1 {
		t.Errorf("reached %s by %d look-ups", u.ID, w.slack.asked("lookup"))
	}
}

func TestReachFollowsANewAddress(t *testing.T) {
	w := newWorld(t, ours, Config{})
	w.iiq.set(human(1, "old@ex.com"))
	w.refreshed()
	w.iiq.set(human(1, "new@ex.com"))
	w.slack.set(member("U1", "new@ex.com"))
	u, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	if u.ID != "U1" {
		t.Errorf("reached %q", u.ID)
	}
}

func TestReachSpendsFewChecks(t *testing.T) {
	w := newWorld(t, ours, Config{ReachChecks: 2})
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
	away := errors.New("away")
	w := newWorld(t, ours, Config{})
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
		t.Errorf("got %v", err)
	}
}

func TestReverify(t *testing.T) {
	away := errors.New("away")
	tests := map[string]struct {
		change func(*world)
		want   approvals.RefusalCode
		err    error
	}{
		"all is as it was": {func(*world) {}, "", nil},
		"another address in Slack": {func(w *world) {
			w.slack.set(member("U1", "x@ex.com"))
		}, "", nil},
		"another address in IIQ": {func(w *world) { w.iiq.set(human(1, "y@ex.com")) }, "", nil},
		"inactive": {func(w *world) {
			i := human(1, "sam@ex.com")
			i.Inactive = true
			w.iiq.set(i)
		}, approvals.RefusedInactive, nil},
		"activity no longer told": {func(w *world) {
			i := human(1, "sam@ex.com")
			i.ActivityKnown = false
			w.iiq.set(i)
		}, approvals.RefusedInactive, nil},
		"a workgroup by now": {func(w *world) {
			i := human(1, "sam@ex.com")
			i.Workgroup = true
			w.iiq.set(i)
		}, approvals.RefusedNoIdentity, nil},
		"gone from IIQ": {func(w *world) { w.iiq.remove(id32(1)) }, approvals.RefusedInactive, nil},
		"a guest by now": {func(w *world) {
			u := member("U1", "sam@ex.com")
			u.Guest = true
			w.slack.set(u)
		}, approvals.RefusedGuest, nil},
		"unlinked": {func(w *world) { w.exec("DELETE FROM identity_links") }, approvals.RefusedNoIdentity, nil},
		"linked to somebody else": {func(w *world) {
			w.exec("UPDATE identity_links SET identity_id = $1", id32(2))
		}, approvals.RefusedBoundElsewhere, nil},
		"identity given to another Slack user": {func(w *world) {
			w.exec("UPDATE identity_links SET slack_user_id = 'U2'")
		}, approvals.RefusedBoundElsewhere, nil},
		"the link has expired": {func(w *world) {
			w.exec("UPDATE identity_links SET until = $1", w.now.Add(-time.Second))
		}, approvals.RefusedNoIdentity, nil},
		"IIQ is away":   {func(w *world) { w.iiq.fail(away) }, "", away},
		"Slack is away": {func(w *world) { w.slack.fail(away) }, "", away},
		"IIQ is away and he is a guest": {func(w *world) {
			u := member("U1", "sam@ex.com")
			u.Guest = true
			w.slack.set(u)
			w.iiq.fail(away)
		}, approvals.RefusedGuest, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, ours, Config{})
			w.iiq.set(human(1, "sam@ex.com"))
			w.slack.set(member("U1", "sam@ex.com"))
			_, err := w.Person(t.Context(), "U1", time.Minute)
			wantRefusal(t, err, "")
			w.ages(61 * time.Second)
			tt.change(w)
			err = w.Reverify(t.Context(), id32(1), "U1")
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
	w := newWorld(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	w.slack.fail(errors.New("away"))
	w.ages(30 * time.Second)
	wantRefusal(t, w.Reverify(t.Context(), id32(1), "U1"), "")
	if n := w.slack.asked("info"); n != 1 {
		t.Errorf("Slack was asked %d times", n)
	}
}

func TestRetryUnreachable(t *testing.T) {
	for name, lookups := range map[string]int{"one by one": 40, "by the list": 1} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, ours, Config{LookupsAtOnce: lookups})
			w.iiq.set(human(1, "a@ex.com"), human(2, "b@ex.com"), human(3, "c@ex.com"), human(4, ""), human(5, "e@ex.com"))
			w.refreshed()
			ids := []string{id32(5), id32(1), id32(2), id32(3), id32(4), id32(1)}
			found, err := w.RetryUnreachable(t.Context(), ids)
			if err != nil || len(found) != 0 {
				t.Fatalf("found %v, %v", found, err)
			}
			guest := member("U3", "c@ex.com")
			guest.Guest = true
			w.slack.set(member("U1", "A@ex.com"), guest, member("U2", "b@ex.com"), member("U9", "z@ex.com"))
			found, err = w.RetryUnreachable(t.Context(), ids)
			if err != nil || !slices.Equal(found, []string{id32(1), id32(2)}) {
				t.Fatalf("found %v, %v", found, err)
			}
			for id, want := range map[string]approvals.RefusalCode{
				id32(1): "", id32(3): approvals.RefusedGuest, id32(4): approvals.RefusedNoEmail, id32(5): approvals.RefusedNotInSlack,
			} {
				if got := w.recorded(sideIIQ, id); got != string(want) {
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
	w := newWorld(t, ours, Config{LookupsAtOnce: 1})
	w.iiq.set(human(1, "a@ex.com"), human(2, "b@ex.com"))
	w.refreshed()
	w.slack.set(member("U1", "a@ex.com"), member("U2", "b@ex.com"), member("U9", "A@ex.com"))
	found, err := w.RetryUnreachable(t.Context(), []string{id32(1), id32(2)})
	if err != nil || !slices.Equal(found, []string{id32(2)}) {
		t.Fatalf("found %v, %v", found, err)
	}
	if got := w.recorded(sideIIQ, id32(1)); got != string(approvals.RefusedAmbiguous) {
		t.Errorf("recorded %q", got)
	}
}

func TestUserListThatDoesNotEnd(t *testing.T) {
	w := newWorld(t, ours, Config{})
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
		t.Errorf("%d pages were asked for", n)
	}
}

func TestUserChanged(t *testing.T) {
	w := newWorld(t, ours, Config{})
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
		t.Errorf("Slack was asked %d times, although it had told by itself", n)
	}
}

func TestLateEventMakesNobodyFresh(t *testing.T) {
	w := newWorld(t, ours, Config{})
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
	w := newWorld(t, ours, Config{})
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
	w := newWorld(t, ours, Config{})
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

func TestReachDoesNotTakeTheNewOwnerOfAnOldAddress(t *testing.T) {
	w := newWorld(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.refreshed()
	w.iiq.set(human(1, "sam.okoye@ex.com"), human(2, "sam@ex.com"))
	w.slack.set(member("U2", "sam@ex.com"))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, approvals.RefusedNotInSlack)
	if got := w.boundAs("U2"); got != "" {
		t.Errorf("U2 became %s", got)
	}
}

func TestReachDoubtsAnAnswerWithAnotherAddress(t *testing.T) {
	w := newWorld(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.answers = map[string]string{"sam@ex.com": "U5"}
	w.slack.set(member("U5", "lee@ex.com"))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, approvals.RefusedAmbiguous)
	if got := w.boundAs("U5"); got != "" {
		t.Errorf("U5 became %s", got)
	}
}

func TestReachIntoAnotherWorkspace(t *testing.T) {
	w := newWorld(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"))
	w.exec("INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) VALUES ('T8', 'U1', $1, 'hand')", id32(1))
	_, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, approvals.RefusedBoundElsewhere)
	_, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, approvals.RefusedBoundElsewhere)
}
