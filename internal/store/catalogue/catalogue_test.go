package catalogue_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/store/catalogue"
)

func key(n int) approvals.CatalogueKey {
	return approvals.CatalogueKey{Application: "AD", Attribute: "memberOf", Value: fmt.Sprintf("CN=GL-%d", n)}
}

// age makes what is kept older, by Postgres's clock.
func age(t *testing.T, pool *pgxpool.Pool, by time.Duration) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), `UPDATE catalogue SET read_at = read_at - $1::interval`, by); err != nil {
		t.Fatal(err)
	}
}

func TestKnownForADay(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	c := catalogue.New(pool)
	told := approvals.CatalogueEntry{CatalogueKey: key(1), Description: "Reads the ledger", Owner: "Kim Lee",
		Classifications: []string{"Restricted"}}
	nothing := approvals.CatalogueEntry{CatalogueKey: key(2)}
	if err := c.Keep(t.Context(), []approvals.CatalogueEntry{nothing, told}); err != nil {
		t.Fatal(err)
	}
	known := func() map[approvals.CatalogueKey]approvals.CatalogueEntry {
		t.Helper()
		got, err := c.Known(t.Context(), []approvals.CatalogueKey{key(1), key(2), key(3)})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := known()
	if !reflect.DeepEqual(got[key(1)], told) || len(got) != 2 || got[key(2)].Known() {
		t.Errorf("got %+v, want what is told, and that nothing is known of the second", got)
	}
	age(t, pool, 24*time.Hour-time.Minute)
	if got := known(); len(got) != 2 {
		t.Errorf("before the day is over: got %+v, want both", got)
	}
	age(t, pool, time.Minute)
	if got := known(); len(got) != 0 {
		t.Errorf("after a day: got %+v, want nothing", got)
	}
	told.Owner = "Lee Quinn"
	if err := c.Keep(t.Context(), []approvals.CatalogueEntry{told}); err != nil {
		t.Fatal(err)
	}
	if got := known(); len(got) != 1 || got[key(1)].Owner != "Lee Quinn" {
		t.Errorf("read anew: got %+v, want the new owner, fresh", got)
	}
}

func TestSweptAfterAWeek(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	c := catalogue.New(pool)
	for n := range 2 {
		if err := c.Keep(t.Context(), []approvals.CatalogueEntry{{CatalogueKey: key(n)}}); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			age(t, pool, time.Hour)
		}
	}
	age(t, pool, 7*24*time.Hour-30*time.Minute)
	if err := c.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	var left string
	if err := pool.QueryRow(t.Context(), `SELECT string_agg(value, ' ') FROM catalogue`).Scan(&left); err != nil || left != "CN=GL-1" {
		t.Errorf("left are %q, %v, want what was read within the week", left, err)
	}
}

// The longest key that is ever asked for fits into the index.
func TestLongestKeyIsKept(t *testing.T) {
	t.Parallel()
	c := catalogue.New(dbtest.New(t))
	// Letters that no compression shortens, as random ones are.
	text := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteByte('a' + byte((i*i*7+i*13+i/3)%26))
		}
		return b.String()
	}
	k, ok := approvals.CatalogueKeyOf(approvals.ApprovalItem{Application: text(700), Name: text(300), Value: text(1000)})
	if !ok {
		t.Fatal("the key is not asked for")
	}
	if err := c.Keep(t.Context(), []approvals.CatalogueEntry{{CatalogueKey: k}}); err != nil {
		t.Error(err)
	}
}
