package iiqsim_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// The dates of a line and the comments stand where either guess puts them: docs/iiq-wire.md#approval-sets
func TestDatesAndCommentsHaveTwoShapes(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	for inMap, want := range map[bool][]string{
		false: {`startDate="1798761600000" endDate="1806537600000"`,
			`<Comments><Comment author="Kim Novak" date="1767000000000" comment="Ask."/></Comments>`},
		true: {`<entry key="startDate"><value><Date>1798761600000</Date></value></entry>`,
			`<entry key="endDate"><value><Date>1806537600000</Date></value></entry>`,
			`<entry key="comments"><value><List><Comment author="Kim Novak" date="1767000000000" comment="Ask."/></List></value></entry>`},
	} {
		w := b.item(iiqsim.ItemSpec{Item: iiqsim.WorkItem{
			Notes: []iiqsim.Comment{{Author: "Kim Novak", Date: 1767000000000, Text: "Ask."}}, NotesInMap: inMap,
			Lines: []iiqsim.ApprovalItem{{Application: "SAP", Value: "GL", StartDate: 1798761600000, EndDate: 1806537600000,
				DatesInMap: inMap, Privileged: true}}}})
		got := string(b.get("/object/WorkItem/" + w.ID).body)
		for _, text := range append(want, `privileged="true"`) {
			if !strings.Contains(got, text) {
				t.Errorf("in the map %t: got %s, want %s in it", inMap, got, text)
			}
		}
	}
}

// An item's decision changes the lines that were decided before, or leaves them as they are.
func TestLinesThatWereDecidedBefore(t *testing.T) {
	t.Parallel()
	for keep, want := range map[bool][]string{false: {"Finished", "Finished", "Finished"}, true: {"Finished", "Rejected", "Finished"}} {
		b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{KeepDecidedLines: keep}})
		w := b.item(iiqsim.ItemSpec{Item: iiqsim.WorkItem{Lines: []iiqsim.ApprovalItem{{Application: "SAP", Value: "GL"},
			{Application: "SAP", Value: "Z_PAY", State: "Rejected"}, {Application: "SAP", Value: "Z_VIEW", State: "Pending"}}}})
		done := b.xml(b.decide(w.ID, "Sam.Okoye", "Finished"))
		if got := attrs(done.all("ApprovalItem"), "state"); !slices.Equal(got, want) {
			t.Errorf("kept %t: got %v, want %v", keep, got, want)
		}
	}
}
