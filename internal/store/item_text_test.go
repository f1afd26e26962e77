package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

func (o *env) finds(text string) string {
	o.t.Helper()
	p, err := o.Find(context.Background(), person("sam").Identity, approvals.Filter{Words: approvals.SearchWords(text)}, 0, 100)
	o.must(err)
	if p.Total != len(p.Rows) {
		o.t.Errorf("%q: %d rows of %d, want Total %v", text, len(p.Rows), p.Total, len(p.Rows))
	}
	return found(p)
}

// missing tells how many open items have no text that is true, and makes them.
func (o *env) missing() int {
	o.t.Helper()
	last, n, err := o.FillTexts(context.Background(), schedule.Lease{}, "", 1000)
	o.must(err)
	if last != "" {
		o.t.Errorf(`more to look through after %q, want ""`, last)
	}
	return n
}

// Whatever of an item changes here, its text changes with it: nothing is left for later.
func TestTextsAreMadeWhenItemsChange(t *testing.T) {
	t.Parallel()
	masking := ruled(t, `rules: [{match: {application: IIQ}, show: masked}]`)
	for name, c := range map[string]struct {
		rules  func(*store.Config)
		change func(*env)
	}{
		"a new item":       {nil, func(o *env) { o.see(request("2", "sam")) }},
		"a changed item":   {nil, func(o *env) { w := request("1", "sam"); w.Lines[0].Value = "Ledger"; o.see(w) }},
		"a forwarded item": {nil, func(o *env) { o.see(request("1", "nora")) }},
		"other rules": {masking, func(o *env) {
			o.exec(`UPDATE work_items SET show = 'whole', masked_lines = '{}', judged_under = -1`)
			o.missing()
			o.judge()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, c.rules)
			o.see(request("1", "sam"))
			if n := o.missing(); n != 0 {
				t.Fatalf("before: %d texts were missing, want 0", n)
			}
			c.change(o)
			if n := o.missing(); n != 0 {
				t.Errorf("%d texts were missing, want 0", n)
			}
		})
	}
}

// A version without texts changes items and leaves their texts behind, and people get other names. A text that is not that of
// the item as it is now is never searched.
func TestStaleTextsAreNotSearched(t *testing.T) {
	t.Parallel()
	const content = `UPDATE work_items SET %s, content_hash = '\x07' WHERE id = '1'`
	for name, c := range map[string]struct{ change, lost, found string }{
		"no text":             {`DELETE FROM work_item_texts`, "nobody", "reader"},
		"other content":       {fmt.Sprintf(content, `lines = '[{"application": "Ledger"}]'`), "reader", "ledger"},
		"masked":              {`UPDATE work_items SET show = 'masked'`, "reader", "iiq"},
		"a notice":            {`UPDATE work_items SET show = 'notice'`, "iiq", "1"},
		"a masked line":       {`UPDATE work_items SET show = 'masked', masked_lines = '{0}'`, "reader", "extra"},
		"another masked line": {`UPDATE work_items SET masked_lines = '{1}'`, "extra", "reader"},
		"requester renamed":   {`UPDATE identities SET display_name = 'Zoë' WHERE id = 'lee'`, "anna", "zoe"},
		"requester unknown":   {`DELETE FROM identities WHERE id = 'lee'`, "anna", "lee.x"},
		"target renamed":      {`UPDATE identities SET display_name = 'Zoë' WHERE id = 'dana'`, "bert", "zoe"},
		"of another folding":  {`UPDATE work_item_texts SET basis = '0' || substr(basis, 2), folded = 'nonsense'`, "nonsense", "reader"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			o.exec(`UPDATE identities SET display_name = CASE id WHEN 'lee' THEN 'Anna' WHEN 'dana' THEN 'Bert' END WHERE id IN ('lee', 'dana')`)
			w := request("1", "sam")
			w.Lines = append(w.Lines, approvals.ApprovalItem{ID: "l2", Operation: "Add", Application: "IIQ", Value: "Extra"})
			o.see(w)
			if name == "another masked line" {
				o.exec(`UPDATE work_items SET show = 'masked', masked_lines = '{0}'`)
			}
			o.finds("reader")
			o.exec(c.change)
			if got := o.finds(c.lost); got != "" {
				t.Errorf(`%q still finds %s, want ""`, c.lost, got)
			}
			o.exec(`DELETE FROM work_item_texts WHERE folded = 'nonsense'`)
			if got := o.finds(c.found); got != "1" {
				t.Errorf(`%q finds %q, want "1"`, c.found, got)
			}
			if n := o.missing(); n != 0 {
				t.Errorf("the searches left %d texts missing, want 0", n)
			}
			o.exec(`DELETE FROM work_item_texts`)
			if n := o.missing(); n != 1 || o.one(`SELECT count(*)::text FROM work_item_texts`) != "1" {
				t.Errorf(`%d texts were filled in, want n 1 and one "1"`, n)
			}
			if lost, got := o.finds(c.lost), o.finds(c.found); lost != "" || got != "1" {
				t.Errorf(`filled in, %q finds %q and %q finds %q, want lost "" and got "1"`, c.lost, lost, c.found, got)
			}
		})
	}
}

func TestTextsAreFilledInPages(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("a", "sam"), request("b", "sam"), request("c", "sam"), request("d", "sam"), request("e", "nora"))
	o.exec(`UPDATE work_items SET lines = '{}' WHERE id = 'a'`)
	o.exec(`UPDATE work_items SET state = 'closed' WHERE id = 'd'`)
	o.exec(`DELETE FROM work_item_texts WHERE work_item_id <> 'b'`)
	var looks []string
	for after, more := "", true; more; more = after != "" {
		last, n, err := o.FillTexts(context.Background(), schedule.Lease{}, after, 2)
		o.must(err)
		looks, after = append(looks, fmt.Sprintf("%s %d", last, n)), last
	}
	if got := strings.Join(looks, ", "); got != "b 1, e 2,  0" {
		t.Errorf(`looks: %s, want "b 1, e 2,  0"`, got)
	}
	got := o.one(`SELECT string_agg(work_item_id, ' ' ORDER BY work_item_id) FROM work_item_texts WHERE folded LIKE '%lee.x%'`)
	if got != "a b c e" {
		t.Errorf(`there are texts of %q: an item whose lines cannot be read keeps others back, or is lost itself, want "a b c e"`, got)
	}
	if _, _, err := o.FillTexts(context.Background(), schedule.Lease{Name: "texts", Term: 7}, "", 2); err == nil {
		t.Error("a round that was taken over goes on")
	}
}

// What a search misses it looks through itself, also where it cannot be stored in time.
func TestSearchWithoutStoredTexts(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.exec(`CREATE FUNCTION keep_none() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`)
	o.exec(`CREATE TRIGGER keep_none BEFORE INSERT ON work_item_texts FOR EACH ROW EXECUTE FUNCTION keep_none()`)
	ledger := request("2", "sam")
	ledger.Lines[0].Value = "Ledger"
	o.see(request("1", "sam"), ledger, request("3", "nora"))
	if reader, other := o.finds("reader"), o.finds("ledger"); reader != "1" || other != "2" {
		t.Errorf(`found %q and %q, want reader "1" and other "2"`, reader, other)
	}
}

// An item with very much in it is found by what comes first.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	w := request("1", "sam")
	many := patience.Few(14_000, 40_000)
	for i := range many {
		w.Lines = append(w.Lines, approvals.ApprovalItem{ID: fmt.Sprint(i), Application: "Ledger", Value: fmt.Sprintf("v%d", i)})
	}
	o.see(w)
	if got := o.one(`SELECT (octet_length(folded) BETWEEN 60000 AND 65536)::text FROM work_item_texts`); got != "true" {
		t.Error("the text is not bounded")
	}
	if first, last := o.finds("v77"), o.finds(fmt.Sprintf("v%d", many-1)); first != "1" || last != "" {
		t.Errorf(`found %q and %q, want first "1" and last ""`, first, last)
	}
}

// A search reads the stored texts and nothing of the lines but those of the rows that it shows.
func TestSearchReadsNoLines(t *testing.T) {
	t.Parallel()
	ears := &listener{}
	o := newEnv(t, nil)
	var items []approvals.WorkItem
	for i := range 30 {
		items = append(items, request(fmt.Sprint(100+i), "sam"))
	}
	o.see(items...)
	pool := overheardAt(t, o.pool.Config().ConnString(), ears)
	o.Store = store.New(pool, nil, noLinks{}, store.Config{PollInterval: time.Minute}, time.Now, slog.New(slog.DiscardHandler))
	// The content's hash says that nothing has changed.
	o.exec(`UPDATE work_items SET lines = '[]'`)
	p, err := o.Find(context.Background(), person("sam").Identity, approvals.Filter{Words: approvals.SearchWords("reader")}, 0, 5)
	o.must(err)
	if p.Total != 30 || len(p.Rows) != 5 {
		t.Errorf("%d rows of %d, want Total 30 and a length of 5", len(p.Rows), p.Total)
	}
	read := 0
	for _, a := range ears.heard {
		if strings.Contains(a.sql, "jsonb") || strings.Contains(a.sql, "ItemsForText") {
			t.Errorf("lines are read by\n%s", a.sql)
		}
		if strings.Contains(a.sql, "w.lines") {
			read++
		}
	}
	if read != 1 {
		t.Errorf("%d statements read lines, of %d, want 1", read, len(ears.heard))
	}
}

// searched is all of an item that a search may look through, by the rules in houseRules, folded only now.
func searched(w approvals.WorkItem, requester, target string) string {
	application := func(prefix string) bool {
		return slices.ContainsFunc(w.Lines, func(l approvals.ApprovalItem) bool { return strings.HasPrefix(l.Application, prefix) })
	}
	if application("notice") {
		return approvals.Fold(w.Number)
	}
	all := []string{w.Number, w.RequestName, w.Requester.Name, requester, w.Target.Name, w.Target.Display, target}
	if !application("masked") {
		all = append(all, w.Description)
	}
	for _, l := range w.Lines {
		all = append(all, l.Application)
		if !strings.HasPrefix(l.Application, "masked") {
			all = append(all, l.DisplayValue, l.DisplayName, l.Value)
		}
	}
	return approvals.Fold(strings.Join(all, " "))
}

func TestStoredTextsFindWhatFoldingFinds(t *testing.T) {
	t.Parallel()
	o := newEnv(t, ruled(t, houseRules))
	o.adopt()
	words := []string{"Zoë", "ÉLÈVE", "ledger", "Łódź", "reader", "GL-7", "Ñandú", "Straße", "Пётр", "a", "7", "e", "%", "_", "D."}
	text := rapid.Custom(func(rt *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 4).Draw(rt, "words"),
			rapid.SampledFrom([]string{" ", "  ", "", "\t", "\u00a0"}).Draw(rt, "gap"))
	})
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		o.exec(`DELETE FROM cards; DELETE FROM work_items`)
		o.exec(`UPDATE identities SET display_name = $1 WHERE id = 'lee'`, text.Draw(rt, "requester"))
		var items []approvals.WorkItem
		for range rapid.IntRange(1, 4).Draw(rt, "items") {
			n++
			w := request(fmt.Sprint(n), "sam")
			w.Description, w.Target.Display = text.Draw(rt, "description"), text.Draw(rt, "target")
			w.Lines = nil
			for range rapid.IntRange(0, 3).Draw(rt, "lines") {
				w.Lines = append(w.Lines, approvals.ApprovalItem{
					Application: rapid.SampledFrom([]string{"open", "masked", "notice", "ledger"}).Draw(rt, "application"),
					Name:        text.Draw(rt, "name"), Value: text.Draw(rt, "value"), DisplayName: text.Draw(rt, "display name"),
					DisplayValue: text.Draw(rt, "display value")})
			}
			items = append(items, w)
		}
		o.see(items...)
		if rapid.Bool().Draw(rt, "texts are missing") {
			o.exec(`DELETE FROM work_item_texts`)
		}
		if rapid.Bool().Draw(rt, "renamed") {
			o.exec(`UPDATE identities SET display_name = $1 WHERE id = 'lee'`, text.Draw(rt, "new name"))
		}
		requester := o.one(`SELECT display_name FROM identities WHERE id = 'lee'`)
		target := o.one(`SELECT display_name FROM identities WHERE id = 'dana'`)
		for range 3 {
			asked := approvals.SearchWords(text.Draw(rt, "asked"))
			want := map[string]bool{}
			for _, w := range items {
				if !slices.ContainsFunc(asked, func(word string) bool { return !strings.Contains(searched(w, requester, target), word) }) {
					want[w.Number] = true
				}
			}
			p, err := o.Find(context.Background(), person("sam").Identity, approvals.Filter{Words: asked}, 0, 100)
			o.must(err)
			for _, r := range p.Rows {
				if !want[r.Number] && r.Number != "" {
					rt.Errorf("%q finds %s", asked, r.Number)
				}
			}
			if p.Total != len(want) {
				rt.Errorf("%q finds %d, want %v", asked, p.Total, want)
			}
		}
	})
}

// BenchmarkSearch is a search among 1,000 items of 50 lines each that wait for one person.
func BenchmarkSearch(b *testing.B) {
	desk, pool := manyLines(b)
	for name, words := range map[string][]string{"one": {"group 77-7"}, "none": {"nowhere"}} {
		f := approvals.Filter{Words: approvals.SearchWords(strings.Join(words, " "))}
		if _, err := desk.Find(b.Context(), person("sam").Identity, f, 0, 5); err != nil {
			b.Fatal(err)
		}
		if _, err := pool.Exec(b.Context(), `VACUUM ANALYZE`); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := desk.Find(b.Context(), person("sam").Identity, f, 0, 5); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// manyLines is a desk on a database in which 1,000 items of 50 lines each wait for sam.
func manyLines(b *testing.B) (*store.Store, *pgxpool.Pool) {
	b.Helper()
	pool := overheard(b, nil)
	for _, statement := range []string{
		`INSERT INTO identities (id, name, display_name) 
			SELECT 'p' || n, 'person.' || n, 'Pérson Number ' || n FROM generate_series(0, 999) AS n`,
		`INSERT INTO work_items (id, number, type, owner_id, requester_id, target_id, description, lines, created_at, content_hash)
			SELECT 'w' || n, n::text, 'Approval', 'sam', 'p' || n % 977, 'p' || n % 991, 'Access request number ' || n,
				(SELECT jsonb_agg(jsonb_build_object('id', md5(n::text || l), 'application', 'Application ' || l % 7, 'operation', 'Add',
					'name', 'memberOf',
					'value', 'CN=Group ' || n || '-' || l || ',OU=Gruppen,DC=example', 'display_value', 'Größe Group ' || n || '-' || l,
					'description', repeat('What the group is for. ', 4))) FROM generate_series(1, 50) AS l), now(), '\x00'
			FROM generate_series(0, 999) AS n`,
		`INSERT INTO work_item_approvers (work_item_id, identity_id) SELECT id, owner_id FROM work_items`,
		`VACUUM ANALYZE identities, work_items, work_item_approvers`,
	} {
		if _, err := pool.Exec(b.Context(), statement); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	return store.New(pool, nil, noLinks{}, store.Config{PollInterval: time.Minute}, time.Now, slog.New(slog.DiscardHandler)), pool
}
