package approvals_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestCatalogueKeyOf(t *testing.T) {
	t.Parallel()
	role := approvals.CatalogueKey{Application: "IIQ", Attribute: "assignedRoles", Value: "Ledger Reader"}
	for name, tt := range map[string]struct {
		line approvals.ApprovalItem
		want approvals.CatalogueKey
	}{
		"an entitlement": {approvals.ApprovalItem{Application: "AD", Name: "memberOf", Value: "CN=GL"}, approvals.CatalogueKey{
			Application: "AD", Attribute: "memberOf", Value: "CN=GL"}},
		"a role":                   {approvals.ApprovalItem{Application: "IIQ", Name: "assignedRoles", Value: "Ledger Reader"}, role},
		"a role that was detected": {approvals.ApprovalItem{Application: "IIQ", Name: "detectedRoles", Value: "Ledger Reader"}, role},
		"a role without a name":    {approvals.ApprovalItem{Application: "IIQ", Name: "assignedRoles"}, approvals.CatalogueKey{}},
		"an account": {approvals.ApprovalItem{Application: "AD", Operation: "Create"},
			approvals.CatalogueKey{Application: "AD"}},
		"IdentityIQ itself":         {approvals.ApprovalItem{Application: "IIQ", Operation: "Create"}, approvals.CatalogueKey{}},
		"another thing of IIQ's":    {approvals.ApprovalItem{Application: "IIQ", Name: "email", Value: "x"}, approvals.CatalogueKey{}},
		"no application":            {approvals.ApprovalItem{Name: "memberOf", Value: "CN=GL"}, approvals.CatalogueKey{}},
		"an attribute alone":        {approvals.ApprovalItem{Application: "AD", Name: "memberOf"}, approvals.CatalogueKey{}},
		"a value without attribute": {approvals.ApprovalItem{Application: "AD", Value: "CN=GL"}, approvals.CatalogueKey{}},
		"several values": {approvals.ApprovalItem{Application: "AD", Name: "memberOf", Value: "CN=A, B, CN=C",
			Values: []string{"CN=A, B", "CN=C"}}, approvals.CatalogueKey{}},
		"longer than an index holds": {approvals.ApprovalItem{Application: "AD", Name: "memberOf", Value: strings.Repeat("x", 1001)},
			approvals.CatalogueKey{}},
	} {
		if got, ok := approvals.CatalogueKeyOf(tt.line); got != tt.want && ok || ok != (tt.want != approvals.CatalogueKey{}) {
			t.Errorf("%s: got %+v, %t, want %+v", name, got, ok, tt.want)
		}
	}
}

// A line is told of by its id alone, and never of another one's.
func TestLinesByCatalogue(t *testing.T) {
	t.Parallel()
	entry := func(value, owner string) approvals.CatalogueEntry {
		k := approvals.CatalogueKey{Application: "AD", Attribute: "memberOf", Value: value}
		return approvals.CatalogueEntry{CatalogueKey: k, Owner: owner}
	}
	known := map[approvals.CatalogueKey]approvals.CatalogueEntry{}
	for _, e := range []approvals.CatalogueEntry{entry("CN=GL", "Kim Lee"), entry("CN=Unknown", "")} {
		known[e.CatalogueKey] = e
	}
	line := func(id, value string) approvals.ApprovalItem {
		return approvals.ApprovalItem{ID: id, Application: "AD", Name: "memberOf", Value: value}
	}
	lines := []approvals.ApprovalItem{line("1", "CN=GL"), line("2", "CN=Unknown"), line("3", "CN=Other"), line("", "CN=GL"),
		line("5", "CN=GL")}
	want := []approvals.LineContext{{LineID: "1", Owner: "Kim Lee"}, {LineID: "5", Owner: "Kim Lee"}}
	if got := approvals.LinesByCatalogue(lines, known); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if keys := approvals.CatalogueKeysOf(lines); len(keys) != 3 || keys[0].Value != "CN=GL" {
		t.Errorf("keys: got %+v, want three, each once", keys)
	}
}
