package slackui

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

func TestSubmissions(t *testing.T) {
	t.Parallel()
	meta := cards.DecideMeta{
		WorkItemID: testItem, CardID: testCard, Verdict: approvals.Deny, ChannelID: "D1", MessageTS: "1.2", ResponseURL: testURL,
	}
	under := func(sentence string) string {
		return `ack {"response_action":"errors","errors":{"comment":"` + sentence + `"}}`
	}
	decided := `decide deny 7f00 "not needed"`
	for name, tc := range map[string]struct {
		payload string
		set     func(*env)
		want    []string
	}{
		"decides": {submission(meta, " not needed\n"), nil, []string{decided, "ack"}},
		"with an emoji, which Slack gives by its name": {
			submission(meta, "No :+1::skin-tone-2: :partyparrot: R&D"), nil,
			[]string{`decide deny 7f00 "No 👍🏻 :partyparrot: R&D"`, "ack"},
		},
		"refused stays open": {
			submission(meta, "not needed"), func(s *env) {
				s.decideErr = &approvals.Refusal{Code: approvals.RefusedForwarded, By: "Sam Okoye"}
			},
			[]string{decided, under("This request was forwarded to Sam Okoye. Nothing was changed.")},
		},
		"without a database stays open": {
			submission(meta, "not needed"), func(s *env) { s.decideErr = errors.New("away") },
			[]string{decided, under("Nothing was recorded. Please try again in a minute.")},
		},
		"unclear stays open": {
			submission(meta, "not needed"), func(s *env) { s.decideErr = approvals.ErrUncertain },
			[]string{decided, under("I could not confirm that this was recorded. The card will show it.")},
		},
		"only spaces": {
			submission(meta, "  "), func(s *env) { s.decideErr = approvals.Refuse(approvals.RefusedNoComment) },
			[]string{`decide deny 7f00 ""`, under("Please write a reason.")},
		},
		"too long": {
			submission(meta, strings.Repeat("ä", 2001)), nil, []string{under("Please keep it under 2,000 characters.")},
		},
		"longest": {
			submission(meta, strings.Repeat("ä", 2000)), nil, []string{`decide deny 7f00 "` + strings.Repeat("ä", 2000) + `"`, "ack"},
		},
		"metadata that is not ours": {
			`{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"decide","private_metadata":"{}"}}`, nil,
			[]string{under("Nothing was recorded. Please try again in a minute.")},
		},
		"another team": {
			`{"type":"view_submission","user":{"id":"U1","team_id":"T9"},"view":{"callback_id":"decide","private_metadata":` +
				quoted(meta.Encode()) + `}}`, nil, []string{under("Only members of this workspace can use approvals.")},
		},
		"another view": {`{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"x"}}`, nil, []string{"ack"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			if tc.set != nil {
				tc.set(s)
			}
			s.deliver(t, socket.KindInteraction, "e1", tc.payload)
			if diff := cmp.Diff(tc.want, s.done); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestASubmissionIsAClickOnTheCardThatOpenedTheModal(t *testing.T) {
	t.Parallel()
	meta := cards.DecideMeta{
		WorkItemID: testItem, CardID: testCard, Verdict: approvals.Approve, ChannelID: "D1", MessageTS: "1.2", ResponseURL: testURL,
	}
	s := newEnv()
	s.deliver(t, socket.KindInteraction, "e2", submission(meta, "fine"))
	want := approvals.Click{
		ID: "e2", Person: approvals.Person{Slack: testPerson.Slack}, WorkItemID: testItem, CardID: testCard,
		Verdict: approvals.Approve, Comment: "fine", ChannelID: "D1", MessageTS: "1.2", ResponseURL: testURL,
	}
	if diff := cmp.Diff(want, s.click); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A form says which facts it shows.
func TestAFormSaysWhichFactsWereKnown(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.card.FactsDigest = []byte("what is known")
	mark := approvals.FactsMark(s.card.FactsDigest)
	form := cards.DecideModal(s.card, approvals.Deny, cards.DecideMeta{WorkItemID: testItem, FromHome: true})
	meta, err := cards.ParseDecideMeta(form.PrivateMetadata)
	if err != nil || meta.Click("E3").FactsMark != mark {
		t.Errorf("in the form: got %+v, %v, want the mark %q", meta, err, mark)
	}
}
