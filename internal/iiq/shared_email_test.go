package iiq

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Somebody whom an answer leaves out, since it holds so many and no more, may be the other active one: the address is nobody's.
func TestAnAddressOfMoreThanAreToldIsNobodys(t *testing.T) {
	t.Parallel()
	holders := func(n int, of string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(of, hexOf(i), i == 0)
		}
		return strings.Join(all, ",")
	}
	const row, user = `{"id":%q,"email":"it@ex.com","inactive":false,"first":%t}`, `{"id":%q,"active":%t,"emails":[{"value":"it@ex.com","primary":true}]}`
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		change []func(*Config)
		want   int
		clear  bool
	}{
		"table, two":              {says(200, `{"objects":[`+holders(2, row)+`]}`), nil, 2, true},
		"table, a full page":      {says(200, `{"objects":[`+holders(sameEmailLimit, row)+`]}`), nil, 0, false},
		"SCIM, two":               {says(200, listOf(`"totalResults":2,`, holders(2, user))), []func(*Config){scim}, 2, true},
		"SCIM, two in small page": {says(200, listOf(`"totalResults":2,`, holders(1, user))), []func(*Config){scim}, 0, false},
		"SCIM, a full page":       {says(200, listOf("", holders(sameEmailLimit, user))), []func(*Config){scim}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := clientOf(t, tt.answer, tt.change...)
			found, err := c.IdentitiesByEmail(t.Context(), "it@ex.com")
			r, refused := approvals.AsRefusal(err)
			if len(found) != tt.want || (err == nil) != tt.clear || !tt.clear && (!refused || r.Code != approvals.RefusedAmbiguous) {
				t.Errorf("%d found, %v, want %d, clear: %t, else %s", len(found), err, tt.want, tt.clear, approvals.RefusedAmbiguous)
			}
		})
	}
}
