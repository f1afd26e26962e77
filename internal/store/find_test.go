package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Dana REYES": "dana reyes", "Zoë Müller-Łukasiewicz": "zoe muller-lukasiewicz", "ÉLÈVE Çà": "eleve ca", "Ñandú": "nandu",
		"Straße": "strasse", "O’Neil “R&D” – Łódź": `o'neil "r&d" - lodz`, "İstanbul Işık": "istanbul isik", "e\u0301a\u0301": "ea", "ΝΊΚΟΣ": "νίκοσ",
		"Пётр": "пётр", "GL read-only": "gl read-only", "": "",
	} {
		if got := approvals.Fold(in); got != want {
			t.Errorf("%q folds to %q, want %q", in, got, want)
		}
	}
	if got := approvals.SearchWords(strings.Repeat("A b ", 20)); len(got) != 8 || got[0] != "a" {
		t.Errorf(`words %q, want a length of 8 and got[0] "a"`, got)
	}
}

func found(p approvals.Page) string {
	var numbers []string
	for _, r := range p.Rows {
		numbers = append(numbers, r.Number)
	}
	return strings.Join(numbers, " ")
}

func TestFindAmongWhatWaits(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.exec(`UPDATE identities SET display_name = 'Zoë Müller' WHERE id = 'nora'`)
	ledger, forNora, late, form := request("1", "sam"), request("2", "sam"), request("3", "sam"), request("4", "sam")
	ledger.Lines[0] = approvals.ApprovalItem{Operation: "Add", Application: "Active Directory", Value: "CN=GL,OU=x",
		DisplayValue: "Ledger Reader"}
	forNora.Target = approvals.Ref{ID: "nora", Name: "nora.x"}
	late.Due = o.now.Add(-time.Hour)
	form.Type, form.Lines, form.Description = approvals.TypeForm, nil, "Fill in the travel form"
	o.see(ledger, forNora, late, form, request("5", "dana"))
	for name, c := range map[string]struct {
		filter approvals.Filter
		want   string
	}{
		"all":                         {approvals.Filter{}, "3 1 2 4"},
		"by application":              {approvals.Filter{Words: approvals.SearchWords("active directory")}, "1"},
		"by entitlement":              {approvals.Filter{Words: approvals.SearchWords("LEDGER read")}, "1"},
		"by raw value":                {approvals.Filter{Words: approvals.SearchWords("cn=gl")}, "1"},
		"by role":                     {approvals.Filter{Words: approvals.SearchWords("Reader")}, "3 1 2"},
		"by target, without accents":  {approvals.Filter{Words: approvals.SearchWords("zoe MULLER")}, "2"},
		"by target, with accents":     {approvals.Filter{Words: approvals.SearchWords("ZOË")}, "2"},
		"by requester's display name": {approvals.Filter{Words: approvals.SearchWords("D. lee")}, "3 1 2 4"},
		"by description":              {approvals.Filter{Words: approvals.SearchWords("travel")}, "4"},
		"by request number":           {approvals.Filter{Words: approvals.SearchWords("R3")}, "3"},
		"all words must be there":     {approvals.Filter{Words: approvals.SearchWords("ledger zoe")}, ""},
		"no wildcards":                {approvals.Filter{Words: approvals.SearchWords("%")}, ""},
		"overdue":                     {approvals.Filter{Overdue: true}, "3"},
		"overdue by words":            {approvals.Filter{Overdue: true, Words: approvals.SearchWords("ledger")}, ""},
		"by type":                     {approvals.Filter{Types: []approvals.ItemType{approvals.TypeForm}}, "4"},
		"somebody else's":             {approvals.Filter{Words: approvals.SearchWords("R5")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := o.Find(context.Background(), person("sam").Identity, c.filter, 0, 5)
			if err != nil {
				t.Fatal(err)
			}
			if got := found(p); got != c.want || p.Total != len(strings.Fields(c.want)) {
				t.Errorf("found %q of %d, want %q", got, p.Total, c.want)
			}
		})
	}
}

func TestPagesOfWhatIsFound(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	var items []approvals.WorkItem
	for i := range 12 {
		item := request(fmt.Sprint(100+i), "sam")
		item.Due = o.now.Add(time.Duration(i+1) * time.Hour)
		items = append(items, item)
	}
	o.see(items...)
	var all []string
	for offset := 0; offset < 15; offset += 5 {
		p, err := o.Find(context.Background(), person("sam").Identity, approvals.Filter{Words: []string{"reader"}}, offset, 5)
		o.must(err)
		if p.Offset != offset || p.Total != 12 {
			t.Errorf("page at %d: offset %d of %d, want Offset %v and Total 12", offset, p.Offset, p.Total, offset)
		}
		all = append(all, strings.Fields(found(p))...)
	}
	if len(slices.Compact(all)) != 12 || all[0] != "100" || all[11] != "111" {
		t.Errorf(`the pages have %q, want a length of 12, all[0] "100" and all[11] "111"`, all)
	}
	past, err := o.Find(context.Background(), person("sam").Identity, approvals.Filter{Words: []string{"reader"}}, 500, 5)
	o.must(err)
	if past.Offset != 10 || found(past) != "110 111" {
		t.Errorf(`past the end: %d, %q, want Offset 10 and found "110 111"`, past.Offset, found(past))
	}
}

func TestWhatWasDecidedLately(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	empty, err := o.DonePage(context.Background(), person("sam").Identity, 0, 5)
	o.must(err)
	if empty.Total != 0 || len(empty.Done) != 0 || empty.Offset != 0 {
		t.Errorf("before anything was decided: %+v, want Total 0, a length of 0 and Offset 0", empty)
	}
	var items []approvals.WorkItem
	for i := range 7 {
		items = append(items, request(fmt.Sprint(200+i), "sam"))
	}
	o.see(items...)
	for _, i := range items {
		_, err := o.click("sam", i.ID, approvals.Approve, "")
		o.must(err)
		o.now = o.now.Add(time.Minute)
	}
	first, err := o.DonePage(context.Background(), person("sam").Identity, 0, 5)
	o.must(err)
	second, err := o.DonePage(context.Background(), person("sam").Identity, 5, 5)
	o.must(err)
	var numbers []string
	for _, d := range append(first.Done, second.Done...) {
		numbers = append(numbers, d.Number)
	}
	if got := strings.Join(numbers, " "); got != "206 205 204 203 202 201 200" || first.Total != 7 {
		t.Errorf(`decided %q of %d, want got "206 205 204 203 202 201 200" and Total 7`, got, first.Total)
	}
}
