package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// ShowCardWorker posts cards and keeps posted ones up to date.
type ShowCardWorker struct {
	river.WorkerDefaults[tx.ShowCard]
	Store   *store.Store
	People  People
	Cards   CardSender
	Answers Answerer
	Items   ItemReader
	// Context, which may be nil, reads what helps to decide an item, beside the item itself.
	Context ContextReader
	// TeamID is the workspace of the app.
	TeamID string
	Log    *slog.Logger
	// Ended, which may be nil, is called with how each attempt ended.
	Ended func(result string)
	// Changed, which may be nil, is called when Slack shows something new on a card, once that is stored.
	Changed func(ctx context.Context, c store.CardClaim, v approvals.CardView)
}

const (
	// cardLease is longer than a post with all its waiting takes.
	cardLease = 55 * time.Second
	// showTimeout ends an attempt before its lease does.
	showTimeout = 45 * time.Second
	// clocksApart is how far Slack's clock may be behind ours, so that a message of ours may seem to have been sent
	// earlier.
	clocksApart = 15 * time.Minute
	// describePatience bounds the wait for descriptions, which must never hold a card back.
	describePatience = 3 * time.Second
)

// Work makes one attempt. It never fails towards River: the row says when the next attempt is due.
func (s *ShowCardWorker) Work(ctx context.Context, job *river.Job[tx.ShowCard]) error {
	return s.bring(ctx, job.Args, job.Queue, nil)
}

// bring makes one attempt for a job of this queue. claimed, which may be nil, is called once this worker has the card.
func (s *ShowCardWorker) bring(ctx context.Context, job tx.ShowCard, queue string, claimed func()) error {
	return attempt[store.CardClaim]{
		claim: func(ctx context.Context) (store.CardClaim, error) {
			c, err := s.Store.ClaimCard(ctx, job.CardID, job.Attempt, cardLease)
			c.Urgent = queue == tx.QueueInteractive
			return c, err
		},
		claimed: claimed,
		within:  showTimeout,
		act: func(ctx context.Context, c store.CardClaim) outcome {
			aboutCard(ctx, c)
			if err := s.show(ctx, c); err != nil {
				return s.failed(ctx, c, err)
			}
			return outcome{name: "shown"}
		},
		ended: s.Ended,
	}.run(ctx)
}

func (s *ShowCardWorker) show(ctx context.Context, c store.CardClaim) error {
	if !c.Posted {
		return s.post(ctx, c)
	}
	v, err := s.Store.ClaimedView(ctx, c)
	if err != nil {
		return err
	}
	hash := viewHash(v)
	if string(hash) == string(c.ShownHash) {
		return s.shown(ctx, c, c.ChannelID, c.MessageTS, v)
	}
	if err := s.update(ctx, c, v); err != nil {
		return err
	}
	return unclear(s.shown(ctx, c, c.ChannelID, c.MessageTS, v))
}

// learn reads what a card says beside the item, side by side. Neither keeps the card back for long, and both are read once for each
// item, whoever gets copies. Nobody who clicks waits for it.
func (s *ShowCardWorker) learn(ctx context.Context, c store.CardClaim) {
	v, err := s.Store.CardView(ctx, c.CardID)
	if err != nil || over(v.Phase) {
		return
	}
	var both sync.WaitGroup
	if !v.Item.Described && len(v.Item.Lines) > 0 {
		both.Go(func() { s.describe(ctx, c) })
	}
	if s.Context != nil && v.Item.Type == approvals.TypeApproval && v.Show != sensitivity.Notice && v.Phase != approvals.PhaseHidden {
		both.Go(func() { s.Context.BeforeCard(ctx, c.WorkItemID) })
	}
	both.Wait()
}

// describe reads the descriptions of the lines. The card goes out without them when that fails.
func (s *ShowCardWorker) describe(ctx context.Context, c store.CardClaim) {
	ctx, cancel := context.WithTimeout(ctx, describePatience)
	defer cancel()
	w, err := s.Items.WorkItem(ctx, c.WorkItemID)
	if err == nil {
		w.Described = true
		err = s.Store.Describe(ctx, w)
	}
	if err != nil {
		s.Log.DebugContext(ctx, "card goes out without descriptions", "work_item_id", c.WorkItemID, "error", err)
	}
}

func (s *ShowCardWorker) post(ctx context.Context, c store.CardClaim) error {
	if c.Unclear {
		if adopted, err := s.earlier(ctx, c); err != nil || adopted {
			return err
		}
	}
	user, err := s.recipient(ctx, c)
	if err != nil {
		return err
	}
	s.learn(ctx, c)
	if err := s.Cards.MayPost(ctx, user, c.Urgent); err != nil {
		return err
	}
	v, err := s.Store.CardView(ctx, c.CardID)
	if err != nil {
		return err
	}
	if needless(c, v) {
		return s.Store.CardNotNeeded(ctx, c, v.Want)
	}
	if err := s.Store.BeforePost(ctx, c, s.TeamID, user); err != nil {
		return err
	}
	channel, ts, err := s.Cards.Post(ctx, user, v)
	if err != nil {
		return fmt.Errorf("post card: %w", err)
	}
	return unclear(s.shown(ctx, c, channel, ts, v))
}

// shown notes what Slack shows now. A message that was sent after its claim was lost may have overwritten that of the
// next worker, so the card is then shown once more.
func (s *ShowCardWorker) shown(ctx context.Context, c store.CardClaim, channel, ts string, v approvals.CardView) error {
	hash := viewHash(v)
	c.RequestDigest, c.FactsDigest, c.Tag = v.RequestDigest, v.FactsDigest, v.Tag
	err := insist(ctx, func(ctx context.Context) error { return s.Store.CardShown(ctx, c, channel, ts, v.Want, hash) })
	if err == nil && s.Changed != nil && string(hash) != string(c.ShownHash) {
		s.Changed(ctx, c, v)
	}
	if errors.Is(err, approvals.ErrClaimLost) && string(hash) != string(c.ShownHash) {
		return errors.Join(err, insist(ctx, func(ctx context.Context) error { return s.Store.ShowAgain(ctx, c.CardID) }))
	}
	return err
}

func (s *ShowCardWorker) recipient(ctx context.Context, c store.CardClaim) (string, error) {
	if c.OnDemand && c.SlackUserID != "" {
		return c.SlackUserID, nil
	}
	u, err := s.People.Reach(ctx, c.IdentityID)
	return u.ID, err
}

// needless reports whether a card that was not sent yet would help nobody.
func needless(c store.CardClaim, v approvals.CardView) bool {
	return over(v.Phase) && !c.OnDemand || v.Phase == approvals.PhaseHidden
}

func over(p approvals.Phase) bool {
	switch p {
	case approvals.PhaseEnded, approvals.PhaseForwarded, approvals.PhaseNotYours, approvals.PhaseNewer, approvals.PhaseUnlinked:
		return true
	}
	return false
}

// earlier searches for the message of an unclear post in the conversation it was sent to, even where the person cannot
// be reached now.
func (s *ShowCardWorker) earlier(ctx context.Context, c store.CardClaim) (adopted bool, err error) {
	channel, ts, found, err := s.Cards.Find(ctx, c.SlackUserID, c.CardID, c.CreatedAt.Add(-clocksApart))
	if err != nil {
		return false, fmt.Errorf("look for the message: %w", err)
	}
	if !found {
		return false, nil
	}
	return true, s.adopt(ctx, c, channel, ts)
}

// adopt stores the message of an unclear post as the card's. What it shows is unknown, so it is updated.
func (s *ShowCardWorker) adopt(ctx context.Context, c store.CardClaim, channel, ts string) error {
	if err := s.Store.CardFound(ctx, c, channel, ts); err != nil {
		return err
	}
	v, err := s.Store.CardView(ctx, c.CardID)
	if err != nil {
		return err
	}
	if err := s.change(ctx, c, channel, ts, v); err != nil {
		return err
	}
	return s.shown(ctx, c, channel, ts, v)
}

// update changes a posted card. The clicker's own goes by the click's response_url, which costs no budget; all others
// go by chat.update.
func (s *ShowCardWorker) update(ctx context.Context, c store.CardClaim, v approvals.CardView) error {
	if v.Decision != nil && v.Decision.CardID == c.CardID {
		url, err := s.Store.UseResponseURLOfCard(ctx, v.Decision.ID, c.CardID, c.MessageTS)
		if err != nil {
			return err
		}
		if url != "" {
			err := s.Answers.Replace(ctx, url, v)
			if err == nil {
				return nil
			}
			if lostErr := s.lost(ctx, c, err); lostErr != nil {
				return lostErr
			}
			s.Log.DebugContext(ctx, "response_url did not take the card, chat.update follows", "card_id", c.CardID, "error", err)
		}
	}
	return s.change(ctx, c, c.ChannelID, c.MessageTS, v)
}

func (s *ShowCardWorker) change(ctx context.Context, c store.CardClaim, channel, ts string, v approvals.CardView) error {
	if err := s.Cards.MayUpdate(ctx, c.Urgent); err != nil {
		return err
	}
	if err := s.Cards.Update(ctx, channel, ts, v); err != nil {
		return errors.Join(fmt.Errorf("update card: %w", err), s.lost(ctx, c, err))
	}
	return nil
}

// viewHash is equal for two views that look the same, so that a raised version alone costs no call to Slack. CardView.Context is not
// in it, since what helps to decide rides with the next change of the card, and changes none by itself.
func viewHash(v approvals.CardView) []byte {
	v.Want, v.Waiting, v.Snoozed, v.NextDue, v.Now = 0, 0, 0, time.Time{}, time.Time{}
	v.CardID = uuid.Nil
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	h := sha256.Sum256(b)
	return h[:]
}
