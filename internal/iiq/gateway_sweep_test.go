package iiq_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestStatesAreReadByTheThousand(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	if _, err := b.WorkItemStates(t.Context(), ""); !errors.Is(err, approvals.ErrNotOffered) {
		t.Errorf("before the gateway was seen: got %v, want %v", err, approvals.ErrNotOffered)
	}
	page := "3"
	b.SetGateway(map[string]*string{"states": &page})
	b.AskGateway(t.Context())
	var want []string
	for range 5 {
		want = append(want, b.item(iiqsim.ItemSpec{}).ID)
	}
	slices.Sort(want)
	var got []string
	for after := ""; ; after = got[len(got)-1] {
		rows, err := b.WorkItemStates(t.Context(), after)
		b.must(err)
		if len(rows) == 0 {
			break
		}
		for _, row := range rows {
			if got = append(got, row.ID); row.OwnerID != b.id("Sam.Okoye") || row.Stamp.IsZero() || !row.State.Open() {
				t.Errorf("got the row %+v, want one that is Sam's, open and stamped", row)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if n := tap.calls("/states/WorkItem"); n != 3 {
		t.Errorf("got %d calls, want 2 pages of three at most and an empty one", n)
	}
}

// Rows that do not follow the order, or are cut, say nothing of what is missing among them.
func TestWhatIsNoPageOfStates(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	b.AskGateway(t.Context())
	one, two := strings.Repeat("1", 32), strings.Repeat("2", 32)
	row := func(id string) string { return `["` + id + `",1767000000000,"` + one + `",null]` }
	page := func(rows ...string) string {
		return `{"columns":["id","stamp","owner","state"],"rows":[` + strings.Join(rows, ",") + `]}`
	}
	for name, c := range map[string]struct {
		after, body string
		rows        int
		wrong       bool
	}{
		"two rows":                 {body: page(row(one), row(two)), rows: 2},
		"more columns":             {body: `{"columns":["more","state","owner","stamp","id"],"rows":[[7,null,null,null,"` + one + `"]]}`, rows: 1},
		"the end":                  {body: page()},
		"another order":            {body: page(row(two), row(one)), wrong: true},
		"the same twice":           {body: page(row(one), row(one)), wrong: true},
		"before where it begins":   {after: two, body: page(row(one)), wrong: true},
		"where it begins":          {after: one, body: page(row(one)), wrong: true},
		"an id of capitals":        {body: page(row(strings.Repeat("A", 32))), wrong: true},
		"a row that is too short":  {body: page(`["` + one + `"]`), wrong: true},
		"a stamp of letters":       {body: page(`["` + one + `","now",null,null]`), wrong: true},
		"no id":                    {body: page(`[null,1,null,null]`), wrong: true},
		"no rows":                  {body: `{"columns":["id","stamp","owner","state"]}`, wrong: true},
		"a column less":            {body: `{"columns":["id","stamp","owner"],"rows":[]}`, wrong: true},
		"cut":                      {body: page(row(one))[:60], wrong: true},
		"nothing":                  {body: "", wrong: true},
		"a page of a proxy":        {body: "<html><body>Sign in</body></html>", wrong: true},
		"something that goes on":   {body: page() + page(row(one)), wrong: true},
		"the answer of an old one": {body: `{"objects":[]}`, wrong: true},
	} {
		tap.insteadOf("/states/WorkItem", 200, http.Header{}, c.body)
		rows, err := b.WorkItemStates(t.Context(), c.after)
		if wrong := errors.Is(err, approvals.ErrIIQBroken); wrong != c.wrong || len(rows) != c.rows || (err == nil) == c.wrong {
			t.Errorf("%s: got %v, %v, want %d rows, or a broken answer: %t", name, rows, err, c.rows, c.wrong)
		}
	}
}

func TestOutcomesInBulk(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	b.AskGateway(t.Context())
	open, denied, deleted := b.item(iiqsim.ItemSpec{}), b.item(iiqsim.ItemSpec{}), b.item(iiqsim.ItemSpec{})
	b.must(b.Deny(denied.ID, "Sam.Okoye", "no"))
	b.must(b.DeleteWithoutTrace(deleted.ID))
	var asked []approvals.OutcomeQuestion
	for _, w := range []iiqsim.WorkItem{denied, open, deleted} {
		asked = append(asked, approvals.OutcomeQuestion{WorkItemID: w.ID, Request: w.IdentityRequest})
	}
	told, err := b.Outcomes(t.Context(), asked)
	if err != nil || len(told) != 3 {
		t.Fatalf("got %v, %v, want three answers", told, err)
	}
	for n, want := range []approvals.ItemFate{approvals.FateDecided, approvals.FateOpen, approvals.FateUnknown} {
		if told[n].WorkItemID != asked[n].WorkItemID || told[n].Fate != want {
			t.Errorf("answer %d: got %+v, want %q", n, told[n], want)
		}
	}
	s := told[0].Summary
	if s.State != approvals.StateRejected || s.Completer != "Sam.Okoye" || s.Ended.IsZero() || len(s.Lines) != 1 {
		t.Errorf("got %+v, want it denied by Sam with its line and its time", s)
	}
	for name, body := range map[string]string{
		"of another":   `{"objects":[{"id":"` + open.ID + `","outcome":"decided","state":"Finished"}]}`,
		"one too many": `{"objects":[{"id":"` + denied.ID + `","outcome":"open"},{"id":"` + open.ID + `","outcome":"open"}]}`,
		"none":         `{"objects":[]}`,
		"cut":          `{"objects":[{"id":"` + denied.ID,
	} {
		tap.insteadOf("/outcomes", 200, http.Header{}, body)
		if told, err := b.Outcomes(t.Context(), asked[:1]); !errors.Is(err, approvals.ErrIIQBroken) {
			t.Errorf("%s: got %v, %v, want a broken answer", name, told, err)
		}
	}
	for name, body := range map[string]string{
		"decided and open":  `{"objects":[{"id":"` + denied.ID + `","outcome":"decided","state":"Pending"}]}`,
		"decided, no state": `{"objects":[{"id":"` + denied.ID + `","outcome":"decided"}]}`,
		"a new word":        `{"objects":[{"id":"` + denied.ID + `","outcome":"postponed"}]}`,
	} {
		tap.insteadOf("/outcomes", 200, http.Header{}, body)
		if told, err := b.Outcomes(t.Context(), asked[:1]); err != nil || told[0].Fate != approvals.FateUnknown {
			t.Errorf("%s: got %v, %v, want nothing known", name, told, err)
		}
	}
	if _, err := b.Outcomes(t.Context(), make([]approvals.OutcomeQuestion, iiq.MostOutcomes+1)); !errors.Is(err, iiq.ErrBadArgument) {
		t.Errorf("too many: got %v, want %v", err, iiq.ErrBadArgument)
	}
}

// A client that sends nothing but GET asks no such question, which is a POST.
func TestAShadowAsksForNoOutcomes(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil, func(c *iiq.Config) { c.ReadOnly = true })
	b.AskGateway(t.Context())
	if _, err := b.Outcomes(t.Context(), []approvals.OutcomeQuestion{{WorkItemID: strings.Repeat("1", 32)}}); !errors.Is(err,
		approvals.ErrNotOffered) {
		t.Errorf("got %v, want %v", err, approvals.ErrNotOffered)
	}
	if n := tap.calls("/outcomes"); n != 0 {
		t.Errorf("got %d questions sent, want none", n)
	}
}
