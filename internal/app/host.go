package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// host is the part of a process that stays while a bot with newer secrets replaces the bot in it: the address of
// health and metrics, and the log.
type host struct {
	log      *slog.Logger
	handler  atomic.Pointer[http.Handler]
	starting startStage
	// next, which may be nil, waits until the secrets change and returns a bot that uses the new ones; nil when ctx ends.
	next func(ctx context.Context, now *bot) *bot
}

// ServeHTTP passes requests to the present bot.
func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*h.handler.Load()).ServeHTTP(w, r) }

func (h *host) show(b *bot) {
	said := "ready"
	if b.cfg.Shadow {
		said = shadowReady
	}
	handler := newSayingHandler(said, b.ready, b.metrics.Registry, b.guard)
	h.handler.Store(&handler)
}

// live runs the bot until ctx ends, and its successors after it.
func (h *host) live(ctx context.Context, b *bot) error {
	for b != nil {
		h.show(b)
		next, err := h.runUntilReplaced(ctx, b)
		if err != nil {
			return err
		}
		b = next
	}
	return nil
}

// runUntilReplaced returns the next bot, or nil when ctx has ended. The next bot is ready before this one stops. Work that is
// running then, and what Slack delivers in between, is in the database or comes again.
func (h *host) runUntilReplaced(ctx context.Context, b *bot) (*bot, error) {
	defer b.close()
	run, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- b.work(run) }()
	successor := make(chan *bot, 1)
	if h.next != nil {
		go func() { successor <- h.next(run, b) }()
	}
	select {
	case err := <-ended:
		stop()
		h.closeLate(successor)
		return nil, err
	case next := <-successor:
		stop()
		return next, h.over(next, ended)
	}
}

// over waits until the bot that was told to stop has stopped.
func (h *host) over(next *bot, ended chan error) error {
	var err error
	select {
	case err = <-ended:
	case <-time.After(stopWithin):
		err = errors.New("the bot with the former secrets did not stop")
	}
	if err != nil && next != nil {
		next.close()
	}
	return err
}

// closeLate closes a successor that comes too late.
func (h *host) closeLate(successor chan *bot) {
	if h.next == nil {
		return
	}
	if next := <-successor; next != nil {
		next.close()
	}
}

// renewal makes bots with the secrets that the files hold now.
type renewal struct {
	source settings.Source
	logs   io.Writer
	level  slog.Leveler
	watch  *secretWatch
	asked  <-chan os.Signal
	log    *slog.Logger
	failed [sha256.Size]byte
}

// renewWithin bounds how long a bot with new secrets may take to get ready.
const renewWithin = 30 * time.Second

// next waits for changed secrets and tries them. Secrets that do not work change nothing: the running bot keeps its
// own, and the next look tries the new ones again.
func (r *renewal) next(ctx context.Context, now *bot) *bot {
	for r.watch.changed(ctx, r.asked) {
		state := r.watch.read()
		b, err := r.renew(ctx, now)
		if err == nil {
			r.watch.taken(state)
			r.log.Info("secrets were read from their files anew; the bot goes on with them")
			return b
		}
		if ctx.Err() == nil && r.failed != state {
			r.log.Error("the secrets that are in the files now do not work; the bot goes on with its former ones and tries again", "error", err)
		}
		r.failed = state
	}
	return nil
}

func (r *renewal) renew(ctx context.Context, now *bot) (*bot, error) {
	c, err := r.source.LoadRun(now.cfg.Shadow)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, renewWithin)
	defer cancel()
	b, err := newBot(ctx, c, r.source.Guard, loggerAt(r.logs, c.Log.JSON, r.level, r.source.Guard), &startStage{})
	if err != nil {
		return nil, err
	}
	if err := b.accepted(ctx, now.cfg); err != nil {
		b.close()
		return nil, err
	}
	b.decisionLog.witness = now.decisionLog.witness
	b.store.Inherit(now.store)
	return b, nil
}

// accepted asks IdentityIQ and Slack about the secrets that have changed; newBot has tried the others. Only a refusal
// counts, since a system that does not answer may be away.
func (b *bot) accepted(ctx context.Context, before settings.Config) error {
	if b.cfg.IIQ.ClientSecret != before.IIQ.ClientSecret {
		if err := b.iiq.Ping(ctx); errors.Is(err, approvals.ErrIIQUnauthorised) {
			return fmt.Errorf("IIQ_CLIENT_SECRET is refused by IdentityIQ: %w", err)
		}
	}
	if b.cfg.Slack.AppToken != before.Slack.AppToken && !b.cfg.Shadow {
		if err := b.interactive.CheckAppToken(ctx); errors.Is(err, webapi.ErrAuth) {
			return fmt.Errorf("SLACK_APP_TOKEN is refused by Slack: %w", err)
		}
	}
	return nil
}
