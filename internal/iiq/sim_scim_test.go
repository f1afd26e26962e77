package iiq_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func byTable(*iiq.Config) {}

func bySCIM(cfg *iiq.Config) { cfg.IdentitySource = iiq.SourceSCIM }

// everybody reads all identities, by name, and the latest date that was met on the first page.
func (b *bench) everybody(limit int) (map[string]approvals.Identity, time.Time) {
	b.t.Helper()
	found, first, pages := map[string]approvals.Identity{}, time.Time{}, 0
	_, err := b.AllIdentities(b.t.Context(), limit, func(page []approvals.Identity, latest time.Time) error {
		for _, i := range page {
			found[i.Name] = i
		}
		if pages++; pages == 1 {
			first = latest
		}
		return nil
	})
	b.must(err)
	return found, first
}

func (b *bench) changedSince(since time.Time) (string, error) {
	b.t.Helper()
	var names []string
	err := b.IdentitiesChangedSince(b.t.Context(), since, 2, func(page []approvals.Identity, latest time.Time) error {
		for _, i := range page {
			names = append(names, i.Name+map[bool]string{true: "", false: "(inactive)"}[i.Active() || i.Workgroup])
		}
		if latest.IsZero() {
			b.t.Error("a page of changes has no date")
		}
		return nil
	})
	slices.Sort(names)
	return strings.Join(names, " "), err
}

// Every source and shape tells the same of the same people.
func TestSimSourcesOfIdentities(t *testing.T) {
	t.Parallel()
	scim := func(s iiqsim.SCIMSettings) iiqsim.Settings { return iiqsim.Settings{SCIM: s} }
	for name, tt := range map[string]struct {
		set    iiqsim.Settings
		source func(*iiq.Config)
		report iiq.IdentityReport
		// blind: changes cannot be asked for.
		blind    bool
		noSearch bool
	}{
		"table": {iiqsim.Settings{HideWorkgroups: true}, byTable, iiq.IdentityReport{}, false, false},
		"table without inactive": {iiqsim.Settings{UnknownColumns: []string{"inactive"}}, byTable,
			iiq.IdentityReport{Refused: []string{"inactive"}, ActivityByFilter: true}, false, false},
		"table without dates": {iiqsim.Settings{UnknownColumns: []string{"modified"}}, byTable,
			iiq.IdentityReport{NoChanges: true}, true, false},
		"table that filters by no date": {iiqsim.Settings{UnknownFilterColumns: []string{"created"}, UnknownStatus: 400}, byTable,
			iiq.IdentityReport{NoChanges: true}, true, false},
		"scim":                  {iiqsim.Settings{}, bySCIM, iiq.IdentityReport{}, false, false},
		"scim that shuffles":    {iiqsim.Settings{ShuffleUnordered: true}, bySCIM, iiq.IdentityReport{}, false, false},
		"scim with small pages": {scim(iiqsim.SCIMSettings{PageCap: 1}), bySCIM, iiq.IdentityReport{}, false, false},
		"scim without totals":   {scim(iiqsim.SCIMSettings{NoTotal: true}), bySCIM, iiq.IdentityReport{}, false, false},
		"scim that picks no attributes": {scim(iiqsim.SCIMSettings{RefusedParameters: []string{"attributes"}}), bySCIM,
			iiq.IdentityReport{Refused: []string{"attributes"}}, false, false},
		"scim that sorts by nothing": {scim(iiqsim.SCIMSettings{RefusedParameters: []string{"sortBy"}}), bySCIM,
			iiq.IdentityReport{Refused: []string{"sortBy"}}, false, false},
		"scim that does neither": {scim(iiqsim.SCIMSettings{RefusedParameters: []string{"sortBy", "attributes"}}), bySCIM,
			iiq.IdentityReport{Refused: []string{"attributes", "sortBy"}}, false, false},
		"scim with another address name": {scim(iiqsim.SCIMSettings{RefusedFilters: []string{"emails.value"}}), bySCIM,
			iiq.IdentityReport{}, false, false},
		"scim without search by address": {scim(iiqsim.SCIMSettings{RefusedFilters: []string{"emails.value", "emails"}}), bySCIM,
			iiq.IdentityReport{NoEmailSearch: true}, false, true},
		"scim that filters lastModified": {scim(iiqsim.SCIMSettings{RefusedFilters: []string{"meta.created"}}), bySCIM,
			iiq.IdentityReport{}, false, false},
		"scim that filters by no date": {scim(iiqsim.SCIMSettings{RefusedFilters: []string{"meta.created", "meta.lastModified"}}),
			bySCIM, iiq.IdentityReport{NoChanges: true}, true, false},
		"scim that gives groups by an id": {scim(iiqsim.SCIMSettings{GroupsByID: true}), bySCIM, iiq.IdentityReport{}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{Settings: tt.set}, tt.source)
			b.people()
			found, first := b.everybody(2)
			lee := b.id("Lee.Quinn")
			if len(found) < 4 || !found["Sam.Okoye"].Active() || found["Sam.Okoye"].Department != "Finance" ||
				found["Sam.Okoye"].Email != "sam.okoye@example.com" {
				t.Errorf(`got %+v, want a length of at least 4, Active true, Department "Finance" and Email "sam.okoye@example.com"`,
					found)
			}
			if first.IsZero() && !slices.Contains(tt.set.UnknownColumns, "modified") {
				t.Error("the first page has no date")
			}
			b.SetClockSkew(time.Hour)
			b.must(b.SetInactive("Lee.Quinn", true))
			one, err := b.IdentityByID(t.Context(), lee)
			if err != nil || !one.Inactive || !one.ActivityKnown || one.Workgroup {
				t.Errorf("Lee by id: %+v, %v, want Inactive true, ActivityKnown true and Workgroup false", one, err)
			}
			changed, err := b.changedSince(time.Now().Add(30 * time.Minute))
			if tt.blind != errors.Is(err, approvals.ErrNoChanges) || !tt.blind && (err != nil || changed != "Lee.Quinn(inactive)") {
				t.Errorf("changed: %s, %v, want Lee.Quinn, inactive, or %v", changed, err, approvals.ErrNoChanges)
			}
			some, err := b.IdentitiesByID(t.Context(), []string{lee, b.id("Sam.Okoye"), strings.Repeat("0", 32)})
			if err != nil || len(some) != 2 || some[slices.IndexFunc(some,
				func(i approvals.Identity) bool { return i.ID == lee })].Active() {
				t.Errorf("by ids: %+v, %v, want the two and no other", some, err)
			}
			sam, err := b.IdentitiesByEmail(t.Context(), "SAM.okoye@Example.com")
			if tt.noSearch != errors.Is(err, approvals.ErrNoEmailSearch) || !tt.noSearch &&
				(err != nil || len(sam) != 1 || sam[0].ID != b.id("Sam.Okoye")) {
				t.Errorf("by e-mail: %+v, %v, want Sam.Okoye, or %v", sam, err, approvals.ErrNoEmailSearch)
			}
			named, err := b.IdentitiesByName(t.Context(), []string{"Sam.Okoye", "Desk", "Nobody"})
			if err != nil || len(named) != 2 || !slices.ContainsFunc(named,
				func(i approvals.Identity) bool { return i.Name == "Desk" && i.Workgroup }) {
				t.Errorf("by name: %+v, %v, want two, and one of them the workgroup Desk", named, err)
			}
			desk, err := b.IdentityByID(t.Context(), b.id("Desk"))
			if err == nil && !desk.Workgroup || err != nil && !errors.Is(err, approvals.ErrNotListed) {
				t.Errorf("the workgroup by id: %+v, %v, want a workgroup, or %v", desk, err, approvals.ErrNotListed)
			}
			if got := b.IdentityReport(); fmt.Sprint(got) != fmt.Sprint(tt.report) {
				t.Errorf("report %+v, want %+v", got, tt.report)
			}
		})
	}
}

func TestSimSCIMWithoutActive(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{Settings: iiqsim.Settings{SCIM: iiqsim.SCIMSettings{NoActive: true}}}, bySCIM)
	b.people()
	found, _ := b.everybody(10)
	for _, i := range found {
		if i.Active() || i.ActivityKnown {
			t.Errorf("%+v counts as active", i)
		}
	}
	if len(found) != 4 || !b.IdentityReport().ActivityUnknown {
		t.Errorf("%d people, report %+v, want a length of 4 and ActivityUnknown true", len(found), b.IdentityReport())
	}
	b.must(b.SetSettings(iiqsim.Settings{}))
	if found, _ = b.everybody(10); !found["Sam.Okoye"].Active() || b.IdentityReport().ActivityUnknown {
		t.Errorf("after it was mended: %+v, report %+v, want Active true and ActivityUnknown false",
			found["Sam.Okoye"], b.IdentityReport())
	}
}

func TestSimSCIMAccount(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		user, password string
		set            iiqsim.SCIMSettings
		want           error
	}{
		"its own account":        {iiqsim.DefaultSCIMUser, iiqsim.DefaultSCIMPassword, iiqsim.SCIMSettings{}, nil},
		"a wrong password":       {iiqsim.DefaultSCIMUser, "wrong", iiqsim.SCIMSettings{}, approvals.ErrIIQUnauthorised},
		"the OAuth client":       {"", "", iiqsim.SCIMSettings{NoBasic: true}, nil},
		"without the capability": {"", "", iiqsim.SCIMSettings{Forbidden: true}, approvals.ErrIIQUnauthorised},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{Settings: iiqsim.Settings{SCIM: tt.set}}, bySCIM,
				func(c *iiq.Config) { c.SCIMUser, c.SCIMPassword = tt.user, tt.password })
			b.people()
			_, err := b.AllIdentities(t.Context(), 10, func([]approvals.Identity, time.Time) error { return nil })
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), tt.password) && tt.password != "") {
				t.Errorf("the password is in %v", err)
			}
			if tokens := b.Stats().TokensIssued; tt.user != "" && tokens > 0 {
				t.Errorf("%d tokens for SCIM's own account", tokens)
			}
		})
	}
	for _, c := range []iiq.Config{{SCIMUser: "x"}, {SCIMPassword: "x"}, {SCIMUser: "a:b", SCIMPassword: "x"}, {IdentitySource: "ldap"}} {
		c.RootURL, c.ClientID, c.ClientSecret = "http://x/y", "i", "s"
		if _, err := iiq.New(c, &http.Client{}, time.Now, nil, nil); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}

func TestSimSCIMFaults(t *testing.T) {
	t.Parallel()
	for _, f := range []iiqsim.Fault{
		{Kind: iiqsim.FaultStatus, Status: 500}, {Kind: iiqsim.FaultStatus, Status: 401}, {Kind: iiqsim.FaultStatus, Status: 404},
		{Kind: iiqsim.FaultHTML}, {Kind: iiqsim.FaultBomb},
		{Kind: iiqsim.FaultWrongTypes}, {Kind: iiqsim.FaultHuge, Size: 70 << 20}, {Kind: iiqsim.FaultStatus, Status: 302},
	} {
		t.Run(fmt.Sprint(f.Kind, " ", f.Status), func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{}, bySCIM)
			b.people()
			f.Path = "/scim"
			b.must(second(b.AddFault(f)))
			_, err := b.AllIdentities(t.Context(), 10, func([]approvals.Identity, time.Time) error { return nil })
			if err == nil {
				t.Error("all identities: got no error, want one")
			}
			if i, err := b.IdentityByID(t.Context(), b.id("Sam.Okoye")); err == nil || errors.Is(err, approvals.ErrNotListed) {
				t.Errorf("by id: got %+v, %v, want an error that is not %v", i, err, approvals.ErrNotListed)
			}
		})
	}
}
