package slackui

import (
	"context"
	"errors"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/words"
)

// tell says one sentence to the clicker alone: by the response URL; from a view by a small modal while the trigger
// lives, else by a direct message. When one way fails it tries the next, since hearing it twice is better than not at
// all.
func (k *core) tell(ctx context.Context, c *click, say sentence) { k.tellIn(ctx, c, say, "") }

// tellIn is tell for a clicker whose locale was read along with their click; where it is "" our tables are asked.
func (k *core) tellIn(ctx context.Context, c *click, say sentence, locale string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellBudget)
	defer cancel()
	language := approvals.LanguageOf(locale, k.Language)
	if locale == "" {
		language = k.language(ctx, c.in.User.ID)
	}
	if err := k.tellBy(ctx, c, say, language); err != nil {
		c.log.Warn("sentence could not be told", "error", err)
	}
}

func (k *core) tellBy(ctx context.Context, c *click, say sentence, l approvals.Language) error {
	if c.in.ResponseURL != "" {
		first, cancel := context.WithTimeout(ctx, tellBudget/2)
		err := k.Replies.Respond(first, c.in.ResponseURL, say.message(l), false)
		cancel()
		if err == nil {
			return nil
		}
		c.log.Debug("response URL did not take the sentence", "error", err)
	}
	if c.in.onHome() {
		_, _, err := k.openView(ctx, c, cards.SentenceModal(l, say.plain(l)))
		if err == nil {
			return nil
		}
		c.log.Debug("modal did not take the sentence", "error", err)
	}
	return k.Replies.Say(ctx, c.in.User.ID, say.message(l))
}

// notRecorded gives the sentence for a decision that failed, and logs every error that is no refusal.
func notRecorded(err error, log *slog.Logger) sentence {
	if refusal, ok := approvals.AsRefusal(err); ok {
		log.Info("click refused", "code", refusal.Code)
		return sentence{refusal: refusal}
	}
	if errors.Is(err, approvals.ErrUncertain) {
		log.Error("outcome of the commit is unclear", "error", err)
		return sentence{text: words.Unclear}
	}
	log.Error("click could not be recorded", "error", err)
	return sentence{text: words.NothingRecorded}
}

// notDone gives the sentence for another action that failed.
func notDone(err error, log *slog.Logger, otherwise words.Sentence) sentence {
	if refusal, ok := approvals.AsRefusal(err); ok {
		log.Info("wish refused", "code", refusal.Code)
		return sentence{refusal: refusal}
	}
	if errors.Is(err, errOneAtATime) {
		log.Info("wish refused", "code", "one_at_a_time")
		return sentence{text: words.OneAtATime}
	}
	if errors.Is(err, errNothingTogether) {
		return sentence{text: words.NothingTogether}
	}
	log.Error("wish could not be served", "error", err)
	return sentence{text: otherwise}
}
