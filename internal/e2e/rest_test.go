package e2e

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/speed/pgcount"
)

const (
	// restStatements is how many statements a minute a bot asks that has nothing to do, with the intervals of an installation.
	restStatements = 650
	// replicaStatements is what each further replica adds: it looks for what is due, and finds that others have it.
	replicaStatements = 420
)

// A bot at rest asks Postgres for little, and replicas beside it for less.
func TestBotsAtRestAskForLittle(t *testing.T) {
	resting(t)
	t.Parallel()
	s := newStory(t, setting{"IIQ_POLL_INTERVAL": "", "RECONCILE_INTERVAL": "", "WORKGROUP_REFRESH": "", "LOG_LEVEL": "info"})
	proxy, err := pgcount.Start(s.settings["DATABASE_URL"])
	s.must(err)
	t.Cleanup(proxy.Close)
	s.settings["DATABASE_URL"] = proxy.URL()
	s.start()
	s.eventually("each round has run once", func() bool {
		return s.one(`SELECT count(*) FROM schedules WHERE last_ok_at IS NULL`) == 0
	})
	s.nextPolls(1)
	alone := s.restingStatements(proxy)
	if alone > restStatements {
		t.Errorf("a bot at rest: got %.0f statements a minute, want %d at most", alone, restStatements)
	}
	s.start()
	s.start()
	s.nextPolls(2)
	three := s.restingStatements(proxy)
	if most := alone + 2*replicaStatements; three > most {
		t.Errorf("three bots at rest: got %.0f statements a minute, want %.0f at most, beside %.0f of one", three, most, alone)
	}
	t.Logf("statements a minute at rest: %.0f of one bot, %.0f of three", alone, three)
}

// restingStatements counts over six polls what is asked a minute.
func (s *story) restingStatements(proxy *pgcount.Proxy) float64 {
	s.Helper()
	before, begin := proxy.Counts(), time.Now()
	s.nextPolls(6)
	return float64(proxy.Counts().Minus(before).Statements) / time.Since(begin).Minutes()
}

// nextPolls waits until so many more polls have passed.
func (s *story) nextPolls(n int) {
	s.Helper()
	const polls = `SELECT coalesce(max(round), 0) FROM watermarks WHERE name = 'poll'`
	last := s.one(polls) + n
	s.eventually("some polls have passed", func() bool { return s.one(polls) >= last })
}
