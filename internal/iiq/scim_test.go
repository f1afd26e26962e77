package iiq

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// placed serves users by place; change is called before each page, with the number of the page.
func placed(all *[]int, cap int, change func(page int)) http.HandlerFunc {
	page := 0
	return func(w http.ResponseWriter, r *http.Request) {
		page++
		if change != nil {
			change(page)
		}
		start, _ := strconv.Atoi(r.URL.Query().Get("startIndex"))
		count, _ := strconv.Atoi(r.URL.Query().Get("count"))
		from := min(start-1, len(*all))
		some := (*all)[from:min(from+min(count, cap), len(*all))]
		users := make([]string, len(some))
		for n, u := range some {
			users[n] = userJSON(u)
		}
		fmt.Fprint(w, listOf(fmt.Sprintf(`"totalResults":%d,`, len(*all)), users...))
	}
}

func people(from, to int) []int {
	var all []int
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}

// read gives the names of everybody whom AllIdentities tells of, sorted, each as often as it was told.
func readNames(t *testing.T, c *Client, limit int) ([]string, error) {
	t.Helper()
	var names []string
	certain, err := c.AllIdentities(t.Context(), limit, func(page []approvals.Identity, _ time.Time) error {
		for _, i := range page {
			names = append(names, i.Name)
		}
		return nil
	})
	if certain {
		t.Error("a list by place is told to be certain")
	}
	slices.Sort(names)
	return names, err
}

func TestSCIMPagesThatMove(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		cap    int
		change func(all *[]int) func(page int)
		// missing may be left out; nobody else.
		missing []int
	}{
		"nothing moves":             {cap: 100},
		"fewer a page than asked":   {cap: 3},
		"exactly full pages":        {cap: 5},
		"somebody leaves in front":  {cap: 10, change: func(all *[]int) func(int) { return at(2, func() { *all = slices.Delete(*all, 0, 1) }) }},
		"several leave in front":    {cap: 10, change: func(all *[]int) func(int) { return at(2, func() { *all = slices.Delete(*all, 0, 4) }) }},
		"somebody comes in front":   {cap: 10, change: func(all *[]int) func(int) { return at(2, func() { *all = slices.Insert(*all, 0, 90) }) }},
		"a whole page comes before": {cap: 10, change: func(all *[]int) func(int) { return at(2, func() { *all = slices.Insert(*all, 0, people(80, 89)...) }) }},
		"one goes and one comes": {cap: 10, missing: []int{11}, change: func(all *[]int) func(int) {
			return at(2, func() { *all = append(slices.Delete(*all, 0, 1), 99) })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := people(1, 25)
			var change func(int)
			if tt.change != nil {
				change = tt.change(&all)
			}
			c, _ := clientOf(t, placed(&all, tt.cap, change), scim)
			got, err := readNames(t, c, 10)
			if err != nil {
				t.Fatal(err)
			}
			for n := 1; n <= 25; n++ {
				if !slices.Contains(got, fmt.Sprintf("p%d", n)) && !slices.Contains(tt.missing, n) {
					t.Errorf("p%d is left out of %v", n, got)
				}
			}
		})
	}
}

func at(page int, do func()) func(int) {
	return func(n int) {
		if n == page {
			do()
		}
	}
}

func TestSCIMPagesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"the same page for ever":  says(200, listOf(`"totalResults":1000,`, userJSON(1), userJSON(2))),
		"empty before the end":    says(200, listOf(`"totalResults":1000,`)),
		"no list at all":          says(200, `{"schemas":[]}`),
		"a page of a proxy":       says(200, `<html>sign in</html>`),
		"total is no number":      says(200, `{"totalResults":"many","Resources":[]}`),
		"total is negative":       says(200, `{"totalResults":-1,"Resources":[]}`),
		"Resources is an object":  says(200, `{"totalResults":1,"Resources":{"id":1}}`),
		"Resources twice":         says(200, `{"totalResults":1,"Resources":[],"Resources":[]}`),
		"a user without an id":    says(200, listOf(`"totalResults":1,`, `{"userName":"x","active":true}`)),
		"a user who is a text":    says(200, listOf(`"totalResults":1,`, `"x"`)),
		"something after the end": says(200, listOf(`"totalResults":0,`)+"x"),
		"404":                     says(404, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`),
		"server error":            says(500, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, f := clientOf(t, answer, scim)
			if _, err := readNames(t, c, 10); !errors.Is(err, approvals.ErrIIQBroken) {
				t.Errorf("got %v", err)
			}
			if n := len(f.seen()); n > 30 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func TestSCIMPagesWithoutATotal(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("startIndex") {
		case "1":
			fmt.Fprint(w, listOf("", userJSON(1), userJSON(2)))
		case "3":
			fmt.Fprint(w, listOf("", userJSON(3)))
		default:
			fmt.Fprint(w, listOf(""))
		}
	}, scim)
	if got, err := readNames(t, c, 2); err != nil || !slices.Equal(got, []string{"p1", "p2", "p3"}) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestSCIMEmptyPagesInTheMiddle(t *testing.T) {
	t.Parallel()
	all := people(1, 30)
	hidden := placed(&all, 10, nil)
	c, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("startIndex") == "11" {
			fmt.Fprint(w, listOf(`"totalResults":30,`))
			return
		}
		hidden(w, r)
	}, scim)
	if got, err := readNames(t, c, 10); err != nil || len(got) != 20 {
		t.Errorf("%d people, %v", len(got), err)
	}
}

func TestSCIMUser(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		json string
		want approvals.Identity
	}{
		"as the reference shows one": {
			json: `{"urn:ietf:params:scim:schemas:sailpoint:1.0:User":{"entitlements":[],"capabilities":["SystemAdministrator"],"roles":[],"isManager":false},
				"emails":[{"type":"work","value":"spadmin@sailpointdemo.com","primary":"true"}],"displayName":"The Administrator",
				"meta":{"created":"2016-01-29T14:43:09.165-06:00","lastModified":"2016-02-18T16:00:26.165-06:00","version":"W/\"1455832826165\"","resourceType":"User"},
				"name":{"formatted":"The Administrator","familyName":"Administrator","givenName":"The"},"active":true,"id":"2c908cbf528f1fd001528f200feb00fc",
				"userName":"spadmin","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{}}}`,
			want: approvals.Identity{ID: "2c908cbf528f1fd001528f200feb00fc", Name: "spadmin", Display: "The Administrator", Email: "spadmin@sailpointdemo.com", ActivityKnown: true},
		},
		"the primary address comes first, then that for work": {
			json: `{"id":"1","emails":[{"value":"home@x.y","type":"home"},{"value":"work@x.y","type":"work"},{"value":"first@x.y","primary":true}],"active":false}`,
			want: approvals.Identity{ID: "1", Email: "first@x.y", Inactive: true, ActivityKnown: true},
		},
		"manager and department of the standard": {
			json: `{"id":"1","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"2"},"department":"Finance"},"active":"false"}`,
			want: approvals.Identity{ID: "1", ManagerID: "2", Department: "Finance", Inactive: true, ActivityKnown: true},
		},
		"manager and department of SailPoint": {
			json: `{"id":"1","urn:ietf:params:scim:schemas:sailpoint:1.0:User":{"manager":{"value":"2"},"department":"Finance"},"active":1}`,
			want: approvals.Identity{ID: "1", ManagerID: "2", Department: "Finance", ActivityKnown: true},
		},
		"without active nobody is": {json: `{"id":"1","name":{"givenName":"Sam","familyName":"Okoye"}}`, want: approvals.Identity{ID: "1", Display: "Sam Okoye"}},
		"active that is no boolean": {
			json: `{"id":"1","active":"perhaps","emails":"x","name":"Sam"}`, want: approvals.Identity{ID: "1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, err := readOneUser(strings.NewReader(tt.json))
			if diff := cmp.Diff(tt.want, u.Identity); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
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
				t.Errorf("%+v, %v", i, err)
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
				t.Errorf("%+v, %v", found, err)
			}
			if calls := f.seen(); tt.filter != "" && (len(calls) == 0 || calls[0].filter != tt.filter) {
				t.Errorf("calls %+v", calls)
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
	if call.path != "/scim/v2/Users" || !strings.Contains(call.header.Get("Accept"), "application/scim+json") || strings.Contains(call.query, "+") {
		t.Errorf("%+v", call)
	}
	for _, part := range []string{"startIndex=1", "count=50", "sortBy=id", "attributes=userName%2C"} {
		if !strings.Contains(call.query, part) {
			t.Errorf("no %s in %s", part, call.query)
		}
	}
}
