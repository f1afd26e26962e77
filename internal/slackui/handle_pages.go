package slackui

import (
	"context"
	"errors"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// turnPage replaces the answer that was clicked by another page of it.
func (r *Router) turnPage(ctx context.Context, c *click) {
	r.turn(ctx, c, ListRows, func(ctx context.Context, p approvals.Page, ref PageRef) error {
		return r.Replies.Respond(ctx, c.in.ResponseURL, ListAnswer(p, ref.Kind), true)
	})
}

// turnHomePage shows another page on the Home tab, unless it has changed in the meantime.
func (r *Router) turnHomePage(ctx context.Context, c *click) {
	r.turn(ctx, c, HomeRows, func(ctx context.Context, p approvals.Page, _ PageRef) error {
		hash := ""
		if c.in.View != nil {
			hash = c.in.View.Hash
		}
		_, err := r.Views.PublishHome(ctx, c.in.User.ID, HomeView(p), hash)
		if errors.Is(err, ErrViewGone) {
			return nil
		}
		return err
	})
}

func (r *Router) turn(ctx context.Context, c *click, limit int, show func(context.Context, approvals.Page, PageRef) error) {
	r.ack(ctx, c.env, c.log)
	ref, err := ParsePageRef(c.act.Value)
	if err != nil {
		c.log.Warn("page could not be read", "error", err)
		return
	}
	page, err := r.pending(ctx, c, ref.Offset, limit)
	if err == nil {
		err = show(ctx, page, ref)
	}
	if err != nil {
		r.tell(ctx, c, notDone(err, c.log, SentenceNoAnswer))
	}
}

func (r *Router) pending(ctx context.Context, c *click, offset, limit int) (approvals.Page, error) {
	person, err := r.asker(ctx, c.in.User.ID, c.log)
	if err != nil {
		return approvals.Page{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, readBudget)
	defer cancel()
	return r.Reader.Pending(ctx, person.Identity, offset, limit)
}
