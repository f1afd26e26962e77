package audit_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/caseless/caselesstest"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// rows counts what the filter lets through.
func (b book) rows(f audit.Filter) int64 {
	b.Helper()
	found, err := audit.VerifyExport(bytes.NewReader(b.export(f, audit.JSONL)))
	if err != nil {
		b.Fatal(err)
	}
	return found.Rows
}

// An export for somebody has their rows under any casing of their name, whatever the database's locale is, and nobody else's.
func TestAnExportForSomebodyUnderAnyCasing(t *testing.T) {
	t.Parallel()
	for _, locale := range []dbtest.Locale{dbtest.LocaleC, dbtest.LocaleTurkish} {
		t.Run(string(locale), func(t *testing.T) {
			t.Parallel()
			b := book{t, dbtest.NewIn(t, locale)}
			b.append(decided("1", "INGRID.IRIS", "fine"))
			n := 0
			rapid.Check(t, func(t *rapid.T) {
				// One book serves all draws, and each row costs a read of it.
				if n++; n > 8 {
					return
				}
				name := caselesstest.Names().Draw(t, "name") + "." + strings.Repeat("x", n)
				b.append(decided("2", name, "fine"))
				for how, who := range caselesstest.Casings(name) {
					if got := b.rows(audit.Filter{Who: who}); got != 1 {
						t.Errorf("%q, %s of %q: got %d rows, want 1", who, how, name, got)
					}
				}
			})
			if got := b.rows(audit.Filter{Who: "ingrid.iris"}); got != 1 {
				t.Errorf("got %d rows for ingrid.iris, want 1", got)
			}
		})
	}
}
