package audit_test

import (
	"errors"
	"testing"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

func (b book) look(w *audit.Witness) (audit.Head, error) {
	b.Helper()
	return w.Look(b.Context(), db.New(b.pool))
}

// rewrite makes the log a well formed one with another content from row 2 on.
func (b book) rewrite() {
	b.Helper()
	b.asOwner(`UPDATE audit_log SET payload = '{}' WHERE seq = 2`)
	b.grow(0, 0)
}

// cut takes the last rows away, down to two.
func (b book) cut() {
	b.Helper()
	b.asOwner(`DELETE FROM audit_log WHERE seq > 2`)
	b.asOwner(`UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_log WHERE seq = 2)`)
}

// A log that was cut or written anew is in order in itself. A process that has seen it knows, and so does one that starts
// afterwards, by the database's own note.
func TestALogThatWentBackIsNoticed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(book)
		by     string
		fresh  bool
		seen   int64
	}{
		"cut, by a process that has seen it": {func(b book) { b.cut() }, "this process", false, 4},
		"cut, by the note":                   {func(b book) { b.cut() }, "the database", true, 4},
		"rewritten, by a process":            {func(b book) { b.rewrite() }, "this process", false, 4},
		"rewritten, by the note":             {func(b book) { b.rewrite() }, "the database", true, 4},
		"rewritten and longer":               {func(b book) { b.rewrite(); b.append(decided("9", "sam", "")) }, "this process", false, 4},
		"cut and grown again": {func(b book) { b.cut(); b.append(decided("7", "sam", ""), decided("8", "sam", "")) },
			"the database", true, 4},
		"notes gone too, by a process that knows": {func(b book) { b.cut(); b.exec("TRUNCATE audit_head_notes") }, "this process", false,
			4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBook(t)
			for _, n := range []string{"1", "2", "3", "4"} {
				b.append(decided(n, "sam", ""))
			}
			w := &audit.Witness{}
			if head, err := b.look(w); err != nil || head.Seq != 4 || len(head.Hex()) != 64 || w.WentBack() {
				t.Fatalf("got %+v, %v, want Seq 4, a length of 64 and WentBack false", head, err)
			}
			c.change(b)
			if found, err := b.verify(); err != nil {
				t.Fatalf("the change shows by itself, and proves nothing: %+v, %v", found, err)
			}
			if c.fresh {
				w = &audit.Witness{}
			}
			// It is said again until the log agrees, also when it has grown since.
			for range 2 {
				_, err := b.look(w)
				var back *audit.WentBackError
				if !errors.As(err, &back) || back.By != c.by || back.Seen.Seq != c.seen || !w.WentBack() {
					t.Fatalf("got %v, want that it went back, as %q sees, from row %d", err, c.by, c.seen)
				}
				b.append(decided("10", "sam", ""))
				// The bot's role may ask for a note at any time.
				b.exec("SELECT audit_note_head()")
			}
		})
	}
}

// What grows, stands still, or loses old rows to the retention does not go back.
func TestALogThatGoesOnIsNoNews(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	w := &audit.Witness{}
	look := func(want int64) {
		t.Helper()
		for _, witness := range []*audit.Witness{w, {}} {
			if head, err := v.bot.look(witness); err != nil || head.Seq != want || witness.WentBack() {
				t.Errorf("a new witness %t: got %+v, %v, want Seq %v and WentBack false", witness != w, head, err, want)
			}
		}
	}
	look(0)
	v.age()
	v.exec("TRUNCATE audit_head_notes")
	w = &audit.Witness{}
	look(5)
	look(5)
	v.grow(0, 0)
	v.keeps(0)
	look(6)
	if got := v.list("SELECT seq::text FROM audit_head_notes ORDER BY seq"); len(got) != 2 || got[1] != "6" {
		t.Errorf(`notes %v, want a length of 2 and got[1] "6"`, got)
	}
}

// A row that was seen and that retention has removed since is no contradiction.
func TestRetentionIsNoGoingBack(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.append(decided("1", "sam", ""), decided("2", "sam", ""))
	b.grow(2, 10*days)
	w := &audit.Witness{}
	if _, err := b.look(w); err != nil {
		t.Fatal(err)
	}
	b.keeps(2 * days)
	if removed := b.retain(0); removed != 2 {
		t.Fatalf("%d rows went, want 2", removed)
	}
	for _, witness := range []*audit.Witness{w, {}} {
		if head, err := b.look(witness); err != nil || head.Seq != 4 {
			t.Errorf("a new witness %t: got %+v, %v, want Seq 4", witness != w, head, err)
		}
	}
}

// The notes do not grow without end.
func TestNotesAreBounded(t *testing.T) {
	t.Parallel()
	b := newBook(t, decided("1", "sam", ""))
	b.exec(`INSERT INTO audit_head_notes (seq, hash) SELECT -n, decode(repeat('00', 32), 'hex') FROM generate_series(1, 3000) AS n`)
	if _, err := b.look(&audit.Witness{}); err != nil {
		t.Fatal(err)
	}
	if got := b.list("SELECT count(*)::text FROM audit_head_notes"); got[0] != "1000" {
		t.Errorf(`%v notes, want got[0] "1000"`, got)
	}
}
