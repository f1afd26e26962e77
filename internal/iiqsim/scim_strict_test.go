package iiqsim_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestSCIMAccount(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	ask := func(credentials string) answer {
		req := b.request("GET", b.root+"/scim/v2/Users", "")
		if credentials != "" {
			req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(credentials)))
		}
		return b.send(req)
	}
	user, password := b.SCIMAccount()
	for credentials, want := range map[string]int{
		user + ":" + password: 200, user + ":wrong": 401, "other:" + password: 401, user: 401, "": 401,
	} {
		if a := ask(credentials); a.status != want || want == 401 && !strings.Contains(string(a.body), "messages:2.0:Error") {
			t.Errorf("%q: got %d %s, want %d, and a SCIM error with 401", credentials, a.status, a.body, want)
		}
	}
	b.ok(b.SetSettings(iiqsim.Settings{SCIM: iiqsim.SCIMSettings{NoBasic: true}}))
	if a := ask(user + ":" + password); a.status != 401 {
		t.Errorf("switched off: %d, want 401", a.status)
	}
	b.ok(b.SetSettings(iiqsim.Settings{SCIM: iiqsim.SCIMSettings{Forbidden: true}}))
	if a := ask(user + ":" + password); a.status != 403 || !strings.Contains(string(a.body), `"status":"403"`) {
		t.Errorf(`without the capability: %d %s, want status 403 and body with "\"status\":\"403\""`, a.status, a.body)
	}
	if a := b.send(b.request("GET", b.root+"/scim/v2/ServiceProviderConfig", "")); a.status != 200 {
		t.Errorf("provider config: %d, want 200", a.status)
	}
	// Its account is good for SCIM alone.
	req := b.request("GET", b.root+"/rest/ping", "")
	req.SetBasicAuth(user, password)
	if a := b.send(req); a.status != http.StatusUnauthorized {
		t.Errorf("ping: %d, want %v", a.status, http.StatusUnauthorized)
	}
}

func TestSCIMChangesAndOrder(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{ShuffleUnordered: true}})
	before := b.clock.Now().UTC().Format(time.RFC3339)
	b.clock.advance(time.Minute)
	b.ok(b.SetInactive("Lee.Quinn", true))
	names := func(query string) string {
		page, a := b.scim(query)
		if a.status != 200 {
			t.Fatalf("%s: %d %s, want 200", query, a.status, a.body)
		}
		var got []string
		for _, u := range page.Resources {
			got = append(got, u.UserName)
		}
		return strings.Join(got, " ")
	}
	for filter, want := range map[string]string{
		`meta.lastModified gt "` + before + `"`:                                     "Lee.Quinn",
		`meta.lastModified ge "` + before + `"`:                                     "Ada.Mensah Dana.Reyes Lee.Quinn Sam.Okoye",
		`meta.lastModified lt "` + before + `" or meta.created gt "` + before + `"`: "",
		`meta.lastModified gt "2025-12-29T10:20:30+01:00"`:                          "Lee.Quinn",
	} {
		if got := names("sortBy=userName&filter=" + url.QueryEscape(filter)); got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	if got := names("sortBy=userName&sortOrder=descending&count=2"); got != "Sam.Okoye Lee.Quinn" {
		t.Errorf(`descending: %s, want "Sam.Okoye Lee.Quinn"`, got)
	}
	seen := map[string]bool{}
	for n := 0; n < 100 && len(seen) < 2; n++ {
		seen[names("")] = true
	}
	if len(seen) < 2 {
		t.Error("without an order the list is always in the same one")
	}
	for _, bad := range []string{"sortBy=password", "sortOrder=upwards", "filter=" + url.QueryEscape(`meta.lastModified gt "yesterday"`)} {
		if _, a := b.scim(bad); a.status != 400 {
			t.Errorf("%s: %d, want 400", bad, a.status)
		}
	}
}

func TestSCIMShapes(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	set := func(s iiqsim.SCIMSettings) { b.ok(b.SetSettings(iiqsim.Settings{SCIM: s})) }
	body := func(query string) (int, string) {
		_, a := b.scim(query)
		return a.status, string(a.body)
	}
	if _, got := body("attributes=userName,meta"); strings.Contains(got, "emails") || !strings.Contains(got, `"id"`) || !strings.Contains(got, "lastModified") {
		t.Errorf(`attributes: %s, want got without "emails", got with "\"id\"" and got with "lastModified"`, got)
	}
	set(iiqsim.SCIMSettings{PageCap: 3})
	if page, _ := b.scim("count=10"); len(page.Resources) != 3 || page.ItemsPerPage != 3 || page.TotalResults != 4 {
		t.Errorf("got %+v, want a length of 3, ItemsPerPage 3 and TotalResults 4", page)
	}
	set(iiqsim.SCIMSettings{NoActive: true, NoTotal: true})
	if _, got := body(""); strings.Contains(got, `"active"`) || strings.Contains(got, "totalResults") {
		t.Errorf(`without active and total: %s, want got without "\"active\"" and got without "totalResults"`, got)
	}
	set(iiqsim.SCIMSettings{RefusedParameters: []string{"attributes"}, RefusedFilters: []string{"emails.value"}})
	for query, want := range map[string]int{
		"attributes=userName": 400, "sortBy=emails.value": 400, "filter=" + url.QueryEscape(`emails.value eq "x"`): 400,
		"filter=" + url.QueryEscape(`emails eq "x"`): 200,
	} {
		if status, _ := body(query); status != want {
			t.Errorf("%s: %d, want %d", query, status, want)
		}
	}
	set(iiqsim.SCIMSettings{GroupsByID: true})
	if a := b.send(b.authed("GET", "/scim/v2/Users/"+b.id("Desk"), "")); a.status != 200 {
		t.Errorf("a group by id: %d, want 200", a.status)
	}
	page, _ := b.scim("")
	for _, u := range page.Resources {
		if u.UserName == "Desk" {
			t.Error("a list has a group")
		}
	}
	for _, bad := range []iiqsim.SCIMSettings{{PageCap: -1}, {RefusedParameters: []string{"count"}}} {
		if err := b.SetSettings(iiqsim.Settings{SCIM: bad}); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

func TestSCIMFaults(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	for _, f := range []iiqsim.Fault{{Kind: iiqsim.FaultStatus, Status: 503, RetryAfter: 7, Path: "/scim"},
		{Kind: iiqsim.FaultHTML, Path: "/scim/v2/Users"}} {
		_, err := b.AddFault(f)
		b.ok(err)
		a := b.send(b.authed("GET", "/scim/v2/Users", ""))
		if f.Kind == iiqsim.FaultStatus && (a.status != 503 || a.header.Get("Retry-After") != "7") || f.Kind == iiqsim.FaultHTML && !strings.Contains(string(a.body), "sign in") {
			t.Errorf("%s: got %d %s, want 503 with Retry-After 7, or the sign-in page", f.Kind, a.status, a.body)
		}
		if got := b.send(b.authed("GET", "/rest/ping", "")); got.status != 200 {
			t.Errorf("another call: %d, want 200", got.status)
		}
		b.ClearFaults()
	}
	if b.Requests()["GET /scim/v2/Users"] == 0 {
		t.Error("calls are not counted")
	}
}
