package identitymap

import (
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func listed(t *testing.T) *env {
	w := newEnv(t, ours, Config{})
	company(w, 5)
	w.iiq.set(human(6, "two@ex.com"), human(7, "two@ex.com"))
	w.refreshed()
	w.slack.set(member("U1", emailOf(1)), member("U2", emailOf(2)), member("U6", "two@ex.com"), member("U9", "x@home.org"))
	for _, user := range []string{"U1", "U2", "U6", "U9"} {
		if _, err := w.Person(t.Context(), user, time.Minute); err != nil {
			if _, no := approvals.AsRefusal(err); !no {
				t.Fatalf("got %v, want a refusal", err)
			}
		}
	}
	_, err := w.Link(t.Context(), HandLink{SlackUserID: "U3", Identity: "Person.3", Reason: "x"})
	wantRefusal(t, err, "")
	_, err = w.Reach(t.Context(), id32(4))
	wantRefusal(t, err, approvals.RefusedNotInSlack)
	_, err = w.Reach(t.Context(), id32(7))
	wantRefusal(t, err, approvals.RefusedAmbiguous)
	return w
}

func TestList(t *testing.T) {
	t.Parallel()
	w := listed(t)
	for f, want := range map[Filter][]string{
		All:         {"U1=" + id32(1), "U2=" + id32(2), "U3=" + id32(3)},
		Manual:      {"U3=" + id32(3)},
		Unmatched:   {"U9= no_identity"},
		Ambiguous:   {"=" + id32(7) + " ambiguous", "U6= ambiguous"},
		Unreachable: {"=" + id32(4) + " not_in_slack", "=" + id32(7) + " ambiguous"},
	} {
		t.Run(string(f), func(t *testing.T) {
			var got []string
			after := ""
			for range 10 {
				rows, err := offline(w).List(t.Context(), f, after, 1)
				if err != nil {
					t.Fatal(err)
				}
				if len(rows) == 0 {
					break
				}
				line := rows[0].SlackUserID + "=" + rows[0].IdentityID
				if rows[0].Link == nil {
					line += " " + string(rows[0].Why)
				}
				got, after = append(got, line), rows[0].Next
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	if _, err := w.List(t.Context(), "nonsense", "", 1); err == nil {
		t.Error("an unknown filter was taken")
	}
	rows, err := w.List(t.Context(), Unreachable, "", 100)
	if err != nil || rows[0].Name != "Person.4" || rows[0].Email != emailOf(4) || rows[0].Since.IsZero() {
		t.Errorf(`got %+v, %v, want Name "Person.4", Email %v and IsZero false`, rows, err, emailOf(4))
	}
}

func TestByWho(t *testing.T) {
	t.Parallel()
	w := listed(t)
	type found struct{ identities, users, links, refusals int }
	for who, want := range map[string]found{
		strings.ToUpper(emailOf(1)): {1, 1, 1, 0},
		"PERSON.2":                  {1, 1, 1, 0},
		id32(3):                     {1, 0, 1, 0},
		"U3":                        {1, 0, 1, 0},
		"U9":                        {0, 1, 0, 1},
		"Person.4":                  {1, 0, 0, 1},
		"two@ex.com":                {2, 1, 0, 2},
		"nobody":                    {},
		"":                          {},
		"no\x00body":                {},
		"%":                         {},
	} {
		got, err := offline(w).ByWho(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		have := found{len(got.Identities), len(got.SlackUsers), len(got.Links), len(got.Refusals)}
		if have != want {
			t.Errorf("%q: got %+v, want %+v", who, have, want)
		}
		if got.Nobody() != (want == found{}) {
			t.Errorf("%q: nobody is %v, want %v", who, got.Nobody(), want == found{})
		}
	}
}

func TestNamesAndPersons(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	company(w, 2)
	w.refreshed()
	names, err := w.Names(t.Context(), []string{id32(1), id32(0xffff), id32(77), ""})
	if err != nil || len(names) != 2 || names[id32(1)].Name != "Person.1" || !names[id32(0xffff)].Workgroup {
		t.Errorf(`got %+v, %v, want a length of 2, Name "Person.1" and Workgroup true`, names, err)
	}
	for id, want := range map[string]bool{id32(1): true, id32(0xffff): false, id32(77): false} {
		if got, err := w.IsKnownPerson(t.Context(), id); err != nil || got != want {
			t.Errorf("%s: %v, %v, want %v", id, got, err, want)
		}
	}
	if _, err := w.Identity(t.Context(), id32(77)); !errors.Is(err, approvals.ErrNotListed) {
		t.Errorf("got %v, want %v", err, approvals.ErrNotListed)
	}
}

func TestOfflineMapAsksNobody(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	m := New(w.pool, nil, nil, ours, Config{}, func() time.Time { return w.now }, slog.New(slog.NewTextHandler(io.Discard, nil)))
	_, refresh := m.Refresh(t.Context(), nil)
	_, person := m.Person(t.Context(), "U1", time.Minute)
	_, reach := m.Reach(t.Context(), id32(1))
	_, users := m.RefreshUsers(t.Context())
	for what, err := range map[string]error{"refresh": refresh, "person": person, "reach": reach, "users": users} {
		if !errors.Is(err, ErrOffline) {
			t.Errorf("%s: got %v, want %v", what, err, ErrOffline)
		}
	}
}

func TestOldRefusalsAreDropped(t *testing.T) {
	t.Parallel()
	w := listed(t)
	w.now = w.now.Add(keepRefusals + time.Minute)
	w.passes(2 * time.Hour)
	_, err := w.Person(t.Context(), "U9", time.Minute)
	wantRefusal(t, err, approvals.RefusedNoIdentity)
	w.refreshed()
	if n := w.count("SELECT count(*) FROM identity_refusals"); n != 1 {
		t.Errorf("%d refusals, want the one that came again", n)
	}
}
