package slackui

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// lists reads lists, and turns their pages.
type lists struct{ *core }

// read reads one page of any list, from our tables.
func (h lists) read(ctx context.Context, person approvals.Person, ref cards.PageRef, limit int) (approvals.Page, error) {
	page, err := h.inTurn(ctx, person, func(ctx context.Context) (approvals.Page, error) {
		return h.readList(ctx, person, ref, limit)
	})
	page.Language = h.languageOf(person)
	return page, err
}

func (h lists) readList(ctx context.Context, person approvals.Person, ref cards.PageRef, limit int) (approvals.Page, error) {
	switch {
	case ref.Kind == answers.ListDone:
		return h.Reader.DonePage(ctx, person.Identity, ref.Offset, limit)
	case ref.Kind == answers.ListSnoozed:
		return h.Personal.Snoozed(ctx, person.Identity, ref.Offset, limit)
	case ref.Kind == answers.ListReviews && ref.Text == "":
		return h.Reviews.PendingReviews(ctx, person.Identity, ref.Offset, limit)
	case ref.Kind == answers.ListPending && ref.Text == "":
		return h.Reader.Pending(ctx, person.Identity, ref.Offset, limit)
	}
	return h.Reader.Find(ctx, person.Identity, filterOf(ref), ref.Offset, limit)
}

func filterOf(ref cards.PageRef) approvals.Filter {
	f := approvals.Filter{Overdue: ref.Kind == answers.ListOverdue, Words: approvals.SearchWords(ref.Text)}
	switch ref.Kind {
	case answers.ListRequests:
		f.Types = []approvals.ItemType{approvals.TypeApproval}
	case answers.ListReviews:
		f.Types = []approvals.ItemType{approvals.TypeCertification}
	}
	return f
}

func (h lists) page(ctx context.Context, person approvals.Person, ref cards.PageRef) (approvals.Page, error) {
	return h.read(ctx, person, ref, cards.ListRows)
}

func (h lists) homePage(ctx context.Context, person approvals.Person, ref cards.PageRef) (approvals.Page, error) {
	page, err := h.inTurn(ctx, person, func(ctx context.Context) (approvals.Page, error) {
		return h.Reader.HomePage(ctx, person.Identity, ref.Offset)
	})
	page.Language, page.Zone = h.languageOf(person), person.Slack.TZ
	return page, err
}
