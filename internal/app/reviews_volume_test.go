package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/store"
)

// reviewHall is the round over access reviews before a simulated IdentityIQ, on a database of its own.
type reviewHall struct {
	testing.TB
	sim   *iiqsim.Sim
	pool  *pgxpool.Pool
	desk  *store.Store
	round *rounds.Reviews
}

func newReviewHall(t testing.TB, page int) *reviewHall {
	t.Helper()
	h := &reviewHall{TB: t, sim: iiqsim.New(iiqsim.Options{Seed: 1}), pool: dbtest.New(t)}
	base, stop, err := h.sim.Start("")
	h.must(err)
	t.Cleanup(func() { h.sim.Close(); stop() })
	id, secret := h.sim.Credentials()
	log := slog.New(slog.DiscardHandler)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := iiq.New(iiq.Config{RootURL: h.sim.Root(base), ClientID: id, ClientSecret: secret}, &http.Client{Transport: transport},
		time.Now, log, nil)
	h.must(err)
	inserter, err := jobs.NewClient(h.pool, nil, jobs.Work{}, log)
	h.must(err)
	h.desk = store.New(h.pool, inserter, client, store.Config{After: looping.After, PollInterval: time.Second}, time.Now, log)
	h.round = &rounds.Reviews{Store: h.desk, Source: reviewPort{client}, Items: iiqPort{client},
		Groups: &rounds.Groups{Store: h.desk, Members: iiqPort{client}}, Update: time.Hour, Recheck: time.Minute, Page: page, Log: log}
	h.must(h.desk.EnsureRounds(context.Background(), []string{roundReviews}))
	return h
}

func (h *reviewHall) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// reviewers makes people in IdentityIQ whom the bot knows.
func (h *reviewHall) reviewers(n int) {
	h.Helper()
	for i := range n {
		p, err := h.sim.AddIdentity(iiqsim.Identity{Name: fmt.Sprintf("Reviewer.%04d", i)})
		h.must(err)
		h.exec(`INSERT INTO identities (id, name) VALUES ($1, $2)`, p.ID, p.Name)
	}
}

func (h *reviewHall) exec(sql string, args ...any) {
	h.Helper()
	_, err := h.pool.Exec(context.Background(), sql, args...)
	h.must(err)
}

func (h *reviewHall) count(sql string) (n int) {
	h.Helper()
	h.must(h.pool.QueryRow(context.Background(), sql).Scan(&n))
	return n
}

// effort is what one round took.
type effort struct {
	calls int
	peak  uint64
	took  time.Duration
}

func (e effort) String() string {
	return fmt.Sprintf("%d calls to IdentityIQ, %.1f MB at the peak above what was there before, %s", e.calls, float64(e.peak)/(1<<20), e.took.Round(time.Millisecond))
}

// run does one round under a lease of its own and measures it. The simulator runs in this process too: its share is
// counted along.
func (h *reviewHall) run() effort {
	h.Helper()
	before := h.calls()
	h.exec(`UPDATE schedules SET next_at = 'epoch', claimed_until = 'epoch'`)
	leases, _, err := h.desk.ClaimRounds(context.Background(), []string{roundReviews}, time.Hour)
	h.must(err)
	started := time.Now()
	peak := peakHeap(func() { h.must(h.round.Run(context.Background(), leases[0])) })
	return effort{calls: h.calls() - before, peak: peak, took: time.Since(started)}
}

func (h *reviewHall) calls() int {
	n := 0
	for _, c := range h.sim.Requests() {
		n += c
	}
	return n
}

// peakHeap gives by how much the live heap grew at most while f ran.
func peakHeap(f func()) uint64 {
	// What is over counts until it is collected, which by default is when the heap has doubled.
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base := m.HeapAlloc
	var peak atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapAlloc))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	f()
	close(done)
	<-ended
	return peak.Load() - min(base, peak.Load())
}

// TestAReviewOfFiftyThousand holds one large review to bounded memory and to no call for each entity.
// It measures the heap of the whole process, and so runs beside no other test.
func TestAReviewOfFiftyThousand(t *testing.T) {
	patience.Long(t)
	t.Parallel()
	const entities, page = 50_000, 500
	h := newReviewHall(t, page)
	h.reviewers(1)
	c, err := h.sim.AddReview(iiqsim.ReviewSpec{Name: "Large", Reviewers: []string{"Reviewer.0000"}, Count: entities})
	h.must(err)
	first := h.run()
	t.Logf("first sight of %d entities in pages of %d: %s", entities, page, first)
	if n := h.count(`SELECT total FROM reviews`); n != entities {
		t.Errorf("%d entities are counted, want %v", n, entities)
	}
	if most := entities/page + 10; first.calls > most {
		t.Errorf("%d calls, want at most %d", first.calls, most)
	}
	if first.peak > 128<<20 {
		t.Errorf("%d bytes at the peak, want at most %v", first.peak, 128<<20)
	}
	if _, err := h.sim.CompleteEntities(c.ID, "Reviewer.0000", 200); err != nil {
		t.Fatal(err)
	}
	busy := h.run()
	t.Logf("a poll that sees 200 changes: %s", busy)
	if n := h.count(`SELECT done FROM reviews`); n != 200 || busy.calls > 5 {
		t.Errorf("%d entities are done, after %d calls, want n 200 and calls at most 5", n, busy.calls)
	}
}

// BenchmarkThousandReviews prints what a thousand reviews with a hundred entities each cost.
func BenchmarkThousandReviews(b *testing.B) {
	const reviews, entities, quiet = 1000, 100, 20
	for b.Loop() {
		h := newReviewHall(b, 100)
		h.reviewers(reviews)
		for i := range reviews {
			_, err := h.sim.AddReview(iiqsim.ReviewSpec{Name: fmt.Sprintf("Review %d", i),
				Reviewers: []string{fmt.Sprintf("Reviewer.%04d", i)}, Count: entities, NoWorkItem: true})
			h.must(err)
		}
		first := h.run()
		b.Logf("first start, %d reviews of %d entities: %s; %d cards", reviews, entities, first, h.count(`SELECT count(*) FROM cards`))
		b.ReportMetric(float64(first.calls), "calls/start")
		// What came late is looked for once it had time to be committed, and then no more.
		h.exec(`UPDATE review_watermark SET again_at = again_at - interval '10 minutes', reached_at = reached_at - interval '10 minutes'`)
		late := h.run()
		b.Logf("the look for what came late: %s", late)
		var total effort
		for range quiet {
			// Ten seconds go by.
			h.exec(`UPDATE reviews SET checked_at = checked_at - interval '10 seconds'`)
			e := h.run()
			total.calls, total.peak, total.took = total.calls+e.calls, max(total.peak, e.peak), total.took+e.took
		}
		b.Logf("%d quiet polls, ten seconds apart: %s", quiet, total)
		b.ReportMetric(float64(total.calls)/quiet, "calls/poll")
	}
}
