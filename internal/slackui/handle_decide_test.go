package slackui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

var testRef = cards.ItemRef{WorkItemID: testItem, CardID: testCard}.Encode()

// What the block of a pressed button says was shown goes with the click, on a card and on the Home tab. Without it, or with half of
// it, the value of the Home tab's button counts alone.
func TestAPressSaysWhatItWasMadeOn(t *testing.T) {
	t.Parallel()
	requested, facts := approvals.RequestMark(approvals.WorkItem{}), approvals.FactsMark([]byte("facts"))
	home := cards.ItemRef{WorkItemID: testItem, RequestMark: requested}.Encode()
	both := "buttons-7." + requested + "." + facts
	for name, tc := range map[string]struct {
		payload, block, requested, facts string
	}{
		"a card":                     {onCard(cards.ActionApprove, testRef), both, requested, facts},
		"a card of another version":  {onCard(cards.ActionApprove, testRef), "buttons-7", "", ""},
		"a card with half of it":     {onCard(cards.ActionApprove, testRef), "buttons-7." + requested, "", ""},
		"a Home tab":                 {onHomeTab(cards.ActionHomeApprove, home), both, requested, facts},
		"a Home tab without a block": {onHomeTab(cards.ActionHomeApprove, home), "buttons-0-7", requested, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			s.deliver(t, socket.KindInteraction, "e1", strings.Replace(tc.payload, `"block_id":"b"`, `"block_id":"`+tc.block+`"`, 1))
			if s.click.RequestMark != tc.requested || s.click.FactsMark != tc.facts {
				t.Errorf("got the marks %q and %q, want %q and %q", s.click.RequestMark, s.click.FactsMark, tc.requested, tc.facts)
			}
		})
	}
}

func TestClicks(t *testing.T) {
	t.Parallel()
	refused := &approvals.Refusal{Code: approvals.RefusedNotYours}
	broken := errors.New("no database")
	denyModal := []string{"ack", "known U1", "read 7f00 for i1", "modal decide by 1.2.abc"}
	for name, tc := range map[string]struct {
		payload string
		set     func(*env)
		want    []string
	}{
		"approve is acked after the commit": {
			onCard(cards.ActionApprove, testRef), nil, []string{`decide approve 7f00 ""`, "ack"},
		},
		"approve refused": {
			onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr = refused },
			[]string{`decide approve 7f00 ""`, "ack", "respond replace=false This request is not yours to decide. Not"},
		},
		"approve by a guest": {
			onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr = approvals.Refuse(approvals.RefusedGuest) },
			[]string{`decide approve 7f00 ""`, "ack", "respond replace=false Guests cannot use approvals. Ask your ad"},
		},
		"approve without a database": {
			onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr = broken },
			[]string{`decide approve 7f00 ""`, "ack", "respond replace=false Nothing was recorded. Please try again i"},
		},
		"approve with a commit of unknown outcome": {
			onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr = errors.Join(broken, approvals.ErrUncertain) },
			[]string{`decide approve 7f00 ""`, "ack", "respond replace=false I could not confirm that this was record"},
		},
		"approve whose response URL is spent": {
			onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr, s.respondErr = refused, webapi.ErrResponseGone },
			[]string{
				`decide approve 7f00 ""`, "ack", "respond replace=false This request is not yours to decide. Not",
				"say U1 This request is not yours to decide. Not",
			},
		},
		"approve whose response URL does not answer": {
			onCard(cards.ActionApprove, testRef), func(s *env) { s.decideErr, s.respondErr = refused, approvals.ErrUnclear },
			[]string{
				`decide approve 7f00 ""`, "ack", "respond replace=false This request is not yours to decide. Not",
				"say U1 This request is not yours to decide. Not",
			},
		},
		"approve with a comment demanded": {
			onCard(cards.ActionApprove, testRef), func(s *env) { s.ApproveComment = true }, denyModal,
		},
		"approve on the Home tab": {
			onHomeTab(cards.ActionHomeApprove, testItem), nil, []string{`decide approve 7f00 ""`, "ack"},
		},
		"approve on the Home tab refused": {
			onHomeTab(cards.ActionHomeApprove, testItem), func(s *env) { s.decideErr = refused },
			[]string{`decide approve 7f00 ""`, "ack", "modal sentence by 1.2.abc", "opened U1"},
		},
		"approve on the Home tab refused too late for a modal": {
			onHomeTab(cards.ActionHomeApprove, testItem), func(s *env) { s.decideErr, s.decideTakes = refused, 1500*time.Millisecond },
			[]string{`decide approve 7f00 ""`, "ack", "say U1 This request is not yours to decide. Not", "opened U1"},
		},
		"approve with a value that is not ours":    {onCard(cards.ActionApprove, "../x"), nil, []string{"ack"}},
		"deny opens the modal":                     {onCard(cards.ActionDeny, testRef), nil, denyModal},
		"approve where the rules demand a comment": {onCard(cards.ActionApproveNoted, testRef), nil, denyModal},
		"the same on the Home tab":                 {onHomeTab(cards.ActionHomeApproveNoted, testItem), nil, denyModal},
		"deny on the Home tab":                     {onHomeTab(cards.ActionHomeDeny, testItem), nil, denyModal},
		"deny when the read was late": {
			onCard(cards.ActionDeny, testRef), func(s *env) { s.knownTakes = time.Second },
			[]string{"ack", "known U1", "read 7f00 for i1", "respond replace=false I could not open the form in time. Nothi"},
		},
		"deny without a database": {
			onCard(cards.ActionDeny, testRef), func(s *env) { s.readErr = broken },
			[]string{"ack", "known U1", "read 7f00 for i1", "respond replace=false I could not open the form in time. Nothi"},
		},
		"deny with a trigger that is gone": {
			onCard(cards.ActionDeny, testRef), func(s *env) { s.modalErr = webapi.ErrTriggerGone },
			[]string{
				"ack", "known U1", "read 7f00 for i1", "modal decide by 1.2.abc",
				"respond replace=false I could not open the form in time. Nothi",
			},
		},
		"deny what somebody has just decided": {
			onCard(cards.ActionDeny, testRef), func(s *env) {
				s.card.Phase = approvals.PhaseEnded
				s.card.Ended = approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "Lee Quinn"}
			},
			[]string{"ack", "known U1", "read 7f00 for i1", "respond replace=false Lee Quinn already approved this."},
		},
		"details": {fromMenu("details." + testRef), nil,
			[]string{"ack", "known U1", "read 7f00 for i1", "modal details by 1.2.abc"}},
		"approve with a comment":        {fromMenu("comment." + testRef), nil, denyModal},
		"a choice that does not exist":  {fromMenu("explode." + testRef), nil, []string{"ack"}},
		"a link does nothing here":      {onCard(cards.ActionView, ""), nil, []string{"ack"}},
		"an action that does not exist": {onCard("explode", testRef), nil, []string{"ack"}},
		"two actions at once": {
			`{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"actions":[{"action_id":"approve"},{"action_id":"deny"}]}`,
			nil, []string{"ack"},
		},
		"an interaction of another kind": {`{"type":"shortcut","user":{"id":"U1"}}`, nil, []string{"ack"}},
		"no JSON of ours":                {`[1,2]`, nil, []string{"ack"}},
		"somebody of another team": {
			`{"type":"block_actions","team":{"id":"T9"},"user":{"id":"U9","team_id":"T9"},"response_url":"` + testURL +
				`","actions":[{"action_id":"approve","value":"` + testItem + `"}]}`,
			nil, []string{"ack", "respond replace=false Only members of this workspace can use a"},
		},
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

// Where IdentityIQ's rules demand a comment with an approval, the button opens the form, whatever the card was drawn for.
func TestApproveAsksForTheCommentThatIdentityIQWants(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		wants approvals.CommentDemands
		want  []string
	}{
		"of approvals": {approvals.CommentDemands{Approve: true},
			[]string{"ack", "known U1", "read 7f00 for i1", "modal decide by 1.2.abc"}},
		"of denials alone": {approvals.CommentDemands{Deny: true}, []string{`decide approve 7f00 ""`, "ack"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			s.CommentDemands = func() approvals.CommentDemands { return tc.wants }
			s.deliver(t, socket.KindInteraction, "e1", onCard(cards.ActionApprove, testRef))
			if diff := cmp.Diff(tc.want, s.done); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAClickCarriesWhatTheWorkersNeed(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.deliver(t, socket.KindInteraction, "e1", onCard(cards.ActionApprove, testRef))
	want := approvals.Click{
		ID: "e1", Person: approvals.Person{Slack: testPerson.Slack}, WorkItemID: testItem, CardID: testCard, Verdict: approvals.Approve,
		ChannelID: "D1", MessageTS: "1.2", ResponseURL: testURL,
	}
	if diff := cmp.Diff(want, s.click); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAClickThatCameTooLateIsNotDecided(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.deliverAged(t, socket.KindInteraction, "e1", onCard(cards.ActionApprove, testRef), decideBudget+time.Second, 0)
	want := []string{`decide approve 7f00 ""`, "ack", "respond replace=false Nothing was recorded. Please try again i"}
	if diff := cmp.Diff(want, s.done); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPeopleOfAnotherWorkspaceOfTheOrganisationAreJudgedByTheirStanding(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.Workspace.EnterpriseID = "E1"
	s.deliver(t, socket.KindInteraction, "e1", `{"type":"block_actions","user":{"id":"W7","team_id":"T2"},"actions":[{"action_id":"approve","value":"`+testItem+`"}]}`)
	if diff := cmp.Diff([]string{`decide approve 7f00 ""`, "ack"}, s.done); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A click on the Home tab, and the submission of a form, say what was shown there.
func TestDecisionsSayWhatWasShown(t *testing.T) {
	t.Parallel()
	mark := approvals.RequestMark(approvals.WorkItem{ID: testItem})
	s := newEnv()
	s.deliver(t, socket.KindInteraction, "E1",
		onHomeTab(cards.ActionHomeApprove, cards.ItemRef{WorkItemID: testItem, RequestMark: mark}.Encode()))
	if s.click.RequestMark != mark || s.click.CardID != uuid.Nil {
		t.Errorf("on the Home tab: got %+v, want the mark %s and no card", s.click, mark)
	}
	form := cards.DecideModal(s.card, approvals.Deny, cards.DecideMeta{WorkItemID: testItem, FromHome: true})
	meta, err := cards.ParseDecideMeta(form.PrivateMetadata)
	if err != nil || meta.Click("E2").RequestMark != approvals.RequestMark(s.card.Item) {
		t.Errorf("in the form: got %+v, %v, want the mark %s", meta, err, approvals.RequestMark(s.card.Item))
	}
}
