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
func (r *Router) turnPage(ctx context.Context, c *click) {
	r.turn(ctx, c, r.page, func(ctx context.Context, p approvals.Page, ref cards.PageRef) error {
		return r.Replies.Respond(ctx, c.in.ResponseURL, cards.Answer(p, ref, ""), true)
	})
}

// turnHomePage shows another page on the Home tab, unless it has changed in the meantime.
func (r *Router) turnHomePage(ctx context.Context, c *click) {
	r.turn(ctx, c, r.homePage, func(ctx context.Context, p approvals.Page, _ cards.PageRef) error {
		hash := ""
		if c.in.View != nil {
			hash = c.in.View.Hash
		}
		_, err := r.Views.PublishHome(ctx, c.in.User.ID, cards.HomeView(p), hash)
		if errors.Is(err, webapi.ErrViewGone) {
			return nil
		}
		return err
	})
}

func (r *Router) turn(ctx context.Context, c *click, read func(context.Context, approvals.Person, cards.PageRef) (approvals.Page, error),
	show func(context.Context, approvals.Page, cards.PageRef) error) {
	r.ack(ctx, c.env, c.log)
	ref, err := cards.ParsePageRef(c.act.Value)
	if err != nil {
		c.log.Warn("page could not be read", "error", err)
		return
	}
	person, err := r.asker(ctx, c.in.User.ID, c.log)
	var page approvals.Page
	if err == nil {
		page, err = read(ctx, person, ref)
	}
	if err == nil {
		err = show(ctx, page, ref)
	}
	if err != nil {
		r.tell(ctx, c, notDone(err, c.log, words.NoAnswer))
	}
}

func (r *Router) page(ctx context.Context, person approvals.Person, ref cards.PageRef) (approvals.Page, error) {
	return r.read(ctx, person, ref, cards.ListRows)
}

func (r *Router) homePage(ctx context.Context, person approvals.Person, ref cards.PageRef) (approvals.Page, error) {
	page, err := r.inTurn(ctx, person, func(ctx context.Context) (approvals.Page, error) {
		return r.Reader.HomePage(ctx, person.Identity, ref.Offset)
	})
	page.Language, page.Zone = r.languageOf(person), person.Slack.TZ
	return page, err
}
