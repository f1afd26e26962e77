package wire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestSCIMUser(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		json string
		want approvals.Identity
	}{
		"as the reference shows one": {
			json: `{"urn:ietf:params:scim:schemas:sailpoint:1.0:User":{"entitlements":[],"capabilities":["SystemAdministrator"],"roles":[],"isManager":false},
				"emails":[{"type":"work","value":"spadmin@sailpointdemo.com","primary":"true"}],"displayName":"The Administrator",
				"meta":{"created":"2016-01-29T14:43:09.165-06:00","lastModified":"2016-02-18T16:00:26.165-06:00",
				"version":"W/\"1455832826165\"","resourceType":"User"},
				"name":{"formatted":"The Administrator","familyName":"Administrator",
				"givenName":"The"},"active":true,"id":"2c908cbf528f1fd001528f200feb00fc",
				"userName":"spadmin","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{}}}`,
			want: approvals.Identity{ID: "2c908cbf528f1fd001528f200feb00fc", Name: "spadmin", Display: "The Administrator",
				Email: "spadmin@sailpointdemo.com", ActivityKnown: true},
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
		"without active nobody is": {json: `{"id":"1","name":{"givenName":"Sam","familyName":"Okoye"}}`,
			want: approvals.Identity{ID: "1", Display: "Sam Okoye"}},
		"active that is no boolean": {
			json: `{"id":"1","active":"perhaps","emails":"x","name":"Sam"}`, want: approvals.Identity{ID: "1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, err := ReadOneUser(strings.NewReader(tt.json))
			if diff := cmp.Diff(tt.want, u.Identity); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}
