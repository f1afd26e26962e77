package iiq_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// accesses adds n entitlements of an application to the catalogue, and gives their keys.
func (b *bench) accesses(application string, n int) []approvals.CatalogueKey {
	b.t.Helper()
	keys := make([]approvals.CatalogueKey, n)
	for i := range keys {
		value := fmt.Sprintf("CN=GL-%03d,OU=Groups,DC=ex", i)
		keys[i] = approvals.CatalogueKey{Application: application, Attribute: "memberOf", Value: value}
		b.must(b.inCatalogue(keys[i], fmt.Sprintf("Reads ledger %d", i)))
	}
	return keys
}

// inCatalogue adds an access to the simulated catalogue, whose method is hidden by the client's of the same name.
func (b *bench) inCatalogue(k approvals.CatalogueKey, description string) error {
	return b.Sim.Catalogue(iiqsim.Catalogued{Application: k.Application, Name: k.Attribute, Value: k.Value, Description: description,
		Owner: "Sam.Okoye", Classifications: []string{"Restricted"}})
}

func (b *bench) scimCalls() int {
	n := 0
	for _, name := range []string{"Entitlements", "Roles", "Applications"} {
		n += b.Stats().Requests["GET /scim/v2/"+name]
	}
	return n
}

// However much this SCIM refuses, the same is told, in a bounded number of calls.
func TestSimCatalogueOfEverySCIM(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		set iiqsim.SCIMSettings
		// first and second are the calls for the same accesses, before and after the client has learned.
		first, second int
	}{
		"the standard's":     {iiqsim.SCIMSettings{}, 3, 3},
		"lists of one":       {iiqsim.SCIMSettings{OneAsList: true}, 3, 3},
		"no totals":          {iiqsim.SCIMSettings{NoTotal: true}, 3, 3},
		"no or":              {iiqsim.SCIMSettings{NoOr: true}, 5, 4},
		"no search by value": {iiqsim.SCIMSettings{RefusedFilters: []string{"value"}}, 5, 3},
		"no attributes":      {iiqsim.SCIMSettings{RefusedParameters: []string{"attributes"}}, 10, 3},
		"no search at all":   {iiqsim.SCIMSettings{RefusedFilters: []string{"value", "application.displayName", "name"}}, 11, 3},
		"neither of them":    {iiqsim.SCIMSettings{RefusedFilters: []string{"application.displayName", "name"}, NoOr: true}, 11, 3},
		"pages of one":       {iiqsim.SCIMSettings{PageCap: 1, RefusedFilters: []string{"value"}}, 6, 4},
		"no order":           {iiqsim.SCIMSettings{RefusedParameters: []string{"sortBy"}, RefusedFilters: []string{"value"}}, 6, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{Settings: iiqsim.Settings{SCIM: tt.set}})
			b.people()
			keys := b.accesses("AD", 2)
			role := approvals.CatalogueKey{Application: "IIQ", Attribute: "assignedRoles", Value: "Ledger Reader"}
			whole := approvals.CatalogueKey{Application: "AD"}
			keys = append(keys, role, whole)
			b.must(b.inCatalogue(role, "Reads all ledgers"))
			b.must(b.inCatalogue(whole, "The directory"))
			got, err := b.Client.Catalogue(t.Context(), keys)
			b.must(err)
			entry := func(k approvals.CatalogueKey, description string) approvals.CatalogueEntry {
				return approvals.CatalogueEntry{CatalogueKey: k, Description: description, Owner: "Sam Okoye",
					Classifications: []string{"Restricted"}}
			}
			want := []approvals.CatalogueEntry{entry(keys[0], "Reads ledger 0"), entry(keys[1], "Reads ledger 1"),
				entry(role, "Reads all ledgers"), entry(whole, "The directory")}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
			first := b.scimCalls()
			again, err := b.Client.Catalogue(t.Context(), keys)
			if err != nil || !reflect.DeepEqual(again, want) {
				t.Errorf("again: got %+v, %v, want the same", again, err)
			}
			if second := b.scimCalls() - first; first != tt.first || second != tt.second {
				t.Errorf("got %d calls and then %d, want %d and %d", first, second, tt.first, tt.second)
			}
		})
	}
}

// Figures: what an item costs IIQ.
func TestSimCatalogueCalls(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ lines, applications, calls, known int }{
		{1, 1, 1, 1}, {50, 1, 1, 50}, {51, 1, 2, 51}, {50, 5, 5, 50}, {1000, 1, 12, 600}, {50, 50, 12, 12},
	} {
		b := start(t, iiqsim.Options{})
		b.people()
		var keys []approvals.CatalogueKey
		for n := range tt.applications {
			keys = append(keys, b.accesses(fmt.Sprintf("App %d", n), tt.lines/tt.applications)...)
		}
		got, err := b.Client.Catalogue(t.Context(), keys)
		if calls := b.scimCalls(); err != nil || calls != tt.calls || len(got) != tt.known {
			t.Errorf("%d lines of %d applications: got %d entries by %d calls, %v, want %d by %d", tt.lines, tt.applications, len(got), calls,
				err, tt.known, tt.calls)
		}
	}
}

// What the catalogue does not have has an entry that says so; what was not asked for, for want of calls, has none.
func TestSimCatalogueNothingKnown(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	b.people()
	known := b.accesses("AD", 1)[0]
	other := approvals.CatalogueKey{Application: "AD", Attribute: "memberOf", Value: "CN=Other"}
	strange := approvals.CatalogueKey{Application: "AD", Attribute: "memberOf", Value: "CN=\x01"}
	got, err := b.Client.Catalogue(t.Context(), []approvals.CatalogueKey{known, other, strange})
	if err != nil || len(got) != 2 || !got[0].Known() || got[1].Known() || got[1].CatalogueKey != other {
		t.Errorf("got %+v, %v, want the known one, and that nothing is known of the other", got, err)
	}
}

// A refusal is believed for an hour, and the token that the plugin takes stays.
func TestSimCatalogueDenied(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403} {
		b := start(t, iiqsim.Options{})
		b.people()
		keys := b.accesses("AD", 1)
		b.must(second(b.AddFault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: status, Path: "/scim/"})))
		b.must(b.Ping(t.Context()))
		if _, err := b.Client.Catalogue(t.Context(), keys); !errors.Is(err, approvals.ErrIIQUnauthorised) {
			t.Errorf("%d: got %v, want %v", status, err, approvals.ErrIIQUnauthorised)
		}
		if _, err := b.Client.Catalogue(t.Context(), keys); !errors.Is(err, approvals.ErrCatalogueRests) {
			t.Errorf("%d: got %v, want %v", status, err, approvals.ErrCatalogueRests)
		}
		if calls := b.scimCalls(); calls != 1 {
			t.Errorf("%d: got %d calls, want 1", status, calls)
		}
		b.must(b.Ping(t.Context()))
		if issued := b.Stats().TokensIssued; issued != 1 {
			t.Errorf("%d: got %d tokens, want the one", status, issued)
		}
		for _, trial := range b.TryCatalogue(t.Context()) {
			if !trial.Denied {
				t.Errorf("%d: got %+v, want Denied", status, trial)
			}
		}
	}
}

// Every other failure is left alone for a minute, so that no card waits for it twice.
func TestSimCatalogueSlow(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{}, func(c *iiq.Config) { c.Timeout = 50 * time.Millisecond })
	b.people()
	keys := b.accesses("AD", 1)
	id, err := b.AddFault(iiqsim.Fault{Kind: iiqsim.FaultHang, Path: "/scim/"})
	b.must(err)
	if _, err := b.Client.Catalogue(t.Context(), keys); !errors.Is(err, approvals.ErrIIQAway) {
		t.Errorf("got %v, want %v", err, approvals.ErrIIQAway)
	}
	b.RemoveFault(id)
	if _, err := b.Client.Catalogue(t.Context(), keys); !errors.Is(err, approvals.ErrCatalogueRests) {
		t.Errorf("got %v, want %v", err, approvals.ErrCatalogueRests)
	}
}
