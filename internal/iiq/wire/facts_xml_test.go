package wire

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// The dates of a line stand in its attributes, its children or its own map.
func TestWhenAccessBeginsAndEnds(t *testing.T) {
	t.Parallel()
	const start, end = 1798761600000, 1806537600000
	inItsMap := func(inner string) string { return aLine("", inMap(inner)) }
	for name, line := range map[string]string{
		"attributes": aLine(fmt.Sprintf(`startDate="%d" endDate="%d"`, start, end), ""),
		"children":   aLine("", fmt.Sprintf(`<StartDate><Date>%d</Date></StartDate><EndDate>%d</EndDate>`, start, end)),
		"Dates in its map": inItsMap(fmt.Sprintf(`<entry key="startDate"><value><Date>%d</Date></value></entry>`+
			`<entry key="endDate"><value><Date>%d</Date></value></entry>`, start, end)),
		"texts in its map": inItsMap(fmt.Sprintf(`<entry key="startDate" value="%d"/><entry key="endDate" value="%d"/>`, start, end)),
		"RFC 3339":         aLine(`startDate="2027-01-01T00:00:00Z" endDate="2027-04-01T00:00:00Z"`, ""),
	} {
		w := one(t, item("", set(line)))
		if l := w.Lines[0]; l.Start.UnixMilli() != start || l.End.UnixMilli() != end || !w.Whole() {
			t.Errorf("%s: got %v until %v, gaps %v, want %v until %v and none", name, l.Start, l.End, w.Unread,
				time.UnixMilli(start).UTC(), time.UnixMilli(end).UTC())
		}
	}
	if l := one(t, item("", set(aLine(`startDate="" endDate="0"`, "")))).Lines[0]; !l.Start.IsZero() || !l.End.IsZero() {
		t.Errorf("without dates: got %v until %v, want neither", l.Start, l.End)
	}
}

// Words stand under the name of whoever wrote them, in whatever shape they come.
func TestWhoWroteWhat(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1767000000000).UTC()
	kim := approvals.Comment{Author: "Kim Novak", At: at, Text: "Ask her manager."}
	nobody := approvals.Comment{Text: "Ask her manager."}
	const byKim = `<Comment author="Kim Novak" date="1767000000000" comment="Ask her manager."/>`
	onLine := kim
	onLine.Line = 2
	for name, tc := range map[string]struct {
		item          string
		justification string
		comments      []approvals.Comment
	}{
		"a child": {item("", "<Comments>"+byKim+"</Comments>"), "", []approvals.Comment{kim}},
		"an entry of the map": {item("", inMap(`<entry key="comments"><value><List>`+byKim+`</List></value></entry>`)),
			"", []approvals.Comment{kim}},
		"elements": {item("", `<Comments><Comment><Author>Kim Novak</Author><Date>1767000000000</Date>`+
			`<Text>Ask her manager.</Text></Comment></Comments>`), "", []approvals.Comment{kim}},
		"a map": {item("", `<Comments><Map><entry key="author" value="Kim Novak"/><entry key="date" value="1767000000000"/>`+
			`<entry key="comment" value="Ask her manager."/></Map></Comments>`), "", []approvals.Comment{kim}},
		"an attribute": {item(`comments="Ask her manager."`, ""), "", []approvals.Comment{nobody}},
		"a text in the map": {item("", inMap(`<entry key="comments" value="Ask her manager."/>`)),
			"", []approvals.Comment{nobody}},
		"twice": {item("", "<Comments>"+byKim+byKim+"</Comments>"), "", []approvals.Comment{kim}},
		"on a line": {item("", set(aLine("", "")+aLine("", "<Comments>"+byKim+"</Comments>"))),
			"", []approvals.Comment{onLine}},
		"beside the requester's words": {item("", set(aLine(`requesterComments="Quarter close"`, ""))+"<Comments>"+byKim+"</Comments>"),
			"Quarter close", []approvals.Comment{kim}},
		"the requester's own comment": {item("", `<Requester><Reference name="Kim Novak"/></Requester><Comments>`+byKim+"</Comments>"), "",
			[]approvals.Comment{kim}},

		"among the requester's words": {item("", "<RequesterComments>"+byKim+
			`<Comment author="Lee" comment="Quarter close"/></RequesterComments>`+
			`<Requester><Reference name="Lee"/></Requester>`), "Quarter close", []approvals.Comment{kim}},
		"nothing": {item("", "<Comments/>"), "", nil},
	} {
		w := one(t, tc.item)
		if diff := cmp.Diff(tc.comments, w.Comments); diff != "" || w.Justification != tc.justification {
			t.Errorf("%s: got the justification %q, want %q; comments (-want +got):\n%s", name, w.Justification, tc.justification, diff)
		}
	}
}

// A thread without end leaves the item decidable: the newest comments are kept, and the others counted.
func TestManyCommentsAreBounded(t *testing.T) {
	t.Parallel()
	thread := func(n, length int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<Comment author="Kim" date="%d" comment="%04d %s"/>`, 1767000000000+i, i, strings.Repeat("c", length))
		}
		return "<Comments>" + b.String() + "</Comments>"
	}
	for name, tc := range map[string]struct{ n, length, kept int }{
		"few":       {maxComments, 1, maxComments},
		"many":      {maxComments + 7, 1, maxComments},
		"long ones": {20, 60_000, 4},
	} {
		w := one(t, item("", thread(tc.n, tc.length)))
		if len(w.Comments) != tc.kept || w.OlderComments != tc.n-tc.kept || !w.Whole() {
			t.Fatalf("%s: got %d comments, %d older, gaps %v, want %d, %d and none", name, len(w.Comments), w.OlderComments, w.Unread,
				tc.kept, tc.n-tc.kept)
		}
		if last := w.Comments[tc.kept-1].Text; !strings.HasPrefix(last, fmt.Sprintf("%04d", tc.n-1)) {
			t.Errorf("%s: got %.20q as the last one, want the newest", name, last)
		}
	}
}

// An approval summary says who wrote each comment, where IIQ tells.
func TestWhoWroteWhatInASummary(t *testing.T) {
	t.Parallel()
	for inside, want := range map[string][]string{
		`<Comments><Comment author="Sam" comment="No."/><Comment author="Kim" comment="Ask."/></Comments>`: {"Sam", "Kim"},
		`<Comments><Comment comment="No."/><Comment author="Kim" comment="Ask."/></Comments>`:              {"", "Kim"},
		`<Comments><Comment comment="No."/></Comments>`:                                                    nil,
	} {
		x := newXMLReader(strings.NewReader("<S>" + inside + "</S>"))
		start, err := x.root()
		if err != nil {
			t.Fatal(err)
		}
		n, _, err := x.tree(start)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, readSummary(n).Authors); diff != "" {
			t.Errorf("%s (-want +got):\n%s", inside, diff)
		}
	}
}
