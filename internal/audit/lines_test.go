package audit_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/audit"
)

// A decision line by line is in the log line by line: in the rows, in both formats, and in the report of what was approved. Rows of before
// stay as they were.
func TestADecisionLineByLineIsLoggedByLine(t *testing.T) {
	t.Parallel()
	mixed := decided("7", "sam", "Too wide.")
	mixed.Verdict = audit.VerdictMixed
	mixed.Item.Lines[0].Verdict, mixed.Item.Lines[1].Verdict, mixed.Item.Lines[1].Comment = "deny", "approve", "For a month."
	whole := decided("8", "sam", "Fine.")
	b := newBook(t, whole, mixed)
	if found, err := b.verify(); err != nil {
		t.Fatalf("the log: got %+v, %v, want it in order", found, err)
	}
	for format, want := range map[audit.Format]string{audit.CSV: "Add Ledger Reader (IIQ): deny\nAdd GL read-only (Active Directory): approve",
		audit.JSONL: `"display_value":"GL read-only","verdict":"approve","comment":"For a month."`} {
		out := string(b.export(audit.Filter{}, format))
		if format == audit.JSONL {
			out = strings.ReplaceAll(out, `\"`, `"`)
		}
		if !strings.Contains(out, want) || format == audit.CSV && !strings.Contains(out, "\"Add Ledger Reader (IIQ)\nAdd GL read-only (Active Directory)\"") {
			t.Errorf("%v: got\n%s\nwant it to have %q", format, out, want)
		}
	}
	var report bytes.Buffer
	if n, err := audit.Report(t.Context(), b.pool, audit.Filter{}, "", &report); err != nil || n != 3 {
		t.Errorf("the report: got %d lines, %v, want the two of the whole and the one that was approved:\n%s", n, err, &report)
	}
}
