package cards

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

func doneFixture() []approvals.DoneRow {
	return []approvals.DoneRow{
		{Number: "0000001100", Target: "Dana Reyes", What: "Add Ledger Reader", Verdict: approvals.Approve,
			State: approvals.DecisionRecorded, At: fixtureNow},
		{Number: "1101", Target: "Kim <!here>", What: "Remove *x*", Verdict: approvals.Deny, State: approvals.DecisionRecorded,
			At: fixtureNow},
		{Number: "1102", Verdict: approvals.Deny, State: approvals.DecisionRecording, At: fixtureNow},
	}
}

func TestAnswersToQuestions(t *testing.T) {
	t.Parallel()
	decided := page(nil, 0, 12)
	decided.Done = doneFixture()
	decided.Done = append(decided.Done, decided.Done...)[:5]
	last := page(nil, 10, 12)
	last.Done = doneFixture()[:2]
	cases := map[string]struct {
		page    approvals.Page
		asked   PageRef
		note    string
		says    []string
		buttons []string
	}{
		"done": {decided, PageRef{Kind: answers.ListDone}, "", []string{"12 decisions of yours", "✅ Approved, ", "1 to 5 of 12"},
			[]string{"Next page"}},
		"done_last":  {last, PageRef{Kind: answers.ListDone}, "", []string{"11 to 12 of 12"}, []string{"Previous page"}},
		"done_never": {page(nil, 0, 0), PageRef{Kind: answers.ListDone}, "", []string{"You have not decided anything here yet."}, nil},
		"found": {page(rows(5), 0, 7), PageRef{Kind: answers.ListPending, Text: "dana reyes"}, "",
			[]string{"7 items that wait for you match “dana reyes”"}, []string{"Open", "Open", "Open", "Open", "Open", "Next page"}},
		"found_markup": {page(rows(1), 0, 1), PageRef{Kind: answers.ListOverdue, Text: "<!here> *x*"}, "",
			[]string{"One overdue item matches “<!here> *x*”"}, []string{"Open"}},
		"requests": {page(rows(2), 0, 2), PageRef{Kind: answers.ListRequests}, "", []string{"2 requests wait for you"},
			[]string{"Open", "Open"}},
		"guessed": {page(rows(1), 0, 1), PageRef{Kind: answers.ListPending}, answers.TakenFor(approvals.English, "lisst"),
			[]string{"Nothing that waits for you matches “lisst”, so I took it for this:", "One item waits for you"}, []string{"Open"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Answer(c.page, c.asked, c.note)
			goldenMessage(t, "answer_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
			if diff := cmp.Diff(c.buttons, labels(t, m.Blocks)); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("nothing found", func(t *testing.T) {
		t.Parallel()
		m := HelpForSearch(approvals.English, "make <coffee>")
		goldenMessage(t, "answer_nothing_found", m)
		contains(t, wordsOf(t, m.Blocks), "I do not understand “make <coffee>”, and nothing that waits for you matches it. Did you mean this?")
	})
}
