package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/metrics"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/shadow"
)

// shadowTimeout bounds one call of a shadow to Slack, as the API's own client bounds all others.
const shadowTimeout = 15 * time.Second

// shadowReady is the text of /readyz for a shadow that can work.
const shadowReady = "ready, as a shadow: nothing leaves"

// modeOf says what the database is for.
func modeOf(c settings.Config) shadow.Mode {
	if c.Shadow {
		return shadow.ModeShadow
	}
	return shadow.ModeReal
}

// openShadow makes a shadow's transport to Slack. A real bot has none of its own.
func (b *bot) openShadow(context.Context) error {
	if !b.cfg.Shadow {
		return nil
	}
	b.shadowed = b.metrics.RegisterShadow()
	store := shadow.NewStore(b.pool)
	through, err := shadow.NewTransport(b.cfg.Slack.APIURL, nil, store, b.dated.Now, b.log, shadow.Told{
		Stored:  func(k shadow.Kind) { b.shadowed.Stored(string(k)) },
		Refused: func(call string) { b.shadowed.Refused("slack", call) },
	})
	if err != nil {
		return err
	}
	b.shadowHTTP = &http.Client{Transport: through, Timeout: shadowTimeout}
	b.log.Warn("this is a shadow: everything is worked through and nothing leaves; `bot shadow list` and `bot shadow summary` tell what would have")
	return nil
}

// iiqConfig is how IdentityIQ is reached; a shadow only reads.
func (b *bot) iiqConfig() settings.IIQ {
	c := b.cfg.IIQ
	c.Language = b.cfg.Rules.Language
	if b.cfg.Shadow {
		c.ReadOnly, c.Refused = true, b.refusedAtIIQ
	}
	return c
}

// iiqCall counts a request to IdentityIQ.
func (b *bot) iiqCall(endpoint string, status int, took time.Duration) {
	b.metrics.IIQCall(endpoint, status, took)
	if b.cfg.Shadow {
		b.iiqCalls.Observe(endpoint, status, took)
	}
}

func (b *bot) refusedAtIIQ(endpoint string) { b.shadowed.Refused("iiq", endpoint) }

// neededScopes are the scopes that the bot token has to have.
func neededScopes(c settings.Config) []string {
	if c.Shadow {
		return shadow.ReadScopes()
	}
	return NeededSlackApp().BotScopes
}

// claimMode claims the database for a real bot or a shadow, or refuses it. It comes last, so that a start that fails
// earlier leaves no mark.
func (b *bot) claimMode(ctx context.Context) error { return shadow.Claim(ctx, b.pool, modeOf(b.cfg)) }

// serveSlack holds the sockets or, for a shadow, reports at intervals that it is at work.
func (b *bot) serveSlack(ctx context.Context) error {
	if !b.cfg.Shadow {
		return b.seat.Run(ctx)
	}
	if err := shadow.Keep(ctx, b.pool, &b.iiqCalls, b.log); errors.Is(err, shadow.ErrNoShadow) {
		return fmt.Errorf("somebody ended this shadow with `bot shadow clear`: %w", err)
	} else if err != nil {
		return err
	}
	return nil
}

// sweepShadow bounds a shadow's stored messages.
func (b *bot) sweepShadow(ctx context.Context) error {
	if !b.cfg.Shadow {
		return nil
	}
	return shadow.NewStore(b.pool).Sweep(ctx)
}

// aboutCard adds what a card is about to the context, for the counters.
func aboutCard(ctx context.Context, v approvals.CardView) context.Context {
	kind := shadow.Card
	if v.Batch > 0 {
		kind = shadow.Digest
	}
	return shadow.With(ctx, shadow.About{Kind: kind, IdentityID: v.Viewer.ID, WorkItemID: v.Item.ID})
}

// shadowParts are the parts that only a shadow has; nil otherwise.
type shadowParts struct {
	shadowed   *metrics.ShadowFigures
	iiqCalls   shadow.Calls
	shadowHTTP *http.Client
}
