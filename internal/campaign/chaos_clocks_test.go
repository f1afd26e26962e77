package campaign

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// A clock that is put a day off is so while the play is on, and no longer.
func TestClocksAreADayOffForAWhile(t *testing.T) {
	t.Parallel()
	w := iiqWorld(t)
	w.slack = slacksim.New(slacksim.Options{Seed: 3})
	t.Cleanup(w.slack.Close)
	clocks := map[string]func() time.Time{"IdentityIQ's clock is a day off": w.iiq.Now, "Slack's clock is a day off": w.slack.Now}
	for name, now := range clocks {
		off := func() bool { return time.Until(now()).Abs() > aDay-time.Hour }
		during(t, w.clockPlays(), name, w.rng(1), func() {
			patience.Until(t, name, off)
		})
		if off() {
			t.Errorf("%s after the play, want a clock that is right by minutes", name)
		}
	}
}

// A replica's clock is wrong in one life and right in the next; without a binary for that nobody plays it.
func TestReplicasHaveWrongClocksForALife(t *testing.T) {
	t.Parallel()
	w := &world{opts: Options{Seed: 3, BinaryWithClock: "a bot"}.withDefaults(), journal: books.NewJournal(time.Now)}
	w.replicas = []*replica{{name: "replica-1", binary: "/bin/false", withClock: "/bin/true", dir: t.TempDir(), journal: w.journal}}
	r := w.replicas[0]
	clockOf := func() string { r.mu.Lock(); defer r.mu.Unlock(); return r.command().Path }
	during(t, w.clockPlays(), "a replica's clock is a day off", w.rng(1), func() {
		patience.Until(t, "a life with a wrong clock", func() bool { return w.journal.Count("replica") > 0 })
		if got := clockOf(); got != "/bin/true" {
			t.Errorf("while the clock is wrong got the binary %q, want the one with a clock", got)
		}
	})
	if got := clockOf(); got != "/bin/false" || w.journal.Count("replica") != 2 {
		t.Errorf("after the play got the binary %q in life %d, want the usual one in life 2", got, w.journal.Count("replica"))
	}
	w.opts.BinaryWithClock = ""
	for _, p := range w.clockPlays() {
		if p.name == "a replica's clock is a day off" && p.weight != 0 {
			t.Errorf("without a binary with a clock got weight %d, want 0", p.weight)
		}
	}
}

// A server that takes no writes refuses them on connections old and new, and takes them again after the play.
func TestPostgresTakesNoWritesForAWhile(t *testing.T) {
	t.Parallel()
	w := &world{opts: Options{Seed: 3}.withDefaults(), journal: books.NewJournal(time.Now)}
	t.Cleanup(w.close)
	if err := w.startPostgres(t.Context()); err != nil {
		t.Fatal(err)
	}
	write := func() error {
		_, err := w.pool.Exec(t.Context(), "CREATE TABLE IF NOT EXISTS written (at timestamptz)")
		return err
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	for part := range uint64(4) {
		during(t, w.replicaPlays(), "Postgres takes no writes", w.rng(part), func() {
			patience.Until(t, "a write to be refused", func() bool {
				refused, is := errors.AsType[*pgconn.PgError](write())
				return is && refused.Code == "25006"
			})
		})
		patience.Until(t, "a write to be taken again", func() bool { return write() == nil })
		if w.journal.Count("readonly") != 2*int(part+1) || w.journal.Count("trouble") != 0 {
			t.Errorf("part %d: noted %d times, %d troubles, want %d and 0", part, w.journal.Count("readonly"), w.journal.Count("trouble"),
				2*(part+1))
		}
	}
}
