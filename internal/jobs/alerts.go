package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// AdminChannel takes messages for administrators.
type AdminChannel interface {
	// TellAdmins posts one message of our own words to the administrators' channel.
	TellAdmins(ctx context.Context, text string) error
}

// Unreached tells who cannot be reached in Slack, for the daily list: a name and why, bounded.
type Unreached interface {
	UnreachedNames(ctx context.Context, identityIDs []string) ([]string, error)
}

// Alerts tells administrators what they should know: decisions given up, rounds that fail for five minutes, and once a
// day who cannot be reached.
type Alerts struct {
	Desk    *approvals.Desk
	Channel AdminChannel
	People  Unreached
	// SocketTrouble gives Slack's word and the cure where Slack refuses our connections, "" when it does not.
	SocketTrouble func() (word, cure string)
	Clock         func() time.Time
	Log           *slog.Logger
}

const (
	dailyList = "unreachable"
	day       = 24 * time.Hour
	// maxListed bounds the daily list.
	maxListed = 30
)

// Run does one look.
func (a *Alerts) Run(ctx context.Context, lease approvals.Lease) error {
	t, err := a.Desk.LookForTrouble(ctx)
	if err != nil {
		return err
	}
	if err := a.Desk.TroubleTold(ctx, lease, t); err != nil {
		return err
	}
	for _, text := range troubleTexts(t) {
		if err := a.Channel.TellAdmins(ctx, text); err != nil {
			return fmt.Errorf("tell administrators: %w", err)
		}
	}
	if err := a.sockets(ctx, lease); err != nil {
		return err
	}
	return a.daily(ctx, lease)
}

func troubleTexts(t approvals.Trouble) []string {
	var texts []string
	if t.GivenUp > 0 {
		texts = append(texts, fmt.Sprintf("%d decision(s) could not be recorded in IdentityIQ in time. The approvers were told to decide in IdentityIQ.", t.GivenUp))
	}
	for _, f := range t.Failing {
		texts = append(texts, fmt.Sprintf("The round %q has failed since %s UTC. Last error: %s. See the log, and `bot doctor`.",
			f.Name, f.Since.UTC().Format("15:04"), strings.NewReplacer("<", "‹", ">", "›", "&", "+").Replace(f.LastError)))
	}
	return texts
}

func (a *Alerts) sockets(ctx context.Context, lease approvals.Lease) error {
	word, cure := a.SocketTrouble()
	if word == "" {
		return nil
	}
	name := "socket " + word
	told, err := a.Desk.ToldSince(ctx, name, a.Clock().Add(-day))
	if err != nil || told {
		return err
	}
	if err := a.Desk.Tell(ctx, lease, name); err != nil {
		return err
	}
	return a.Channel.TellAdmins(ctx, fmt.Sprintf("Slack refuses our Socket Mode connection (%s). %s", word, cure))
}

func (a *Alerts) daily(ctx context.Context, lease approvals.Lease) error {
	told, err := a.Desk.ToldSince(ctx, dailyList, a.Clock().Add(-day))
	if err != nil || told {
		return err
	}
	ids, err := a.Desk.Unreachable(ctx, maxUnreachable)
	if err != nil || len(ids) == 0 {
		return err
	}
	names, err := a.People.UnreachedNames(ctx, ids[:min(len(ids), maxListed)])
	if err != nil {
		return err
	}
	if err := a.Desk.Tell(ctx, lease, dailyList); err != nil {
		return err
	}
	text := fmt.Sprintf("%d approver(s) with open work items cannot be reached in Slack: %s", len(ids), strings.Join(names, ", "))
	if more := len(ids) - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return a.Channel.TellAdmins(ctx, text+". `bot identity list --unreachable` has them all.")
}
