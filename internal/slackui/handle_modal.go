package slackui

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// more serves the More menu of a card: the details, an approval with a comment, or a later reminder.
func (r *Router) more(ctx context.Context, c *click) {
	value := ""
	if c.act.SelectedOption != nil {
		value = c.act.SelectedOption.Value
	}
	choice, ref, err := cards.ParseMenu(value)
	if err != nil {
		c.log.Warn("unknown choice of the menu", "error", err)
		r.ack(ctx, c.env, c.log)
		return
	}
	c.log = c.log.With("work_item_id", ref.WorkItemID)
	switch choice {
	case cards.MenuApproveWithComment:
		r.openDecide(ctx, c, ref, approvals.Approve)
	case cards.MenuSnooze:
		r.openSnooze(ctx, c, ref)
	default:
		r.openDetails(ctx, c, ref)
	}
}

// openDecide opens the modal with the comment, if the item is still open.
func (r *Router) openDecide(ctx context.Context, c *click, ref cards.ItemRef, verdict approvals.Verdict) {
	meta := cards.DecideMeta{
		WorkItemID: ref.WorkItemID, CardID: ref.CardID, Verdict: verdict, ChannelID: c.in.channel(),
		MessageTS: c.in.Container.MessageTS, ResponseURL: c.in.ResponseURL, FromHome: c.in.onHome(),
		Shown: c.in.Message.Text,
	}
	draw := func(v approvals.CardView, _ approvals.Person) (slack.ModalViewRequest, error) {
		private := meta
		if v.Show != "" {
			// The message's text may be older than the rules that hide it now, so it is not sent to Slack again.
			private.Shown = ""
		}
		return cards.DecideModal(v, verdict, private), v.Decidable()
	}
	r.openModal(ctx, c, modal{draw: r.aboutItem(ref, draw), unopened: func(err error) {
		r.refusedClick(ctx, c, meta.Click(c.env.ID), err)
		if meta.FromHome {
			r.putHomeRight(ctx, c, err)
		}
	}})
}

func (r *Router) openDetails(ctx context.Context, c *click, ref cards.ItemRef) {
	r.openModal(ctx, c, modal{draw: r.aboutItem(ref, func(v approvals.CardView, _ approvals.Person) (slack.ModalViewRequest, error) {
		return cards.DetailsModal(v, 0), nil
	})})
}

// turnDetails shows another page of the details in the same modal.
func (r *Router) turnDetails(ctx context.Context, c *click) {
	r.ack(ctx, c.env, c.log)
	ref, err := cards.ParseDetailsRef(c.act.Value)
	if err != nil || !c.in.onView() {
		c.log.Warn("page of details could not be read", "error", err)
		return
	}
	view, err := r.cardNow(ctx, c, ref.Item)
	if err == nil {
		err = r.replaceView(ctx, c, cards.DetailsModal(view, ref.Page))
	}
	if err != nil {
		r.tell(ctx, c, notDone(err, c.log, words.NoAnswer))
	}
}
