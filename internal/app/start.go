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

	"github.com/iiq-approvals/bot/internal/postgres"
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

// readOnlyWait is how long a start waits for a Postgres that is read-only. A failover under way is over by then; where it is
// not, whoever supervises the process starts it again.
const readOnlyWait = time.Minute

// patiently repeats a step of the start while Postgres is away, and for readOnlyWait while it is read-only. A Postgres that
// answers and refuses the login ends the start, as does any other error of the step.
func (b *bot) patiently(ctx context.Context, step func(context.Context) error) error {
	var readOnly <-chan time.Time
	for try := int32(1); ; try++ {
		err := step(ctx)
		why := awaited(err)
		if why == "" {
			return err
		}
		b.starting.is(why)
		level := slog.LevelDebug
		if try == 1 {
			level = slog.LevelWarn
		}
		b.log.Log(ctx, level, why+"; the start waits for it", "error", err)
		unmet := postgres.InWords(err)
		if unmet != nil && readOnly == nil {
			readOnly = b.after(readOnlyWait)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the database: %w", ctx.Err())
		case <-readOnly:
			if unmet != nil {
				return unmet
			}
			readOnly = nil
		case <-time.After(min(schedule.Backoff(try), 4*time.Second)):
		}
	}
}

// awaited says what a start waits for after this error; "" when it does not wait.
func awaited(err error) string {
	unmet := postgres.InWords(err)
	switch {
	case err == nil:
		return ""
	case unmet != nil && unmet.Need == postgres.NeedReadWrite:
		return unmet.What
	case unmet == nil && databaseAway(err):
		return awayReason
	}
	return ""
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
