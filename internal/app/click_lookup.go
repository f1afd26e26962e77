package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	// lookUpFor is how long a click whose commit got no answer is looked up. Its response_url lives half an hour.
	lookUpFor   = 20 * time.Minute
	lookUpEvery = 2 * time.Second
	// mostLookUps bounds how many clicks are looked up at once. When the database is away for long, the cards tell the
	// rest.
	mostLookUps = 256
)

// clickLookup is the part of the desk that Slack's handlers need. It tells the clicker when a commit got no answer. It
// then looks the click up by its own id when Postgres answers, and tells the clicker when nothing was recorded.
type clickLookup struct {
	*store.Store
	reply interface {
		Respond(ctx context.Context, responseURL string, m cards.Message, replaceOriginal bool) error
	}
	// teamID is the workspace under which our tables have everybody.
	teamID string
	slots  chan struct{}
	log    *slog.Logger
}

func newClickLookup(desk *store.Store, api *webapi.Client, teamID string, log *slog.Logger) *clickLookup {
	return &clickLookup{Store: desk, reply: api, teamID: teamID, slots: make(chan struct{}, mostLookUps), log: log}
}

// Decide records a decision, as approvals.Desk does.
func (d *clickLookup) Decide(ctx context.Context, c approvals.Click) (approvals.Receipt, error) {
	receipt, err := d.Store.Decide(ctx, c)
	if errors.Is(err, approvals.ErrUncertain) {
		select {
		case d.slots <- struct{}{}:
			go d.lookUp(context.WithoutCancel(ctx), c)
		default:
		}
	}
	return receipt, err
}

// lookUp waits until Postgres says whether the click is there. A commit that was on its way may still arrive, so "no"
// counts only from the second look on.
func (d *clickLookup) lookUp(ctx context.Context, c approvals.Click) {
	defer func() { <-d.slots }()
	ctx, cancel := context.WithTimeout(ctx, lookUpFor)
	defer cancel()
	for noes := 0; noes < 2; {
		pause(ctx, lookUpEvery)
		if ctx.Err() != nil {
			return
		}
		look, done := context.WithTimeout(ctx, lookUpEvery)
		recorded, err := d.DecisionByClick(look, c.ID)
		done()
		switch {
		case err == nil && recorded:
			return
		case err == nil:
			noes++
		}
	}
	d.log.Warn("a click was not recorded: its commit never arrived", "envelope_id", c.ID, "work_item_id", c.WorkItemID)
	if c.ResponseURL == "" {
		return
	}
	language, err := d.LanguageOfSlackUser(ctx, d.teamID, c.Person.Slack.ID)
	if err != nil {
		d.log.Debug("language could not be read", "slack_user_id", c.Person.Slack.ID, "error", err)
	}
	if err := d.reply.Respond(ctx, c.ResponseURL, cards.SentenceMessage(language, words.NothingRecorded(language)), false); err != nil {
		d.log.Warn("the clicker could not be told that nothing was recorded", "envelope_id", c.ID, "error", err)
	}
}
