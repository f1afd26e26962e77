package slackui

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

func TestQuestions(t *testing.T) {
	t.Parallel()
	const (
		plain = "find [dana] overdue=false types=[] for i1 0+5"
	)
	something := func(s *env) {
		s.found = approvals.Page{Now: s.page.Now, AsOf: s.page.AsOf, Rows: rows(1), Total: 1}
	}
	broken := func(s *env) { s.findErr = errors.New("away") }
	for name, tc := range map[string]struct {
		words string
		set   func(*env)
		want  []string
	}{
		"a name":                      {"Dana", something, []string{plain, "One item that waits for you matches “dan"}},
		"a name that nothing has":     {"Dana", nil, []string{plain, "I do not understand “Dana”, and nothing"}},
		"a name, and the tables fail": {"Dana", broken, []string{plain, "I can't look that up right now. Please t"}},
		"requests": {"requests", nil,
			[]string{"find [] overdue=false types=[Approval] for i1 0+5", "No request is waiting for your approval."}},
		"overdue": {"late", nil,
			[]string{"find [] overdue=true types=[] for i1 0+5", "Nothing that waits for you is overdue."}},
		"overdue from somebody": {"overdue Dana", something, []string{
			"find [dana] overdue=true types=[] for i1 0+5", "One overdue item matches “dana”. 1200 ·",
		}},
		"understood words that were a name after all": {"Review Board", nil, []string{
			"find [board] overdue=false types=[Certification] for i1 0+5", "find [review board] overdue=false types=[] for i1 0+5",
			"I do not understand “Review Board”, and",
		}},
		"done": {"done", nil, []string{"done of i1 0+5", "You have not decided anything here yet."}},
		"a slip": {"lisst", nil, []string{"find [lisst] overdue=false types=[] for i1 0+5", "pending i1 0+5",
			"Nothing that waits for you matches “liss"}},
		"a slip in help": {"hlep", nil, []string{"find [hlep] overdue=false types=[] for i1 0+5",
			"What you can ask: /approvals: what waits"}},
		"a slip that is a name": {"lisst", something,
			[]string{"find [lisst] overdue=false types=[] for i1 0+5", "One item that waits for you matches “lis"}},
		"a number of a request": {"777", func(s *env) { s.readErr = approvals.Refuse(approvals.RefusedNoSuchItem); something(s) }, []string{
			"number 777 for i1", "find [777] overdue=false types=[] for i1 0+5", "One item that waits for you matches “777",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			if tc.set != nil {
				tc.set(s)
			}
			s.deliver(t, socket.KindCommand, "e1", slash(tc.words))
			last := len(tc.want) - 1
			tc.want[last] = "respond replace=false " + tc.want[last]
			if diff := cmp.Diff(append([]string{"take e1", "ack", "person U1 1m0s"}, tc.want...), s.done); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Another page of a narrowed list asks the same question.
func TestPagesKeepTheQuestion(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.found = approvals.Page{Now: s.page.Now, AsOf: s.page.AsOf, Rows: rows(5), Total: 12, Offset: 5}
	for value, want := range map[string]string{
		"pending.5.dana reyes":   "find [dana reyes] overdue=false types=[] for i1 5+5",
		"overdue.5":              "find [] overdue=true types=[] for i1 5+5",
		"requests.5.ledger v2.1": "find [ledger v2.1] overdue=false types=[Approval] for i1 5+5",
		"done.5":                 "done of i1 5+5",
	} {
		t.Run(value, func(t *testing.T) {
			s.done = nil
			s.deliver(t, socket.KindInteraction, value, onCard(cards.ActionNextPage, value))
			if len(s.done) != 4 || s.done[2] != want {
				t.Errorf("did %q, want %q", s.done, want)
			}
		})
	}
	ref := cards.PageRef{Kind: answers.ListRequests, Text: "ledger v2.1"}
	blocks, err := json.Marshal(cards.Answer(s.found, ref, "").Blocks)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range blockkit.Controls(blocks) {
		if c.ActionID != cards.ActionNextPage {
			continue
		}
		if back, err := cards.ParsePageRef(c.Value); err != nil || back.Text != ref.Text || back.Offset != 10 {
			t.Errorf("next page: got %+v, %v, want %q from 10", back, err, ref.Text)
		}
	}
}

// The buttons for more pages carry what was asked for, whatever it was.
func TestEveryQuestionHasPages(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		for _, asked := range meanings(query.Parse(text)) {
			if back, err := cards.ParsePageRef(asked.Encode()); err != nil || back != asked {
				t.Errorf("got %+v, %v, want %+v", back, err, asked)
			}
		}
	})
}

func rows(n int) []approvals.Row {
	out := make([]approvals.Row, n)
	for i := range out {
		out[i] = approvals.Row{WorkItemID: fmt.Sprintf("7f00000197a1b2c3d4e5f607182%05d", i), Number: fmt.Sprint(1200 + i),
			Type: approvals.TypeApproval, Phase: approvals.PhaseOpen, Requester: "Lee Quinn", What: "Add Ledger Reader", Lines: 3}
	}
	return out
}
