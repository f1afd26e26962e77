package wire

import (
	"fmt"
	"slices"
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
