package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

const (
	noticeGivenUp = "given_up"
	noticeMissing = "missing "
)

// LookForTrouble gathers what is wrong now and was not reported yet.
func (d Notices) LookForTrouble(ctx context.Context) (approvals.Trouble, error) {
	q := db.New(d.pool)
	var t approvals.Trouble
	last, err := q.GetNotice(ctx, noticeGivenUp)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return t, fmt.Errorf("read notices: %w", err)
	}
	since := last.ToldAt
	given, err := q.GivenUpSince(ctx, &since)
	if err != nil {
		return t, fmt.Errorf("count given up decisions: %w", err)
	}
	t.GivenUp, t.Newest = int(given.Total), given.Newest
	rounds, err := q.FailingRounds(ctx)
	if err != nil {
		return t, fmt.Errorf("list failing rounds: %w", err)
	}
	for _, r := range rounds {
		f := approvals.FailingRound{Name: r.Name, Since: stored.TimeOf(r.FailingSince), LastError: r.LastError}
		told, err := d.AdminNoticedSince(ctx, "failing "+r.Name, f.Since)
		if err != nil {
			return t, err
		}
		if !told {
			t.Failing = append(t.Failing, f)
		}
	}
	t.Missing, err = d.missingUntold(ctx, q)
	return t, err
}

// missingUntold gives the held absences that administrators have not been told of since the first thing was missing.
func (d Notices) missingUntold(ctx context.Context, q *db.Queries) ([]approvals.Missing, error) {
	all, err := absences.MissingNow(ctx, q)
	if err != nil {
		return nil, err
	}
	var untold []approvals.Missing
	for _, m := range all {
		told, err := d.AdminNoticedSince(ctx, noticeMissing+string(m.Kind), m.Since)
		if err != nil {
			return nil, err
		}
		if m.Held > 0 && !told {
			untold = append(untold, m)
		}
	}
	return untold, nil
}

// MarkTrouble notes under the round's lease that this trouble is reported, before it is sent. A crash may lose one
// notice and never sends two.
func (d Notices) MarkTrouble(ctx context.Context, lease schedule.Lease, t approvals.Trouble) error {
	return d.inTx(ctx, lease, func(w *tx.Tx) error {
		if t.GivenUp > 0 {
			if err := w.SaveNotice(ctx, db.SaveNoticeParams{Name: noticeGivenUp, ToldAt: t.Newest}); err != nil {
				return fmt.Errorf("save notice: %w", err)
			}
		}
		for _, f := range t.Failing {
			if err := w.SaveNotice(ctx, db.SaveNoticeParams{Name: "failing " + f.Name, ToldAt: d.clock()}); err != nil {
				return fmt.Errorf("save notice: %w", err)
			}
		}
		for _, m := range t.Missing {
			if err := w.SaveNotice(ctx, db.SaveNoticeParams{Name: noticeMissing + string(m.Kind), ToldAt: d.clock()}); err != nil {
				return fmt.Errorf("save notice: %w", err)
			}
		}
		return nil
	})
}

// AdminNoticedSince reports whether administrators got a notice of the named thing at or after a moment.
func (d Notices) AdminNoticedSince(ctx context.Context, name string, since time.Time) (bool, error) {
	n, err := db.New(d.pool).GetNotice(ctx, name)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read notice: %w", err)
	}
	return !n.ToldAt.Before(since), nil
}

// MarkAdminNotice notes under the round's lease that administrators get a notice of the named thing now.
func (d Notices) MarkAdminNotice(ctx context.Context, lease schedule.Lease, name string) error {
	return d.inTx(ctx, lease, func(t *tx.Tx) error {
		return t.SaveNotice(ctx, db.SaveNoticeParams{Name: name, ToldAt: d.clock()})
	})
}
