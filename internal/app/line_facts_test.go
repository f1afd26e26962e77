package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/store/catalogue"
)

// fakeCatalogue knows an owner of every access but of those named Unknown, answers for the first most of what it is asked, and fails
// after that with err.
type fakeCatalogue struct {
	asked []int
	most  int
	err   error
}

func (f *fakeCatalogue) Catalogue(_ context.Context, keys []approvals.CatalogueKey) ([]approvals.CatalogueEntry, error) {
	f.asked = append(f.asked, len(keys))
	var all []approvals.CatalogueEntry
	for _, k := range keys[:min(len(keys), f.most)] {
		e := approvals.CatalogueEntry{CatalogueKey: k}
		if k.Value != "Unknown" {
			e.Owner = "Kim Lee"
		}
		all = append(all, e)
	}
	return all, f.err
}

func linesOf(values ...string) []approvals.ApprovalItem {
	var lines []approvals.ApprovalItem
	for n, v := range values {
		lines = append(lines, approvals.ApprovalItem{ID: fmt.Sprint(n + 1), Application: "AD", Name: "memberOf", Value: v})
	}
	return lines
}

// What was read is asked for once a day, also that nothing is known, and whoever asks.
func TestLineFactsAreAskedForOnce(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	iiq := &fakeCatalogue{most: 1000}
	facts := &lineFacts{kept: catalogue.New(pool), iiq: iiq, log: slog.New(slog.DiscardHandler)}
	var many []string
	for n := range 49 {
		many = append(many, fmt.Sprint("CN=", n))
	}
	all := slices.Concat(many, []string{"Unknown"})
	for _, tt := range []struct {
		name         string
		values       []string
		known, calls int
	}{
		{"50 lines, cold", all, 49, 1}, {"50 lines, warm", all, 49, 1}, {"one line, warm", all[7:8], 1, 1},
		{"one line more", slices.Concat(all, []string{"CN=new"}), 50, 2},
	} {
		got, err := facts.Catalogue(t.Context(), linesOf(tt.values...))
		if err != nil || len(got) != tt.known || len(iiq.asked) != tt.calls {
			t.Errorf("%s: got %d lines, %v, after %d calls, want %d after %d", tt.name, len(got), err, len(iiq.asked), tt.known, tt.calls)
		}
	}
	if last := iiq.asked[len(iiq.asked)-1]; last != 1 {
		t.Errorf("got %d asked for, want the new one alone", last)
	}
}

// What is known is told, whatever the rest of the answer was, and a rest is no error.
func TestLineFactsOfAPartlyReadCatalogue(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fails error
		want  error
	}{
		"a failure": {approvals.ErrIIQAway, approvals.ErrIIQAway},
		"a rest":    {approvals.ErrCatalogueRests, nil},
	} {
		iiq := &fakeCatalogue{most: 1, err: tt.fails}
		facts := &lineFacts{kept: catalogue.New(dbtest.New(t)), iiq: iiq, log: slog.New(slog.DiscardHandler)}
		got, err := facts.Catalogue(t.Context(), linesOf("CN=A", "CN=B"))
		if !errors.Is(err, tt.want) || len(got) != 1 || got[0].LineID != "1" || got[0].Owner != "Kim Lee" {
			t.Errorf("%s: got %+v, %v, want the first line and %v", name, got, err, tt.want)
		}
		if _, _ = facts.Catalogue(t.Context(), linesOf("CN=A", "CN=B")); iiq.asked[1] != 1 {
			t.Errorf("%s: then asked for %d, want what is missing", name, iiq.asked[1])
		}
	}
	iiq := &fakeCatalogue{}
	facts := &lineFacts{kept: catalogue.New(dbtest.New(t)), iiq: iiq, log: slog.New(slog.DiscardHandler)}
	nothing := []approvals.ApprovalItem{{ID: "1", Application: "AD", Name: "memberOf"}}
	if got, err := facts.Catalogue(t.Context(), nothing); got != nil || err != nil || iiq.asked != nil {
		t.Errorf("a line that asks for nothing a catalogue has: got %+v, %v, and asked %v, want nothing", got, err, iiq.asked)
	}
}
