package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/settings"
)

// startStage is what a start waits for; /readyz shows it.
type startStage struct{ what atomic.Pointer[string] }

// is stores what the start now waits for.
func (w *startStage) is(what string) { w.what.Store(&what) }

// reason is why the process is not ready.
func (w *startStage) reason(context.Context) error {
	if what := w.what.Load(); what != nil {
		return errors.New(*what)
	}
	return errors.New("the bot is starting")
}

// showStart serves health while the bot is still starting.
func (h *host) showStart(l net.Listener, g settings.Redactor) {
	h.log.Info("the bot starts", "address", l.Addr().String())
	handler := newHTTPHandler(h.starting.reason, prometheus.NewRegistry(), g)
	h.handler.Store(&handler)
}

const awayReason = "the database does not answer"

// patiently repeats a step of the start while Postgres is away. A Postgres that answers and refuses the login ends the
// start, as does any other error of the step.
func (b *bot) patiently(ctx context.Context, step func(context.Context) error) error {
	for try := int32(1); ; try++ {
		err := step(ctx)
		if err == nil || !databaseAway(err) {
			return err
		}
		b.starting.is(awayReason)
		level := slog.LevelDebug
		if try == 1 {
			level = slog.LevelWarn
		}
		b.log.Log(ctx, level, "the database does not answer; the start waits for it", "error", err)
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the database: %w", ctx.Err())
		case <-time.After(min(schedule.Backoff(try), 4*time.Second)):
		}
	}
}

// databaseAway tells a Postgres that is not there yet from one that will never accept us.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func databaseAway(err error) bool {
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		switch answer.Code {
		case "57P01", "57P02", "57P03", "53300":
			return true
		}
		return false
	}
	var stranger *tls.CertificateVerificationError
	if errors.As(err, &stranger) {
		return false
	}
	// A pool may hand out a connection that has died meanwhile; nothing was sent on it.
	if pgconn.SafeToRetry(err) {
		return true
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.Timeout(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}
