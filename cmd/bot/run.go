package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iiq-approvals/bot/migrations"
)

type runCommand struct {
	Shadow bool `help:"Do everything and let nothing leave: what would have been sent is stored, see bot shadow."`
}

// Run is the bot itself, until the process is told to stop.
func (r *runCommand) Run(ctx context.Context, p *process) error {
	// Looked at before they are read: what changes in between is seen as a change.
	watch := newSecretWatch(p.env)
	c, err := p.loadRun(r.Shadow)
	if err != nil {
		return err
	}
	level := &slog.LevelVar{}
	level.Set(c.Log.Level)
	logger := loggerAt(p.stderr, c.Log.JSON, level, p.guard)
	listener, err := net.Listen("tcp", c.HTTP.Addr)
	if err != nil {
		return fmt.Errorf("listen on HTTP_ADDR %s: %w", c.HTTP.Addr, err)
	}
	told := &tellings{level: level, asSet: c.Log.Level, reload: make(chan os.Signal, 1), log: logger}
	defer told.listen()()
	renewed := &renewal{process: p, level: level, watch: watch, asked: told.reload, log: logger}
	return runHosted(ctx, c, listener, p.guard, &host{log: logger, next: renewed.next})
}

// stopWithin bounds how long a stop takes, whatever hangs.
const stopWithin = 9 * time.Second

// runBot runs the whole bot with health and metrics on the listener, until ctx ends. Everything that it starts has ended
// when it returns, within ten seconds.
func runBot(ctx context.Context, c Config, listener net.Listener, g guard, logger *slog.Logger) error {
	return runHosted(ctx, c, listener, g, &host{log: logger})
}

func runHosted(ctx context.Context, c Config, listener net.Listener, g guard, h *host) error {
	h.showStart(listener, g)
	c.Rules.warn(h.log)
	group, gctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serveHTTP(gctx, listener, h, h.log) })
	group.Go(func() error {
		b, err := newBot(gctx, c, g, h.log, &h.starting)
		if err != nil && ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		h.log.Info("the bot runs", "address", listener.Addr().String(), "slack_team", b.workspace.TeamID)
		return h.live(gctx, b)
	})
	err := waitBounded(gctx, group)
	h.log.Info("the bot has stopped")
	return err
}

// waitBounded waits for the group, and after its context has ended no longer than stopWithin.
func waitBounded(ctx context.Context, group *errgroup.Group) error {
	done := make(chan error, 1)
	go func() { done <- group.Wait() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(stopWithin):
		return errors.New("stop took too long; what was in hand is in the database for the next start")
	}
}

// checkSchema refuses a database that is behind this binary. A newer one is accepted: an upgrade rolls.
func checkSchema(ctx context.Context, b *bot) error {
	current, wanted, err := migrations.Pending(ctx, b.pool)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if current < wanted {
		return fmt.Errorf("the database schema is at version %d and this binary needs %d: run `bot migrate up` first", current, wanted)
	}
	return nil
}
