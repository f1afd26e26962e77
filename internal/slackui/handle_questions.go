package slackui

import (
	"context"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// meanings are the possible meanings of what was typed, in the order in which they are tried: a list as understood,
// then all words as a name. A list without further words has no second meaning.
func meanings(w query.Query) []cards.PageRef {
	kinds := map[query.Kind]answers.ListKind{
		query.List: answers.ListPending, query.Search: answers.ListPending, query.Requests: answers.ListRequests,
		query.Reviews: answers.ListReviews,
		query.Overdue: answers.ListOverdue, query.Done: answers.ListDone, query.Snoozed: answers.ListSnoozed,
	}
	kind, ok := kinds[w.Kind]
	if !ok {
		return nil
	}
	asked := []cards.PageRef{{Kind: kind, Text: w.Text}}
	if w.Text != "" && w.Whole != "" {
		asked = append(asked, cards.PageRef{Kind: answers.ListPending, Text: w.Whole})
	}
	return asked
}

// serveQuestion answers with the first list that is not empty. Words without any match are tried as a mistyped
// keyword, and then answered with help.
func (h questions) serveQuestion(ctx context.Context, at askedIn, person approvals.Person, w query.Query, log *slog.Logger) {
	for _, asked := range meanings(w) {
		page, err := h.lists.read(ctx, person, asked, cards.ListRows)
		if err != nil {
			h.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
			return
		}
		if asked.Text == "" || page.Total > 0 {
			h.answer(ctx, at, cards.Answer(page, asked, ""), log)
			return
		}
	}
	if w.Guess == query.Unknown {
		h.answer(ctx, at, cards.HelpForSearch(at.language, w.Typed), log)
		return
	}
	h.serveGuess(ctx, at, person, w, log)
}

// serveGuess answers what a mistyped word probably meant, and says so.
func (h questions) serveGuess(ctx context.Context, at askedIn, person approvals.Person, w query.Query, log *slog.Logger) {
	meant := query.Query{Kind: w.Guess, Guess: query.Unknown, Typed: w.Typed}
	asked := meanings(meant)
	if len(asked) == 0 {
		h.serveKind(ctx, at, person, meant, log)
		return
	}
	page, err := h.lists.read(ctx, person, asked[0], cards.ListRows)
	if err != nil {
		h.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	h.answer(ctx, at, cards.Answer(page, asked[0], answers.TakenFor(at.language, cards.Untrusted(w.Typed, cards.MaxTyped))), log)
}
