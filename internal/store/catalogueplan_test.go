package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store/catalogue"
)

// Among very many accesses those of an item are looked up, all in one statement.
func TestCatalogueIsLookedUp(t *testing.T) {
	t.Parallel()
	ears := &listener{}
	pool := overheard(t, ears)
	for _, statement := range []string{
		`INSERT INTO catalogue (application, attribute, value) SELECT 'AD', 'memberOf', 'CN=GL-' || n FROM generate_series(1, 30000) AS n`,
		`ANALYZE catalogue`,
	} {
		if _, err := pool.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, lines := range []int{1, 50, 200} {
		var keys []approvals.CatalogueKey
		for n := range lines {
			keys = append(keys, approvals.CatalogueKey{Application: "AD", Attribute: "memberOf", Value: fmt.Sprintf("CN=GL-%d", 7*n+1)})
		}
		ears.heard = nil
		known, err := catalogue.New(pool).Known(t.Context(), keys)
		if err != nil || len(known) != lines || len(ears.heard) != 1 {
			t.Fatalf("%d lines: got %d, %v, by %d statements, want all by one", lines, len(known), err, len(ears.heard))
		}
		conn, err := pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if conds := indexConds(t, conn.Conn(), ears.heard[0]); !strings.Contains(conds, "attribute") {
			t.Errorf("%d lines: what is looked up is %q, want the key", lines, conds)
		}
		conn.Release()
	}
}
