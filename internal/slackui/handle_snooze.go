package slackui

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// snoozes serves Remind me later.
type snoozes struct{ *core }

// open opens the form of Remind me later, if the item still waits.
func (h snoozes) open(ctx context.Context, c *click, ref cards.ItemRef) {
	h.openModal(ctx, c, modal{draw: h.aboutItem(ref, func(v approvals.CardView, p approvals.Person) (slack.ModalViewRequest, error) {
		return cards.SnoozeModal(v, ref, looping.Zone(p.Slack.TZ)), v.Snoozable()
	})})
}

// submitted takes the submission of Remind me later.
func (h snoozes) submitted(ctx context.Context, c *click) {
	ref, err := cards.ParseItemRef(c.in.View.PrivateMetadata)
	if err != nil {
		c.log.Error("submission could not be read", "error", err)
		h.refuseField(ctx, c, cards.BlockLater, sentence{text: words.NothingRecorded})
		return
	}
	c.log = c.log.With("work_item_id", ref.WorkItemID)
	until, err := h.save(ctx, c, ref)
	switch {
	case h.closeRefused(ctx, c, err):
	case errors.Is(err, looping.ErrUnknownChoice):
		h.refuseField(ctx, c, cards.BlockLater, sentence{text: words.ChoiceNeeded})
	case sayDateError(err) != nil:
		h.refuseField(ctx, c, cards.BlockDate, sentence{text: sayDateError(err)})
	case err != nil:
		c.log.Error("snooze could not be recorded", "error", err)
		h.refuseField(ctx, c, cards.BlockLater, sentence{text: words.NothingRecorded})
	case until.IsZero():
		h.closeForm(ctx, c, h.language(ctx, c.in.User.ID), sentence{text: words.BackToUsual})
	default:
		remindAt := func(l approvals.Language) string { return words.RemindAt(l, until) }
		h.closeForm(ctx, c, h.language(ctx, c.in.User.ID), sentence{text: remindAt})
	}
}

// save gives the end of the snooze in the person's own zone; zero when it was taken back.
func (h snoozes) save(ctx context.Context, c *click, ref cards.ItemRef) (time.Time, error) {
	ctx, cancel := h.within(ctx, c.env, decideBudget)
	defer cancel()
	person, err := h.People.KnownPerson(ctx, c.in.User.ID)
	if err != nil {
		return time.Time{}, err
	}
	choice := looping.Later(c.in.View.chosen(cards.BlockLater, cards.ActionLater))
	if choice == cards.LaterNever {
		return time.Time{}, h.Personal.Snooze(ctx, person, ref.WorkItemID, time.Time{})
	}
	settings, err := h.Personal.Settings(ctx, person.Identity.ID)
	if err != nil {
		return time.Time{}, err
	}
	until, err := h.Reminders.Until(choice, h.dated(), person.Slack.TZ, settings, c.in.View.date(cards.BlockDate, cards.ActionDate))
	if err != nil {
		return time.Time{}, err
	}
	return until.In(looping.Zone(person.Slack.TZ)), h.Personal.Snooze(ctx, person, ref.WorkItemID, until)
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

// serve lists what the asker has snoozed.
func (h snoozes) serve(ctx context.Context, at askedIn, person approvals.Person, log *slog.Logger) {
	page, err := h.inTurn(ctx, person, func(ctx context.Context) (approvals.Page, error) {
		return h.Personal.Snoozed(ctx, person.Identity, 0, cards.ListRows)
	})
	page.Language = at.language
	if err != nil {
		h.answer(ctx, at, notDone(err, log, words.NoAnswer).message(at.language), log)
		return
	}
	h.answer(ctx, at, cards.ListAnswer(page, answers.ListSnoozed), log)
}
