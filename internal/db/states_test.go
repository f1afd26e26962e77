package db_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

func words[S ~string](all ...S) []string {
	var w []string
	for _, s := range all {
		w = append(w, string(s))
	}
	slices.Sort(w)
	return w
}

// wordOf finds the words in a check such as ((state = ANY (ARRAY['open'::text, 'closed'::text]))).
var wordOf = regexp.MustCompile(`'([^']*)'::text`)

// Each column whose words the database checks has the same words in Go, in the package named after it in internal/db/states.go.
func TestStatesAreThoseOfTheSchema(t *testing.T) {
	t.Parallel()
	known := map[string][]string{
		"cards.state": words(db.CardNew, db.CardHeld, db.CardWaiting, db.CardPosted, db.CardUnreachable, db.CardEnded),
		"cards.withdrawn": words("", approvals.WithdrawnForwarded, approvals.WithdrawnLeft, approvals.WithdrawnNewer,
			approvals.WithdrawnUnlinked),
		"work_items.state":         words(db.ItemOpen, db.ItemClosed),
		"reviews.state":            words(db.ReviewStaged, db.ReviewOpen, db.ReviewEnded),
		"review_entities.standing": words(approvals.EntityOpen, approvals.EntityDone, approvals.EntityElsewhere),
		"work_item_approvers.via":  words(db.ViaOwner, db.ViaWorkgroup),
		"identity_links.how":       words(db.LinkedByEmail, db.LinkedByHand),
		"database_losses.how":      words(db.LossSeen, db.LossByCommand),
		"identity_refusals.side":   words(db.SideSlack, db.SideIIQ),
		"decisions.state": words(approvals.DecisionRecording, approvals.DecisionRecorded,
			approvals.DecisionRefused, approvals.DecisionGivenUp),
		"decisions.verdict": words(approvals.Approve, approvals.Deny),
		"work_items.outcome": words(approvals.OutcomeNone, approvals.OutcomeApproved, approvals.OutcomeDenied, approvals.OutcomeMixed,
			approvals.OutcomeCompleted,
			approvals.OutcomeExpired, approvals.OutcomeCanceled, approvals.OutcomeReturned, approvals.OutcomeSigned, approvals.OutcomeGone),
		"work_items.show":       words(sensitivity.Whole, sensitivity.Masked, sensitivity.Notice, sensitivity.None),
		"person_settings.told":  words(approvals.DeliveryCard, approvals.DeliveryDigest, approvals.DeliverySilent),
		"requester_notes.state": words(approvals.NoteSent, approvals.NoteDropped, approvals.NoteWaiting, "sending"),
		// The queries alone have "sending" above and the words of bulks and reminders; package shadow has constants of its own.
		"bulks.state":     words("open", "ended"),
		"reminders.state": words("idle", "marked", "sending"),
		"run_mode.mode":   words("real", "shadow"),
	}
	rows, err := dbtest.New(t).Query(t.Context(), `
		SELECT c.conrelid::regclass::text || '.' || a.attname, pg_get_constraintdef(c.oid)
		FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		WHERE c.contype = 'c' AND cardinality(c.conkey) = 1 AND c.connamespace = 'public'::regnamespace
		    AND c.conrelid::regclass::text NOT LIKE 'river%' AND pg_get_constraintdef(c.oid) LIKE '%ANY (ARRAY[%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	checked := map[string]bool{}
	for rows.Next() {
		var column, check string
		if err := rows.Scan(&column, &check); err != nil {
			t.Fatal(err)
		}
		var stored []string
		for _, m := range wordOf.FindAllStringSubmatch(check, -1) {
			stored = append(stored, m[1])
		}
		slices.Sort(stored)
		checked[column] = true
		if !slices.Equal(stored, known[column]) {
			t.Errorf("%s may be %q in the database and %q in Go", column, stored, known[column])
		}
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	for column := range known {
		if !checked[column] {
			t.Errorf("the database does not check the words of %s", column)
		}
	}
}

// A state is compared with, and set to, a constant: a literal that is misspelt compiles.
func TestNoStateIsALiteral(t *testing.T) {
	fields := []string{"State", "Withdrawn", "Via", "How", "Side", "Standing", "Verdict", "Outcome", "Show", "Told", "LinkedHow"}
	literal := func(e ast.Expr) bool {
		l, ok := e.(*ast.BasicLit)
		return ok && l.Kind == token.STRING && l.Value != `""`
	}
	field := func(e ast.Expr) bool {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			return slices.Contains(fields, x.Sel.Name)
		case *ast.Ident:
			return slices.Contains(fields, x.Name) || slices.Contains([]string{"state", "via", "withdrawn", "verdict", "outcome"}, x.Name)
		}
		return false
	}
	pair := func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.BinaryExpr:
			return field(x.X) && literal(x.Y) || field(x.Y) && literal(x.X)
		case *ast.KeyValueExpr:
			return field(x.Key) && literal(x.Value)
		case *ast.AssignStmt:
			return slices.ContainsFunc(x.Lhs, field) && slices.ContainsFunc(x.Rhs, literal)
		case *ast.SwitchStmt:
			return field(x.Tag) && slices.ContainsFunc(x.Body.List, func(s ast.Stmt) bool {
				return slices.ContainsFunc(s.(*ast.CaseClause).List, literal)
			})
		}
		return false
	}
	files := 0
	for _, pkg := range []string{"store", "jobs", "metrics", "identitymap", "approvals"} {
		found, err := filepath.Glob("../" + pkg + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			files++
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				if n != nil && pair(n) {
					t.Errorf("%s: a state is a literal", set.Position(n.Pos()))
				}
				return true
			})
		}
	}
	if files < 100 {
		t.Errorf("only %d files were read", files)
	}
}
