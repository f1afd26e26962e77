package iiqsim

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Sim is one simulated IdentityIQ. Its methods may be called from any goroutine.
type Sim struct {
	opts  Options
	log   *slog.Logger
	skew  atomic.Int64
	down  atomic.Bool
	empty emptiness
	odd   oddness

	mu       sync.Mutex // guards what follows
	settings Settings
	store    *store
	tokens   tokens
	ledger   ledger
	cols     classes

	gateway *gateway
	faults  *faults
	stats   *stats
	events  broadcast
	handler http.Handler
	ending  context.Context
	end     context.CancelFunc
}

type classes struct {
	identity columns[*Identity]
	item     columns[*WorkItem]
	request  columns[*IdentityRequest]
	entity   columns[*CertificationEntity]
}

// New makes a simulator that holds nothing yet. It panics on a setting that has no such value, since that is a mistake
// of the program that calls it.
func New(opts Options) *Sim {
	opts = opts.withDefaults()
	s := &Sim{opts: opts, log: opts.Logger, settings: opts.Settings.withDefaults(), store: newStore(opts.Seed)}
	if err := s.settings.check(); err != nil {
		panic(fmt.Sprintf("iiqsim: %v", err))
	}
	s.cols = classes{identityColumns(s.store), workItemColumns(s.store), requestColumns(), entityColumns()}
	s.tokens = newTokens(opts.Seed)
	s.ledger.limit = opts.LedgerLimit
	s.gateway = newGateway()
	s.faults = newFaults(opts.Seed)
	s.odd.rng = rand.New(rand.NewPCG(opts.Seed, 0x0dd))
	s.stats = newStats()
	s.ending, s.end = context.WithCancel(context.Background())
	s.handler = s.routes()
	return s
}

// Handler serves the simulated IdentityIQ below the context root, and the controls below /_sim/.
func (s *Sim) Handler() http.Handler { return s.handler }

// Root is the root URL of IIQ for a base URL of Start: docs/iiq-wire.md#ways-in
func (s *Sim) Root(baseURL string) string { return baseURL + s.opts.ContextRoot }

// Credentials are the OAuth client that the simulator accepts.
func (s *Sim) Credentials() (id, secret string) { return s.opts.ClientID, s.opts.ClientSecret }

// Start serves on addr (host:port; a missing host is 127.0.0.1, port 0 is a free one) until stop is called. What the
// simulator holds outlives a stop, so Start again on the same address is IdentityIQ coming back. baseURL is without the
// context root. stop cuts every connection and waits for the handlers.
func (s *Sim) Start(addr string) (baseURL string, stop func(), err error) {
	host, port, err := net.SplitHostPort(either(addr, "127.0.0.1:0"))
	if err != nil {
		return "", nil, fmt.Errorf("read address: %w", err)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(either(host, "127.0.0.1"), port))
	if err != nil {
		return "", nil, fmt.Errorf("listen: %w", err)
	}
	var calls sync.WaitGroup
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			calls.Add(1)
			defer calls.Done()
			s.handler.ServeHTTP(w, r)
		}),
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("simulated IdentityIQ ended", "err", err)
		}
	}()
	var once sync.Once
	return "http://" + listener.Addr().String(), func() {
		once.Do(func() {
			if err := server.Close(); err != nil {
				s.log.Debug("close listener", "err", err)
			}
			<-served
			calls.Wait()
		})
	}, nil
}

// Close ends every subscription and every call that a fault holds up.
func (s *Sim) Close() {
	s.end()
	s.events.close()
}

// SetSettings changes the shapes of answers from the next call on; what set leaves empty goes back to its default.
func (s *Sim) SetSettings(set Settings) error {
	return s.ChangeSettings(func(now *Settings) { *now = set })
}

// Settings gives the shapes in force, defaults filled in.
func (s *Sim) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings
}

// SetClockSkew moves the simulator's clock against its Clock from now on.
func (s *Sim) SetClockSkew(d time.Duration) { s.skew.Store(int64(d)) }

// SetDown makes every call answer 503, as a load balancer without a server does; false ends that.
func (s *Sim) SetDown(down bool) { s.down.Store(down) }

// Now is the simulator's own time, skew included.
func (s *Sim) Now() time.Time { return s.opts.Clock().Add(time.Duration(s.skew.Load())) }

func (s *Sim) nowMillis() int64 { return s.Now().UnixMilli() }
