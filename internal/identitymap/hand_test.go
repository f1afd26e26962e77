package identitymap

import (
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// offline is the map of the command line on w's database: it knows no workspace and can ask nobody.
func offline(w *env) *Map {
	return New(w.pool, nil, nil, approvals.Workspace{}, Config{}, func() time.Time { return w.now },
		slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func TestLinkByHandFromTheTablesAlone(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, ""), human(2, "lee@ex.com"))
	w.slack.set(member("U1", "private@home.org"))
	w.refreshed()
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, approvals.RefusedNoIdentity)

	cli := offline(w)
	until := w.now.Add(48 * time.Hour)
	link, err := cli.Link(t.Context(), HandLink{SlackUserID: "U1", Identity: "person.1", Reason: " no address in IIQ ", Until: until})
	if err != nil {
		t.Fatal(err)
	}
	want := Link{TeamID: "T1", SlackUserID: "U1", IdentityID: id32(1), ByHand: true, Reason: "no address in IIQ", LinkedAt: w.now,
		Until: until}
	if link != want {
		t.Errorf("got %+v, want %+v", link, want)
	}
	if got := w.recorded(db.SideSlack, "U1"); got != "" {
		t.Errorf(`still recorded as %q, want ""`, got)
	}
	p, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	if p.Identity.ID != id32(1) {
		t.Errorf("they are %s, want %v", p.Identity.ID, id32(1))
	}
	u, err := w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, "")
	if u.ID != "U1" {
		t.Errorf(`reached %s, want "U1"`, u.ID)
	}

	w.now = until
	_, err = w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, approvals.RefusedNoIdentity)
	wantRefusal(t, w.Reverify(t.Context(), id32(1), "U1", time.Now()), approvals.RefusedNoIdentity)
	_, err = w.Reach(t.Context(), id32(1))
	wantRefusal(t, err, approvals.RefusedNoEmail)
}

func TestExpiredLinkGivesWay(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "sam@ex.com"), human(2, "lee@ex.com"))
	w.slack.set(member("U1", "sam@ex.com"), member("U2", "lee@ex.com"))
	w.refreshed()
	// While Lee is away U1 acts for them.
	if _, err := w.Link(t.Context(), HandLink{SlackUserID: "U1", Identity: id32(2), Reason: "on leave",
		Until: w.now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	_, err := w.Person(t.Context(), "U2", time.Minute)
	wantRefusal(t, err, approvals.RefusedBoundElsewhere)
	w.now = w.now.Add(time.Hour)
	for user, identity := range map[string]string{"U1": id32(1), "U2": id32(2)} {
		p, err := w.Person(t.Context(), user, time.Minute)
		wantRefusal(t, err, "")
		if p.Identity.ID != identity {
			t.Errorf("%s is %s, want %v", user, p.Identity.ID, identity)
		}
	}
}

func TestLinkByHandThatIsRefused(t *testing.T) {
	t.Parallel()
	inactive := human(3, "c@ex.com")
	inactive.Inactive = true
	twin := human(5, "")
	twin.Name = "person.4"
	tests := map[string]struct {
		h       HandLink
		err     error
		refusal approvals.RefusalCode
	}{
		"no reason": {HandLink{SlackUserID: "U9", Identity: id32(2), Reason: " "}, ErrNoReason, ""},
		"a reason that does not fit": {HandLink{SlackUserID: "U9", Identity: id32(2), Reason: strings.Repeat("a", maxText+1)},
			ErrNoReason, ""},
		"a past date":          {HandLink{SlackUserID: "U9", Identity: id32(2), Reason: "x", Until: epoch}, ErrBadDate, ""},
		"no Slack id":          {HandLink{Identity: id32(2), Reason: "x"}, ErrUnknownSlackID, ""},
		"no identity":          {HandLink{SlackUserID: "U9", Reason: "x"}, ErrUnknownIdentity, ""},
		"unknown identity":     {HandLink{SlackUserID: "U9", Identity: "Nobody", Reason: "x"}, ErrUnknownIdentity, ""},
		"a name that two have": {HandLink{SlackUserID: "U9", Identity: "PERSON.4", Reason: "x"}, ErrSeveralIdentities, ""},
		"inactive":             {HandLink{SlackUserID: "U9", Identity: "Person.3", Reason: "x"}, nil, approvals.RefusedInactive},
		"a workgroup":          {HandLink{SlackUserID: "U9", Identity: "Approvers", Reason: "x"}, nil, approvals.RefusedNoIdentity},
		"bound to somebody else": {HandLink{SlackUserID: "U9", Identity: "Person.1", Reason: "x"}, nil,
			approvals.RefusedBoundElsewhere},
		"by id, though two share name": {HandLink{SlackUserID: "U9", Identity: id32(4), Reason: "x"}, nil, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			company(w, 4)
			w.iiq.set(inactive, twin)
			w.slack.set(member("U1", emailOf(1)))
			w.refreshed()
			_, err := w.Person(t.Context(), "U1", time.Minute)
			wantRefusal(t, err, "")
			_, err = w.Link(t.Context(), tt.h)
			if tt.err != nil {
				if !errors.Is(err, tt.err) {
					t.Errorf("got %v, want %v", err, tt.err)
				}
			} else {
				wantRefusal(t, err, tt.refusal)
			}
			if w.boundAs("U1") != id32(1) {
				t.Error("somebody lost their link")
			}
		})
	}
}

func TestLinkBeforeTheBotEverRan(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	_, err := offline(w).Link(t.Context(), HandLink{SlackUserID: "U1", Identity: "Sam", Reason: "x"})
	if !errors.Is(err, ErrUnknownSlackID) {
		t.Errorf("got %v, want %v", err, ErrUnknownSlackID)
	}
}

func TestRelinkAndUnlink(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	company(w, 3)
	w.slack.set(member("U1", emailOf(1)))
	w.refreshed()
	_, err := w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	if link, err := w.LinkOf(t.Context(), "U1"); err != nil || link.ByHand || link.IdentityID != id32(1) {
		t.Errorf("got %+v, %v, want ByHand false and IdentityID %v", link, err, id32(1))
	}
	if _, err := w.Link(t.Context(), HandLink{SlackUserID: "U1", Identity: id32(2), Reason: "their second account"}); err != nil {
		t.Fatal(err)
	}
	p, err := w.KnownPerson(t.Context(), "U1")
	wantRefusal(t, err, "")
	if p.Identity.ID != id32(2) {
		t.Errorf("they are %s, want %v", p.Identity.ID, id32(2))
	}
	if _, err := w.Unlink(t.Context(), "U1", ""); !errors.Is(err, ErrNoReason) {
		t.Errorf("got %v, want %v", err, ErrNoReason)
	}
	link, err := offline(w).Unlink(t.Context(), "U1", "wrong after all")
	if err != nil || link.IdentityID != id32(2) || !link.ByHand {
		t.Errorf("got %+v, %v, want IdentityID %v and ByHand true", link, err, id32(2))
	}
	if _, err := w.Unlink(t.Context(), "U1", "again"); !errors.Is(err, ErrNotLinked) {
		t.Errorf("got %v, want %v", err, ErrNotLinked)
	}
	if _, err := w.LinkOf(t.Context(), "U1"); !errors.Is(err, ErrNotLinked) {
		t.Errorf("got %v, want %v", err, ErrNotLinked)
	}
	p, err = w.Person(t.Context(), "U1", time.Minute)
	wantRefusal(t, err, "")
	if p.Identity.ID != id32(1) {
		t.Errorf("by their address they are %s, want %v", p.Identity.ID, id32(1))
	}
}

// listed is a company with each kind of row in it.
