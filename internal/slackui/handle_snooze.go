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
	r.openModal(ctx, c, modal{draw: r.aboutItem(ref, func(v approvals.CardView, p approvals.Person) (slack.ModalViewRequest, error) {
		return cards.SnoozeModal(v, ref, looping.Zone(p.Slack.TZ)), v.Snoozable()
	})})
}

// snoozed takes the submission of Remind me later.
func (r *Router) snoozed(ctx context.Context, c *click) {
	ref, err := cards.ParseItemRef(c.in.View.PrivateMetadata)
	if err != nil {
		c.log.Error("submission could not be read", "error", err)
		r.refuseField(ctx, c, cards.BlockLater, sentence{text: words.NothingRecorded})
		return
	}
	c.log = c.log.With("work_item_id", ref.WorkItemID)
	until, err := r.saveSnooze(ctx, c, ref)
	switch {
	case r.closeRefused(ctx, c, err):
	case errors.Is(err, looping.ErrUnknownChoice):
		r.refuseField(ctx, c, cards.BlockLater, sentence{text: words.ChoiceNeeded})
	case sayDateError(err) != nil:
		r.refuseField(ctx, c, cards.BlockDate, sentence{text: sayDateError(err)})
	case err != nil:
		c.log.Error("snooze could not be recorded", "error", err)
		r.refuseField(ctx, c, cards.BlockLater, sentence{text: words.NothingRecorded})
	case until.IsZero():
		r.closeForm(ctx, c, r.language(ctx, c.in.User.ID), sentence{text: words.BackToUsual})
	default:
		remindAt := func(l approvals.Language) string { return words.RemindAt(l, until) }
		r.closeForm(ctx, c, r.language(ctx, c.in.User.ID), sentence{text: remindAt})
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
