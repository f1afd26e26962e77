package iiqsim_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestIdentityTable(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.must(b.AddIdentity(iiqsim.Identity{
		Name: "Noé.O'Hara", DisplayName: `Noé "N" O'Hara`, Department: "Legal", ManagerID: b.id("Sam.Okoye"), Inactive: true,
	}))
	rows := b.objects(b.get("/table/Identity", "filter", `name == "Noé.O'Hara"`, "attributes",
		"id,name,email,displayName,firstname,lastname,inactive,workgroup,manager.id,manager.name,department"))
	if len(rows) != 1 {
		t.Fatalf("rows %v, want a length of 1", rows)
	}
	want := map[string]any{
		"id": b.id("Noé.O'Hara"), "name": "Noé.O'Hara", "email": nil, "displayName": `Noé "N" O'Hara`, "firstname": nil, "lastname": nil,
		"inactive": true, "workgroup": false, "manager.id": b.id("Sam.Okoye"), "manager.name": "Sam.Okoye", "department": "Legal",
	}
	if fmt.Sprint(rows[0]) != fmt.Sprint(want) {
		t.Errorf("row %v, want %v", rows[0], want)
	}
	if rows := b.objects(b.get("/table/Identity", "limit", "1")); len(rows[0]) != 2 {
		t.Errorf("without attributes: %v, want a length of 2", rows)
	}
	names := func(filter string) string {
		var out []string
		for _, r := range b.objects(b.get("/table/Identity", "attributes", "name", "filter", filter, "orderby", "name")) {
			out = append(out, r["name"].(string))
		}
		return strings.Join(out, " ")
	}
	for filter, want := range map[string]string{
		`inactive == false && workgroup == false`:   "Ada.Mensah Dana.Reyes Lee.Quinn Sam.Okoye",
		`inactive == true`:                          "Noé.O'Hara",
		`workgroup == true`:                         "Desk",
		`email i== "ADA.MENSAH@EXAMPLE.COM"`:        "Ada.Mensah",
		`email.isNull() && workgroup == false`:      "Noé.O'Hara",
		`manager.id == "` + b.id("Sam.Okoye") + `"`: "Noé.O'Hara",
		`department == "Legal"`:                     "Noé.O'Hara",
	} {
		if got := names(filter); got != want {
			t.Errorf("%s: %s, want %s", filter, got, want)
		}
	}
	b.ok(b.SetSettings(iiqsim.Settings{HideWorkgroups: true}))
	if got := names(""); strings.Contains(got, "Desk") {
		t.Errorf(`hidden workgroup in %s, want got without "Desk"`, got)
	}
	if got := names(`inactive == false || inactive == true`); strings.Contains(got, "Desk") {
		t.Errorf(`hidden workgroup in %s, want got without "Desk"`, got)
	}
	if got := names(`workgroup == true`); got != "Desk" {
		t.Errorf(`asked for workgroups: %s, want "Desk"`, got)
	}
}

func TestBadListCalls(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{
		UnknownColumns: []string{"department", "inactive"}, UnknownFilterColumns: []string{"inactive"}, UnknownStatus: 400,
	}})
	for _, c := range []struct {
		path, key, value string
		want             int
		html             bool
	}{
		{"/table/Identity", "attributes", "id,department", 400, false},
		{"/table/Identity", "attributes", "id,bogus", 400, false},
		{"/table/Identity", "orderby", "department", 400, false},
		{"/table/Identity", "filter", `inactive == false`, 400, false},
		{"/table/Identity", "filter", `department == "Legal"`, 200, false},
		{"/table/Identity", "filter", `active == true`, 400, false},
		{"/table/Identity", "filter", `name == `, 400, true},
		{"/object/WorkItem", "filter", `modified > "x"`, 400, true},
		{"/object/WorkItem", "filter", `bogus == "x"`, 400, false},
		{"/object/WorkItem", "orderby", "bogus", 400, false},
		{"/object/WorkItem", "orderby", "id,,created", 400, false},
		{"/object/WorkItem", "limit", "0", 400, false},
		{"/object/WorkItem", "limit", "ten", 400, false},
		{"/object/WorkItem", "offset", "-1", 400, false},
		{"/object/WorkItem", "filter", `updated_at > DATE$1`, 400, false},
		{"/table/CertificationEntity", "filter", `certification.certifiers == "Sam"`, 400, true},
		{"/table/CertificationEntity", "orderby", "certification.certifiers", 400, false},
		{"/object/WorkItem", "filter", strings.Repeat("x", 9000), 414, true},
		{"/object/Identity", "", "", 404, false},
		{"/table/WorkItem", "", "", 404, false},
	} {
		a := b.get(c.path, c.key, c.value)
		if a.status != c.want {
			t.Errorf("%s %s=%.40s: %d, want %d: %.200s", c.path, c.key, c.value, a.status, c.want, a.body)
		}
		if html := strings.HasPrefix(a.header.Get("Content-Type"), "text/html"); html != c.html {
			t.Errorf("%s %s=%.40s: content type %s, want html %v", c.path, c.key, c.value, a.header.Get("Content-Type"), c.html)
		}
	}
	b.ok(b.SetSettings(iiqsim.Settings{}))
	if a := b.get("/table/Identity", "attributes", "bogus"); a.status != 500 {
		t.Errorf("by default an unknown column is %d, want 500", a.status)
	}
}

func TestPagesCoverAllOnce(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{PageCap: 7, PageDefault: 3}})
	var made []string
	for range 25 {
		made = append(made, b.item(iiqsim.ItemSpec{}).ID)
	}
	slices.Sort(made)
	page := func(params ...string) []string {
		t.Helper()
		return attrs(b.xml(b.get("/object/WorkItem", params...)).all("WorkItem"), "id")
	}
	if got := page(); len(got) != 3 {
		t.Errorf("%d by default, want 3", len(got))
	}
	if got := page("limit", "1000"); len(got) != 7 {
		t.Errorf("%d with a cap of 7, want 7", len(got))
	}
	var byOffset []string
	for {
		got := page("limit", "7", "offset", fmt.Sprint(len(byOffset)), "orderby", "created,id")
		if byOffset = append(byOffset, got...); len(got) == 0 {
			break
		}
	}
	if !slices.Equal(byOffset, made) {
		t.Errorf("by offset: %v, want %v", byOffset, made)
	}
	var byID []string
	last := ""
	for {
		got := page("limit", "7", "filter", `id > "`+last+`"`, "orderby", "id")
		if byID = append(byID, got...); len(got) == 0 {
			break
		}
		last = got[len(got)-1]
		if len(byID) == 7 { // what goes meanwhile moves nothing
			b.ok(b.DeleteWithoutTrace(byID[2]))
		}
	}
	if !slices.Equal(byID, made) {
		t.Errorf("by id: %v, want %v", byID, made)
	}
	slices.Reverse(made)
	if got := page("limit", "2", "orderby", "-id"); !slices.Equal(got, made[:2]) {
		t.Errorf("downwards: %v, want %v", got, made[:2])
	}
}

func TestUnorderedListsMayMove(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{ShuffleUnordered: true}})
	for range 20 {
		b.item(iiqsim.ItemSpec{})
	}
	first := attrs(b.xml(b.get("/object/WorkItem")).all("WorkItem"), "id")
	moved := slices.ContainsFunc(make([]int, 5), func(int) bool {
		return !slices.Equal(first, attrs(b.xml(b.get("/object/WorkItem")).all("WorkItem"), "id"))
	})
	if !moved {
		t.Error("an unordered list stands still")
	}
	if got := attrs(b.xml(b.get("/object/WorkItem", "orderby", "id")).all("WorkItem"), "id"); !slices.IsSorted(got) {
		t.Error("an ordered list moves")
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	for _, as := range []string{iiqsim.MembersXML, iiqsim.MembersObjects, iiqsim.MembersArray} {
		for _, marked := range []bool{false, true} {
			b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{MembersAs: as, NestedMarked: marked}})
			b.must(b.AddWorkgroup("Board", "Board", "Sam.Okoye", "Desk"))
			a := b.get("/object/workgroup/" + b.id("Board") + "/members")
			var ids, groups []string
			switch as {
			case iiqsim.MembersXML:
				for _, n := range b.xml(a).all("Identity") {
					ids, groups = append(ids, n.attr("id")), append(groups, n.attr("workgroup"))
				}
			case iiqsim.MembersObjects:
				ids, groups = memberRows(b.objects(a))
			default:
				var rows []map[string]any
				b.ok(json.Unmarshal(a.body, &rows))
				ids, groups = memberRows(rows)
			}
			if !slices.Equal(ids, []string{b.id("Sam.Okoye"), b.id("Desk")}) || (groups[1] == "true") != marked || groups[0] == "true" {
				t.Errorf("%s: got %v %v, want Sam and the Desk, the second marked as a workgroup: %t", as, ids, groups, marked)
			}
		}
	}
}

func memberRows(rows []map[string]any) (ids, groups []string) {
	for _, r := range rows {
		ids, groups = append(ids, r["id"].(string)), append(groups, fmt.Sprint(r["workgroup"]))
	}
	return ids, groups
}

func TestMembersOfWhatIsNoGroup(t *testing.T) {
	t.Parallel()
	for as, want := range map[string]int{iiqsim.NoGroupAs404: 404, iiqsim.NoGroupAs400: 400, iiqsim.NoGroupAsEmpty: 200} {
		b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{NoGroupAs: as}})
		for _, id := range []string{b.id("Sam.Okoye"), "none"} {
			if a := b.get("/object/workgroup/" + id + "/members"); a.status != want || want == 200 && len(b.xml(a).all("Identity")) != 0 {
				t.Errorf("%s: got %d %s, want %d without members", as, a.status, a.body, want)
			}
		}
	}
}

func TestMembershipChanges(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	members := func() string {
		return strings.Join(attrs(b.xml(b.get("/object/workgroup/"+b.id("Desk")+"/members")).all("Identity"), "name"), " ")
	}
	b.ok(b.AddMember("Desk", "Lee.Quinn"))
	b.ok(b.AddMember("Desk", "Lee.Quinn"))
	if got := members(); got != "Ada.Mensah Lee.Quinn" {
		t.Errorf(`added: %s, want "Ada.Mensah Lee.Quinn"`, got)
	}
	b.ok(b.RemoveIdentity("Ada.Mensah"))
	if got := members(); got != "Lee.Quinn" {
		t.Errorf(`deleted behind its back: %s, want "Lee.Quinn"`, got)
	}
	b.ok(b.AddMember("Desk", "Dana.Reyes"))
	b.ok(b.RemoveMember("Desk", "Lee.Quinn"))
	if got := members(); got != "Dana.Reyes" {
		t.Errorf(`removed: %s, want "Dana.Reyes"`, got)
	}
	b.ok(b.SetMembers("Desk"))
	if got := members(); got != "" {
		t.Errorf(`emptied: %s, want ""`, got)
	}
	if b.SetMembers("Sam.Okoye", "Lee.Quinn") == nil || b.SetMembers("Desk", "nobody") == nil || b.AddMember("Desk", "nobody") == nil ||
		b.RemoveMember("none", "Lee.Quinn") == nil {
		t.Error("a wrong change of members was taken")
	}
}
