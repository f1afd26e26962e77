package slackui

import (
	"context"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/words"
)

// questions are the possible meanings of what was typed, in the order in which they are tried: a list as understood,
// then all words as a name. A list without further words has no second meaning.
func questions(w query.Query) []cards.PageRef {
	kinds := map[query.Kind]words.ListKind{
		query.List: words.ListPending, query.Search: words.ListPending, query.Requests: words.ListRequests, query.Reviews: words.ListReviews, query.Overdue: words.ListOverdue,
		query.Done: words.ListDone, query.Snoozed: words.ListSnoozed,
	}
	kind, ok := kinds[w.Kind]
	if !ok {
		return nil
	}
	asked := []cards.PageRef{{Kind: kind, Text: w.Text}}
	if w.Text != "" && w.Whole != "" {
		asked = append(asked, cards.PageRef{Kind: words.ListPending, Text: w.Whole})
	}
	return asked
}

// serveQuestion answers with the first list that is not empty. Words without any match are tried as a mistyped
// keyword, and then answered with help.
func (r *Router) serveQuestion(ctx context.Context, at askedIn, person approvals.Person, w query.Query, log *slog.Logger) {
	for _, asked := range questions(w) {
		page, err := r.read(ctx, person, asked, cards.ListRows)
		if err != nil {
			r.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
			return
		}
		if asked.Text == "" || page.Total > 0 {
			r.answer(ctx, at, cards.Answer(page, asked, ""), log)
			return
		}
	}
	if w.Guess == query.Unknown {
		r.answer(ctx, at, cards.HelpForSearch(at.language, w.Typed), log)
		return
	}
	r.serveGuess(ctx, at, person, w, log)
}

// serveGuess answers what a mistyped word probably meant, and says so.
func (r *Router) serveGuess(ctx context.Context, at askedIn, person approvals.Person, w query.Query, log *slog.Logger) {
	meant := query.Query{Kind: w.Guess, Guess: query.Unknown, Typed: w.Typed}
	asked := questions(meant)
	if len(asked) == 0 {
		r.serveKind(ctx, at, person, meant, log)
		return
	}
	page, err := r.read(ctx, person, asked[0], cards.ListRows)
	if err != nil {
		r.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	r.answer(ctx, at, cards.Answer(page, asked[0], words.TakenFor(at.language, cards.Untrusted(w.Typed, cards.MaxTyped))), log)
}

// read reads one page of any list, from our tables.
func (r *Router) read(ctx context.Context, person approvals.Person, ref cards.PageRef, limit int) (approvals.Page, error) {
	page, err := r.inTurn(ctx, person, func(ctx context.Context) (approvals.Page, error) {
		return r.readList(ctx, person, ref, limit)
	})
	page.Language = r.languageOf(person)
	return page, err
}

func (r *Router) readList(ctx context.Context, person approvals.Person, ref cards.PageRef, limit int) (approvals.Page, error) {
	switch {
	case ref.Kind == words.ListDone:
		return r.Reader.DonePage(ctx, person.Identity, ref.Offset, limit)
	case ref.Kind == words.ListSnoozed:
		return r.Personal.Snoozed(ctx, person.Identity, ref.Offset, limit)
	case ref.Kind == words.ListReviews && ref.Text == "":
		return r.Reviews.PendingReviews(ctx, person.Identity, ref.Offset, limit)
	case ref.Kind == words.ListPending && ref.Text == "":
		return r.Reader.Pending(ctx, person.Identity, ref.Offset, limit)
	}
	return r.Reader.Find(ctx, person.Identity, filterOf(ref), ref.Offset, limit)
}

func filterOf(ref cards.PageRef) approvals.Filter {
	f := approvals.Filter{Overdue: ref.Kind == words.ListOverdue, Words: approvals.SearchWords(ref.Text)}
	switch ref.Kind {
	case words.ListRequests:
		f.Types = []approvals.ItemType{approvals.TypeApproval}
	case words.ListReviews:
		f.Types = []approvals.ItemType{approvals.TypeCertification}
	}
	return f
}
