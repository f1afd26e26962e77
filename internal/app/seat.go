package app

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/store"
)

const (
	seatLease = 15 * time.Second
	seatRenew = 4 * time.Second
	seatLook  = time.Second
	// seatAlone is how long the sockets stay while the database does not answer, so that people get an honest sentence.
	// Slack has room for one replica that is cut off alone.
	seatAlone = 2 * time.Minute
	// socketsPerSeat is how many connections one seat allows.
	socketsPerSeat = 2
)

// seat lets this replica hold its sockets only while it has one of the seats in the database.
type seat struct {
	store   *store.Store
	sockets *socket.Pool
	holder  uuid.UUID
	log     *slog.Logger
	seated  atomic.Bool
	// others is true while all seats are taken by other replicas.
	others atomic.Bool
	taken  atomic.Int64
}

// needed reports whether this replica should have sockets. A replica without a seat works jobs, and is ready without
// sockets.
func (s *seat) needed() bool { return s.seated.Load() || !s.others.Load() }

// Taken is how many connections all replicas intend to hold.
func (s *seat) Taken() int { return max(1, int(s.taken.Load())) * socketsPerSeat }

// Run claims a seat, holds the sockets while it has one, and starts again when the seat is lost, until ctx ends.
func (s *seat) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		ok, err := s.store.ClaimSeat(ctx, s.holder, seatLease)
		switch {
		case err == nil && ok:
			s.others.Store(false)
			s.sit(ctx)
		case err == nil && !s.others.Swap(true):
			s.log.Info("all socket seats are taken by other replicas; this one works jobs and waits")
		case err != nil && ctx.Err() == nil:
			s.log.Warn("cannot ask for a socket seat", "error", err)
		}
		pause(ctx, seatLook)
	}
	return nil
}

// sit holds the sockets until the seat is lost or ctx ends.
func (s *seat) sit(ctx context.Context) {
	run, stop := context.WithCancel(ctx)
	defer stop()
	s.seated.Store(true)
	defer s.seated.Store(false)
	go s.keep(run, stop)
	if err := s.sockets.Run(run); err != nil {
		s.log.Error("sockets ended", "error", err)
	}
	give, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := s.store.ReleaseSeat(give, s.holder); err != nil {
		s.log.Warn("cannot give the socket seat back; its lease will run out", "error", err)
	}
}

// keep renews the seat, and stops the sockets when another replica has it.
func (s *seat) keep(ctx context.Context, stop context.CancelFunc) {
	good := time.Now()
	for ctx.Err() == nil {
		taken, err := s.store.RenewSeat(ctx, s.holder, seatLease)
		if errors.Is(err, schedule.ErrLeaseLost) {
			// The seat may be free: it may only have run out while the database was away.
			if ok, claimErr := s.store.ClaimSeat(ctx, s.holder, seatLease); claimErr == nil && !ok {
				s.log.Warn("the socket seat was taken by another replica")
				stop()
				return
			}
		}
		if err == nil {
			good = time.Now()
			s.taken.Store(int64(taken))
		}
		if time.Since(good) > seatAlone {
			stop()
			return
		}
		pause(ctx, seatRenew)
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
