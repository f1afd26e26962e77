package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrStopped says that the server was stopped for good.
var ErrStopped = errors.New("server is stopped")

// portAttempts is how often a start tries again after losing its port.
const portAttempts = 5

// Server is a running Postgres. Its methods may be called from any goroutine.
type Server struct {
	home     *home
	bin      binaries
	acct     *account
	settings []string
	log      *slog.Logger
	password string

	mu   sync.Mutex
	port int
	proc *postmaster // nil while it does not run
	over bool        // stopped for good
}

// Start starts a server and waits until it takes connections. The context
// bounds the start alone (which has a limit of one minute of its own), not the
// life of the server.
//
// Errors: [ErrNoBinaries] when there is no Postgres and none can be
// downloaded, [ErrInUse] when the named folder is another process's,
// [errors.ErrUnsupported] on systems other than Linux, macOS and the BSDs.
func Start(ctx context.Context, opts Options) (*Server, error) {
	if err := supported(); err != nil {
		return nil, err
	}
	acct, err := serverAccount()
	if err != nil {
		return nil, err
	}
	major, err := opts.major()
	if err != nil {
		return nil, err
	}
	bin, err := provideBinaries(ctx, acct, major, opts.logger())
	if err != nil {
		return nil, err
	}
	h, err := openHome(ctx, opts, acct)
	if err != nil {
		return nil, err
	}
	s := &Server{home: h, bin: bin, acct: acct, settings: opts.arguments(), log: opts.logger()}
	if err := s.begin(ctx, opts.Prepared); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return s, nil
}

func openHome(ctx context.Context, opts Options, acct *account) (*home, error) {
	if opts.DataDir == "" {
		return temporaryHome(ctx, acct, opts.Fast)
	}
	return namedHome(opts.DataDir, acct)
}

func (s *Server) begin(ctx context.Context, p Prepared) error {
	c := cluster{bin: s.bin, acct: s.acct, log: s.log}
	var err error
	if p.Make == nil {
		err = c.fill(ctx, s.home)
	} else {
		err = s.fillPrepared(ctx, c, p)
	}
	if err != nil {
		return err
	}
	return s.open(ctx)
}

// open launches the server on the data of its home, on a port that is free.
func (s *Server) open(ctx context.Context) error {
	password, err := os.ReadFile(s.home.passwordFile())
	if err != nil {
		return fmt.Errorf("read password of data: %w", err)
	}
	s.password = strings.TrimSpace(string(password))
	for range portAttempts {
		if s.port, err = freePort(ctx); err != nil {
			return err
		}
		if err = s.launch(ctx); !errors.Is(err, errPortTaken) {
			return err
		}
	}
	return err
}

func (s *Server) launch(ctx context.Context) (err error) {
	s.proc, err = launch(ctx, s.bin, s.home, s.acct, s.port, s.settings, s.log)
	if err != nil {
		return fmt.Errorf("run postgres on port %d: %w", s.port, err)
	}
	s.log.DebugContext(ctx, "postgres runs", "port", s.port, "folder", s.home.path,
		"version", s.bin.version, "account", s.acct.String())
	return nil
}

// URL gives the address of a database, for pgx. It holds the password: it is
// a secret. The database "postgres" is always there; EnsureDatabase makes
// others. The address stays the same over Restart.
func (s *Server) URL(database string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	address := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, s.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return address.String()
}

// EnsureDatabase makes a database unless it is there.
func (s *Server) EnsureDatabase(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, s.URL(superuser))
	if err != nil {
		return fmt.Errorf("connect to private Postgres: %w", err)
	}
	defer conn.Close(ctx)
	var exists bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil {
		return fmt.Errorf("look for database: %w", err)
	}
	if exists {
		return nil
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

// Kill ends the server at once, as a crash would: connections break, nothing
// is written. Restart brings it back with all that was committed. Killing a
// server that does not run does nothing.
func (s *Server) Kill() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.halt(syscall.SIGQUIT)
}

// Restart stops the server if it runs, cleanly, and starts it with the same
// data at the same address. After Stop it gives [ErrStopped]. After an error
// the server does not run, and Restart may be called again.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.pause(); err != nil {
		return err
	}
	return s.relaunch(ctx)
}

// pause stops the server cleanly, to be launched again. The caller holds the mutex.
func (s *Server) pause() error {
	if s.over {
		return ErrStopped
	}
	return s.halt(syscall.SIGINT)
}

// relaunch keeps to the port, which somebody else may hold for a moment.
func (s *Server) relaunch(ctx context.Context) (err error) {
	for range portAttempts {
		if err = s.launch(ctx); !errors.Is(err, errPortTaken) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(200 * time.Millisecond):
		}
	}
	return err
}

// Stop ends the server cleanly (at most 30 s) and removes a temporary folder.
// Stopping twice does nothing.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return nil
	}
	if err := s.halt(syscall.SIGINT); err != nil {
		return err
	}
	s.over = true
	return s.home.close()
}

func (s *Server) halt(sig syscall.Signal) error {
	if s.proc == nil {
		return nil
	}
	if err := s.proc.stop(sig); err != nil {
		return err
	}
	s.proc = nil
	return nil
}
