package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/localpg"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/testlog"
)

// refusedConnection is what a port gives that nobody listens at.
func refusedConnection(t *testing.T) error {
	t.Helper()
	_, err := pgx.Connect(t.Context(), "postgres://bot@127.0.0.1:1/approvals?sslmode=disable")
	if err == nil {
		t.Fatal("somebody listens at port 1")
	}
	return err
}

func TestOnlyAPostgresThatIsAwayIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  error
		away bool
	}{
		"nobody listens":           {refusedConnection(t), true},
		"it starts":                {&pgconn.PgError{Code: "57P03"}, true},
		"it is being shut down":    {&pgconn.PgError{Code: "57P01"}, true},
		"it is full":               {&pgconn.PgError{Code: "53300"}, true},
		"wrong password":           {&pgconn.PgError{Code: "28P01"}, false},
		"no such database":         {&pgconn.PgError{Code: "3D000"}, false},
		"no right":                 {&pgconn.PgError{Code: "42501"}, false},
		"a strange certificate":    {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, false},
		"it does not answer":       {context.DeadlineExceeded, true},
		"the connection was cut":   {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true},
		"the connection was reset": {fmt.Errorf("adopt rules: %w", &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}), true},
		"the schema is behind":     {errors.New("the database schema is at version 3 and this binary needs 11"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := databaseAway(fmt.Errorf("read schema version: %w", tc.err)); got != tc.away {
				t.Errorf("away is %t, want %t, for %v", got, tc.away, tc.err)
			}
		})
	}
}

// newWaitingBot makes a bot whose Postgres goes away before its workers start.
func newWaitingBot(t *testing.T) (b *bot, log *testlog.Book, postgres *localpg.Server) {
	t.Helper()
	postgres, address := dbtest.NewServer(t)
	world, err := demo.Start(t.Context(), demo.Options{DatabaseURL: address, People: 40, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(world.Close)
	log = &testlog.Book{}
	env := envconfig.MapLookuper(world.Settings())
	p := settings.NewSource(env)
	c, err := p.Load(settings.NeedAll)
	if err != nil {
		t.Fatal(err)
	}
	b, err = newBot(t.Context(), c, p.Guard, NewLogger(log, c.Log, p.Guard), &startStage{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.close)
	if err := postgres.Kill(); err != nil {
		t.Fatal(err)
	}
	return b, log, postgres
}

func TestAPostgresThatGoesWhileWorkersStartIsWaitedFor(t *testing.T) {
	t.Parallel()
	b, log, postgres := newWaitingBot(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- b.work(ctx) }()
	patience.Until(t, "the start waits or ends",
		func() bool { return strings.Contains(log.String(), "the start waits for it") || len(ended) > 0 })
	if err := postgres.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	patience.Until(t, "rounds are run and jobs fetched", func() bool {
		var rounds, queues int
		err := b.pool.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM schedules WHERE term > 0), (SELECT count(*) FROM river_queue)").Scan(&rounds, &queues)
		return err == nil && rounds > 0 && queues > 0 || len(ended) > 0
	})
	stop()
	if err := patience.Receive(t, "the end", ended); err != nil {
		t.Errorf("the end: %v", err)
	}
}

func TestABotWhoseWorkersWaitForPostgresCanBeStopped(t *testing.T) {
	t.Parallel()
	b, log, _ := newWaitingBot(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- b.work(ctx) }()
	patience.Until(t, "the start waits or ends",
		func() bool { return strings.Contains(log.String(), "the start waits for it") || len(ended) > 0 })
	stop()
	if err := patience.Receive(t, "the end", ended); err != nil {
		t.Errorf("the end: %v", err)
	}
}

// A connection of the pool that died while nobody used it is a database that is away.
func TestADeadConnectionIsWaitedFor(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), dbtest.URL(t))
	if err != nil {
		t.Fatalf("connect: got %v, want no error", err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatalf("close: got %v, want no error", err)
	}
	if _, err := conn.Exec(t.Context(), "SELECT 1"); !databaseAway(fmt.Errorf("start workers: %w", err)) {
		t.Errorf("%v: got a reason to end the start, want one to wait", err)
	}
}
