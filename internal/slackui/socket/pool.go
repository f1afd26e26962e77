package socket

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Config says how Socket Mode is reached.
type Config struct {
	// AppToken is the app-level token (xapp-…) with the scope connections:write.
	AppToken string
	// APIURL is the Web API's address with its final slash, as https://slack.com/api/ .
	APIURL string
	// Connections are held side by side; 0 means 2, and Slack allows an app 10 in all.
	Connections int
	// RenewMin and RenewMax bound how old a connection gets before it is renewed; 0 means 30 and 60 minutes.
	RenewMin, RenewMax time.Duration
	// Ours gives how many connections all replicas intend to hold now; nil means Connections.
	Ours func() int
	// HTTP is used for apps.connections.open; nil means a client with a time-out of 15 s.
	HTTP *http.Client

	pace pace
}

// pace holds the times of the socket machinery; zero values are replaced by the real ones.
type pace struct {
	opensInHand int
	openEvery   time.Duration
	// renewApart is the least time between two renewals of this process.
	renewApart  time.Duration
	helloWithin time.Duration
	fatalRest   time.Duration
	tooManyRest time.Duration
	// slackCloses is how long a connection that Slack will end is left to Slack. A warning comes 10 s before the end.
	slackCloses time.Duration
	// pingWithin is how long a connection may stay without a ping from Slack.
	pingWithin time.Duration
	// settle bounds how long an old connection waits for what is in flight, drain how long a stop does.
	settle time.Duration
	drain  time.Duration
}

func (c Config) withDefaults() Config {
	orElse(&c.Connections, 2)
	orElse(&c.RenewMin, 30*time.Minute)
	orElse(&c.RenewMax, 60*time.Minute)
	orElse(&c.pace.opensInHand, opensInHand)
	orElse(&c.pace.openEvery, openEvery)
	orElse(&c.pace.renewApart, time.Minute)
	orElse(&c.pace.helloWithin, 30*time.Second)
	orElse(&c.pace.fatalRest, 5*time.Minute)
	orElse(&c.pace.tooManyRest, time.Minute)
	orElse(&c.pace.slackCloses, 15*time.Second)
	orElse(&c.pace.pingWithin, 30*time.Second)
	orElse(&c.pace.settle, 5*time.Second)
	orElse(&c.pace.drain, 5*time.Second)
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 15 * time.Second}
	}
	return c
}

func orElse[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}

// Receiver takes envelopes. Receive never waits; false means that there was no room, and the envelope stays un-acked.
// After true it calls the envelope's Done when its work has ended.
type Receiver interface {
	Receive(ctx context.Context, e *Envelope) bool
}

// Pool holds the Socket Mode connections of this process.
type Pool struct {
	cfg      Config
	receiver Receiver
	clock    func() time.Time
	log      *slog.Logger
	pacer    *pacer
	inFlight inFlight

	mu    sync.Mutex
	conns map[*conn]bool
	// ends counts connections that have ended.
	ends      int
	draining  bool
	fatal     string
	fatalAt   time.Time
	crowded   bool
	numberNow int
	renewedAt time.Time
	stop      context.CancelFunc
	stopped   chan struct{}
}

// New makes the connections' keeper; Run opens them.
func New(cfg Config, receiver Receiver, clock func() time.Time, log *slog.Logger) *Pool {
	cfg = cfg.withDefaults()
	return &Pool{
		cfg: cfg, receiver: receiver, clock: clock, log: log, conns: map[*conn]bool{},
		pacer: newPacer(cfg.pace.opensInHand, cfg.pace.openEvery, clock, log),
	}
}

// Run holds the connections until ctx ends or Drain is called: then no envelope is taken any more, those in flight finish
// (5 s at most), each connection is closed by a close frame, and Run returns nil. It may be run again afterwards, but
// not twice at the same time.
func (s *Pool) Run(ctx context.Context) error {
	slots, stop := context.WithCancel(ctx)
	defer stop()
	conns, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	stopped := make(chan struct{})
	defer close(stopped)
	s.mu.Lock()
	s.draining, s.stop, s.stopped = false, stop, stopped
	s.mu.Unlock()

	var wg sync.WaitGroup
	for range s.cfg.Connections {
		wg.Go(func() { s.slot(slots, conns) })
	}
	<-slots.Done()
	wg.Wait()
	s.finish(conns)
	return nil
}

// Drain makes a running Run end as if its context had ended, and waits until it has, or until ctx ends.
func (s *Pool) Drain(ctx context.Context) {
	s.mu.Lock()
	stop, stopped := s.stop, s.stopped
	s.mu.Unlock()
	if stop == nil {
		return
	}
	stop()
	select {
	case <-stopped:
	case <-ctx.Done():
	}
}

// finish takes nothing more, lets what is in flight end, and says goodbye on every connection.
func (s *Pool) finish(conns context.Context) {
	s.mu.Lock()
	s.draining = true
	open := make([]*conn, 0, len(s.conns))
	for c := range s.conns {
		open = append(open, c)
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(conns, s.cfg.pace.drain)
	defer cancel()
	s.inFlight.wait(ctx, nil)
	var wg sync.WaitGroup
	for _, c := range open {
		wg.Go(func() { c.closeGracefully(ctx) })
	}
	wg.Wait()
}

// take hands an envelope on; it never waits. Work goes on under conns, so that the end of a connection ends no work.
func (s *Pool) take(conns context.Context) func(*Envelope) bool {
	return func(e *Envelope) bool {
		s.mu.Lock()
		refused := s.draining
		if !refused {
			s.inFlight.add()
		}
		s.mu.Unlock()
		if refused {
			return false
		}
		done := e.Finish
		e.Finish = func() { done(); s.inFlight.done() }
		return s.receiver.Receive(conns, e)
	}
}
