package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

func TestAnEmptyLogIsInOrder(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	if found, err := b.verify(); err != nil || found.Rows != 0 {
		t.Errorf("an empty log: %+v, %v, want Rows 0", found, err)
	}
	for _, as := range []audit.Format{audit.CSV, audit.JSONL} {
		if found, err := audit.VerifyExport(bytes.NewReader(b.export(audit.Filter{}, as))); err != nil || found.Rows != 0 {
			t.Errorf("its %s export: %+v, %v, want Rows 0", as, found, err)
		}
	}
}

func TestEntriesAreChained(t *testing.T) {
	t.Parallel()
	b := newBook(t, decided("1", "sam", "fine"), decided("2", "dana", "ünïcode \x00\x01 \"quoted\"\nin two lines"),
		audit.Entry{Kind: audit.CommandRun})
	found, err := b.verify()
	if err != nil || found.Rows != 3 || found.First != 1 || found.Last != 3 || len(found.LastHash) != 32 {
		t.Errorf("got %+v, %v, want Rows 3, First 1, Last 3 and a length of 32", found, err)
	}
}

// Several entries in one transaction stay in their order, and a transaction that is rolled back leaves no gap.
func TestAppendIsPartOfItsTransaction(t *testing.T) {
	t.Parallel()
	b := newBook(t, decided("1", "sam", ""))
	rolledBack := errors.New("no")
	err := pgx.BeginFunc(t.Context(), b.pool, func(tx pgx.Tx) error {
		if err := audit.Append(t.Context(), db.New(tx), decided("2", "sam", ""), decided("3", "sam", "")); err != nil {
			return err
		}
		return rolledBack
	})
	if !errors.Is(err, rolledBack) {
		t.Fatalf("got %v, want %v", err, rolledBack)
	}
	if err := audit.Append(t.Context(), db.New(b.pool), decided("4", "sam", ""), decided("5", "sam", "")); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	err = pgx.BeginFunc(t.Context(), b.pool, func(tx pgx.Tx) error {
		return audit.Each(t.Context(), tx, audit.Filter{}, func(r audit.Row) error {
			e, err := audit.ParseEntry(r.Kind, r.Payload)
			kinds = append(kinds, fmt.Sprint(r.Seq, " ", e.Item.Number))
			return err
		})
	})
	if got := strings.Join(kinds, ","); err != nil || got != "1 1,2 4,3 5" {
		t.Errorf(`got %s, %v, want "1 1,2 4,3 5"`, got, err)
	}
}

func TestWritersAtOnceMakeOneChain(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := range 25 {
				if err := audit.Append(t.Context(), db.New(b.pool), decided(fmt.Sprint(w*100+i), "sam", "")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if found, err := b.verify(); err != nil || found.Rows != 200 {
		t.Errorf("got %+v, %v, want Rows 200", found, err)
	}
}

func TestTheTableTakesNoChanges(t *testing.T) {
	t.Parallel()
	b := newBook(t, decided("1", "sam", ""), decided("2", "sam", ""))
	for _, statement := range []string{
		"UPDATE audit_log SET kind = 'x' WHERE seq = 1", "DELETE FROM audit_log WHERE seq = 2", "DELETE FROM audit_log",
		"TRUNCATE audit_log",
	} {
		if _, err := b.pool.Exec(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf(`%s: %v, want an error and Error with "append-only"`, statement, err)
		}
	}
	// A row that comes with a number, a time or a hash gets the chain's all the same.
	_, err := b.pool.Exec(t.Context(), `INSERT INTO audit_log (seq, at, kind, payload, prev_hash, hash)
		VALUES (77, 'epoch', 'command.run', '{}', decode(repeat('ab', 32), 'hex'), decode(repeat('cd', 32), 'hex'))`)
	if found, verr := b.verify(); err != nil || verr != nil || found.Last != 3 {
		t.Errorf("%v; %+v, %v, want verr nil and Last 3", err, found, verr)
	}
}

func TestAChangeInTheTableIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statement string
		row       int64
	}{
		"a letter of a comment":   {`UPDATE audit_log SET payload = replace(payload::text, 'comment 3', 'comment 4')::json WHERE seq = 3`, 3},
		"a blank in the payload":  {`UPDATE audit_log SET payload = ('{ ' || substr(payload::text, 2))::json WHERE seq = 3`, 3},
		"a microsecond":           {`UPDATE audit_log SET at = at + interval '1 microsecond' WHERE seq = 4`, 4},
		"the kind":                {`UPDATE audit_log SET kind = 'decision.refused' WHERE seq = 5`, 5},
		"a bit of a hash":         {`UPDATE audit_log SET hash = set_byte(hash, 0, (get_byte(hash, 0) + 1) % 256) WHERE seq = 2`, 2},
		"the hash before":         {`UPDATE audit_log SET prev_hash = set_byte(prev_hash, 31, (get_byte(prev_hash, 31) + 1) % 256) WHERE seq = 2`, 2},
		"a row out of the middle": {`DELETE FROM audit_log WHERE seq = 3`, 3},
		"the first row":           {`DELETE FROM audit_log WHERE seq = 1`, 1},
		"the last row":            {`DELETE FROM audit_log WHERE seq = 6`, 6},
		"all rows":                {`DELETE FROM audit_log`, 1},
		"two rows swapped":        {`UPDATE audit_log SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)`, 2},
		"a row written anew": {`UPDATE audit_log SET payload = '{}', hash = sha256(convert_to(concat_ws(chr(10), 'iiq-approvals audit 1', seq,
			to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), kind, encode(prev_hash, 'hex'), '{}'), 'UTF8')) WHERE seq = 3`, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBook(t)
			for i := range 6 {
				b.append(decided(fmt.Sprint(i+1), "sam", fmt.Sprint("comment ", i+1)))
			}
			b.asOwner(c.statement)
			if name == "two rows swapped" {
				b.asOwner(`UPDATE audit_log SET seq = -seq WHERE seq < 0`)
			}
			if _, err := b.verify(); brokenAt(err) != c.row {
				t.Errorf("not row %d: %v, want brokenAt %v", c.row, err, c.row)
			}
		})
	}
}

func TestRetentionKeepsTheChainProvable(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	for i := range 5 {
		b.append(decided(fmt.Sprint(i+1), "sam", ""))
	}
	b.keeps(48 * time.Hour)
	if removed := b.retain(0); removed != 0 {
		t.Fatalf("nothing is old, and %d rows went, want 0", removed)
	}
	b.grow(3, 72*time.Hour)
	if removed := b.retain(0); removed != 3 {
		t.Fatalf("%d rows went, want 3", removed)
	}
	b.append(decided("6", "sam", ""))
	found, err := b.verify()
	if err != nil || found.First != 4 || found.Last != 8 || found.UnprovenTo != 0 {
		t.Errorf("got %+v, %v, want First 4, Last 8 and UnprovenTo 0", found, err)
	}
	for _, as := range []audit.Format{audit.CSV, audit.JSONL} {
		if found, err := audit.VerifyExport(bytes.NewReader(b.export(audit.Filter{}, as))); err != nil || found.First != 4 ||
			found.Rows != 5 || !found.InFile {
			t.Errorf("%s: %+v, %v, want First 4, Rows 5 and InFile true", as, found, err)
		}
	}
	// Again, over the first checkpoint.
	b.grow(7, 72*time.Hour)
	if removed := b.retain(time.Hour); removed != 4 {
		t.Fatalf("%d rows went, want 4", removed)
	}
	if found, err := b.verify(); err != nil || found.First != 8 || found.Last != 9 {
		t.Errorf("got %+v, %v, want First 8 and Last 9", found, err)
	}
	b.asOwner("DELETE FROM audit_log WHERE seq = 8")
	if _, err := b.verify(); brokenAt(err) != 8 {
		t.Errorf("a row beyond the checkpoint went unseen: %v, want brokenAt 8", err)
	}
}

func TestLongTextsAreCut(t *testing.T) {
	t.Parallel()
	e := decided("1", "sam", strings.Repeat("ä", 10_000))
	for range 2000 {
		e.Item.Lines = append(e.Item.Lines, audit.Line{Application: strings.Repeat("=", 2000), Value: strings.Repeat("語", 2000),
			DisplayValue: strings.Repeat("語", 2000)})
	}
	b := newBook(t, e)
	var got audit.Entry
	err := pgx.BeginFunc(t.Context(), b.pool, func(tx pgx.Tx) error {
		return audit.Each(t.Context(), tx, audit.Filter{}, func(r audit.Row) (err error) {
			got, err = audit.ParseEntry(r.Kind, r.Payload)
			return err
		})
	})
	if err != nil || len([]rune(got.Comment)) != 4000 || !strings.HasSuffix(got.Comment, "…") || got.Item.LinesTotal != 2002 ||
		len(got.Item.Lines) >= 500 {
		t.Errorf(`comment of %d, %d of %d lines, %v, want a comment of 4000 cut with "…", and less than 500 of 2002 lines`,
			len([]rune(got.Comment)), len(got.Item.Lines), got.Item.LinesTotal, err)
	}
	if _, err := b.verify(); err != nil {
		t.Error(err)
	}
}
