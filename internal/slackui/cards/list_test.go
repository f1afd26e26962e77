package cards

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

func rows(n int) []approvals.Row {
	out := make([]approvals.Row, n)
	for i := range out {
		out[i] = approvals.Row{
			WorkItemID: fmt.Sprintf("7f00000197a1b2c3d4e5f607182%05d", i), Number: fmt.Sprint(1200 + i), Type: approvals.TypeApproval,
			Phase: approvals.PhaseOpen, Requester: "Lee Quinn", Target: "Dana Reyes", What: "Add Ledger Reader", Lines: 3,
			Level: "Normal", Created: fixtureNow.Add(-time.Hour), Due: fixtureNow.Add(time.Duration(i-1) * time.Hour), WorkItemURL: itemURL,
		}
	}
	return out
}

func page(rows []approvals.Row, offset, total int) approvals.Page {
	return approvals.Page{
		Viewer: approvals.Identity{ID: samID, Display: "Sam Okoye"}, Rows: rows, Total: total, Offset: offset,
		AsOf: fixtureNow.Add(-5 * time.Second), Now: fixtureNow,
	}
}

// sundry has one row of each sort.
func sundry() []approvals.Row {
	r := rows(5)
	r[0].Warnings = []approvals.Warning{approvals.WarnViolation, approvals.WarnPrivileged, approvals.WarnOverdue}
	r[1].Phase, r[1].LinkOnly = approvals.PhaseLinkOnly, approvals.LinkOnlySignature
	r[2].Phase, r[2].Decision = approvals.PhaseRecording, &approvals.DecisionView{DeciderID: leeID, DeciderName: "Lee Quinn"}
	r[3].Level, r[3].Requester, r[3].Due = "High", "Dana Reyes", time.Time{}
	r[4].Phase, r[4].Requester, r[4].Target = approvals.PhaseNotRecorded, "", "<!channel> *x*"
	return r
}

func TestListAnswers(t *testing.T) {
	t.Parallel()
	stalePage := page(rows(2), 0, 2)
	stalePage.Stale, stalePage.AsOf = true, fixtureNow.Add(-time.Hour)
	overdue := page(rows(3), 0, 3)
	overdue.Overdue = 1
	never := page(nil, 0, 0)
	never.AsOf, never.Stale = time.Time{}, true
	cases := map[string]struct {
		page    approvals.Page
		says    []string
		buttons []string
	}{
		"empty":      {page(nil, 0, 0), []string{"Nothing is waiting for your approval."}, nil},
		"never_read": {never, []string{"IdentityIQ has not been reached yet"}, nil},
		"one_page":   {overdue, []string{"3 items wait for you, 1 overdue", "1200 · Lee Quinn for Dana Reyes · Add Ledger Reader and 2 more", "Due "}, []string{"Open", "Open", "Open"}},
		"first_page": {page(rows(5), 0, 12), []string{"1 to 5 of 12"}, []string{"Open", "Open", "Open", "Open", "Open", "Next page"}},
		"middle": {page(rows(5), 5, 12), []string{"6 to 10 of 12"},
			[]string{"Open", "Open", "Open", "Open", "Open", "Previous page", "Next page"}},
		"last_page": {page(rows(2), 10, 12), []string{"11 to 12 of 12"}, []string{"Open", "Open", "Previous page"}},
		"past_end":  {page(nil, 15, 12), []string{"12 items wait for you"}, []string{"Previous page"}},
		"stale":     {stalePage, []string{"IdentityIQ is not answering. This is how it was at"}, []string{"Open", "Open"}},
		"sundry": {page(sundry(), 0, 5), []string{
			"⚠️ Policy violation", "electronic signature", "Recording Lee Quinn's decision…", "Priority High", "Not recorded",
			"1204 · <!channel> *x*",
		}, []string{"Open", "Open", "Open", "Open", "Open"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := ListAnswer(c.page, answers.ListPending)
			goldenMessage(t, "list_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
			if diff := cmp.Diff(c.buttons, labels(t, m.Blocks)); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
		})
	}
}

// Every item is reachable: the pages, followed by their own buttons, show each row once.
func TestPagesReachEveryItem(t *testing.T) {
	t.Parallel()
	all := rows(23)
	seen := map[string]int{}
	offset := 0
	for range all {
		p := page(all[offset:min(offset+ListRows, len(all))], offset, len(all))
		var next string
		for _, c := range controlsOf(t, ListAnswer(p, answers.ListPending).Blocks) {
			switch c.ActionID {
			case ActionOpen:
				seen[c.Value]++
			case ActionNextPage:
				next = c.Value
			}
		}
		if next == "" {
			break
		}
		ref, err := ParsePageRef(next)
		if err != nil || ref.Kind != answers.ListPending {
			t.Fatalf("next page: got %+v, %v, want one of %s", ref, err, answers.ListPending)
		}
		offset = ref.Offset
	}
	for _, r := range all {
		if seen[r.WorkItemID] != 1 {
			t.Errorf("item %s: got %d times, want once", r.Number, seen[r.WorkItemID])
		}
	}
}

func TestHomeViews(t *testing.T) {
	t.Parallel()
	done := []approvals.DoneRow{
		{Number: "0000001100", Target: "Dana Reyes", What: "Add Ledger Reader", Verdict: approvals.Approve,
			State: approvals.DecisionRecorded, At: fixtureNow},
		{Number: "1101", Target: "Kim <!here>", What: "Remove *x*", Verdict: approvals.Deny, State: approvals.DecisionRecorded,
			At: fixtureNow},
		{Number: "1102", Verdict: approvals.Deny, State: approvals.DecisionRecording, At: fixtureNow},
		{Number: "1103", Verdict: approvals.Approve, State: approvals.DecisionRefused, At: fixtureNow},
		{Number: "1104", Verdict: approvals.Approve, State: approvals.DecisionGivenUp, At: fixtureNow},
	}
	withDone := page(sundry(), 0, 5)
	withDone.Done = done
	cases := map[string]struct {
		page approvals.Page
		says []string
	}{
		"empty": {page(nil, 0, 0), []string{"Waiting for you", "Nothing is waiting"}},
		"three": {page(rows(3), 0, 3), []string{"3 items wait for you"}},
		"sundry": {withDone, []string{"Decided lately", "✅ Approved, ", "⛔ Denied, ", "⏳ Recording, ", "❗ Not accepted by IdentityIQ, ",
			"❗ Not recorded, "}},
		"huge":   {page(rows(500), 0, 500), []string{"500 items wait for you", "1 to 20 of 500", "Next page"}},
		"middle": {page(rows(20), 40, 500), []string{"41 to 60 of 500", "Previous page", "Next page"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := HomeView(c.page)
			goldenHome(t, "home_"+name, v)
			contains(t, wordsOf(t, v.Blocks), c.says...)
		})
	}
}

func TestHomeDecidesOnlyWhatIsOpen(t *testing.T) {
	t.Parallel()
	r := sundry()
	v := HomeView(page(r, 0, len(r)))
	decidable := map[string][]string{}
	for _, c := range controlsOf(t, v.Blocks) {
		if c.ActionID == ActionHomeApprove || c.ActionID == ActionHomeDeny {
			decidable[c.Value] = append(decidable[c.Value], c.ActionID)
		}
	}
	for _, row := range r {
		want := row.Phase == approvals.PhaseOpen
		if got := len(decidable[row.WorkItemID]) == 2; got != want {
			t.Errorf("%s in phase %s: got %v, want %v that it can be decided", row.Number, row.Phase, got, want)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ typed, lead, first string }{
		"plain":   {"", "", "/approvals: what waits"},
		"known":   {"list", "", "/approvals: what waits"},
		"asked":   {"Help!", "", "/approvals: what waits"},
		"typo":    {"hlep <!channel>", "I do not understand “hlep <!channel>”. Did you mean this?", ""},
		"nearest": {"lits", "I do not understand “lits”.", "/approvals: what waits"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := HelpAnswer(approvals.English, c.typed)
			goldenMessage(t, "help_"+name, m)
			said := wordsOf(t, m.Blocks)
			contains(t, said, c.lead, "/approvals help", "my approvals")
			list := said[max(0, strings.Index(said, "• ")):]
			if !strings.HasPrefix(list, "• "+c.first) {
				t.Errorf("got:\n%s\nwant first: %q", list, c.first)
			}
			if c.lead == "" && strings.Contains(said, "understand") {
				t.Errorf("%q: got %q, want it understood", c.typed, said)
			}
		})
	}
}

func TestListKindsAreKnown(t *testing.T) {
	t.Parallel()
	for _, k := range []answers.ListKind{answers.ListPending, answers.ListOverdue} {
		m := ListAnswer(page(rows(5), 0, 9), k)
		checkMessage(t, m)
		values := []string{}
		for _, c := range controlsOf(t, m.Blocks) {
			values = append(values, c.Value)
		}
		if !slices.Contains(values, string(k)+".5") {
			t.Errorf("%s: got %q, want the next page among them", k, values)
		}
		if got, want := ListAnswer(page(nil, 0, 0), k).Text, answers.SayListEmpty(approvals.English, k); got != want {
			t.Errorf("%s: got %q for an empty list, want %q", k, got, want)
		}
	}
}
