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

// questions answers what people ask in words: by a command, in a direct message, or after a mention.
type questions struct {
	*core
	lists    lists
	settings settings
	snoozes  snoozes
}

// serve answers a question in words.
func (h questions) serve(ctx context.Context, at askedIn, w query.Query, log *slog.Logger) {
	person, err := h.asker(ctx, at.user, log)
	if w.Kind == query.Help || w.Kind == query.Unknown {
		h.serveHelp(ctx, at, w, err, log)
		return
	}
	if err != nil {
		h.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	h.serveKind(ctx, at, person, w, log)
}

func (h questions) serveKind(ctx context.Context, at askedIn, person approvals.Person, w query.Query, log *slog.Logger) {
	switch w.Kind {
	case query.Help:
		h.answer(ctx, at, cards.HelpAnswer(at.language, ""), log)
	case query.Number:
		h.serveNumber(ctx, at, person, w, log)
	case query.Settings:
		h.settings.serve(ctx, at, person, log)
	case query.Snoozed:
		h.snoozes.serve(ctx, at, person, log)
	default:
		h.serveQuestion(ctx, at, person, w, log)
	}
}

// serveHelp answers every full member, matched or not. Everybody else gets only their refusal.
func (h questions) serveHelp(ctx context.Context, at askedIn, w query.Query, err error, log *slog.Logger) {
	if err != nil && !fullMember(err) {
		h.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	typed := ""
	if w.Kind == query.Unknown {
		typed = w.Typed
	}
	h.answer(ctx, at, cards.HelpAnswer(at.language, typed), log)
}

// fullMember reports whether a refusal is about the match with IIQ, and not about the user's standing in Slack. In
// doubt: no.
func fullMember(err error) bool {
	refusal, ok := approvals.AsRefusal(err)
	if !ok {
		return false
	}
	switch refusal.Code {
	case approvals.RefusedNoEmail, approvals.RefusedNoIdentity, approvals.RefusedAmbiguous, approvals.RefusedInactive,
		approvals.RefusedBoundElsewhere:
		return true
	}
	return false
}

// serveNumber sends the item's card to the asker's direct message, as Open does. A number that none of the asker's
// items has may be that of a request, or part of a name.
func (h questions) serveNumber(ctx context.Context, at askedIn, person approvals.Person, w query.Query, log *slog.Logger) {
	work, cancel := context.WithTimeout(ctx, readBudget)
	defer cancel()
	id, err := h.Reader.ByNumber(work, person.Identity, w.Number)
	if err == nil {
		log = log.With("work_item_id", id)
		err = h.Sender.SendCard(work, person, id, true)
	}
	if refusal, refused := approvals.AsRefusal(err); refused && refusal.Code == approvals.RefusedNoSuchItem {
		asked := cards.PageRef{Kind: answers.ListPending, Text: w.Number}
		if page, findErr := h.lists.read(ctx, person, asked, cards.ListRows); findErr == nil && page.Total > 0 {
			h.answer(ctx, at, cards.Answer(page, asked, ""), log)
			return
		}
	}
	switch {
	case err != nil:
		h.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
	case !at.direct:
		h.answer(ctx, at, cards.SentenceMessage(at.language, words.Sent(at.language)), log)
	}
}
