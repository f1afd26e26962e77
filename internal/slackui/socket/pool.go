package socket

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Config is how Socket Mode is reached.
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
	// letGo bounds how long an old connection waits for its running work, drain how long a stop does.
	letGo time.Duration
	drain time.Duration
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
	orElse(&c.pace.letGo, 5*time.Second)
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
	inHand   tally

	mu        sync.Mutex
	links     map[*link]bool
	draining  bool
	fatal     string
	fatalAt   time.Time
	crowded   bool
	numberNow int
	renewedAt time.Time
	stop      context.CancelFunc
	stopped   chan struct{}
}

// New makes the holder of the connections; Run opens them.
func New(cfg Config, receiver Receiver, clock func() time.Time, log *slog.Logger) *Pool {
	cfg = cfg.withDefaults()
	return &Pool{
		cfg: cfg, receiver: receiver, clock: clock, log: log, links: map[*link]bool{},
		pacer: newPacer(cfg.pace.opensInHand, cfg.pace.openEvery, clock, log),
	}
}

// Run holds the connections until ctx ends or Drain is called. It then takes no envelope any more, lets the running
// ones finish (5 s at most), closes each connection with a close frame, and returns nil. It may be run again
// afterwards, but not twice at the same time.
func (s *Pool) Run(ctx context.Context) error {
	legs, stop := context.WithCancel(ctx)
	defer stop()
	lines, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	stopped := make(chan struct{})
	defer close(stopped)
	s.mu.Lock()
	s.draining, s.stop, s.stopped = false, stop, stopped
	s.mu.Unlock()

	var wg sync.WaitGroup
	for range s.cfg.Connections {
		wg.Go(func() { s.leg(legs, lines) })
	}
	<-legs.Done()
	wg.Wait()
	s.finish(lines)
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

// finish takes nothing more, lets running work end, and closes every connection.
func (s *Pool) finish(lines context.Context) {
	s.mu.Lock()
	s.draining = true
	open := make([]*link, 0, len(s.links))
	for l := range s.links {
		open = append(open, l)
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(lines, s.cfg.pace.drain)
	defer cancel()
	s.inHand.wait(ctx, nil)
	var wg sync.WaitGroup
	for _, l := range open {
		wg.Go(func() { l.letGo(ctx) })
	}
	wg.Wait()
}

// take hands an envelope on and never waits. The work runs under lines, so that it outlives its connection.
func (s *Pool) take(lines context.Context) func(*Envelope) bool {
	return func(e *Envelope) bool {
		s.mu.Lock()
		refused := s.draining
		if !refused {
			s.inHand.add()
		}
		s.mu.Unlock()
		if refused {
			return false
		}
		done := e.Finish
		e.Finish = func() { done(); s.inHand.done() }
		return s.receiver.Receive(lines, e)
	}
}
