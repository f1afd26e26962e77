package campaign

import (
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// What was committed since the copy is gone afterwards, what was there before is there still, and no replica that was killed for it
// lives before the copy is in its place.
func TestTheDatabaseIsPutBack(t *testing.T) {
	t.Parallel()
	w := &world{
		opts:    Options{Seed: 3, LongestFault: 2 * time.Second, Binary: "/bin/true"}.withDefaults(),
		journal: books.NewJournal(time.Now), book: books.NewBook(), settings: map[string]string{},
	}
	t.Cleanup(w.close)
	w.slack = slacksim.New(slacksim.Options{Seed: 3})
	t.Cleanup(w.slack.Close)
	if err := w.build(t.Context(), w.startPostgres, w.migrate); err != nil {
		t.Fatal(err)
	}
	note := func(row string) {
		patience.Until(t, "row "+row+" to be written", func() bool {
			_, err := w.pool.Exec(t.Context(), "INSERT INTO rows_written VALUES ($1)", row)
			return err == nil
		})
	}
	if _, err := w.pool.Exec(t.Context(), "CREATE TABLE rows_written (row text)"); err != nil {
		t.Fatal(err)
	}
	for part := range uint64(2) {
		w.replicas = []*replica{{name: "replica-1", binary: "/bin/true", dir: t.TempDir(), journal: w.journal}}
		note("kept")
		var on sync.WaitGroup
		on.Go(func() { restores{w}.putBack(t.Context(), w.rng(part)) })
		patience.Until(t, "the copy", func() bool { return w.journal.Count("restore") == 2*int(part)+1 })
		note("lost")
		on.Wait()
		var rows []string
		patience.Until(t, "the database to be read", func() bool {
			found, err := w.pool.Query(t.Context(), "SELECT row FROM rows_written")
			if err == nil {
				rows, err = pgx.CollectRows(found, pgx.RowTo[string])
			}
			return err == nil
		})
		if len(rows) != int(part)+1 || rows[0] != "kept" || w.journal.Count("restore") != 2*int(part)+2 {
			t.Errorf("part %d: got rows %q after %d notes, want %d times kept", part, rows, w.journal.Count("restore"), part+1)
		}
	}
	if n := w.journal.Count("trouble"); n != 0 {
		t.Errorf("got %d troubles, want none", n)
	}
}

// A replica that is halted begins no life until it is released.
func TestAHaltedReplicaStaysDown(t *testing.T) {
	t.Parallel()
	r := &replica{name: "replica-1", binary: "/bin/true", dir: t.TempDir(), journal: books.NewJournal(time.Now)}
	for _, halted := range []bool{true, false} {
		if halted {
			r.halt()
		} else {
			r.release()
		}
		if err := r.start(); err != nil {
			t.Fatal(err)
		}
		if got := r.journal.Count("replica"); (got == 0) != halted {
			t.Errorf("halted %t: got %d lives", halted, got)
		}
	}
}
