package main

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// After a restore the bot's own role ends what is in hand, and a second call changes nothing. Who called is in the decision log.
func TestRestoredCommand(t *testing.T) {
	t.Parallel()
	roles := dbtest.TwoRoles(t)
	owner := dbtest.Open(t, roles.Owner)
	const clicked = `INSERT INTO work_items (id, number, type, owner_id, created_at, content_hash) VALUES ('w1', '1', 'Approval', 'sam', now(), '');
		INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id,
			slack_user_id)
		VALUES (gen_random_uuid(), 'w1', 1, 'c1', 'approve', '', 'sam', 'Sam', 'T1', 'U1')`
	if _, err := owner.Exec(t.Context(), clicked); err != nil {
		t.Fatal(err)
	}
	as := map[string]string{"DATABASE_URL": roles.Bot}
	for n, says := range []string{"decisions that were in hand and are not sent: 1; the bot tells their approvers when it runs",
		"no decision is in hand: nothing is left to do"} {
		if got := play(t, as, "restored"); got.code != exitDone || !strings.Contains(got.stdout, says) {
			t.Errorf("call %d: got %+v, want code %d and %q", n, got, exitDone, says)
		}
	}
	got := play(t, as, "audit", "export")
	if strings.Count(got.stdout, ",command.run,") != 1 || !strings.Contains(got.stdout, "restored: decisions that are not sent: 1") {
		t.Errorf("the log does not tell of it: %+v", got)
	}
}
