package rounds

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// UserLister is the part of the identity map that reads Slack's whole list of users.
type UserLister interface {
	// WantsUserList reports whether so many people wait to be found that reading the list is worth it, and whether any do.
	WantsUserList(ctx context.Context) (wanted, some bool, err error)
	// RefreshUsers reads the list and returns how many people it has.
	RefreshUsers(ctx context.Context) (int, error)
}

// SlackUsers reads Slack's list of users while many approvers wait to be found, as at a first start.
type SlackUsers struct {
	Store *store.Store
	Map   UserLister
	Log   *slog.Logger

	// some is whether the last run found that somebody has to be found.
	some atomic.Bool
	// rest is until when nothing is read after a failure.
	rest time.Time
}

const (
	// SlackUsersEvery is how often the database is asked whether the list is wanted.
	SlackUsersEvery = 10 * time.Second
	// slackUsersAgain is the same while anybody has to be found.
	slackUsersAgain = 3 * time.Second
)

// listRest is how long the list is left alone after it could not be read.
const listRest = time.Minute

// Sooner says when the round is due again.
func (s *SlackUsers) Sooner() time.Duration {
	if s.some.Load() {
		return slackUsersAgain
	}
	return SlackUsersEvery
}

// Run does one round, which notes when the reading began.
func (s *SlackUsers) Run(ctx context.Context, lease schedule.Lease) error {
	wanted, some, err := s.Map.WantsUserList(ctx)
	s.some.Store(some)
	if err != nil || !wanted {
		return err
	}
	began, err := s.Store.Now(ctx)
	if err != nil || began.Before(s.rest) {
		return err
	}
	s.Log.Info("many approvers are looked for in Slack; its list of users is read")
	n, err := s.Map.RefreshUsers(ctx)
	if err != nil {
		s.rest = began.Add(listRest)
		return err
	}
	s.Log.Info("read Slack's list of users", "people", n)
	return s.Store.SaveWatermark(ctx, lease, schedule.Watermark{Stamp: began})
}
