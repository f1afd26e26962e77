package tx

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

// A database may lose what was committed: a backup is restored, or a standby takes over that lacks the last transactions. What it
// then has as being on its way may have been sent, refused or given up long ago, and must not be sent again. Every end of a
// decision is in the decision log, so a database that has lost an end lacks a row of the log that some process has seen.

// seenLog is the last row of the decision log that this process has seen, be it by its own commits or by looking, and when that
// was by Postgres's clock. All stores of a process share one.
type seenLog struct {
	mu   sync.Mutex
	head audit.Head
	at   time.Time
}

func (s *seenLog) last() (audit.Head, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.head, s.at
}

// saw remembers a row. Commits may be seen in another order than they were made in.
func (s *seenLog) saw(h audit.Head, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h.Seq >= s.head.Seq {
		s.head, s.at = h, at
	}
}

// forget takes over where the log ends now, once what followed from its end before is done.
func (s *seenLog) forget(h audit.Head, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.head, s.at = h, at
}

// Losses find out whether the database has lost what this process has seen.
type Losses struct{ base *Base }

// NewLosses makes the use cases of losses.
func NewLosses(base *Base) Losses { return Losses{base} }

// Inherit takes over what an earlier base of this process has seen.
func (d Losses) Inherit(before Losses) { d.base.seen.saw(before.base.seen.last()) }

// LastSeen is the last row of the decision log that this process has seen.
func (d Losses) LastSeen() audit.Head {
	head, _ := d.base.seen.last()
	return head
}

// LookForLoss holds the database against what this process has seen of the decision log. Where the database has lost a part of
// it, what is in hand is marked, so that it ends unsent and its approvers are told; each loss is noted once by all replicas
// together. It reports how many decisions it marked.
func (d Losses) LookForLoss(ctx context.Context) (int, error) {
	trip := &Trip{}
	look := d.AskForLoss(ctx, trip)
	if err := d.base.Look(ctx, trip); err != nil {
		return 0, err
	}
	return look(ctx)
}

// AskForLoss adds the look to a trip. What it gives is called once the trip is answered, and does as LookForLoss.
func (d Losses) AskForLoss(ctx context.Context, trip *Trip) func(context.Context) (int, error) {
	seen, _ := d.base.seen.last()
	var row db.HeadNowRow
	trip.Ask(func(q *db.Queries) (err error) {
		if row, err = q.HeadNow(ctx, seen.Seq); err != nil {
			return fmt.Errorf("read end of decision log: %w", err)
		}
		return nil
	})
	return func(ctx context.Context) (int, error) {
		if Has(row, seen) {
			d.base.seen.saw(audit.Head{Seq: row.Seq, Hash: row.Hash}, row.Now)
			return 0, nil
		}
		return d.noteLoss(ctx)
	}
}

// Has reports whether the log still has a row that was seen.
func Has(row db.HeadNowRow, seen audit.Head) bool {
	return audit.Has(seen, row.SeenNow, audit.Head{Seq: row.Seq, Hash: row.Hash}, row.RemovedTo)
}

func (d Losses) noteLoss(ctx context.Context) (int, error) {
	var marked int64
	var now db.HeadNowRow
	seen, at := d.base.seen.last()
	err := pgx.BeginFunc(ctx, d.base.Pool, func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		if err := q.LockLosses(ctx); err != nil {
			return fmt.Errorf("lock: %w", err)
		}
		if now, err = q.HeadNow(ctx, seen.Seq); err != nil {
			return fmt.Errorf("read end of decision log: %w", err)
		}
		if Has(now, seen) || now.LostAt.After(at) {
			// Another replica has noted it since this one last looked.
			return nil
		}
		if marked, err = markLost(ctx, q); err == nil {
			d.base.Log.ErrorContext(ctx, "the database has lost a part of what was seen: decisions that were in hand are not sent, and their "+
				"approvers are told", "seen_seq", seen.Seq, "seen_hash", seen.Hex(), "audit_seq", now.Seq, "decisions", marked)
			err = q.NoteLoss(ctx, db.NoteLossParams{How: db.LossSeen, SeenSeq: seen.Seq, Decisions: marked})
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("note what the database lost: %w", err)
	}
	d.base.seen.forget(audit.Head{Seq: now.Seq, Hash: now.Hash}, now.Now)
	return int(marked), nil
}

// markLost marks what is in hand. What cards show is unknown from then on, and so is how items ended that had ended before. What was
// new or had changed in IIQ is read anew.
func markLost(ctx context.Context, q *db.Queries) (int64, error) {
	if err := q.ForgetShown(ctx); err != nil {
		return 0, fmt.Errorf("forget what cards show: %w", err)
	}
	if err := q.LookAtEndings(ctx); err != nil {
		return 0, fmt.Errorf("ask again how items ended: %w", err)
	}
	if err := q.DoubtLateEnds(ctx); err != nil {
		return 0, fmt.Errorf("ask again about what ended lately: %w", err)
	}
	if err := q.BeginAnew(ctx); err != nil {
		return 0, fmt.Errorf("forget where rounds go on: %w", err)
	}
	n, err := q.MarkLost(ctx)
	if err != nil {
		return 0, fmt.Errorf("mark decisions: %w", err)
	}
	return n, nil
}

// Restored ends unsent what a database has in hand that was put back from a backup, while no process remembers what it lacks.
// The next bot that runs tells the approvers. It reports how many decisions it marked; where nothing is in hand nothing
// is noted, so that it may be called again. The entry of the decision log names who called.
func Restored(ctx context.Context, pool *pgxpool.Pool, who audit.Operator) (int, error) {
	var marked int64
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		if err := q.LockLosses(ctx); err != nil {
			return fmt.Errorf("lock: %w", err)
		}
		if marked, err = markLost(ctx, q); err != nil || marked == 0 {
			return err
		}
		if err := q.NoteLoss(ctx, db.NoteLossParams{How: db.LossByCommand, Decisions: marked}); err != nil {
			return err
		}
		return audit.Append(ctx, q, audit.Entry{Kind: audit.CommandRun, Operator: &who,
			Command: &audit.Command{Name: "restored", Result: fmt.Sprintf("decisions that are not sent: %d", marked)}})
	})
	if err != nil {
		return 0, fmt.Errorf("end what a restored database has in hand: %w", err)
	}
	return int(marked), nil
}
