package slackui

import (
	"context"
	"errors"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// askedIn is where somebody asked; the answer goes there, to them alone.
type askedIn struct {
	user string
	// responseURL is set for commands. Otherwise direct says whether channel is the asker's direct message with the app.
	responseURL string
	channel     string
	direct      bool
	language    approvals.Language
}

// answer goes to the asker alone: by the response URL, in the direct message, or as an ephemeral message. Where the
// app is not in the channel it goes to the direct message instead.
func (k *core) answer(ctx context.Context, at askedIn, m cards.Message, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellBudget)
	defer cancel()
	if err := k.answerBy(ctx, at, m); err != nil {
		log.Warn("answer could not be given", "error", err)
	}
}

func (k *core) answerBy(ctx context.Context, at askedIn, m cards.Message) error {
	switch {
	case at.responseURL != "":
		return k.Replies.Respond(ctx, at.responseURL, m, false)
	case at.direct:
		return k.Replies.Say(ctx, at.channel, m)
	}
	err := k.Replies.Ephemeral(ctx, at.channel, at.user, m)
	if errors.Is(err, approvals.ErrCannotWrite) {
		return k.Replies.Say(ctx, at.user, m)
	}
	return err
}
