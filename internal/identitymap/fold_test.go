package identitymap

import (
	"fmt"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless/caselesstest"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// locales are databases that fold letters each in its own way, and never as Go does.
func locales() map[string]func(testing.TB) *pgxpool.Pool {
	return map[string]func(testing.TB) *pgxpool.Pool{
		"the tests' own": dbtest.New,
		"C":              func(t testing.TB) *pgxpool.Pool { return dbtest.NewIn(t, dbtest.LocaleC) },
		"Turkish":        func(t testing.TB) *pgxpool.Pool { return dbtest.NewIn(t, dbtest.LocaleTurkish) },
	}
}

// Whatever name IdentityIQ tells, the person is found by it under any casing, and by their address, whatever the locale
// of the database is.
func TestPeopleAreFoundUnderAnyCasing(t *testing.T) {
	t.Parallel()
	for locale, open := range locales() {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			w := newWorldOn(t, open(t), ours, Config{})
			n := 0
			rapid.Check(t, func(rt *rapid.T) {
				name := caselesstest.Names().Draw(rt, "name")
				n++
				i := human(n, fmt.Sprintf("%s%d@ex.com", name, n))
				i.Name = fmt.Sprintf("%s.%d", name, n)
				if err := w.keepIdentities(t.Context(), []approvals.Identity{i}, w.now); err != nil {
					rt.Fatal(err)
				}
				for how, asked := range caselesstest.Casings(i.Name) {
					w.shows(rt, asked, how, i.ID)
				}
				for how, asked := range caselesstest.Casings(i.Email) {
					if keepsASCII(i.Email, asked) {
						w.shows(rt, asked, how, i.ID)
					}
				}
			})
		})
	}
}

// keepsASCII reports whether no letter outside ASCII became one of ASCII, or the reverse: such an address is another one.
func keepsASCII(a, b string) bool {
	one, other := []rune(a), []rune(b)
	for i := range one {
		if len(one) != len(other) || (one[i] < utf8.RuneSelf) != (other[i] < utf8.RuneSelf) {
			return false
		}
		if unicode.ToLower(unicode.ToUpper(one[i])) != unicode.ToLower(unicode.ToUpper(other[i])) {
			return false
		}
	}
	return true
}

func (w *env) shows(t *rapid.T, asked, how, id string) {
	found, err := w.ByWho(w.t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Identities) != 1 || found.Identities[0].ID != id {
		t.Errorf("%q, %s: got %+v, want the identity %s", asked, how, found.Identities, id)
	}
}

// A version that folds nothing writes beside this one: rows without what is compared, and new names into rows with it.
// They are found as that version finds them, and in every way once they were folded.
func TestRowsOfAnOlderVersionAreFolded(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, dbtest.NewIn(t, dbtest.LocaleC), ours, Config{})
	w.exec(`INSERT INTO identities (id, name, email) SELECT 'i' || n, 'Émile.' || n, 'Émile.' || n || '@ex.com' FROM generate_series(1, 1201) AS n`)
	w.exec(`INSERT INTO slack_users (team_id, id, email, checked_at) SELECT 'T1', 'U' || n, 'Émile.' || n || '@ex.com', now() FROM generate_series(1, 1201) AS n`)
	if err := w.keepIdentities(t.Context(), []approvals.Identity{{ID: "renamed", Name: "Zoé", Email: "zoé@ex.com"}}, w.now); err != nil {
		t.Fatal(err)
	}
	w.exec(`UPDATE identities SET name = 'Ünal' WHERE id = 'renamed'`)
	found := func(who, want string) {
		t.Helper()
		got, err := w.ByWho(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		ids := ""
		for _, i := range got.Identities {
			ids += i.ID + " "
		}
		for _, u := range got.SlackUsers {
			ids += u.ID + " "
		}
		if ids != want {
			t.Errorf("%s: found %q, want %q", who, ids, want)
		}
	}
	found("Émile.7", "i7 ")
	found("ÉmilE.7@EX.com", "i7 U7 ")
	found("Ünal", "renamed ")
	found("zoé", "")
	for _, want := range []int{1201 + 1201 + 1, 0} {
		folded, err := w.FoldRows(t.Context())
		if err != nil || folded != want {
			t.Errorf("folded %d rows, %v, want %d", folded, err, want)
		}
	}
	for who, want := range map[string]string{"éMILE.7": "i7 ", "ÉMILE.1201": "i1201 ", "émile.1201@ex.com": "i1201 U1201 ",
		"ünal": "renamed ", "ZOÉ@EX.COM": "renamed ", "zoé": ""} {
		found(who, want)
	}
}
