package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// menus serves the More menu.
type menus struct {
	*core
	decisions decisions
	lines     lineForms
	details   details
	snoozes   snoozes
}

// more serves the More menu of a card: the details, an approval with a comment, a decision line by line, or a later reminder.
func (h menus) more(ctx context.Context, c *click) {
	value := ""
	if c.act.SelectedOption != nil {
		value = c.act.SelectedOption.Value
	}
	choice, ref, err := cards.ParseMenu(value, c.act.BlockID)
	if err != nil {
		c.log.Warn("unknown choice of the menu", "error", err)
		h.ack(ctx, c.env, c.log)
		return
	}
	c.log = c.log.With("work_item_id", ref.WorkItemID)
	switch choice {
	case cards.MenuApproveWithComment:
		h.decisions.openForm(ctx, c, ref, approvals.Approve)
	case cards.MenuLines:
		h.lines.open(ctx, c, ref)
	case cards.MenuSnooze:
		h.snoozes.open(ctx, c, ref)
	default:
		h.details.open(ctx, c, ref)
	}
}
