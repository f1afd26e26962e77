package slackui

import (
	"context"
	"errors"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// Witness notes that somebody tried to decide and was refused before the Decider was asked. The Decider notes its own
// refusals.
type Witness interface {
	ClickRefused(ctx context.Context, c approvals.Click, r *approvals.Refusal)
}

// refusedClick notes the refusal, if err is one.
func (k *core) refusedClick(ctx context.Context, c *click, decision approvals.Click, err error) {
	refusal, refused := approvals.AsRefusal(err)
	if !refused || k.Witness == nil {
		return
	}
	if decision.Person.Slack.ID == "" {
		decision.Person = k.clicker(c)
	}
	k.Witness.ClickRefused(ctx, decision, refusal)
}

// clicker is whoever clicked, as far as Slack says it.
func (k *core) clicker(c *click) approvals.Person {
	u := approvals.SlackUser{TeamID: k.Workspace.TeamID, ID: c.in.User.ID}
	if c.in.User.TeamID != "" {
		u.TeamID = c.in.User.TeamID
	}
	return approvals.Person{Slack: u}
}

// errAllBusy is why an interaction is left to Slack's own error.
var errAllBusy = errors.New("all workers are busy")

// unstored counts a click for which the Decider was not asked.
func (k *core) unstored(e *socket.Envelope, err error) {
	if _, refused := approvals.AsRefusal(err); !refused && k.Unstored != nil {
		k.Unstored(k.age(e))
	}
}

// decisionOf is the decision that a control stands for; ok is false for controls that decide nothing.
func decisionOf(c *click) (decision approvals.Click, ok bool) {
	verdict := approvals.Approve
	switch c.act.ActionID {
	case cards.ActionApprove, cards.ActionHomeApprove, cards.ActionApproveNoted, cards.ActionHomeApproveNoted:
	case cards.ActionDeny, cards.ActionHomeDeny:
		verdict = approvals.Deny
	default:
		return approvals.Click{}, false
	}
	ref, err := c.act.itemRef()
	if err != nil {
		return approvals.Click{}, false
	}
	return approvals.Click{ID: c.env.ID, WorkItemID: ref.WorkItemID, CardID: ref.CardID, Verdict: verdict, Shown: c.in.Message.Text}, true
}

// putHomeRight asks for a fresh Home tab after a click there was refused, since the tab then showed something
// outdated.
func (k *core) putHomeRight(ctx context.Context, c *click, refused error) {
	if _, ok := approvals.AsRefusal(refused); !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellBudget)
	defer cancel()
	if err := k.Homes.Opened(ctx, c.in.User.ID); err != nil {
		c.log.Warn("Home tab could not be put right", "error", err)
	}
}
