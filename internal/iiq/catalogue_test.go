package iiq

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

func oneAccess() []approvals.CatalogueKey {
	return []approvals.CatalogueKey{{Application: "AD", Attribute: "memberOf", Value: "CN=GL"}}
}

// What is told of an access, whatever the shape of the answer.
func TestCatalogueShapes(t *testing.T) {
	t.Parallel()
	const named = `"id":"1","attribute":"memberOf","value":"CN=GL"`
	list := func(resources ...string) string {
		return fmt.Sprintf(`{"totalResults":%d,"Resources":[%s]}`, len(resources), strings.Join(resources, ","))
	}
	const ad = `,"application":{"value":"a1","displayName":"AD"}`
	owned := func(id, value, owner string) string {
		return fmt.Sprintf(`{"id":%q,"attribute":"memberOf","value":%q,"application":{"displayName":"AD"},"owner":{"displayName":%q}}`,
			id, value, owner)
	}
	for name, tt := range map[string]struct {
		body string
		want approvals.CatalogueEntry
	}{
		"the guide's": {list(`{` + named + ad + `,"descriptions":[{"locale":"en_GB","value":"<strong>Reads</strong> the ledger"},
			{"locale":"de_DE","value":"Liest das Buch"}],"owner":{"value":"7f","displayName":"Kim Lee"}}`),
			approvals.CatalogueEntry{Description: "Reads the ledger", Owner: "Kim Lee"}},
		"the specification's": {list(`{` + named + `,"application":[{"displayName":"AD"}],"descriptions":{"locale":"en_GB","value":"Reads"},
			"owner":[{"displayName":"Kim Lee"}],"classifications":[{"classification":{"name":"C1","displayName":"Restricted"}},{"classification":{"name":"C2"}}]}`),
			approvals.CatalogueEntry{Description: "Reads", Owner: "Kim Lee", Classifications: []string{"Restricted", "C2"}}},
		"no name of the application": {list(`{` + named + `,"application":{"value":"a1"},"owner":{"displayName":"Kim Lee"}}`),
			approvals.CatalogueEntry{Owner: "Kim Lee"}},
		"an owner by id alone": {list(`{` + named + ad + `,"owner":{"value":"7f"}}`), approvals.CatalogueEntry{}},
		"two owners": {list(`{` + named + ad + `,"owner":[{"displayName":"A"},{"displayName":"B"}]}`),
			approvals.CatalogueEntry{}},
		"another language alone": {list(`{` + named + ad + `,"descriptions":[{"locale":"fr_FR","value":"Lit"}]}`),
			approvals.CatalogueEntry{Description: "Lit"}},
		"wrong types": {list(`{` + named + ad + `,"descriptions":7,"owner":"Kim","classifications":{"a":1}}`),
			approvals.CatalogueEntry{}},
		"nothing":          {`{"totalResults":0}`, approvals.CatalogueEntry{}},
		"in other letters": {list(owned("1", "cn=gl", "Kim Lee")), approvals.CatalogueEntry{Owner: "Kim Lee"}},
		"its very name among two": {list(owned("1", "cn=gl", "Lee"), owned("2", "CN=GL", "Kim Lee")),
			approvals.CatalogueEntry{Owner: "Kim Lee"}},
		"two of that name":           {list(owned("1", "CN=GL", "Lee"), owned("2", "CN=GL", "Kim Lee")), approvals.CatalogueEntry{}},
		"two, none of its very name": {list(owned("1", "cn=gl", "Lee"), owned("2", "Cn=Gl", "Kim Lee")), approvals.CatalogueEntry{}},
		"a description beyond measure": {list(`{` + named + ad + `,"descriptions":[{"locale":"en","value":"` +
			strings.Repeat("x", 5000) + `"}]}`), approvals.CatalogueEntry{Description: strings.Repeat("x", 3999) + "…"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := clientOf(t, says(200, tt.body))
			got, err := c.Catalogue(t.Context(), oneAccess())
			if tt.want.CatalogueKey = oneAccess()[0]; err != nil || len(got) != 1 || fmt.Sprint(got[0]) != fmt.Sprint(tt.want) {
				t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

// An answer with what the filter does not let through proves nothing, and the list is read in another way.
func TestCatalogueFilterIgnored(t *testing.T) {
	t.Parallel()
	all := `{"totalResults":2,"Resources":[{"id":"1","attribute":"memberOf","value":"CN=HR","application":{"displayName":"AD"}},
		{"id":"2","attribute":"memberOf","value":"CN=GL","application":{"displayName":"AD"},"owner":{"displayName":"Kim Lee"}}]}`
	c, fake := clientOf(t, says(200, all))
	got, err := c.Catalogue(t.Context(), oneAccess())
	if err != nil || len(got) != 1 || got[0].Owner != "Kim Lee" {
		t.Errorf("got %+v, %v, want Kim Lee", got, err)
	}
	if calls := fake.seen(); len(calls) != 3 || calls[2].filter != `application.displayName eq "AD"` {
		t.Errorf("got %+v, want the third call to be for the application's", calls)
	}
}

// What fails is left alone: an hour for a refusal of the account, a minute for everything else; a token that the plugin's calls have
// replaced since ends an hour at once.
func TestCatalogueRests(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		rests  time.Duration
		err    error
	}{
		"not authorised": {says(401, ""), time.Hour, transport.ErrDenied},
		"forbidden":      {says(403, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403"}`), time.Hour, transport.ErrDenied},
		"not there":      {says(404, "<html>no such page</html>"), time.Hour, approvals.ErrIIQBroken},
		"busy":           {says(503, ""), time.Minute, approvals.ErrIIQBusy},
		"a login page":   {says(200, "<html>sign in</html>"), time.Minute, approvals.ErrIIQBroken},
		"refused in every way": {says(400, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"invalidFilter","status":"400"}`),
			time.Minute, approvals.ErrIIQRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := clientOf(t, tt.answer)
			now := time.Now()
			c.catalogue.clock = func() time.Time { return now }
			ask := func(want error) {
				t.Helper()
				if _, err := c.Catalogue(t.Context(), oneAccess()); !errors.Is(err, want) {
					t.Errorf("got %v, want %v", err, want)
				}
			}
			ask(tt.err)
			asked := len(fake.seen())
			now = now.Add(tt.rests - time.Second)
			ask(approvals.ErrCatalogueRests)
			if again := len(fake.seen()); again != asked {
				t.Errorf("asked %d times more while it rests, want none", again-asked)
			}
			now = now.Add(time.Second)
			ask(tt.err)
		})
	}
}

func TestCatalogueAskedAgainWithAnotherToken(t *testing.T) {
	t.Parallel()
	c, fake := clientOf(t, says(200, `{"totalResults":0}`))
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	fake.revoke()
	if _, err := c.Catalogue(t.Context(), oneAccess()); !errors.Is(err, transport.ErrDenied) {
		t.Errorf("got %v, want %v", err, transport.ErrDenied)
	}
	if n := fake.tokensGiven(); n != 1 {
		t.Errorf("the catalogue's refusal led to %d tokens, want the one before", n)
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Catalogue(t.Context(), oneAccess()); err != nil {
		t.Errorf("with the token that the ping got: %v, want none", err)
	}
}

// A proxy that refuses long addresses makes the filters shorter.
func TestCatalogueBehindAProxy(t *testing.T) {
	t.Parallel()
	longest := 0
	c, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if len(r.RequestURI) > 2048 {
			w.WriteHeader(http.StatusRequestURITooLong)
			return
		}
		longest = max(longest, len(r.RequestURI))
		fmt.Fprint(w, `{"totalResults":0}`)
	})
	var keys []approvals.CatalogueKey
	for n := range 60 {
		value := fmt.Sprintf("CN=GL-%d,OU=Groups,DC=example", n)
		keys = append(keys, approvals.CatalogueKey{Application: "AD", Attribute: "memberOf", Value: value})
	}
	got, err := c.Catalogue(t.Context(), keys)
	if err != nil || len(got) != 60 || longest < 1024 {
		t.Errorf("got %d entries, %v, and an address of %d bytes at most, want 60, and above 1,024", len(got), err, longest)
	}
}
