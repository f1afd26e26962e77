package iiq

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// unreadable are texts in the place of a date that no date can be read from.
var unreadable = []string{"yesterday", "31.12.2026 12:00", "2026-13-01T00:00:00Z", "-5", "99999999999999999", "1767000000000x", "1.767E12",
	"Thu Jan 01 1970"}

// withDate makes an open item with a text in the place of one of its dates.
func withDate(kind approvals.DateKind, text string) string {
	attrs, inside := map[approvals.DateKind]string{approvals.DateCreated: "1767000000000"}, set(aLine("", ""))
	switch kind {
	case approvals.DateStart:
		inside = set(aLine(fmt.Sprintf("startDate=%q", text), ""))
	case approvals.DateEnd:
		inside = set(aLine("", inMap(fmt.Sprintf(`<entry key="endDate"><value><Date>%s</Date></value></entry>`, text))))
	case approvals.DateComment:
		inside += fmt.Sprintf(`<Comments><Comment author="Kim" date=%q comment="No."/></Comments>`, text)
	default:
		attrs[kind] = text
	}
	return fmt.Sprintf(`<WorkItem id=%q type="Approval" created=%q modified=%q expiration=%q><Owner><Reference id=%q name="Sam.Okoye"/>`+
		`</Owner>%s</WorkItem>`, itemID, attrs[approvals.DateCreated], attrs[approvals.DateModified], attrs[approvals.DateDue], ownerID, inside)
}

// An item whose date cannot be read is there, with that date named and none in its place. It can be decided here unless the date says
// from when or until when access is given.
func TestAnItemWithADateThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, kind := range approvals.DateKinds() {
		if kind == approvals.DateSigned {
			continue // an access review's
		}
		for _, text := range unreadable {
			w := one(t, withDate(kind, text))
			if !slices.Equal(w.UnreadDates, []approvals.DateKind{kind}) {
				t.Errorf("%s %q: got %v as unread, want it", kind, text, w.UnreadDates)
			}
			decides := kind == approvals.DateStart || kind == approvals.DateEnd
			if got := slices.Equal(w.Unread, []approvals.Gap{approvals.GapDate}); got != decides || w.Whole() == decides {
				t.Errorf("%s %q: got the gaps %v, want one of the date: %t", kind, text, w.Unread, decides)
			}
			dates := map[approvals.DateKind]time.Time{approvals.DateCreated: w.Created, approvals.DateModified: w.Modified,
				approvals.DateDue: w.Due, approvals.DateStart: w.Lines[0].Start, approvals.DateEnd: w.Lines[0].End}
			if kind == approvals.DateComment {
				dates[kind] = w.Comments[0].At
			}
			if got := dates[kind]; !got.IsZero() {
				t.Errorf("%s %q: got %v, want no date in its place", kind, text, got)
			}
		}
		for _, text := range []string{"", "0", "1767000000000", "2027-01-01T00:00:00Z"} {
			if w := one(t, withDate(kind, text)); w.UnreadDates != nil || !w.Whole() {
				t.Errorf("%s %q: got %v as unread and the gaps %v, want neither", kind, text, w.UnreadDates, w.Unread)
			}
		}
	}
}

// Everything that cannot be read is counted by what it is, for as long as it is seen, and told of once an hour by its id alone.
func TestUnreadDatesAndUnusableItemsAreCounted(t *testing.T) {
	t.Parallel()
	const secret = "31.12.2026 said Dana"
	var body string
	f := newFake(t, nil)
	c, log := newTestClient(t, f.URL+"/iiq")
	f.answer = func(w http.ResponseWriter, r *http.Request) { says(200, body)(w, r) }
	for range 2 {
		body = listXML(withDate(approvals.DateCreated, secret),
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
