package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// book is a log with a few entries in it.
type book struct {
	*testing.T
	pool *pgxpool.Pool
}

func newBook(t *testing.T, entries ...audit.Entry) book {
	t.Helper()
	b := book{t, dbtest.New(t)}
	b.append(entries...)
	return b
}

func (b book) append(entries ...audit.Entry) {
	b.Helper()
	for _, e := range entries {
		if err := audit.Append(b.Context(), db.New(b.pool), e); err != nil {
			b.Fatal(err)
		}
	}
}

// asOwner runs a statement as somebody who may do everything, past the triggers.
func (b book) asOwner(statement string, args ...any) {
	b.Helper()
	err := pgx.BeginFunc(b.Context(), b.pool, func(tx pgx.Tx) error {
		for _, trigger := range []string{"DISABLE", "ENABLE ALWAYS"} {
			for _, name := range []string{"audit_refuse", "audit_refuse_truncate"} {
				if _, err := tx.Exec(b.Context(), "ALTER TABLE audit_log "+trigger+" TRIGGER "+name); err != nil {
					return err
				}
			}
			if trigger == "DISABLE" {
				if _, err := tx.Exec(b.Context(), statement, args...); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func (b book) verify() (audit.Found, error) {
	return audit.VerifyTable(b.Context(), b.pool, nil)
}

func (b book) export(f audit.Filter, as audit.Format) []byte {
	b.Helper()
	var out bytes.Buffer
	if _, err := audit.Export(b.Context(), b.pool, f, as, &out); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// brokenAt gives the row that err names; -1 when it names none.
func brokenAt(err error) int64 {
	var broken *audit.BrokenError
	if errors.As(err, &broken) {
		return broken.Seq
	}
	return -1
}

func decided(number, who, comment string) audit.Entry {
	return audit.Entry{Kind: audit.DecisionRecorded, DecisionID: "d-" + number, Verdict: "approve", Comment: comment,
		Who: &audit.Who{SlackTeamID: "T1", SlackUserID: "U-" + who, IdentityID: "id-" + who, IdentityName: who, DisplayName: "D. " + who,
			Email: who + "@example.com"},
		Item: &audit.Item{ID: "w" + number, Number: number, Target: &audit.Ref{Display: "Dana Reyes"},
			Requester: &audit.Ref{Name: "Lee.Quinn"},
			Lines: []audit.Line{{Operation: "Add", Application: "IIQ", Name: "assignedRoles", Value: "Ledger Reader"},
				{Operation: "Add", Application: "Active Directory", Name: "memberOf", Value: "CN=GL-RO", DisplayValue: "GL read-only"}}}}
}

// grow makes the rows up to one older, as whoever owns the table and is able to compute hashes could.
func (b book) grow(upto int64, age time.Duration) {
	b.Helper()
	b.asOwner(`DO $$ DECLARE r audit_log; prev bytea; BEGIN
		FOR r IN SELECT * FROM audit_log ORDER BY seq LOOP
			IF r.seq <= ` + fmt.Sprint(upto) + ` THEN r.at := r.at - interval '` + fmt.Sprint(age.Seconds()) + ` seconds'; END IF;
			r.prev_hash := coalesce(prev, r.prev_hash);
			r.hash := sha256(convert_to(concat_ws(chr(10), 'iiq-approvals audit 1', r.seq,
				to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), r.kind, encode(r.prev_hash, 'hex'), r.payload), 'UTF8'));
			UPDATE audit_log SET at = r.at, prev_hash = r.prev_hash, hash = r.hash WHERE seq = r.seq;
			prev := r.hash;
		END LOOP;
		UPDATE audit_head SET hash = prev;
	END $$`)
}

// keeps sets the owner's retention; 0 is for good.
func (b book) keeps(keep time.Duration) {
	b.Helper()
	if err := audit.SetRetention(b.Context(), b.pool, keep, audit.Operator{User: "olga"}); err != nil {
		b.Fatal(err)
	}
}

// retain does one round of retention with this AUDIT_RETENTION.
func (b book) retain(atLeast time.Duration) int64 {
	b.Helper()
	removed, err := audit.Retain(b.Context(), db.New(b.pool), atLeast)
	if err != nil {
		b.Fatal(err)
	}
	return removed
}

func (b book) exec(statement string) {
	b.Helper()
	if _, err := b.pool.Exec(b.Context(), statement); err != nil {
		b.Fatal(err)
	}
}
