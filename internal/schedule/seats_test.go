package schedule_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// maxSeats is how many replicas hold Socket Mode connections at a time.
const maxSeats = 4

// sits claims a seat for an hour and checks whether there was one.
func sits(t *testing.T, s *schedule.Seats, holder uuid.UUID, want bool) {
	t.Helper()
	got, err := s.ClaimSeat(t.Context(), holder, time.Hour)
	ok(t, err)
	if got != want {
		t.Errorf("seat claimed: got %t, want %t", got, want)
	}
}

// taken checks how many seats are taken.
func taken(t *testing.T, s *schedule.Seats, want int) {
	t.Helper()
	got, err := s.TakenSeats(t.Context())
	ok(t, err)
	if got != want {
		t.Errorf("seats taken: got %d, want %d", got, want)
	}
}

// renewed renews a seat and checks how many seats are said to be taken.
func renewed(t *testing.T, s *schedule.Seats, holder uuid.UUID, want int) error {
	t.Helper()
	got, err := s.RenewSeat(t.Context(), holder, time.Hour)
	if got != want {
		t.Errorf("seats taken, as a renewal tells: got %d, want %d", got, want)
	}
	return err
}

// full gives seats that are all taken, and who has them.
func full(t *testing.T, s *schedule.Seats) []uuid.UUID {
	t.Helper()
	holders := make([]uuid.UUID, maxSeats)
	for i := range holders {
		holders[i] = uuid.New()
		sits(t, s, holders[i], true)
	}
	taken(t, s, maxSeats)
	return holders
}

func TestThereAreFourSeats(t *testing.T) {
	t.Parallel()
	s := schedule.NewSeats(dbtest.New(t))
	taken(t, s, 0)
	full(t, s)
	sits(t, s, uuid.New(), false)
	taken(t, s, maxSeats)
}

// Seats that are claimed at once are not given twice. A replica that another's claim held up asks again.
func TestSeatsClaimedAtOnceAreNotGivenTwice(t *testing.T) {
	t.Parallel()
	s := schedule.NewSeats(dbtest.New(t))
	var all sync.WaitGroup
	var got atomic.Int64
	for range 3 * maxSeats {
		all.Go(func() {
			sat, err := s.ClaimSeat(t.Context(), uuid.New(), time.Hour)
			if err != nil {
				t.Errorf("claim seat: %v", err)
			}
			if sat {
				got.Add(1)
			}
		})
	}
	all.Wait()
	if n := got.Load(); n < 1 || n > maxSeats {
		t.Errorf("seats given: got %d, want 1 to %d", n, maxSeats)
	}
	taken(t, s, int(got.Load()))
}

func TestHolderThatClaimsAgainKeepsItsSeat(t *testing.T) {
	t.Parallel()
	s := schedule.NewSeats(dbtest.New(t))
	holder := uuid.New()
	sits(t, s, holder, true)
	sits(t, s, holder, true)
	taken(t, s, 1)
	for range maxSeats - 1 {
		sits(t, s, uuid.New(), true)
	}
	sits(t, s, holder, true)
	taken(t, s, maxSeats)
}

func TestReleasedSeatIsFreeAtOnce(t *testing.T) {
	t.Parallel()
	s := schedule.NewSeats(dbtest.New(t))
	holders := full(t, s)
	ok(t, s.ReleaseSeat(t.Context(), holders[1]))
	taken(t, s, maxSeats-1)
	lost(t, "renewal of a seat that was given back", renewed(t, s, holders[1], 0))
	sits(t, s, uuid.New(), true)
	sits(t, s, holders[1], false)
	for _, i := range []int{0, 2, 3} {
		ok(t, renewed(t, s, holders[i], maxSeats))
	}
}

func TestSeatLapses(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	s := schedule.NewSeats(pool)
	holders := full(t, s)
	frozen := holders[2]
	change(t, pool, `UPDATE socket_seats SET until = clock_timestamp() - interval '1 ms' WHERE holder = $1`, frozen)
	taken(t, s, maxSeats-1)
	lost(t, "renewal of a lapsed seat", renewed(t, s, frozen, 0))
	sits(t, s, uuid.New(), true)
	sits(t, s, frozen, false)
	taken(t, s, maxSeats)
}

func TestRenewalKeepsTheSeat(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	s := schedule.NewSeats(pool)
	holder := uuid.New()
	sits(t, s, holder, true)
	n, err := s.RenewSeat(t.Context(), holder, 3*time.Hour)
	ok(t, err)
	if n != 1 {
		t.Errorf("seats taken, as the renewal tells: got %d, want 1", n)
	}
	wants(t, pool, "1", `SELECT count(*) FROM socket_seats WHERE until > clock_timestamp() + interval '2 hours'`)
	lost(t, "renewal by somebody without a seat", renewed(t, s, uuid.New(), 0))
}
