package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/bulks"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// BulkSender sends and changes the messages on bulks.
type BulkSender interface {
	// MayPost and MayUpdate are those of CardSender.
	MayPost(ctx context.Context, slackUserID string, urgent bool) error
	MayUpdate(ctx context.Context, urgent bool) error
	// PostBulk sends the message to whoever decided. approvals.ErrUnclear: it may have gone out.
	PostBulk(ctx context.Context, slackUserID, identityID string, v approvals.BulkView) (channel, ts string, err error)
	// UpdateBulk changes a message that was posted.
	UpdateBulk(ctx context.Context, channel, ts, identityID string, v approvals.BulkView) error
	// Find searches the messages since then for that of an unclear post, by the id in the metadata.
	Find(ctx context.Context, slackUserID string, id uuid.UUID, since time.Time) (channel, ts string, found bool, err error)
}

// TellBulkWorker tells how several approvals ended that somebody gave at once: in one message, when all of them have an end or a minute is
// over, which is then changed until all have one.
type TellBulkWorker struct {
	river.WorkerDefaults[tx.TellBulk]
	Store  *store.Store
	Sender BulkSender
	Log    *slog.Logger
	// Ended, which may be nil, is called with how each attempt ended: told, waiting, unreachable, gone, too_late or retry.
	Ended func(result string)
}

const (
	bulkLease, bulkWithin = 55 * time.Second, 45 * time.Second
	// bulkFirst is how long after the click the message goes out though not all has an end yet.
	bulkFirst = time.Minute
	// Until all has an end the message is looked at again after bulkSoon, and after bulkLater once it is older than bulkRecent: it is
	// changed no more often than that. Slack takes 50 changes a minute from the whole bot.
	bulkSoon, bulkLater, bulkRecent = 30 * time.Second, 5 * time.Minute, 10 * time.Minute
	// bulkFor is how long the message is tried. The cards tell the rest.
	bulkFor = 48 * time.Hour
)

// Work makes one attempt. It never fails towards River: the row says when the next attempt is due.
func (w *TellBulkWorker) Work(ctx context.Context, job *river.Job[tx.TellBulk]) error {
	return attempt[bulks.Claim]{
		claim: func(ctx context.Context) (bulks.Claim, error) {
			return w.Store.ClaimBulk(ctx, job.Args.BulkID, job.Args.Attempt, bulkLease)
		},
		within: bulkWithin,
		act:    w.act,
		ended:  w.Ended,
	}.run(ctx)
}

func (w *TellBulkWorker) act(ctx context.Context, c bulks.Claim) outcome {
	v, err := w.Store.BulkView(ctx, c)
	if err != nil {
		return w.failed(ctx, c, v, err)
	}
	if c.MessageTS == "" {
		err = w.post(ctx, &c, v)
	}
	if err == nil && c.MessageTS != "" {
		err = w.update(ctx, c, v)
	}
	if err != nil {
		return w.failed(ctx, c, v, err)
	}
	name := "told"
	if !v.Ended() {
		name = "waiting"
	}
	return outcome{name: name}
}

// post sends the message, or finds the one that an earlier attempt sent, which is then to be changed.
func (w *TellBulkWorker) post(ctx context.Context, c *bulks.Claim, v approvals.BulkView) error {
	if c.Unclear {
		channel, ts, found, err := w.Sender.Find(ctx, c.SlackUserID, c.ID, c.ClickedAt.Add(-clocksApart))
		if err != nil {
			return fmt.Errorf("look for the message: %w", err)
		}
		if found {
			c.ChannelID, c.MessageTS, c.ShownHash, c.Unclear = channel, ts, nil, false
			return w.Store.BulkFound(ctx, *c, channel, ts)
		}
	}
	if !v.Ended() && c.Age < bulkFirst {
		return errBulkEarly
	}
	if err := w.Sender.MayPost(ctx, c.SlackUserID, true); err != nil {
		return err
	}
	if err := w.Store.BeforeBulkPost(ctx, *c); err != nil {
		return err
	}
	channel, ts, err := w.Sender.PostBulk(ctx, c.SlackUserID, c.IdentityID, v)
	if err != nil {
		return fmt.Errorf("post message on a bulk: %w", err)
	}
	return unclear(w.shown(ctx, *c, channel, ts, v))
}

// update changes a posted message that tells something else than what is true.
func (w *TellBulkWorker) update(ctx context.Context, c bulks.Claim, v approvals.BulkView) error {
	if string(bulkHash(v)) == string(c.ShownHash) {
		return w.shown(ctx, c, c.ChannelID, c.MessageTS, v)
	}
	if err := w.Sender.MayUpdate(ctx, v.Ended()); err != nil {
		return err
	}
	if err := w.Sender.UpdateBulk(ctx, c.ChannelID, c.MessageTS, c.IdentityID, v); err != nil {
		return fmt.Errorf("update message on a bulk: %w", err)
	}
	return unclear(w.shown(ctx, c, c.ChannelID, c.MessageTS, v))
}

func (w *TellBulkWorker) shown(ctx context.Context, c bulks.Claim, channel, ts string, v approvals.BulkView) error {
	again := bulkSoon
	if c.Age > bulkRecent {
		again = bulkLater
	}
	return insist(ctx, func(ctx context.Context) error {
		return w.Store.BulkShown(ctx, c, channel, ts, bulkHash(v), again, v.Ended())
	})
}

// failed is the outcome of an attempt that did not tell what is true.
func (w *TellBulkWorker) failed(ctx context.Context, c bulks.Claim, v approvals.BulkView, cause error) outcome {
	problem, log := shorten.To(200, cause.Error()), w.Log.With("bulk_id", c.ID, "slack_user_id", c.SlackUserID)
	end := func(ctx context.Context) error { return w.Store.EndBulk(ctx, c, problem) }
	gone := errors.Is(cause, approvals.ErrMessageGone) || errors.Is(cause, approvals.ErrCannotWrite)
	switch {
	case errors.Is(cause, approvals.ErrClaimLost):
		return outcome{name: "lost"}
	case gone && c.MessageTS == "":
		log.InfoContext(ctx, "somebody cannot be told how their approvals ended; the cards tell it", "error", cause)
		return outcome{name: "unreachable", note: end}
	case gone && c.Failures >= bulkGone:
		log.InfoContext(ctx, "the message on several approvals is not there any more; the cards tell how they end", "error", cause)
		return outcome{name: "gone", note: end}
	case c.Age > bulkFor && v.Ended():
		log.WarnContext(ctx, "somebody was not told how their approvals ended; the cards tell it", "error", cause)
		return outcome{name: "too_late", note: end}
	}
	wait := waitFor(c.Failures+1, approvals.RetryAfter(cause))
	if lostAnswer(cause) && c.MessageTS != "" {
		wait = max(wait, bulkLandsWithin)
	}
	log.Log(ctx, levelOfRetry(cause), "the message on several approvals is tried again", "again_in", wait.Round(time.Millisecond).String(),
		"error", cause)
	return outcome{name: "retry", note: func(ctx context.Context) error {
		return w.Store.PutOffBulk(ctx, c, wait, lostAnswer(cause) || c.Unclear, problem)
	}}
}

const (
	// bulkGone is how many failures in a row make Slack believed that says of a message that it is not there: some ten minutes.
	bulkGone = 40
	// bulkLandsWithin is how long Slack may still carry out a change whose answer was lost, and so undo the next one.
	bulkLandsWithin = time.Minute
)

// errBulkEarly is for a job that comes before anything is to be told.
var errBulkEarly = errors.New("not all of it has an end yet")

func levelOfRetry(cause error) slog.Level {
	if approvals.RetryAfter(cause) > 0 {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

// bulkHash is equal for two views that look the same.
func bulkHash(v approvals.BulkView) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	h := sha256.Sum256(b)
	return h[:]
}
