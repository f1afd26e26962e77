package identitymap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// stored is what the tables say about a Slack user, and how long ago Slack was asked. A negative age means that a
// clock was set back, and counts as never asked.
type stored struct {
	user  approvals.SlackUser
	age   time.Duration
	found bool
}

func (s stored) fresh(maxAge time.Duration) bool { return s.found && s.age >= 0 && s.age <= maxAge }

func (m *Map) storedUser(ctx context.Context, id string) (stored, error) {
	row, err := m.q.GetSlackUser(ctx, db.GetSlackUserParams{TeamID: m.ws.TeamID, ID: id})
	if errors.Is(err, pgx.ErrNoRows) {
		return stored{}, nil
	}
	if err != nil {
		return stored{}, fmt.Errorf("read Slack user: %w", err)
	}
	return stored{user: slackUserOf(row.SlackUser), age: seconds(row.AgeSeconds), found: true}, nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// slackUser gives the user as Slack knew them at most maxAge ago; concurrent callers share one users.info. A user whom
// Slack does not know is RefusedForeign, unless they were known before: then they count as Deleted.
func (m *Map) slackUser(ctx context.Context, id string, maxAge time.Duration) (approvals.SlackUser, error) {
	if !validID(id) {
		return approvals.SlackUser{}, approvals.Refuse(approvals.RefusedForeign)
	}
	id = m.aliases.of(id)
	s, err := m.storedUser(ctx, id)
	if err != nil || s.fresh(maxAge) {
		return s.user, err
	}
	return m.askSlackUser(ctx, id)
}

func (m *Map) askSlackUser(ctx context.Context, id string) (approvals.SlackUser, error) {
	if m.slack == nil {
		return approvals.SlackUser{}, fmt.Errorf("look up Slack user: %w", ErrOffline)
	}
	return shared(ctx, m, "user "+id, func(ctx context.Context) (approvals.SlackUser, error) {
		asked, err := m.q.ClockNow(ctx)
		if err != nil {
			return approvals.SlackUser{}, fmt.Errorf("read clock: %w", err)
		}
		u, err := m.slack.User(ctx, id)
		if errors.Is(err, ErrNoSuchUser) {
			return m.forgetUser(ctx, id, asked)
		}
		if err != nil {
			return approvals.SlackUser{}, fmt.Errorf("look up Slack user: %w", err)
		}
		if u, err = m.keepUser(ctx, u, asked); err == nil {
			m.aliases.learn(id, u.ID)
		}
		return u, err
	})
}

func (m *Map) forgetUser(ctx context.Context, id string, asked time.Time) (approvals.SlackUser, error) {
	err := m.q.ForgetSlackUser(ctx, db.ForgetSlackUserParams{TeamID: m.ws.TeamID, ID: id, CheckedAt: asked})
	if err != nil {
		return approvals.SlackUser{}, fmt.Errorf("forget Slack user: %w", err)
	}
	s, err := m.storedUser(ctx, id)
	if err == nil && !s.found {
		err = approvals.Refuse(approvals.RefusedForeign)
	}
	return s.user, err
}

// askByEmail is users.lookupByEmail; ErrNoSuchUser when nobody has the address.
func (m *Map) askByEmail(ctx context.Context, address string) (approvals.SlackUser, error) {
	if m.slack == nil {
		return approvals.SlackUser{}, fmt.Errorf("look up Slack user by e-mail: %w", ErrOffline)
	}
	return shared(ctx, m, "mail "+emailKey(address), func(ctx context.Context) (approvals.SlackUser, error) {
		asked, err := m.q.ClockNow(ctx)
		if err != nil {
			return approvals.SlackUser{}, fmt.Errorf("read clock: %w", err)
		}
		u, err := m.slack.UserByEmail(ctx, email(address))
		if err != nil {
			return approvals.SlackUser{}, fmt.Errorf("look up Slack user by e-mail: %w", err)
		}
		return m.keepUser(ctx, u, asked)
	})
}

// keepUser stores what Slack said and returns what counts now, since an event may have said something later.
func (m *Map) keepUser(ctx context.Context, u approvals.SlackUser, asked time.Time) (approvals.SlackUser, error) {
	if !validID(u.ID) {
		return u, errors.New("the answer of Slack names no user")
	}
	u.TeamID, u.CheckedAt = m.ws.TeamID, asked
	if err := m.q.UpsertSlackUser(ctx, slackUserRow(u, m.ws.Standing(u) != nil)); err != nil {
		return u, fmt.Errorf("store Slack user: %w", err)
	}
	s, err := m.storedUser(ctx, u.ID)
	if err == nil && !s.found {
		err = errors.New("the Slack user vanished while being stored")
	}
	return s.user, err
}
