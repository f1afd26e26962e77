package iiqsim_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// startWithCatalogue has two entitlements of one application, one of another, a role, and an application by itself.
func startWithCatalogue(t *testing.T, opts iiqsim.Options) *bench {
	t.Helper()
	b := startWithPeople(t, opts)
	for _, c := range []iiqsim.Catalogued{
		{Application: "AD", Name: "memberOf", Value: "CN=GL", Description: "Reads the ledger", Owner: "Sam.Okoye",
			Classifications: []string{"Restricted"}},
		{Application: "AD", Name: "memberOf", Value: "CN=HR"},
		{Application: "SAP", Name: "role", Value: "Z_FI"},
		{Application: "IIQ", Name: "assignedRoles", Value: "Ledger Reader", Description: "Reads all ledgers", Owner: "Dana.Reyes"},
		{Application: "AD", Description: "The directory", Owner: "Sam.Okoye"},
	} {
		b.ok(b.Catalogue(c))
	}
	return b
}

type catalogueList struct {
	TotalResults int
	Resources    []struct {
		ID, Name, Attribute, Value string
		Application, Owner         json.RawMessage
	}
}

func (b *bench) catalogueOf(resource, query string) (catalogueList, answer) {
	b.t.Helper()
	a := b.send(b.authed("GET", "/scim/v2/"+resource+"?"+query, ""))
	var out catalogueList
	if a.status == 200 {
		b.ok(json.Unmarshal(a.body, &out))
	}
	return out, a
}

func TestSCIMCatalogueIsListed(t *testing.T) {
	t.Parallel()
	b := startWithCatalogue(t, iiqsim.Options{})
	for _, tt := range []struct {
		resource, filter string
		want             int
	}{
		{"Entitlements", "", 3},
		{"Entitlements", `application.displayName eq "AD"`, 2},
		{"Entitlements", `application.displayName eq "AD" and attribute eq "memberOf" and (value eq "CN=GL" or value eq "CN=HR")`, 2},
		{"Entitlements", `application.displayName eq "AD" and attribute eq "memberOf" and value eq "cn=gl"`, 1},
		{"Entitlements", `application.displayName eq "AD" and attribute eq "role"`, 0},
		{"Roles", "", 1},
		{"Roles", `name eq "Ledger Reader"`, 1},
		{"Applications", "", 2},
		{"Applications", `name eq "AD" or name eq "SAP"`, 2},
	} {
		got, a := b.catalogueOf(tt.resource, "filter="+url.QueryEscape(tt.filter))
		if got.TotalResults != tt.want || len(got.Resources) != tt.want {
			t.Errorf("%s %s: got %d %s, want %d", tt.resource, tt.filter, a.status, a.body, tt.want)
		}
	}
	for resource, bad := range map[string]string{
		"Entitlements": `(value eq "x"`, "Roles": `descriptions.value eq "x"`, "Applications": `name eq "x")`,
	} {
		if _, a := b.catalogueOf(resource, "filter="+url.QueryEscape(bad)); a.status != 400 {
			t.Errorf("%s %s: got %d, want 400", resource, bad, a.status)
		}
	}
	one, a := b.catalogueOf("Entitlements", "filter="+url.QueryEscape(`value eq "CN=GL"`))
	for _, want := range []string{`"displayName":"AD"`, `"displayName":"Sam Okoye"`,
		`"locale":"en_US","value":"Reads the ledger"`, `"Restricted"`} {
		if !strings.Contains(string(a.body), want) {
			t.Errorf("got %s, want it with %s", a.body, want)
		}
	}
	if one.Resources[0].Application[0] != '{' {
		t.Errorf("application: got %s, want an object", one.Resources[0].Application)
	}
}

func TestSCIMCatalogueShapesAndFaults(t *testing.T) {
	t.Parallel()
	b := startWithCatalogue(t, iiqsim.Options{})
	set := func(s iiqsim.SCIMSettings) { b.ok(b.SetSettings(iiqsim.Settings{SCIM: s})) }
	set(iiqsim.SCIMSettings{OneAsList: true, NoOr: true, RefusedFilters: []string{"attribute"}})
	if one, _ := b.catalogueOf("Entitlements", ""); one.Resources[0].Application[0] != '[' || one.Resources[0].Owner[0] != '[' {
		t.Errorf("got %s and %s, want lists", one.Resources[0].Application, one.Resources[0].Owner)
	}
	for _, bad := range []string{`value eq "x" or value eq "y"`, `attribute eq "memberOf"`} {
		_, a := b.catalogueOf("Entitlements", "filter="+url.QueryEscape(bad))
		if a.status != 400 || !strings.Contains(string(a.body), "Invalid filter") {
			t.Errorf("%s: got %d %s, want 400", bad, a.status, a.body)
		}
	}
	set(iiqsim.SCIMSettings{Forbidden: true})
	for _, resource := range []string{"Entitlements", "Roles", "Applications"} {
		if _, a := b.catalogueOf(resource, ""); a.status != 403 {
			t.Errorf("%s without the capability: got %d, want 403", resource, a.status)
		}
	}
	set(iiqsim.SCIMSettings{})
	_, err := b.AddFault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 401, Path: "/scim/v2/Roles"})
	b.ok(err)
	_, roles := b.catalogueOf("Roles", "")
	if _, others := b.catalogueOf("Entitlements", ""); roles.status != 401 || others.status != 200 {
		t.Errorf("got %d for what the fault names and %d for another, want 401 and 200", roles.status, others.status)
	}
}
