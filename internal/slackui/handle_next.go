package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// sends has cards sent to whoever asks for them.
type sends struct{ *core }

// showNext sends the item that comes after the one on whose card the button is.
func (h sends) showNext(ctx context.Context, c *click) {
	h.send(ctx, c, func(ctx context.Context, person approvals.Person, ref cards.ItemRef) (found bool, err error) {
		return h.Sender.ShowNext(ctx, person, ref.WorkItemID)
	})
}

// showFirst sends the most urgent waiting item. It is the Show next of a reminder, which belongs to no item.
func (h sends) showFirst(ctx context.Context, c *click) {
	h.sendOf(ctx, c, cards.ItemRef{}, func(ctx context.Context, person approvals.Person, _ cards.ItemRef) (found bool, err error) {
		return h.Sender.ShowNext(ctx, person, "")
	})
}

// openItem sends the item of a list's row to the asker's direct message.
func (h sends) openItem(ctx context.Context, c *click) {
	h.send(ctx, c, func(ctx context.Context, person approvals.Person, ref cards.ItemRef) (found bool, err error) {
		return true, h.Sender.SendCard(ctx, person, ref.WorkItemID, true)
	})
}

// send records that a card has to go out, then acks. The same click twice sends one card.
func (h sends) send(ctx context.Context, c *click, intend func(context.Context, approvals.Person, cards.ItemRef) (bool, error)) {
	if ref, ok := h.itemClicked(ctx, c); ok {
		h.sendOf(ctx, c, ref, intend)
	}
}

func (h sends) sendOf(ctx context.Context, c *click, ref cards.ItemRef,
	intend func(context.Context, approvals.Person, cards.ItemRef) (bool, error)) {
	found, err := h.sendOnce(ctx, c, ref, intend)
	h.ack(ctx, c.env, c.log)
	switch {
	case err != nil:
		h.tell(ctx, c, notDone(err, c.log, words.NoAnswer))
	case !found:
		h.tell(ctx, c, sentence{text: words.NothingWaiting})
	}
}

func (h sends) sendOnce(ctx context.Context, c *click, ref cards.ItemRef,
	intend func(context.Context, approvals.Person, cards.ItemRef) (bool, error)) (found bool, err error) {
	ctx, cancel := h.within(ctx, c.env, decideBudget)
	defer cancel()
	person, err := h.asker(ctx, c.in.User.ID, c.log)
	if err != nil {
		return false, err
	}
	first, err := h.Dedupe.Take(ctx, c.env.ID)
	if err != nil || !first {
		return true, err
	}
	return intend(ctx, person, ref)
}
