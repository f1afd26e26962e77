package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// leastCrowd is how many people there are of whom nobody knows more than the number, so that few items do not become one person's.
const leastCrowd = 1000

// insertItems makes open and closed items. The first of ids get busyItems open ones each, the others easyItems; what is left
// is spread over people of whom nobody knows more than the number. One in four closed items was decided here.
func insertItems(ctx context.Context, conn *pgx.Conn, o options, ids []string) error {
	crowd := max(leastCrowd, (o.open-busyPeople*busyItems-easyPeople*easyItems)/easyItems)
	owner := fmt.Sprintf(`CASE
		WHEN n < %[1]d AND n < %[2]d THEN ($1::text[])[1 + n / %[3]d]
		WHEN n < %[1]d AND n < %[4]d THEN ($1::text[])[%[5]d + (n - %[2]d) / %[6]d]
		WHEN n >= %[1]d AND n %% %[7]d < %[8]d THEN ($1::text[])[1 + n %% %[7]d]
		ELSE 'crowd' || n %% %[7]d END`, o.open, busyPeople*busyItems, busyItems, busyPeople*busyItems+easyPeople*easyItems,
		busyPeople+1, easyItems, crowd, len(ids))
	items := fmt.Sprintf(`INSERT INTO work_items (id, number, type, owner_id, requester_id, target_id, lines, created_at, due_at, content_hash, state, outcome, closed_at)
		SELECT 'w' || n, n::text, 'Approval', %[1]s, 'crowd' || n %% 977, 'crowd' || n %% 991,
			jsonb_build_array(jsonb_build_object('application', 'Application ' || n %% 40, 'display_value', 'Group ' || n, 'operation',
				'Add')),
			now() - n * interval '1 second', CASE WHEN n %% 3 = 0 THEN now() + (n %% 500 - 100) * interval '1 hour' END, '\x00',
			CASE WHEN n < %[2]d THEN 'open' ELSE 'closed' END, CASE WHEN n < %[2]d THEN '' ELSE 'approved' END,
				CASE WHEN n >= %[2]d THEN now() END
		FROM generate_series(0, %[3]d) AS n`, owner, o.open, o.open+o.closed-1)
	for _, step := range []struct {
		sql  string
		args []any
	}{
		// Keys to other tables are right by the way the rows are made: looking each up takes minutes.
		{`SET session_replication_role = replica`, nil},
		{fmt.Sprintf(`INSERT INTO identities (id, name, display_name) SELECT 'crowd' || n, 'crowd.' || n, 'Person ' || n FROM generate_series(0, %d) AS n`, crowd), nil},
		{items, []any{ids}},
		{`INSERT INTO work_item_approvers (work_item_id, identity_id, open) SELECT id, owner_id, state = 'open' FROM work_items`, nil},
		{`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, state, clicked_at)
			SELECT gen_random_uuid(), id, 1, id, 'approve', '', owner_id, '', '', '', 'recorded', created_at
			FROM work_items WHERE state = 'closed' AND number::int % 4 = 0`, nil},
		{`INSERT INTO snoozes (identity_id, work_item_id, until) SELECT owner_id, id, now() + interval '1 day' FROM work_items WHERE state = 'open' AND number::int % 10 = 0`, nil},
		{`VACUUM (ANALYZE) identities, work_items, work_item_approvers, decisions, snoozes`, nil},
	} {
		if _, err := conn.Exec(ctx, step.sql, step.args...); err != nil {
			return fmt.Errorf("fill the database: %.60s: %w", step.sql, err)
		}
	}
	return nil
}
