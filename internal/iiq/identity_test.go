package iiq

import (
	standard "cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// identityServer is an Identity table that refuses columns as an IIQ does that does not know them.
type identityServer struct {
	refuses, refusesInFilter []string
	// hides leaves out of the answer what it does not refuse.
	hides  []string
	status int
	rows   []map[string]any
	// failsOnce fails the n-th call whatever it asks.
	failsOnce int

	mu      sync.Mutex
	calls   int
	filters []string
}

func (s *identityServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	filter := r.URL.Query().Get("filter")
	s.filters = append(s.filters, filter)
	columns := strings.Split(r.URL.Query().Get("attributes"), ",")
	for _, c := range columns {
		if slices.Contains(s.refuses, c) || s.calls == s.failsOnce {
			w.WriteHeader(standard.Or(s.status, 500))
			return
		}
	}
	for _, c := range s.refusesInFilter {
		if strings.Contains(filter, c+" ==") {
			w.WriteHeader(standard.Or(s.status, 400))
			return
		}
	}
	objects := []map[string]any{}
	for _, full := range s.rows {
		if strings.Contains(filter, "inactive == false") && full["inactive"] == true {
			continue
		}
		row := map[string]any{}
		for _, c := range columns {
			if !slices.Contains(s.hides, c) {
				row[c] = full[c]
			}
		}
		objects = append(objects, row)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"count": len(objects), "more": []any{map[string]any{}}, "objects": objects})
}

func dana() map[string]any {
	return map[string]any{
		"id": hexOf(1), "name": "Dana.Reyes", "email": "Dana.Reyes@example.com", "displayName": "Dana Reyes", "firstname": "Dana",
		"lastname": "Reyes", "inactive": false, "workgroup": false, "manager.id": hexOf(2), "department": "Finance",
	}
}

func TestIdentityColumnsThatAreRefused(t *testing.T) {
	t.Parallel()
	whole := approvals.Identity{
		ID: hexOf(1), Name: "Dana.Reyes", Email: "Dana.Reyes@example.com", Display: "Dana Reyes",
		Department: "Finance", ManagerID: hexOf(2), ActivityKnown: true,
	}
	with := func(change func(*approvals.Identity)) approvals.Identity {
		i := whole
		change(&i)
		return i
	}
	for _, tc := range []struct {
		name   string
		server *identityServer
		want   approvals.Identity
		report IdentityReport
	}{
		{"none", &identityServer{}, whole, IdentityReport{}},
		{"department, 400", &identityServer{refuses: []string{"department"}, status: 400},
			with(func(i *approvals.Identity) { i.Department = "" }), IdentityReport{Refused: []string{"department"}}},
		{"the last one alone", &identityServer{refuses: []string{"workgroup"}}, whole, IdentityReport{Refused: []string{"workgroup"}}},
		{"displayName", &identityServer{refuses: []string{"displayName"}}, whole, IdentityReport{Refused: []string{"displayName"}}},
		{"names", &identityServer{refuses: []string{"lastname", "displayName"}},
			with(func(i *approvals.Identity) { i.Display = "" }),
			IdentityReport{Refused: []string{"displayName", "firstname", "lastname"}}},
		{"workgroups in the filter", &identityServer{refusesInFilter: []string{"workgroup"}}, whole, IdentityReport{}},
		{"inactive", &identityServer{refuses: []string{"inactive"}}, whole,
			IdentityReport{Refused: []string{"inactive"}, ActivityByFilter: true}},
		{"inactive, left out in silence", &identityServer{hides: []string{"inactive"}}, whole,
			IdentityReport{Refused: []string{"inactive"}, ActivityByFilter: true}},
		{"inactive, also in the filter", &identityServer{refuses: []string{"inactive"}, refusesInFilter: []string{"inactive"}},
			with(func(i *approvals.Identity) { i.ActivityKnown = false }),
			IdentityReport{Refused: []string{"inactive"}, ActivityUnknown: true}},
		{"a failure that had other reasons", &identityServer{failsOnce: 1}, whole, IdentityReport{}},
		{"another failure in the search", &identityServer{failsOnce: 3, refuses: []string{"department"}},
			with(func(i *approvals.Identity) { i.Department = "" }), IdentityReport{Refused: []string{"department"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.server.rows = []map[string]any{dana()}
			tc.want.Partial = slices.ContainsFunc(tc.report.Refused, func(column string) bool { return column != "inactive" })
			f := newFake(t, tc.server.ServeHTTP)
			c, log := newTestClient(t, f.URL+"/iiq")
			for range 2 {
				got, err := c.Identities(t.Context(), "", 0)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]approvals.Identity{tc.want}, got); diff != "" {
					t.Error(diff)
				}
			}
			if diff := cmp.Diff(tc.report, c.IdentityReport()); diff != "" {
				t.Error(diff)
			}
			if said := strings.Count(log.String(), "msg="); !tc.report.ActivityUnknown && said > 1 {
				t.Errorf("said %d times:\n%s", said, log)
			}
			if len(tc.report.Refused) > 0 && !strings.Contains(log.String(), tc.report.Refused[0]) {
				t.Errorf("not said:\n%s", log)
			}
		})
	}
}

func TestWhatIsRefusedIsRemembered(t *testing.T) {
	t.Parallel()
	s := &identityServer{refuses: []string{"department"}, rows: []map[string]any{dana()}}
	c, _ := clientOf(t, s.ServeHTTP)
	for range 3 {
		if _, err := c.Identities(t.Context(), "", 0); err != nil {
			t.Fatal(err)
		}
	}
	first := s.calls
	if _, err := c.IdentityByID(t.Context(), hexOf(1)); err != nil || s.calls != first+1 {
		t.Errorf("%d more calls, %v, want calls %v", s.calls-first, err, first+1)
	}
}

// An IIQ in trouble answers 500 to this and not to that, which looks like refused columns. Each refresh tries all of them anew.
func TestColumnsThatTroubleHasCostComeBack(t *testing.T) {
	t.Parallel()
	s := &identityServer{refuses: []string{"displayName", "lastname", "department"}, rows: []map[string]any{dana()}}
	c, _ := clientOf(t, s.ServeHTTP)
	first, err := c.Identities(t.Context(), "", 0)
	if err != nil || len(first) != 1 || !first[0].Partial || first[0].Display != "" {
		t.Fatalf("in trouble: got %+v, %v, want Partial true and Display empty", first, err)
	}
	s.refuses = nil
	got, err := c.Identities(t.Context(), "", 0)
	if err != nil || len(got) != 1 || got[0].Partial || got[0].Display != "Dana Reyes" || got[0].Department != "Finance" {
		t.Errorf("after the trouble: got %+v, %v, want Display Dana Reyes, Department Finance and Partial false", got, err)
	}
}

func TestTableThatAnswersNothing(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(500, ""))
	if _, err := c.Identities(t.Context(), "", 0); !errors.Is(err, approvals.ErrIIQBroken) {
		t.Errorf("got %v, want %v", err, approvals.ErrIIQBroken)
	}
	if n := len(f.seen()); n > 12 {
		t.Errorf("%d calls, want at most 12", n)
	}
	if diff := cmp.Diff(IdentityReport{}, c.IdentityReport()); diff != "" {
		t.Errorf("learned from an IIQ that answers nothing: %s", diff)
	}
}

func TestManyCallersSearchColumnsOnce(t *testing.T) {
	t.Parallel()
	s := &identityServer{refuses: []string{"manager.id"}, rows: []map[string]any{dana()}}
	f := newFake(t, s.ServeHTTP)
	c, log := newTestClient(t, f.URL+"/iiq", func(cfg *Config) { cfg.MaxConcurrency = 10 })
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := c.Identities(t.Context(), "", 0); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := strings.Count(log.String(), "msg="); n != 1 {
		t.Errorf("said %d times:\n%s", n, log)
	}
}

func TestWhoIsHiddenByTheFilterIsInactive(t *testing.T) {
	t.Parallel()
	row := dana()
	row["inactive"] = true
	s := &identityServer{refuses: []string{"inactive"}, rows: []map[string]any{row}}
	c, _ := clientOf(t, s.ServeHTTP)
	for range 2 {
		i, err := c.IdentityByID(t.Context(), hexOf(1))
		if err != nil || !i.Inactive || !i.ActivityKnown || i.Active() {
			t.Errorf("got %+v, %v, want Inactive true, ActivityKnown true and Active false", i, err)
		}
	}
	s.rows = nil
	if _, err := c.IdentityByID(t.Context(), hexOf(1)); !errors.Is(err, approvals.ErrNotListed) {
		t.Errorf("got %v, want %v", err, approvals.ErrNotListed)
	}
}

func TestIdentityRowsTolerance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, row string
		want      approvals.Identity
	}{
		{"minimal", `{"id":"a1","name":"Sam","email":null,"inactive":false}`, approvals.Identity{ID: "a1", Name: "Sam", ActivityKnown: true}},
		{"flags as text", `{"id":"a1","inactive":"true","workgroup":"1"}`, approvals.Identity{ID: "a1", Inactive: true, ActivityKnown: true, Workgroup: true}},
		{"activity null", `{"id":"a1","inactive":null}`, approvals.Identity{ID: "a1"}},
		{"activity of a wrong type", `{"id":"a1","inactive":{"a":1}}`, approvals.Identity{ID: "a1"}},
		{"wrong types", `{"id":"a1","name":12,"email":["x"],"displayName":{},"inactive":0}`, approvals.Identity{ID: "a1", Name: "12", ActivityKnown: true}},
		{"manager with dash", `{"id":"a1","manager-id":"b2","inactive":0}`, approvals.Identity{ID: "a1", ManagerID: "b2", ActivityKnown: true}},
		{"manager nested", `{"id":"a1","manager":{"id":"b2"},"inactive":0}`, approvals.Identity{ID: "a1", ManagerID: "b2", ActivityKnown: true}},
		{"names for a display name", `{"id":"a1","firstname":"Sam","lastname":" Okoye\u0000","inactive":0}`,
			approvals.Identity{ID: "a1", Display: "Sam Okoye", ActivityKnown: true}},
	} {
		c, _ := clientOf(t, says(200, `{"objects":[`+tc.row+`]}`))
		got, err := c.Identities(t.Context(), "", 0)
		if diff := cmp.Diff([]approvals.Identity{tc.want}, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", tc.name, err, diff)
		}
	}
}

func TestIdentitiesByEmail(t *testing.T) {
	t.Parallel()
	two := `{"objects":[{"id":"a1","email":"SAM@example.com","inactive":false},{"id":"a2","email":"sam@Example.com ","inactive":false}]}`
	c, f := clientOf(t, says(200, two))
	got, err := c.IdentitiesByEmail(t.Context(), " sam@example.com ")
	if err != nil || len(got) != 2 {
		t.Errorf("got %v, %v, want a length of 2", got, err)
	}
	want := `(email i== "sam@example.com" && (workgroup == true || workgroup == false))`
	if call := f.seen()[0]; call.filter != want || !strings.Contains(call.query, "limit=10") {
		t.Errorf(`asked %+v, want filter %v and query with "limit=10"`, call, want)
	}
	c, _ = clientOf(t, says(200, `{"objects":[{"id":"a1","email":"sam@example.com","inactive":false},{"id":"a3","email":"eve@example.com","inactive":false}]}`))
	if got, err := c.IdentitiesByEmail(t.Context(), "sam@example.com"); !errors.Is(err, approvals.ErrIIQBroken) {
		t.Errorf("a filter that is ignored: %v, %v, want %v", got, err, approvals.ErrIIQBroken)
	}
}

func TestRenamedColumns(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, `{"objects":[{"id":"a1","name":"Sam","mail":"sam@example.com","costCenter":"Finance","inactive":false}]}`), func(cfg *Config) {
		cfg.IdentityColumns = []string{"id", "name", "email=mail", "inactive", "department = costCenter"}
	})
	got, err := c.IdentitiesByEmail(t.Context(), "sam@example.com")
	if err != nil || len(got) != 1 || got[0].Email != "sam@example.com" || got[0].Department != "Finance" {
		t.Errorf(`got %+v, %v, want a length of 1, Email "sam@example.com" and Department "Finance"`, got, err)
	}
	call := f.seen()[0]
	if call.filter != `mail i== "sam@example.com"` || !strings.Contains(call.query, "attributes=id%2Cname%2Cmail%2Cinactive%2CcostCenter") {
		t.Errorf(`asked %+v, want filter "mail i== \"sam@example.com\"" and the attribute costCenter in the query`,
			call)
	}
}

func TestIdentityPagesThatDoNotMoveOn(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, says(200, fmt.Sprintf(`{"objects":[{"id":%q,"inactive":false}]}`, hexOf(1))))
	for _, after := range []string{hexOf(1), hexOf(2)} {
		if _, err := c.Identities(t.Context(), after, 1); !errors.Is(err, approvals.ErrIIQBroken) {
			t.Errorf("after %s: %v, want %v", after, err, approvals.ErrIIQBroken)
		}
	}
	if got, err := c.Identities(t.Context(), hexOf(0), 1); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v, want a length of 1", got, err)
	}
}
