package schedule_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// opened gives a database in which some people of T1 have opened their Home tab.
func opened(t *testing.T, slackUserIDs ...string) (*schedule.HomeTurns, *pgxpool.Pool) {
	t.Helper()
	pool := dbtest.New(t)
	for _, id := range slackUserIDs {
		change(t, pool, `INSERT INTO home_tabs (team_id, slack_user_id, opened_at) VALUES ('T1', $1, now())`, id)
	}
	return schedule.NewHomeTurns(pool), pool
}

func turn(t *testing.T, h *schedule.HomeTurns, slackUserID string) schedule.HomeTurn {
	t.Helper()
	got, err := h.TakeHomeTurn(t.Context(), "T1", slackUserID)
	ok(t, err)
	return got
}

// last checks whether nobody took a later turn.
func last(t *testing.T, h *schedule.HomeTurns, of schedule.HomeTurn, want bool) {
	t.Helper()
	got, err := h.LastHomeTurn(t.Context(), of)
	ok(t, err)
	if got != want {
		t.Errorf("%+v is the last turn: got %t, want %t", of, got, want)
	}
}

func TestLaterTurnOverridesAnEarlierOne(t *testing.T) {
	t.Parallel()
	h, _ := opened(t, "U1", "U2")
	first := turn(t, h, "U1")
	last(t, h, first, true)
	second := turn(t, h, "U1")
	last(t, h, first, false)
	last(t, h, second, true)
	turn(t, h, "U2")
	last(t, h, second, true)
}

// A tab that became owed while it was published is owed still.
func TestAnOwedTabIsPublishedOnceMore(t *testing.T) {
	t.Parallel()
	h, pool := opened(t, "U1", "U2")
	const owed = `SELECT coalesce(string_agg(slack_user_id, ' ' ORDER BY slack_user_id), '') FROM home_tabs WHERE owed_at IS NOT NULL`
	during := turn(t, h, "U1")
	for _, id := range []string{"U1", "U2"} {
		ok(t, db.New(pool).OweHome(t.Context(), db.OweHomeParams{TeamID: "T1", SlackUserID: id}))
	}
	last(t, h, during, false)
	wants(t, pool, "U1 U2", owed)
	last(t, h, turn(t, h, "U1"), true)
	wants(t, pool, "U2", owed)
}

func TestTabThatNobodyOpenedHasNoTurns(t *testing.T) {
	t.Parallel()
	h, pool := opened(t)
	last(t, h, turn(t, h, "U1"), true)
	last(t, h, schedule.HomeTurn{}, true)
	wants(t, pool, "0", `SELECT count(*) FROM home_tabs`)
}

// A tab whose row was removed while it was published needs no second publishing.
func TestTurnOfATabThatWentIsTheLast(t *testing.T) {
	t.Parallel()
	h, pool := opened(t, "U1")
	mine := turn(t, h, "U1")
	change(t, pool, `DELETE FROM home_tabs`)
	last(t, h, mine, true)
}
