package iiqsim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// What published clients of the plugin send is answered: the same calls are in the vendor's guide, docs/iiq-wire.md has its address.
func TestRequestsOfPublicClients(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	w := b.item(iiqsim.ItemSpec{})
	for name, c := range map[string]struct {
		query string
		found string
	}{
		"look-up of people":            {"/table/Identity?limit=100&offset=0&orderby=-id&filter=inactive%20==%20false", "Sam.Okoye"},
		"poll for changes":             {"/object/WorkItem?limit=100&offset=0&filter=(created>=DATE$1318884600000)", w.ID},
		"poll for what has no end":     {"/object/WorkItem?limit=100&offset=0&filter=!id.isNull()%20%26%26%20created>=DATE$1318884600000", w.ID},
		"poll for what is not changed": {"/object/WorkItem?limit=100&filter=!modified.notNull()", w.ID},
		"reviews":                      {"/table/CertificationEntity?limit=100&offset=0&filter=modified>DATE$1318884600000", ""},
		"one item":                     {"/object/WorkItem/" + w.ID, w.ID},
	} {
		a := b.send(b.authed(http.MethodGet, plugin+c.query, ""))
		if a.status != http.StatusOK || !strings.Contains(string(a.body), c.found) {
			t.Errorf("%s: status %d, %.300s, want 200 with %q", name, a.status, a.body, c.found)
		}
	}
	decide := func(state string) *http.Request {
		return b.authed(http.MethodPut, plugin+"/object/WorkItem/"+w.ID, `{"approver":"`+b.id("Sam.Okoye")+`","state":"`+state+`","comment":"fine"}`)
	}
	if a := b.send(decide("Finished")); a.status != http.StatusOK {
		t.Errorf("approve: status %d, %.300s, want 200", a.status, a.body)
	}
}
