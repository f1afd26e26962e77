package iiq

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func scim(cfg *Config) { cfg.IdentitySource = SourceSCIM }

// listOf is a SCIM list with these users behind each other.
func listOf(total string, users ...string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],` + total + `"startIndex":1,"Resources":[` + strings.Join(users, ",") + `]}`
}

func userJSON(n int) string {
	return fmt.Sprintf(`{"id":%q,"userName":"p%d","active":true,"emails":[{"value":"p%d@ex.com","primary":"true"}]}`, hexOf(n), n, n)
}

func TestSCIMUserByID(t *testing.T) {
	t.Parallel()
	const gone = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"Resource x not found.","status":"404"}`
	for name, tt := range map[string]struct {
		status  int
		body    string
		members string
		want    error
		group   bool
	}{
		"there":                        {200, userJSON(7), "", nil, false},
		"a workgroup":                  {200, userJSON(7), `[{"id":"` + hexOf(8) + `"}]`, nil, true},
		"SCIM says that there is none": {404, gone, "", approvals.ErrNotListed, false},
		"the container says so":        {404, "<html>no such page</html>", "", approvals.ErrIIQBroken, false},
		"nobody says what":             {404, "", "", approvals.ErrIIQBroken, false},
		"another user":                 {200, userJSON(8), "", approvals.ErrIIQBroken, false},
		"a list":                       {200, listOf("", userJSON(7)), "", approvals.ErrIIQBroken, false},
		"no rights":                    {403, gone, "", approvals.ErrIIQUnauthorised, false},
		"busy":                         {503, "", "", approvals.ErrIIQBusy, false},
		"broken":                       {500, "", "", approvals.ErrIIQBroken, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, "/members") {
					if tt.members == "" {
						w.WriteHeader(404)
						return
					}
					fmt.Fprint(w, tt.members)
					return
				}
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			}, scim)
			i, err := c.IdentityByID(t.Context(), hexOf(7))
			if !errors.Is(err, tt.want) || tt.want == nil && (i.Name != "p7" || i.Workgroup != tt.group || i.Active() == tt.group) {
				t.Errorf("got %+v, %v, want p7, a workgroup: %t, and error %v", i, err, tt.group, tt.want)
			}
		})
	}
}

func TestSCIMByEmail(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		email, list string
		want        int
		err         error
		filter      string
	}{
		"one":                       {"P1@ex.com", listOf(`"totalResults":1,`, userJSON(1)), 1, nil, `emails.value eq "P1@ex.com"`},
		"nobody":                    {"p1@ex.com", listOf(`"totalResults":0,`), 0, nil, `emails.value eq "p1@ex.com"`},
		"somebody else":             {"p1@ex.com", listOf(`"totalResults":1,`, userJSON(2)), 0, approvals.ErrIIQBroken, ""},
		"as a second address alone": {"b@ex.com", listOf(`"totalResults":1,`, `{"id":"1","emails":[{"value":"a@ex.com","primary":true},{"value":"b@ex.com"}]}`), 0, nil, ""},
		"an apostrophe":             {"o'neil@ex.com", listOf(`"totalResults":0,`), 0, nil, `emails.value eq "o'neil@ex.com"`},
		"what could end the string": {`x" or userName pr or "@ex.com`, "", 0, ErrBadArgument, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, f := clientOf(t, says(200, tt.list), scim)
			found, err := c.IdentitiesByEmail(t.Context(), tt.email)
			if len(found) != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %+v, %v, want a length of %v and err %v", found, err, tt.want, tt.err)
			}
			if calls := f.seen(); tt.filter != "" && (len(calls) == 0 || calls[0].filter != tt.filter) {
				t.Errorf("calls %+v, want the first with the filter %s", calls, tt.filter)
			}
		})
	}
}

func TestSCIMRequest(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, listOf(`"totalResults":0,`)), scim)
	if _, err := readNames(t, c, 50); err != nil {
		t.Fatal(err)
	}
	call := f.seen()[0]
	if call.path != "/scim/v2/Users" || !strings.Contains(call.header.Get("Accept"), "application/scim+json") ||
		strings.Contains(call.query, "+") {
		t.Errorf(`got %+v, want path "/scim/v2/Users", Get with "application/scim+json" and query without "+"`, call)
	}
	for _, part := range []string{"startIndex=1", "count=50", "sortBy=id", "attributes=userName%2C"} {
		if !strings.Contains(call.query, part) {
			t.Errorf("no %s in %s, want query with %v", part, call.query, part)
		}
	}
}
