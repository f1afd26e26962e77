package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/caseless"
)

// Filter is a selection of rows; its zero value is all.
type Filter struct {
	// Since is the first moment, Until the first one that is left out; zero is no bound.
	Since, Until time.Time
	// WorkItem is a work item's number, with or without its leading zeros.
	WorkItem string
	// Who is an e-mail address, a name or an id of IIQ, or a Slack id; names and addresses without regard to case.
	Who string
}

// Partial reports whether the filter leaves anything out.
func (f Filter) Partial() bool { return f != Filter{} }

// words are the filter as an export writes it.
func (f Filter) words() string {
	var parts []string
	for _, p := range []struct {
		name string
		at   time.Time
	}{{"since", f.Since}, {"until", f.Until}} {
		if !p.at.IsZero() {
			parts = append(parts, p.name+" "+p.at.UTC().Format(time.RFC3339))
		}
	}
	if f.WorkItem != "" {
		parts = append(parts, "work item "+f.WorkItem)
	}
	if f.Who != "" {
		parts = append(parts, "who "+f.Who)
	}
	return strings.Join(parts, ", ")
}

// where is the condition for the filter. It uses the indexes audit_log_at and audit_log_number where they help.
func (f Filter) where() (string, []any) {
	// Rows that a checkpoint has announced count as removed, even while they are still there.
	conditions, args := []string{"seq > (SELECT removed_to FROM audit_head WHERE one)"}, []any{}
	add := func(condition string, more ...any) {
		for _, arg := range more {
			args = append(args, arg)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		conditions = append(conditions, condition)
	}
	if !f.Since.IsZero() {
		add("at >= ?", f.Since)
	}
	if !f.Until.IsZero() {
		add("at < ?", f.Until)
	}
	if f.WorkItem != "" {
		number := strings.TrimLeft(f.WorkItem, "0")
		add("payload #>> '{item,number}' = ?", number)
	}
	if f.Who != "" {
		// Rows that this lets through are compared by concerns. It lets all through whose name or address has letters that the
		// database folds in its own way.
		add(`(payload #>> '{who,identity_id}' = ? OR payload #>> '{who,slack_user_id}' = ?
			OR lower((payload #>> '{who,identity_name}') COLLATE "C") = ? OR lower((payload #>> '{who,email}') COLLATE "C") = ?
			OR (payload #>> '{who,identity_name}') COLLATE "C" ~ '[^ -~]' OR (payload #>> '{who,email}') COLLATE "C" ~ '[^ -~]')`,
			f.Who, f.Who, caseless.Name(f.Who), caseless.Address(f.Who))
	}
	return strings.Join(conditions, " AND "), args
}

// concerns reports whether a row is about the person that the filter names.
func (f Filter) concerns(r Row) bool {
	if f.Who == "" {
		return true
	}
	var e struct {
		Who Who `json:"who"`
	}
	if err := json.Unmarshal(r.Payload, &e); err != nil {
		return false
	}
	return e.Who.IdentityID == f.Who || e.Who.SlackUserID == f.Who ||
		e.Who.IdentityName != "" && caseless.Same(e.Who.IdentityName, f.Who) ||
		e.Who.Email != "" && caseless.SameAddress(e.Who.Email, f.Who)
}

// Each reads rows in their order, one at a time, and passes each to visit, whose error ends it. A row's slices are
// valid only until visit returns. sqlc would collect all rows, and there may be millions.
func Each(ctx context.Context, tx pgx.Tx, f Filter, visit func(Row) error) error {
	where, args := f.where()
	rows, err := tx.Query(ctx, "SELECT seq, at, kind, payload, prev_hash, hash FROM audit_log WHERE "+where+" ORDER BY seq", args...)
	if err != nil {
		return fmt.Errorf("read audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Row
		if err := rows.Scan(&r.Seq, &r.At, &r.Kind, &r.Payload, &r.PrevHash, &r.Hash); err != nil {
			return fmt.Errorf("read audit log: %w", err)
		}
		if !f.concerns(r) {
			continue
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read audit log: %w", err)
	}
	return nil
}

// snapshot runs fn on one moment of the database, however long fn takes. fn can write nothing.
func snapshot(ctx context.Context, db Beginner, fn func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
}

// Beginner starts transactions; a pool and a connection implement it.
type Beginner interface {
	BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error)
}
