package iiq

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	sam := approvals.Identity{ID: ownerID, Name: "Sam.Okoye", Email: "sam@example.com", Display: "Sam Okoye"}
	desk := approvals.Identity{ID: groupID, Name: "Desk", Workgroup: true}
	row1 := `{"id":"` + ownerID + `","name":"Sam.Okoye","email":"sam@example.com","displayName":"Sam Okoye"}`
	row2 := `{"id":"` + groupID + `","name":"Desk","workgroup":true}`
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   []approvals.Identity
		err    error
	}{
		{"XML", 200, listXML(`<Identity id="`+ownerID+`" name="Sam.Okoye" email="sam@example.com" displayName="Sam Okoye"/>`,
			`<Identity id="`+groupID+`" name="Desk" workgroup="true"><Attributes/></Identity>`), []approvals.Identity{sam, desk}, nil},
		{"objects", 200, `{"status":"success","objects":[` + row1 + `,` + row2 + `]}`, []approvals.Identity{sam, desk}, nil},
		{"array", 200, "\n [" + row1 + `,` + row2 + `]`, []approvals.Identity{sam, desk}, nil},
		{"array of ids and names", 200, `["` + ownerID + `","Sam Okoye, Finance"]`,
			[]approvals.Identity{{ID: ownerID}, {Name: "Sam Okoye, Finance"}}, nil},
		{"references", 200, listXML(`<Reference id="` + ownerID + `" name="Sam.Okoye"/>`), []approvals.Identity{{ID: ownerID, Name: "Sam.Okoye"}}, nil},
		{"empty XML", 200, xmlHead + "<List/>", nil, nil},
		{"empty objects", 200, `{"objects":[]}`, nil, nil},
		{"empty array", 200, `[]`, nil, nil},
		{"404", 404, "", nil, approvals.ErrNotAWorkgroup},
		{"400", 400, `{"errors":["no workgroup"]}`, nil, approvals.ErrNotAWorkgroup},
		{"500", 500, "", nil, approvals.ErrIIQBroken},
		{"nameless member", 200, `[{"email":"x"}]`, nil, approvals.ErrIIQBroken},
		{"array cut", 200, `[` + row1, nil, approvals.ErrIIQBroken},
		{"array and more", 200, `[]]`, nil, approvals.ErrIIQBroken},
		{"numbers", 200, `[1,2]`, nil, approvals.ErrIIQBroken},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, f := clientOf(t, says(tc.status, tc.body))
			got, err := c.Members(t.Context(), groupID)
			if !errors.Is(err, tc.err) {
				t.Fatalf("%v, want %v", err, tc.err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if path := f.seen()[0].path; path != "/plugin/rest/moveworks-plugin/object/workgroup/"+groupID+"/members" {
				t.Errorf("path %s, want %v", path, "/plugin/rest/moveworks-plugin/object/workgroup/"+groupID+"/members")
			}
		})
	}
}
