package slackui

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// openSnooze opens the form of Remind me later, if the item still waits.
func (r *Router) openSnooze(ctx context.Context, c *click, ref cards.ItemRef) {
	r.openPersonModal(ctx, c, func(ctx context.Context, p approvals.Person) (slack.ModalViewRequest, error) {
		v, err := r.Reader.CardForModal(ctx, ref.WorkItemID, p.Identity)
		if err == nil {
			err = v.Snoozable()
		}
		if err != nil {
			return slack.ModalViewRequest{}, err
		}
		return cards.SnoozeModal(v, ref, looping.Zone(p.Slack.TZ)), nil
	})
}

// openPersonModal acks, finds out who clicked, draws their form within half a second, and opens it while the trigger
// surely lives. Otherwise it says a sentence.
func (r *Router) openPersonModal(ctx context.Context, c *click,
	draw func(context.Context, approvals.Person) (slack.ModalViewRequest, error)) {
	r.ack(ctx, c.env, c.log)
	modal, err := r.drawFor(ctx, c, draw)
	if err == nil && r.age(c.env) >= triggerLife {
		err = errTooLate
	}
	if err == nil {
		err = r.Views.OpenModal(ctx, c.in.TriggerID, modal)
	}
	if err != nil {
		r.tell(ctx, c, notDone(err, c.log, words.NoForm))
	}
}

func (r *Router) drawFor(ctx context.Context, c *click,
	draw func(context.Context, approvals.Person) (slack.ModalViewRequest, error)) (slack.ModalViewRequest, error) {
	ctx, cancel := context.WithTimeout(ctx, modalBudget)
	defer cancel()
	person, err := r.People.KnownPerson(ctx, c.in.User.ID)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	return draw(ctx, person)
}

// snoozed takes the submission of Remind me later.
func (r *Router) snoozed(ctx context.Context, c *click) {
	ref, err := cards.ParseItemRef(c.in.View.PrivateMetadata)
	if err != nil {
		c.log.Error("submission could not be read", "error", err)
		r.refuseField(ctx, c, cards.BlockLater, words.NothingRecorded)
		return
	}
	c.log = c.log.With("work_item_id", ref.WorkItemID)
	until, err := r.saveSnooze(ctx, c, ref)
	refusal, refused := approvals.AsRefusal(err)
	switch {
	case refused:
		c.log.Info("wish refused", "code", refusal.Code)
		r.ackWith(ctx, c.env, closing(r.language(ctx, c.in.User.ID), sentence{refusal: refusal}), c.log)
	case errors.Is(err, looping.ErrUnknownChoice):
		r.refuseField(ctx, c, cards.BlockLater, words.ChoiceNeeded)
	case sayDateError(err) != nil:
		r.refuseField(ctx, c, cards.BlockDate, sayDateError(err))
	case err != nil:
		c.log.Error("snooze could not be recorded", "error", err)
		r.refuseField(ctx, c, cards.BlockLater, words.NothingRecorded)
	case until.IsZero():
		r.ackWith(ctx, c.env, closing(r.language(ctx, c.in.User.ID), sentence{text: words.BackToUsual}), c.log)
	default:
		l := r.language(ctx, c.in.User.ID)
		r.ackWith(ctx, c.env, closing(l, sentence{text: func(l approvals.Language) string { return words.RemindAt(l, until) }}), c.log)
	}
}

// saveSnooze gives the end of the snooze in the person's own zone; zero when it was taken back.
func (r *Router) saveSnooze(ctx context.Context, c *click, ref cards.ItemRef) (time.Time, error) {
	ctx, cancel := r.within(ctx, c.env, decideBudget)
	defer cancel()
	person, err := r.People.KnownPerson(ctx, c.in.User.ID)
	if err != nil {
		return time.Time{}, err
	}
	choice := looping.Later(c.in.View.chosen(cards.BlockLater, cards.ActionLater))
	if choice == cards.LaterNever {
		return time.Time{}, r.Personal.Snooze(ctx, person, ref.WorkItemID, time.Time{})
	}
	settings, err := r.Personal.Settings(ctx, person.Identity.ID)
	if err != nil {
		return time.Time{}, err
	}
	until, err := r.Reminders.Until(choice, r.clock(), person.Slack.TZ, settings, c.in.View.date(cards.BlockDate, cards.ActionDate))
	if err != nil {
		return time.Time{}, err
	}
	return until.In(looping.Zone(person.Slack.TZ)), r.Personal.Snooze(ctx, person, ref.WorkItemID, until)
}

// sayDateError gives the sentence for a date that cannot be accepted; nil for every other error.
func sayDateError(err error) words.Sentence {
	switch {
	case errors.Is(err, looping.ErrNoDate):
		return words.DateNeeded
	case errors.Is(err, looping.ErrPast):
		return words.DatePast
	case errors.Is(err, looping.ErrTooFar):
		return words.DateFar
	}
	return nil
}

// closing replaces a form by one sentence.
func closing(l approvals.Language, say sentence) *slack.ViewSubmissionResponse {
	v := cards.SentenceModal(l, say.plain(l))
	return slack.NewUpdateViewSubmissionResponse(&v)
}

// refuseField leaves a form open with a sentence under one of its fields.
func (r *Router) refuseField(ctx context.Context, c *click, block string, sentence words.Sentence) {
	wrong := fieldErrors(r.language(ctx, c.in.User.ID), map[string]words.Sentence{block: sentence})
	r.ackWith(ctx, c.env, wrong, c.log)
}

// fieldErrors leaves a form open with the handlers' sentences under its fields.
func fieldErrors(l approvals.Language, wrong map[string]words.Sentence) *slack.ViewSubmissionResponse {
	said := map[string]string{}
	for block, sentence := range wrong {
		said[block] = sentence(l)
	}
	return slack.NewErrorsViewSubmissionResponse(said)
}
