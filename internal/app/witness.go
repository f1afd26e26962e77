package app

import (
	"context"
	"errors"
	"time"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

const (
	// witnessEvery is how often each process reads the end of the decision log.
	witnessEvery = time.Hour
	// witnessAgain is how soon it reads again after a read that failed or found a contradiction.
	witnessAgain = time.Minute
	// witnessWithin bounds one read.
	witnessWithin = 10 * time.Second
)

// watch writes the end of the decision log to the process's log until ctx ends, since the database's owner cannot
// change that log.
func (d *decisionLog) watch(ctx context.Context) error {
	for {
		wait := witnessEvery
		if err := d.tellHead(ctx); err != nil && ctx.Err() == nil {
			wait = witnessAgain
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

func (d *decisionLog) tellHead(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, witnessWithin)
	defer cancel()
	head, err := d.witness.Look(ctx, db.New(d.pool))
	var back *audit.WentBackError
	switch {
	case errors.As(err, &back):
		d.log.Error("the decision log went back: it was cut, restored from a backup or written anew", "error", err,
			"seen_seq", back.Seen.Seq, "seen_hash", back.Seen.Hex(), "audit_seq", head.Seq, "audit_hash", head.Hex())
	case err != nil:
		d.log.Warn("the end of the decision log could not be looked at; it is looked at again", "error", err)
	default:
		d.log.Info("where the decision log ends", "audit_seq", head.Seq, "audit_hash", head.Hex())
	}
	return err
}

// head gives the last row of the decision log for the administrators.
func (d *decisionLog) head(ctx context.Context) (seq int64, hash string, err error) {
	head, err := db.New(d.pool).AuditHead(ctx)
	if err != nil {
		return 0, "", err
	}
	return head.Seq, audit.Head{Seq: head.Seq, Hash: head.Hash}.Hex(), nil
}
