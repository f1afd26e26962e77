package webapi

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

var errTestNobody = errors.New("nobody")

func TestUsersAsTheIdentityMapWantsThem(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		user string
		want approvals.SlackUser
	}{
		"member": {
			`{"id":"U1","team_id":"T1","name":"dana","real_name":"Dana Reyes","tz":"Asia/Kolkata","locale":"en-IN","profile":{"email":"Dana@example.com","display_name":"dr"}}`,
			approvals.SlackUser{ID: "U1", HomeTeamID: "T1", Name: "Dana Reyes", Email: "Dana@example.com", TZ: "Asia/Kolkata",
				Locale: "en-IN"},
		},
		"enterprise": {
			`{"id":"W1","team_id":"T7","enterprise_user":{"id":"W1","enterprise_id":"E1","teams":["T1","T7"]},"profile":{"real_name":"Wim"}}`,
			approvals.SlackUser{ID: "W1", HomeTeamID: "T7", EnterpriseID: "E1", Teams: []string{"T1", "T7"}, Name: "Wim"},
		},
		"guest":        {`{"id":"U2","team_id":"T1","is_restricted":true}`, approvals.SlackUser{ID: "U2", HomeTeamID: "T1", Guest: true}},
		"single guest": {`{"id":"U3","team_id":"T1","is_ultra_restricted":true}`, approvals.SlackUser{ID: "U3", HomeTeamID: "T1", Guest: true}},
		"deactivated":  {`{"id":"U4","team_id":"T1","deleted":true,"name":"gone"}`, approvals.SlackUser{ID: "U4", HomeTeamID: "T1", Deleted: true, Name: "gone"}},
		"bot":          {`{"id":"U5","team_id":"T1","is_bot":true}`, approvals.SlackUser{ID: "U5", HomeTeamID: "T1", Bot: true}},
		"Slackbot":     {`{"id":"USLACKBOT","team_id":"T1","is_bot":false}`, approvals.SlackUser{ID: "USLACKBOT", HomeTeamID: "T1", Bot: true}},
		"stranger":     {`{"id":"U6","team_id":"T9","is_stranger":true}`, approvals.SlackUser{ID: "U6", HomeTeamID: "T9", Stranger: true}},
		"fields that are null": {
			`{"id":"U7","team_id":null,"name":null,"tz":null,"profile":{"email":null},"enterprise_user":null}`, approvals.SlackUser{ID: "U7"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, saying(`{"ok":true,"user":`+tc.user+`}`))
			d.clock = func() time.Time { return now }
			got, err := NewDirectory(d.Client, "T1", errTestNobody).User(t.Context(), "U1")
			tc.want.TeamID, tc.want.CheckedAt = "T1", now
			if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
				t.Errorf("err %v: %s", err, diff)
			}
		})
	}
}

func TestNobodyIsTheCallersOwnSentinel(t *testing.T) {
	t.Parallel()
	d := newDesk(t, saying(`{"ok":false,"error":"users_not_found"}`))
	dir := NewDirectory(d.Client, "T1", errTestNobody)
	if _, err := dir.UserByEmail(t.Context(), "x@example.com"); !errors.Is(err, errTestNobody) {
		t.Errorf("unknown address: got %v, want %v", err, errTestNobody)
	}
	if _, err := dir.UserByEmail(t.Context(), " "); !errors.Is(err, errTestNobody) || len(d.calls) != 1 {
		t.Errorf("empty address: %v, %d calls, want %v after %d calls", err, len(d.calls), errTestNobody, 1)
	}
	d.answer = saying(`{"ok":false,"error":"user_not_found"}`)
	if _, err := dir.User(t.Context(), "U1"); !errors.Is(err, errTestNobody) {
		t.Errorf("unknown id: got %v, want %v", err, errTestNobody)
	}
	d.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }
	if _, err := dir.User(t.Context(), "U1"); errors.Is(err, errTestNobody) || !errors.Is(err, approvals.ErrUnclear) {
		t.Errorf("broken answer: got %v, want %v", err, approvals.ErrUnclear)
	}
	d.answer = saying(`{"ok":true}`)
	if _, err := dir.User(t.Context(), "U1"); !errors.Is(err, approvals.ErrUnclear) {
		t.Errorf("no user in the answer: got %v, want %v", err, approvals.ErrUnclear)
	}
}

func TestUsersComeByPages(t *testing.T) {
	t.Parallel()
	d := newDesk(t, saying(`{"ok":true,"members":[{"id":"U1","team_id":"T1"},{"id":"U2","team_id":"T1"}],"response_metadata":{"next_cursor":"n"}}`))
	dir := NewDirectory(d.Client, "T1", errTestNobody)
	users, next, err := dir.Users(t.Context(), "")
	if err != nil || len(users) != 2 || next != "n" {
		t.Fatalf("got %d users, next %q, %v, want 2, next n", len(users), next, err)
	}
	d.answer = saying(`{"ok":true,"members":[],"response_metadata":{"next_cursor":""}}`)
	if users, next, err = dir.Users(t.Context(), next); err != nil || len(users) != 0 || next != "" {
		t.Errorf("last page: got %d users, next %q, %v, want none and no next", len(users), next, err)
	}
	if got := d.forms[1]; got.Get("cursor") != "n" || got.Get("limit") != "200" {
		t.Errorf("got the form %v, want the cursor n and the limit 200", got)
	}
}
