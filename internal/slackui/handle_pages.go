package slackui

import (
	"context"
	"errors"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
	"github.com/iiq-approvals/bot/internal/words"
)

// turnPage replaces the answer that was clicked by another page of it.
func (h lists) turnPage(ctx context.Context, c *click) {
	h.turn(ctx, c, h.page, func(ctx context.Context, p approvals.Page, ref cards.PageRef) error {
		return h.Replies.Respond(ctx, c.in.ResponseURL, cards.Answer(p, ref, ""), true)
	})
}

// turnHomePage shows another page on the Home tab, unless it has changed in the meantime.
func (h lists) turnHomePage(ctx context.Context, c *click) {
	h.turn(ctx, c, h.homePage, func(ctx context.Context, p approvals.Page, _ cards.PageRef) error {
		hash := ""
		if c.in.View != nil {
			hash = c.in.View.Hash
		}
		_, err := h.Views.PublishHome(ctx, c.in.User.ID, cards.HomeView(p), hash)
		if errors.Is(err, webapi.ErrViewGone) {
			return nil
		}
		return err
	})
}

func (h lists) turn(ctx context.Context, c *click, read func(context.Context, approvals.Person, cards.PageRef) (approvals.Page, error),
	show func(context.Context, approvals.Page, cards.PageRef) error) {
	h.ack(ctx, c.env, c.log)
	ref, err := cards.ParsePageRef(c.act.Value)
	if err != nil {
		c.log.Warn("page could not be read", "error", err)
		return
	}
	person, err := h.asker(ctx, c.in.User.ID, c.log)
	var page approvals.Page
	if err == nil {
		page, err = read(ctx, person, ref)
	}
	if err == nil {
		err = show(ctx, page, ref)
	}
	if err != nil {
		h.tell(ctx, c, notDone(err, c.log, words.NoAnswer))
	}
}
