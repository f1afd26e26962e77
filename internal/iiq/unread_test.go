package iiq

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Everything that cannot be read is counted by what it is, for as long as it is seen, and told of once an hour by its id alone.
func TestUnreadDatesAndUnusableItemsAreCounted(t *testing.T) {
	t.Parallel()
	const secret = "31.12.2026 said Dana"
	var body string
	f := newFake(t, nil)
	c, log := newTestClient(t, f.URL+"/iiq")
	f.answer = func(w http.ResponseWriter, r *http.Request) { says(200, body)(w, r) }
	for range 2 {
		body = listXML(`<WorkItem id="`+itemID+`" type="Approval" created="`+secret+`"><Owner><Reference id="`+ownerID+`"/></Owner>`+
			`</WorkItem>`,
			`<WorkItem id="`+strings.Repeat("b", 65)+`" name="0000000017" type="Approval"/>`,
			`<WorkItem id="`+hexOf(3)+`" type="Approval"/>`, `<WorkItem id="`+hexOf(4)+`"/>`)
		if _, err := c.WorkItems(t.Context(), WorkItemQuery{}); err != nil {
			t.Fatal(err)
		}
		body = `{"objects":[{"id":"e1","certification.id":"c1","certification.expiration":"` + secret + `","certification.signed":{"a":1}}]}`
		found, err := c.ReviewEntities(t.Context(), time.Time{}, "", 3)
		want := []approvals.DateKind{approvals.DateDue, approvals.DateSigned}
		if err != nil || !slices.Equal(found[0].Review.UnreadDates, want) {
			t.Errorf("got %+v, %v, want %v as unread", found, err, want)
		}
		body = `{"objects":[{"id":"i1","name":"Dana","inactive":false,"workgroup":false,"created":"` + secret + `","modified":null}]}`
		if _, err := c.AllIdentities(t.Context(), 0, func([]approvals.Identity, time.Time) error { return nil }); err != nil {
			t.Logf("identities: %v", err)
		}
		body = `<List><IdentityRequest id="` + hexOf(9) + `" name="0000000777"><ApprovalSummaries><ApprovalSummary workItemId="x" endDate="` +
			secret + `"/></ApprovalSummaries></IdentityRequest></List>`
		if _, err := c.IdentityRequest(t.Context(), "0000000777"); err != nil {
			t.Fatal(err)
		}
	}
	for kind, n := range c.DatesUnread() {
		if n != 1 {
			t.Errorf("unread dates of kind %s: got %d, want 1", kind, n)
		}
	}
	for why, want := range map[string]int{whyNoID: 1, whyNoOwner: 1, whyNoType: 1, whyTooMuch: 0} {
		if got := c.ItemsUnusable()[why]; got != want {
			t.Errorf("unusable for %s: got %d, want %d", why, got, want)
		}
	}
	said := log.String()
	if strings.Contains(said, "said Dana") || strings.Count(said, "a date that cannot be read") != 4 ||
		!strings.Contains(said, "number=17") {
		t.Errorf("got the log %s, want each kind once, the number of the item without an id, and no text of a date", said)
	}
}

// The summary that ended last counts. Where one's end cannot be read, IIQ's own order does.
func TestASummaryWhoseEndCannotBeRead(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1767000000000)
	first, second := approvals.ApprovalSummary{WorkItemID: "i1", Completer: "Ann", Ended: at},
		approvals.ApprovalSummary{WorkItemID: "i1", Completer: "Bea", EndedUnread: true}
	r := approvals.IdentityRequest{Summaries: []approvals.ApprovalSummary{first, second}}
	if got, _ := r.SummaryOf("i1"); got.Completer != "Bea" {
		t.Errorf("got %s's end, want that of the last, Bea", got.Completer)
	}
	second.EndedUnread = false
	r.Summaries[1] = second
	if got, _ := r.SummaryOf("i1"); got.Completer != "Ann" {
		t.Errorf("got %s's end, want Ann's, which alone has a date", got.Completer)
	}
}
