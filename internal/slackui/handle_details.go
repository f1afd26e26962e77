package slackui

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// details shows all of an item.
type details struct{ *core }

func (h details) open(ctx context.Context, c *click, ref cards.ItemRef) {
	h.openModal(ctx, c, modal{
		draw: h.aboutItem(ref, func(v approvals.CardView, _ approvals.Person) (slack.ModalViewRequest, error) {
			return cards.DetailsModal(v, 0), nil
		}),
		opened: func(id, hash string) { h.freshen(ctx, c, ref, id, hash) },
	})
}

// freshen asks IIQ anew for what helps to decide, once the details are open, and shows what is new. Where that fails, where there is
// nothing new, and where the person has closed or turned them meanwhile, they stay as they are.
func (h details) freshen(ctx context.Context, c *click, ref cards.ItemRef, viewID, hash string) {
	if h.Context == nil || viewID == "" {
		return
	}
	changed, err := h.Context.Fresh(ctx, ref.WorkItemID)
	if err == nil && changed {
		var view approvals.CardView
		if view, err = h.cardNow(ctx, c, ref); err == nil {
			err = h.changeView(ctx, viewID, hash, cards.DetailsModal(view, 0))
		}
	}
	if err != nil {
		c.log.DebugContext(ctx, "the details stay as they were opened", "error", err)
	}
}

// turn shows another page of the details in the same modal.
func (h details) turn(ctx context.Context, c *click) {
	h.ack(ctx, c.env, c.log)
	ref, err := cards.ParseDetailsRef(c.act.Value)
	if err != nil || !c.in.onView() {
		c.log.Warn("page of details could not be read", "error", err)
		return
	}
	view, err := h.cardNow(ctx, c, ref.Item)
	if err == nil {
		err = h.replaceView(ctx, c, cards.DetailsModal(view, ref.Page))
	}
	if err != nil {
		h.tell(ctx, c, notDone(err, c.log, words.NoAnswer))
	}
}
