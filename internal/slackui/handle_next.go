package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// showNext sends the item that comes after the one on whose card the button is.
func (r *Router) showNext(ctx context.Context, c *click) {
	r.send(ctx, c, func(ctx context.Context, person approvals.Person, ref cards.ItemRef) (found bool, err error) {
		return r.Sender.ShowNext(ctx, person, ref.WorkItemID)
	})
}

// showFirst sends the most urgent waiting item. It is the Show next of a reminder, which belongs to no item.
func (r *Router) showFirst(ctx context.Context, c *click) {
	r.sendOf(ctx, c, cards.ItemRef{}, func(ctx context.Context, person approvals.Person, _ cards.ItemRef) (found bool, err error) {
		return r.Sender.ShowNext(ctx, person, "")
	})
}

// openItem sends the item of a list's row to the asker's direct message.
func (r *Router) openItem(ctx context.Context, c *click) {
	r.send(ctx, c, func(ctx context.Context, person approvals.Person, ref cards.ItemRef) (found bool, err error) {
		return true, r.Sender.SendCard(ctx, person, ref.WorkItemID, true)
	})
}

// send records that a card has to go out, then acks. The same click twice sends one card.
func (r *Router) send(ctx context.Context, c *click, intend func(context.Context, approvals.Person, cards.ItemRef) (bool, error)) {
	if ref, ok := r.itemClicked(ctx, c); ok {
		r.sendOf(ctx, c, ref, intend)
	}
}

func (r *Router) sendOf(ctx context.Context, c *click, ref cards.ItemRef, intend func(context.Context, approvals.Person, cards.ItemRef) (bool, error)) {
	found, err := r.sendOnce(ctx, c, ref, intend)
	r.ack(ctx, c.env, c.log)
	switch {
	case err != nil:
		r.tell(ctx, c, notDone(err, c.log, words.NoAnswer))
	case !found:
		r.tell(ctx, c, sentence{text: words.NothingWaiting})
	}
}

func (r *Router) sendOnce(ctx context.Context, c *click, ref cards.ItemRef,
	intend func(context.Context, approvals.Person, cards.ItemRef) (bool, error)) (found bool, err error) {
	ctx, cancel := r.within(ctx, c.env, decideBudget)
	defer cancel()
	person, err := r.asker(ctx, c.in.User.ID, c.log)
	if err != nil {
		return false, err
	}
	first, err := r.Dedupe.Take(ctx, c.env.ID)
	if err != nil || !first {
		return true, err
	}
	return intend(ctx, person, ref)
}
