package shadow

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
)

// ErrAtWork says that a shadow is running on the database.
var ErrAtWork = errors.New("a shadow is at work on this database, or was a moment ago: stop every `bot run --shadow` and try again in 15 seconds")

// forgotten are the tables whose rows a shadow leaves behind, in an order that their references allow. The next bot
// then finds every work item as new.
func forgotten() []string {
	return []string{
		"river_job", "requester_notes", "snoozes", "reminders", "reminders_unlinked", "bulk_items", "bulks", "decisions", "cards",
		"work_item_approvers", "work_item_texts", "item_contexts", "endings_to_look_at",
		"work_items",
		"review_entities", "review_reviewers", "review_work_items", "reviews", "watermarks", "slack_events", "home_tabs",
		"absences", "catalogue", "trace_contexts",
		"admin_notices", "slack_budgets", "shadow_messages", "shadow_iiq_calls", "run_mode",
	}
}

// reset are rows that stay and get their initial values.
func reset() []string {
	return []string{
		`UPDATE review_watermark SET stamp = NULL, covered = NULL, again_at = NULL, cursor = ''`,
		`UPDATE schedules SET next_at = 'epoch', claimed_until = 'epoch', last_ok_at = NULL, last_error = '', failing_since = NULL`,
	}
}

// Clear ends the shadow and returns how many messages it removed. It removes work items, cards, messages, reminders
// and jobs. The identity map, people's own settings and the decision log stay, and the database belongs to nobody.
// ErrNoShadow: the database belongs to no shadow. ErrAtWork: a shadow is running. With either error nothing has
// changed.
func Clear(ctx context.Context, pool *pgxpool.Pool) (messages int64, err error) {
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		mode, err := db.New(tx).LockRunMode(ctx, fresh)
		switch {
		case errors.Is(err, pgx.ErrNoRows) || err == nil && mode.Mode != string(ModeShadow):
			return ErrNoShadow
		case err != nil:
			return err
		case mode.Alive:
			return ErrAtWork
		}
		for _, table := range forgotten() {
			done, err := tx.Exec(ctx, "DELETE FROM "+pgx.Identifier{table}.Sanitize())
			if err != nil {
				return fmt.Errorf("empty %s: %w", table, err)
			}
			if table == "shadow_messages" {
				messages = done.RowsAffected()
			}
		}
		for _, statement := range reset() {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("end the shadow: %w", err)
	}
	return messages, nil
}
