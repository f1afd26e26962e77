package store

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// ClicksInHand is how many clicks this process has in hand.
func (d *Store) ClicksInHand() int { return d.crowd.InHand() }

// Pressed is what a batch has made of a click.
type Pressed struct {
	Receipt approvals.Receipt
	Err     error
	// Alone is true where the click is to be judged by itself.
	Alone bool
}

// StoreTogether makes one batch of clicks, as those of one moment are.
func (d *Store) StoreTogether(ctx context.Context, clicks ...approvals.Click) []Pressed {
	return pressTogether(d.storeTogether, clicks, func(int) context.Context { return ctx })
}

// StoreEachIn is StoreTogether with a context for each click.
func (d *Store) StoreEachIn(of func(n int) context.Context, clicks ...approvals.Click) []Pressed {
	return pressTogether(d.storeTogether, clicks, of)
}

// LookTogether judges clicks in one batch by what is committed.
func (d *Store) LookTogether(ctx context.Context, clicks ...approvals.Click) []Pressed {
	return pressTogether(d.lookTogether, clicks, func(int) context.Context { return ctx })
}

func pressTogether(do func([]*pressed), clicks []approvals.Click, of func(int) context.Context) []Pressed {
	var batch []*pressed
	for n, c := range clicks {
		batch = append(batch, &pressed{ctx: of(n), click: c})
	}
	do(batch)
	var all []Pressed
	for _, p := range batch {
		all = append(all, Pressed{p.receipt, p.err, p.alone})
	}
	return all
}
