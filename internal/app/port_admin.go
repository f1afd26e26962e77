package app

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/outbox"
	"github.com/iiq-approvals/bot/internal/shadow"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// adminChannel posts notices to the administrators' channel.
type adminChannel struct{ bot *bot }

// TellAdmins posts one message in the language of the bot's settings.
func (a adminChannel) TellAdmins(ctx context.Context, n approvals.AdminNotice) error {
	n = a.bot.guard.CleanNotice(n)
	channel := a.bot.cfg.Rules.AdminChannel
	if err := (slackPort(a)).wait(ctx, outbox.Post(channel), true); err != nil {
		return err
	}
	return a.bot.interactive.Say(shadow.With(ctx, shadow.About{Kind: shadow.Admin}), channel,
		cards.AdminNotice(approvals.Language(a.bot.cfg.Rules.Language), n))
}

// UnreachedNames gives the names of people by their ids, in any order. A person who is not in the map is named by the
// id.
func (a adminChannel) UnreachedNames(ctx context.Context, ids []string) ([]string, error) {
	known, err := a.bot.people.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		name := id
		if i, ok := known[id]; ok {
			name = i.DisplayName()
		}
		names = append(names, name)
	}
	return names, nil
}
