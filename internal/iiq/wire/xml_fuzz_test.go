package wire

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// FuzzWorkItems: no answer does harm, and what comes out of it keeps its bounds.
func FuzzWorkItems(f *testing.F) {
	for _, seed := range []string{
		"", listXML(wholeItem), listXML(itemXML(itemID)), entityBomb, "<html></html>", "<List>\x01&#1;&#x;&#;&#99999999999;</List>",
		"\uFEFF<List/>", "<List><WorkItem id='a'", listXML(item(`electronicSignature="x"`, "<OwnerHistory><a/></OwnerHistory>")),
		listXML(item("", inMap(`<entry key="violations"><value><List><List><Map/></List></List></value></entry>`))),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var usable []approvals.WorkItem
		err := ReadWorkItems(strings.NewReader(body), signatureKey, func(l ListedItem) {
			if l.Err == nil {
				usable = append(usable, l.Item)
			}
		})
		if err != nil {
			return
		}
		for _, w := range usable {
			checkBounds(t, w)
		}
	})
}

// FuzzOtherBodies: the other parsers, fed with anything.
func FuzzOtherBodies(f *testing.F) {
	for _, seed := range []string{
		"", "[]", `["a",{"id":"b"},null]`, `{"objects":[{"id":"a","certification":{"id":"b"}}]}`, listXML(`<Identity id="a"/>`),
		listXML(`<IdentityRequest name="n"><ApprovalSummaries><ApprovalSummary comments="c"/></ApprovalSummaries></IdentityRequest>`),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		members, err := ReadMembers(strings.NewReader(body))
		for _, m := range members {
			if err == nil && (m.ID == "" && m.Name == "" || m.ID != "" && !approvals.ValidID(m.ID)) {
				t.Fatalf("member %+v, want a name, and an id that is valid or none", m)
			}
		}
		if w, err := ReadOneWorkItem(strings.NewReader(body), signatureKey); err == nil && w.ID != "" {
			checkBounds(t, w)
		}
		_, _ = ReadRequests(strings.NewReader(body), []string{"n"})
		_ = ReadTable(strings.NewReader(body), func(r Row) error {
			if s := r.Text("certification.id"); !utf8.ValidString(s) {
				t.Fatalf("not UTF-8: %q", s)
			}
			return nil
		})
	})
}

func checkBounds(t *testing.T, w approvals.WorkItem) {
	t.Helper()
	if !approvals.ValidID(w.ID) || len(w.Lines) > MaxLines || len(w.Violations) > maxViolations {
		t.Fatalf("out of bounds: id %q, %d lines, %d violations, want a valid id, %d lines and %d violations at most",
			w.ID, len(w.Lines), len(w.Violations), MaxLines, maxViolations)
	}
	texts := []string{w.Number, w.Level, w.Description, w.Justification, w.Owner.Name, w.ForwardedBy, w.Target.Display}
	for _, l := range w.Lines {
		texts = append(texts, l.Value, l.Description, l.Comment, l.DisplayValue)
	}
	for _, s := range append(texts, w.Violations...) {
		if !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxValue || s != Printable(s) {
			t.Fatalf("text out of bounds: %q, want at most %d printable characters of UTF-8", s, maxValue)
		}
	}
}
