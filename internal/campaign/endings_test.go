package campaign

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// What ended before the bot had looked at its request is unclear; what the bot has not seen open again is not ended at all.
func TestEndingsElsewhereAreUnclearUntilSomebodyLooked(t *testing.T) {
	for name, c := range map[string]struct {
		reopened       bool
		row            string
		ended, unclear bool
	}{
		"never reopened":               {false, `'closed', 1, NULL`, true, false},
		"not seen open again":          {true, `'closed', 1, NULL`, false, false},
		"seen open, nobody has looked": {true, `'open', 2, NULL`, true, true},
		"seen open, and looked":        {true, `'open', 2, '{}'`, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			for part := range uint64(2) {
				w := &world{
					opts: Options{Seed: 3}.withDefaults(), settings: map[string]string{}, byID: map[string]books.Person{},
					journal: books.NewJournal(time.Now), book: books.NewBook(), pool: dbtest.New(t),
				}
				t.Cleanup(w.close)
				if err := w.startIIQ(t.Context()); err != nil {
					t.Fatal(err)
				}
				id := w.company.People[0].ID
				w.people = []books.Person{{ID: id, Display: "Somebody"}}
				i, err := w.iiq.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: id, Requester: id, Target: id})
				if err != nil {
					t.Fatal(err)
				}
				w.book.Arrived(i.ID)
				if c.reopened {
					w.book.Reopened(i.ID)
				}
				insert := `INSERT INTO work_items (id, type, owner_id, created_at, content_hash, state, round, earlier_endings)
					VALUES ($1, 'Approval', '', now(), '', ` + c.row + `)`
				if _, err := w.pool.Exec(t.Context(), insert, i.ID); err != nil {
					t.Fatal(err)
				}
				end := []func(){
					func() { w.decideElsewhere(t.Context(), w.rng(1)) }, func() { w.endElsewhere(t.Context(), w.rng(1)) },
				}
				end[part]()
				e, ended := w.book.EndingOf(i.ID)
				if ended != c.ended || e.Unclear != c.unclear {
					t.Errorf("way %d: ended %t as %+v", part, ended, e)
				}
			}
		})
	}
}
