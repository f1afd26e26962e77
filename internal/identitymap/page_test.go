package identitymap

import (
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestOlderAnswerDoesNotOverwriteANewerOne(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	old := human(1, "sam@ex.com")
	gone := old
	gone.Inactive = true
	first := true
	w.iiq.page = func(afterID string, _ int) ([]approvals.Identity, error) {
		if afterID != "" {
			return nil, nil
		}
		if first {
			first = false
			// Between IIQ's answer to the page and its storing somebody else reads the identity.
			if err := w.keepIdentities(t.Context(), []approvals.Identity{gone}, time.Now().Add(time.Second)); err != nil {
				return nil, err
			}
		}
		return []approvals.Identity{old, human(2, "lee@ex.com")}, nil
	}
	w.refreshed()
	i, err := w.Identity(t.Context(), id32(1))
	if err != nil || i.Active() {
		t.Errorf("got %+v, %v, want Active false", i, err)
	}
}

// An answer that lacks columns takes nothing away: trouble in IIQ must not leave people without their names, managers and groups. A
// whole answer does.
func TestAnAnswerWithoutAllColumnsTakesNothingAway(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	whole := human(1, "sam@ex.com")
	whole.Display, whole.Department, whole.ManagerID, whole.Workgroup = "Sam Okoye", "Finance", id32(2), true
	bare := human(1, "sam@ex.com")
	bare.Display, bare.Department, bare.ManagerID = "", "", ""
	partial := bare
	partial.Partial = true
	renamed := partial
	renamed.Display = "Sam Okoye-Lind"
	for n, c := range []struct {
		what         string
		told         approvals.Identity
		display, dep string
		manager      string
		group        bool
	}{
		{"a whole answer", whole, "Sam Okoye", "Finance", id32(2), true},
		{"one that lacks columns", partial, "Sam Okoye", "Finance", id32(2), true},
		{"one that lacks some", renamed, "Sam Okoye-Lind", "Finance", id32(2), true},
		{"a whole answer that has them empty", bare, "", "", "", false},
	} {
		if err := w.keepIdentities(t.Context(), []approvals.Identity{c.told}, w.now.Add(time.Duration(n)*time.Second)); err != nil {
			t.Fatal(err)
		}
		i, err := w.Identity(t.Context(), id32(1))
		if err != nil || i.Display != c.display || i.Department != c.dep || i.ManagerID != c.manager || i.Workgroup != c.group {
			t.Errorf("%s: got %+v, %v, want Display %q, Department %q, ManagerID %q, Workgroup %t", c.what, i, err, c.display, c.dep,
				c.manager, c.group)
		}
	}
}

func TestPagesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	tests := map[string]func(afterID string, limit int) ([]approvals.Identity, error){
		"without an id": func(string, int) ([]approvals.Identity, error) {
			return []approvals.Identity{human(1, "a@ex.com"), {Name: "nobody", ActivityKnown: true}}, nil
		},
	}
	for name, page := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			company(w, 5)
			w.refreshed()
			w.iiq.page = page
			if _, err := w.Refresh(t.Context(), nil); !errors.Is(err, approvals.ErrIIQBroken) {
				t.Fatalf("got %v, want %v", err, approvals.ErrIIQBroken)
			}
			if n := w.count("SELECT count(*) FROM identities WHERE NOT inactive AND id <= $1", id32(5)); n != 5 {
				t.Errorf("%d of 5 people active, want 5", n)
			}
		})
	}
}

func TestHostileIdentitiesDoNotSpoilThePage(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	hostile := human(1, "a@ex.com\x00")
	hostile.Name, hostile.Display, hostile.Department = "n\x00ul", string(make([]byte, 100_000)), "\xff\xfe"
	unusable := human(2, "b@ex.com")
	unusable.ID = "7f\x00"
	w.iiq.page = func(afterID string, _ int) ([]approvals.Identity, error) {
		if afterID != "" {
			return nil, nil
		}
		return []approvals.Identity{hostile, unusable, human(3, "c@ex.com"), human(3, "c@ex.com")}, nil
	}
	s := w.refreshed()
	if s.Seen != 2 || s.Unusable != 2 || w.count("SELECT count(*) FROM identities") != 2 {
		t.Errorf("got %+v, want Seen 2, Unusable 2 and count 2", s)
	}
	if n := w.count("SELECT count(*) FROM identities WHERE email_key <> ''"); n != 1 {
		t.Errorf("%d addresses, want that of the one who has a valid one", n)
	}
}

func TestShortPagesAreNoEnd(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 100})
	w.iiq.page = func(afterID string, _ int) ([]approvals.Identity, error) {
		for n := range 10 {
			if id32(n+1) > afterID {
				return []approvals.Identity{human(n+1, emailOf(n+1))}, nil
			}
		}
		return nil, nil
	}
	if s := w.refreshed(); s.Seen != 10 || !s.Plausible {
		t.Errorf("got %+v, want Seen 10 and Plausible true", s)
	}
}
