package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/outbox"
	"github.com/iiq-approvals/bot/internal/shadow"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/store"
)

// pacedLimiter keeps calls within the shared budget. Posts and updates of cards take their tokens in courier.MayPost, before
// the card is claimed for sending, and so pass here.
type pacedLimiter struct{ outbox.Lane }

// Wait waits for the method's budget; a method without a limit passes.
func (l pacedLimiter) Wait(ctx context.Context, method string) error {
	if method == methodPost || method == methodUpdate {
		return nil
	}
	err := l.Lane.Wait(ctx, method)
	if errors.Is(err, outbox.ErrNoLimitKnown) {
		return nil
	}
	return err
}

const (
	methodPost   = "chat.postMessage"
	methodUpdate = "chat.update"
)

// budgetPatience bounds how long a worker that holds a card waits for the budget.
const budgetPatience = 15 * time.Second

// slackPort renders cards and answers and sends them to Slack.
type slackPort struct{ bot *bot }

// MayPost takes the budget of a message to somebody. Where a person got several messages within seconds it returns a time to come
// back, so that nobody else has to wait for that person's limit: the workers of clicks are few, and one person may ask for much.
func (c slackPort) MayPost(ctx context.Context, slackUserID string, urgent bool) error {
	wait, err := c.bot.budget.TryTake(ctx, outbox.Post(slackUserID), urgent)
	if err != nil {
		return fmt.Errorf("take budget for a message: %w", err)
	}
	if wait > 0 {
		return &approvals.RetryAfterError{After: wait, Err: errBudget}
	}
	return nil
}

// MayUpdate waits for the budget of updates.
func (c slackPort) MayUpdate(ctx context.Context, urgent bool) error {
	return c.wait(ctx, methodUpdate, urgent)
}

var errBudget = errors.New("the limits of Slack are used up for now")

func (c slackPort) wait(ctx context.Context, name string, urgent bool) error {
	patient, cancel := context.WithTimeout(ctx, budgetPatience)
	defer cancel()
	err := c.bot.budget.Wait(patient, name, urgent)
	if err != nil && ctx.Err() == nil && patient.Err() != nil {
		return &approvals.RetryAfterError{After: 2 * time.Second, Err: errBudget}
	}
	return err
}

// Post sends a card to a person.
func (c slackPort) Post(ctx context.Context, slackUserID string, v approvals.CardView) (channel, ts string, err error) {
	channel, ts, err = c.bot.bulk.PostCard(aboutCard(ctx, v), slackUserID, cards.Card(v), v.CardID.String())
	return channel, ts, err
}

// Update changes a card that was posted.
func (c slackPort) Update(ctx context.Context, channel, ts string, v approvals.CardView) error {
	return c.bot.bulk.UpdateCard(aboutCard(ctx, v), channel, ts, cards.Card(v), v.CardID.String())
}

// Find looks for a card of an unclear post.
func (c slackPort) Find(ctx context.Context, slackUserID string, cardID uuid.UUID, since time.Time) (channel, ts string, found bool,
	err error) {
	if channel, err = c.bot.bulk.OpenDM(ctx, slackUserID); err != nil {
		return "", "", false, err
	}
	ts, found, err = c.bot.bulk.FindCard(ctx, channel, cardID.String(), since)
	return channel, ts, found, err
}

// Replace changes the message that was clicked.
func (c slackPort) Replace(ctx context.Context, responseURL string, v approvals.CardView) error {
	return c.bot.interactive.Respond(ctx, responseURL, cards.Card(v), true)
}

// Whisper shows how a decision ended to the clicker alone.
func (c slackPort) Whisper(ctx context.Context, responseURL string, e approvals.ClickerNotice) error {
	return c.bot.interactive.Respond(ctx, responseURL, cards.RefusalMessage(e.Language, e.Refusal), false)
}

// Tell sends how a decision ended as a direct message.
func (c slackPort) Tell(ctx context.Context, slackUserID string, e approvals.ClickerNotice, v approvals.CardView) error {
	if err := c.wait(ctx, outbox.Post(slackUserID), true); err != nil {
		return err
	}
	m := cards.GivenUpNote(v, e.Trouble)
	switch {
	case e.EntityID != "":
		m = cards.EntityEndingNote(e, v)
	case e.Corrected && e.Refusal != nil:
		m = cards.CorrectedNote(e, v)
	case e.Refusal != nil && e.Refusal.Code == approvals.RefusedLost:
		m = cards.LostNote(e, v)
	case e.Refusal != nil:
		m = cards.RefusalMessage(e.Language, e.Refusal)
	}
	ctx = shadow.With(ctx, shadow.About{Kind: shadow.Answer, IdentityID: e.IdentityID, WorkItemID: e.WorkItemID})
	return c.bot.interactive.Say(ctx, slackUserID, m)
}

// PublishHome renews somebody's Home tab.
func (c slackPort) PublishHome(ctx context.Context, slackUserID string) error {
	p, err := c.bot.people.Person(ctx, slackUserID, time.Minute)
	if r, refused := approvals.AsRefusal(err); refused {
		language, _ := c.bot.store.LanguageOfSlackUser(ctx, c.bot.workspace.TeamID, slackUserID)
		_, err = c.bot.interactive.PublishHome(ctx, slackUserID, cards.HomeRefusal(language, r, c.bot.dated.Now()), "")
		return err
	}
	if err != nil {
		return err
	}
	page, err := c.bot.askStore.Home(ctx, p.Identity)
	if err != nil {
		return err
	}
	page.Language, page.Zone = c.bot.store.LanguageOf(p.Slack), p.Slack.TZ
	_, err = c.bot.interactive.PublishHome(ctx, slackUserID, cards.HomeView(page), "")
	return err
}

// homeTabs notes that a Home tab was opened.
type homeTabs struct{ bot *bot }

// Opened asks the workers for a fresh tab.
func (h homeTabs) Opened(ctx context.Context, slackUserID string) error {
	return h.bot.askStore.HomeOpened(ctx, h.bot.workspace.TeamID, slackUserID)
}

// taker stores event ids in the database.
type taker struct{ desk *store.Store }

// Take reports whether the id is seen for the first time, on any replica.
func (t taker) Take(ctx context.Context, id string) (bool, error) { return t.desk.TakeEvent(ctx, id) }
