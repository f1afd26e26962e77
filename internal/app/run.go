package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iiq-approvals/bot/internal/settings"
)

// Run runs the bot until ctx ends, and reads its secrets anew when their files change or SIGHUP comes. Logs go to logs.
func Run(ctx context.Context, from settings.Source, logs io.Writer, asShadow bool) error {
	// The watch starts before the files are read, so that a change in between counts as a change.
	watch := newSecretWatch(from.Env)
	c, err := from.LoadRun(asShadow)
	if err != nil {
		return err
	}
	level := &slog.LevelVar{}
	level.Set(c.Log.Level)
	logger := loggerAt(logs, c.Log.JSON, level, from.Guard)
	listener, err := net.Listen("tcp", c.HTTP.Addr)
	if err != nil {
		return fmt.Errorf("listen on HTTP_ADDR %s: %w", c.HTTP.Addr, err)
	}
	told := &signals{level: level, asSet: c.Log.Level, reload: make(chan os.Signal, 1), log: logger}
	defer told.listen()()
	renewed := &renewal{source: from, logs: logs, level: level, watch: watch, asked: told.reload, log: logger}
	return runHosted(ctx, c, listener, from.Guard, &host{log: logger, next: renewed.next})
}

// stopWithin bounds a stop, even when something hangs.
const stopWithin = 9 * time.Second

// RunOn runs the whole bot, with health and metrics on the listener, until ctx ends. When it returns, within ten
// seconds, everything that it started has ended.
func RunOn(ctx context.Context, c settings.Config, listener net.Listener, g settings.Redactor, logger *slog.Logger) error {
	return runHosted(ctx, c, listener, g, &host{log: logger})
}

func runHosted(ctx context.Context, c settings.Config, listener net.Listener, g settings.Redactor, h *host) error {
	c.IIQ.WarnOfTrial(h.log)
	h.showStart(listener, g)
	c.Rules.Warn(h.log)
	group, gctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serveHTTP(gctx, listener, h, h.log) })
	group.Go(func() error {
		b, err := newBot(gctx, c, g, h.log, &h.starting)
		if err != nil && ctx.Err() != nil {
			return nil //nolint:nilerr // a start that was stopped did not fail
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

// waitBounded waits for the group, but at most stopWithin after its context has ended.
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
