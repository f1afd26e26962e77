package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// Witness notes that somebody tried to decide and was refused before the Decider was asked. The Decider notes its own
// refusals.
type Witness interface {
	ClickRefused(ctx context.Context, c approvals.Click, r *approvals.Refusal)
}

// refusedClick notes the refusal, if err is one.
func (r *Router) refusedClick(ctx context.Context, c *click, wish approvals.Click, err error) {
	refusal, refused := approvals.AsRefusal(err)
	if !refused || r.Witness == nil {
		return
	}
	if wish.Person.Slack.ID == "" {
		wish.Person.Slack = approvals.SlackUser{TeamID: r.Workspace.TeamID, ID: c.in.User.ID}
		if c.in.User.TeamID != "" {
			wish.Person.Slack.TeamID = c.in.User.TeamID
		}
	}
	r.Witness.ClickRefused(ctx, wish, refusal)
}

// wishOf is the decision that a control stands for; ok is false for controls that decide nothing.
func wishOf(c *click) (wish approvals.Click, ok bool) {
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
