package rounds

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// AdminChannel takes messages for administrators.
type AdminChannel interface {
	// TellAdmins posts one message to the administrators' channel.
	TellAdmins(ctx context.Context, n approvals.AdminNotice) error
}

// Unreached lists who cannot be reached in Slack, with the reason, for the daily list; it is bounded.
type Unreached interface {
	UnreachedNames(ctx context.Context, identityIDs []string) ([]string, error)
}

// Alerts tells administrators about decisions given up, rounds that fail for five minutes, and many things missing
// from IIQ's lists. Once a day it lists who cannot be reached, and says where the decision log ends.
type Alerts struct {
	Store   *store.Store
	Channel AdminChannel
	People  Unreached
	// SocketTrouble gives Slack's word for why it refuses our connections, "" when it does not.
	SocketTrouble func() string
	// LogHead gives the number and the hash of the decision log's last row; 0 while the log is empty.
	LogHead func(context.Context) (seq int64, hash string, err error)
	Clock   func() time.Time
	Log     *slog.Logger
}

const (
	dailyList = "unreachable"
	dailyHead = "audit_head"
	day       = 24 * time.Hour
	// maxListed bounds the daily list.
	maxListed = 30
)

// Run does one round.
func (a *Alerts) Run(ctx context.Context, lease schedule.Lease) error {
	t, err := a.Store.LookForTrouble(ctx)
	if err != nil {
		return err
	}
	if err := a.Store.MarkTrouble(ctx, lease, t); err != nil {
		return err
	}
	for _, n := range troubleNotices(t) {
		if err := a.Channel.TellAdmins(ctx, n); err != nil {
			return fmt.Errorf("tell administrators: %w", err)
		}
	}
	if err := a.sockets(ctx, lease); err != nil {
		return err
	}
	if err := a.logHead(ctx, lease); err != nil {
		return err
	}
	return a.daily(ctx, lease)
}

func troubleNotices(t approvals.Trouble) []approvals.AdminNotice {
	var all []approvals.AdminNotice
	if t.GivenUp > 0 {
		all = append(all, approvals.AdminNotice{GivenUp: t.GivenUp})
	}
	for _, f := range t.Failing {
		all = append(all, approvals.AdminNotice{Failing: &f})
	}
	for _, m := range t.Missing {
		all = append(all, approvals.AdminNotice{Missing: &m})
	}
	return all
}

func (a *Alerts) sockets(ctx context.Context, lease schedule.Lease) error {
	word := a.SocketTrouble()
	if word == "" {
		return nil
	}
	name := "socket " + word
	told, err := a.Store.AdminNoticedSince(ctx, name, a.Clock().Add(-day))
	if err != nil || told {
		return err
	}
	if err := a.Store.MarkAdminNotice(ctx, lease, name); err != nil {
		return err
	}
	return a.Channel.TellAdmins(ctx, approvals.AdminNotice{SocketWord: word})
}

// logHead posts the end of the decision log to a place that the owner of the database cannot change.
func (a *Alerts) logHead(ctx context.Context, lease schedule.Lease) error {
	told, err := a.Store.AdminNoticedSince(ctx, dailyHead, a.Clock().Add(-day))
	if err != nil || told {
		return err
	}
	seq, hash, err := a.LogHead(ctx)
	if err != nil {
		return fmt.Errorf("read end of decision log: %w", err)
	}
	if seq == 0 {
		return nil
	}
	if err := a.Store.MarkAdminNotice(ctx, lease, dailyHead); err != nil {
		return err
	}
	return a.Channel.TellAdmins(ctx, approvals.AdminNotice{LogHead: &approvals.LogHead{Seq: seq, Hash: hash}})
}

func (a *Alerts) daily(ctx context.Context, lease schedule.Lease) error {
	told, err := a.Store.AdminNoticedSince(ctx, dailyList, a.Clock().Add(-day))
	if err != nil || told {
		return err
	}
	ids, err := a.Store.Unreachable(ctx, maxUnreachable)
	if err != nil || len(ids) == 0 {
		return err
	}
	names, err := a.People.UnreachedNames(ctx, ids[:min(len(ids), maxListed)])
	if err != nil {
		return err
	}
	if err := a.Store.MarkAdminNotice(ctx, lease, dailyList); err != nil {
		return err
	}
	return a.Channel.TellAdmins(ctx, approvals.AdminNotice{Unreached: len(ids), UnreachedNames: names})
}
