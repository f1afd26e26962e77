package iiqsim_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

type scimList struct {
	Schemas      []string
	TotalResults int
	StartIndex   int
	ItemsPerPage int
	Resources    []struct {
		ID       string
		UserName string
		Active   bool
		Emails   []struct{ Value string }
	}
}

func (b *bench) scim(query string) (scimList, answer) {
	b.t.Helper()
	a := b.send(b.authed("GET", "/scim/v2/Users?"+query, ""))
	var out scimList
	if a.status == 200 {
		b.ok(json.Unmarshal(a.body, &out))
	}
	return out, a
}

func TestSCIMPages(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	b.ok(b.Load(iiqsim.Company(1, 50)))
	var ids []string
	for from := 1; ; {
		page, a := b.scim("startIndex=" + fmt.Sprint(from) + "&count=20")
		if a.status != 200 || page.TotalResults != 50 || page.StartIndex != from || page.ItemsPerPage != len(page.Resources) {
			t.Fatalf("%d %+v, want status 200, TotalResults 50, StartIndex %v and ItemsPerPage %v",
				a.status, page, from, len(page.Resources))
		}
		for _, u := range page.Resources {
			ids = append(ids, u.ID)
		}
		if from += len(page.Resources); len(page.Resources) == 0 {
			break
		}
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != 50 {
		t.Errorf("%d people, want a length of 50", len(ids))
	}
	for _, bad := range []string{"startIndex=0", "count=-1", "count=x", "startIndex=x"} {
		if _, a := b.scim(bad); a.status != 400 || !strings.Contains(string(a.body), "messages:2.0:Error") {
			t.Errorf(`%s: %d %s, want status 400 and body with "messages:2.0:Error"`, bad, a.status, a.body)
		}
	}
}

func TestSCIMFilter(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.ok(b.SetInactive("Lee.Quinn", true))
	for filter, want := range map[string]string{
		`userName eq "sam.okoye"`:                           "Sam.Okoye",
		`emails.value eq "ada.mensah@example.com"`:          "Ada.Mensah",
		`active eq false`:                                   "Lee.Quinn",
		`active eq true and userName sw "D"`:                "Dana.Reyes",
		`userName co "okoye" or displayName eq "Lee Quinn"`: "Lee.Quinn Sam.Okoye",
		`name.familyName ew "nsah"`:                         "Ada.Mensah",
		`userName ne "Sam.Okoye" and active eq true`:        "Ada.Mensah Dana.Reyes",
		`emails pr and userName eq "Sam.Okoye"`:             "Sam.Okoye",
		`userName eq "no\"body"`:                            "",
	} {
		page, a := b.scim("filter=" + url.QueryEscape(filter))
		var got []string
		for _, u := range page.Resources {
			got = append(got, u.UserName)
		}
		if slices.Sort(got); strings.Join(got, " ") != want || a.status != 200 {
			t.Errorf("%s: %d %v, want %s", filter, a.status, got, want)
		}
	}
	for _, bad := range []string{
		`userName`, `userName eq`, `userName eq Sam`, `userName is "x"`, `password eq "x"`, `userName eq "x" and`, `userName eq "x`,
		`userName eq "x" userName eq "y"`, `userName eq "x" and active eq true or active eq false`, `userName eq 'x'`,
	} {
		if _, a := b.scim("filter=" + url.QueryEscape(bad)); a.status != 400 {
			t.Errorf("%s: %d, want 400", bad, a.status)
		}
	}
}

func TestSCIMOne(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	a := b.send(b.authed("GET", "/scim/v2/Users/"+b.id("Sam.Okoye"), ""))
	if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "application/scim+json") || !strings.Contains(string(a.body), `"userName":"Sam.Okoye"`) {
		t.Errorf(`%d %s %s, want status 200, Get that begins with "application/scim+json" and body with "\"userName\":\"Sam.Okoye\""`,
			a.status, a.header.Get("Content-Type"), a.body)
	}
	for _, id := range []string{"none", b.id("Desk")} {
		a := b.send(b.authed("GET", "/scim/v2/Users/"+id, ""))
		if a.status != 404 || !strings.Contains(string(a.body), `"status":"404"`) {
			t.Errorf(`%s: %d %s, want status 404 and body with "\"status\":\"404\""`, id, a.status, a.body)
		}
	}
	if a := b.send(b.request("GET", b.root+"/scim/v2/ServiceProviderConfig", "")); a.status != 200 || !strings.Contains(string(a.body), `"maxResults":1000`) {
		t.Errorf(`provider config without login: %d %s, want status 200 and body with "\"maxResults\":1000"`, a.status, a.body)
	}
}
