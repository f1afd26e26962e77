package slackui

import (
	"context"
	"errors"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/words"
)

// place is where somebody asked; the answer goes there, to them alone.
type place struct {
	user string
	// responseURL is set for commands. Otherwise direct says whether channel is the asker's direct message with the app.
	responseURL string
	channel     string
	direct      bool
	language    approvals.Language
}

// serve answers a question in words.
func (r *Router) serve(ctx context.Context, at place, w query.Query, log *slog.Logger) {
	person, err := r.asker(ctx, at.user, log)
	if w.Kind == query.Help || w.Kind == query.Unknown {
		r.serveHelp(ctx, at, w, err, log)
		return
	}
	if err != nil {
		r.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	r.serveKind(ctx, at, person, w, log)
}

func (r *Router) serveKind(ctx context.Context, at place, person approvals.Person, w query.Query, log *slog.Logger) {
	switch w.Kind {
	case query.Help:
		r.answer(ctx, at, cards.HelpAnswer(at.language, ""), log)
	case query.Number:
		r.serveNumber(ctx, at, person, w, log)
	case query.Settings:
		r.serveSettings(ctx, at, person, log)
	case query.Snoozed:
		r.serveSnoozed(ctx, at, person, log)
	default:
		r.serveQuestion(ctx, at, person, w, log)
	}
}

// serveHelp answers every full member, matched or not. Everybody else gets only their refusal.
func (r *Router) serveHelp(ctx context.Context, at place, w query.Query, err error, log *slog.Logger) {
	if err != nil && !fullMember(err) {
		r.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	typed := ""
	if w.Kind == query.Unknown {
		typed = w.Typed
	}
	r.answer(ctx, at, cards.HelpAnswer(at.language, typed), log)
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
func (r *Router) serveNumber(ctx context.Context, at place, person approvals.Person, w query.Query, log *slog.Logger) {
	work, cancel := context.WithTimeout(ctx, readBudget)
	defer cancel()
	id, err := r.Reader.ByNumber(work, person.Identity, w.Number)
	if err == nil {
		log = log.With("work_item_id", id)
		err = r.Sender.SendCard(work, person, id, true)
	}
	if refusal, refused := approvals.AsRefusal(err); refused && refusal.Code == approvals.RefusedNoSuchItem {
		asked := cards.PageRef{Kind: words.ListPending, Text: w.Number}
		if page, findErr := r.read(ctx, person, asked, cards.ListRows); findErr == nil && page.Total > 0 {
			r.answer(ctx, at, cards.Answer(page, asked, ""), log)
			return
		}
	}
	switch {
	case err != nil:
		r.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
	case !at.direct:
		r.answer(ctx, at, cards.SentenceMessage(at.language, words.Sent(at.language)), log)
	}
}

// answer goes to the asker alone: by the response URL, in the direct message, or as an ephemeral message. Where the
// app is not in the channel it goes to the direct message instead.
func (r *Router) answer(ctx context.Context, at place, m cards.Message, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellBudget)
	defer cancel()
	if err := r.answerBy(ctx, at, m); err != nil {
		log.Warn("answer could not be given", "error", err)
	}
}

func (r *Router) answerBy(ctx context.Context, at place, m cards.Message) error {
	switch {
	case at.responseURL != "":
		return r.Replies.Respond(ctx, at.responseURL, m, false)
	case at.direct:
		return r.Replies.Say(ctx, at.channel, m)
	}
	err := r.Replies.Ephemeral(ctx, at.channel, at.user, m)
	if errors.Is(err, approvals.ErrCannotWrite) {
		return r.Replies.Say(ctx, at.user, m)
	}
	return err
}
