package slackui

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/query"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/words"
)

// slashCommand serves /approvals. The ack comes first: the answer goes by the response URL, which is good for 30 minutes.
func (h questions) slashCommand(ctx context.Context, e *socket.Envelope, log *slog.Logger) {
	var cmd command
	if err := json.Unmarshal(e.Payload, &cmd); err != nil || cmd.UserID == "" {
		log.Warn("command could not be read", "error", err)
		h.ack(ctx, e, log)
		return
	}
	log = log.With("slack_user_id", cmd.UserID)
	first, ok := h.first(ctx, e.ID, log)
	h.ack(ctx, e, log)
	at := askedIn{user: cmd.UserID, responseURL: cmd.ResponseURL, channel: cmd.ChannelID, language: h.language(ctx, cmd.UserID)}
	switch {
	case !ok:
		h.answer(ctx, at, cards.SentenceMessage(at.language, words.NoAnswer(at.language)), log)
	case !first:
		log.Info("command was delivered again")
	case h.otherOrganisation(cmd.TeamID):
		h.answer(ctx, at, refusalSentence(approvals.RefusedForeign).message(at.language), log)
	default:
		h.serve(ctx, at, query.Parse(cmd.Text), log)
	}
}
