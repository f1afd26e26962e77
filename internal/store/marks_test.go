package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Every mark that Postgres's clock has left behind is pulled in, and none that the bot itself may have set.
func TestMarksThatAreTooFarAheadArePulledIn(t *testing.T) {
	t.Parallel()
	const lease = 45 * time.Second
	for _, m := range append(tx.Marks(lease), tx.RoundMarks("poll", 10*time.Second)...) {
		t.Run(m.Table+" "+m.Column, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			o.see(request("w1", "sam"))
			o.must(o.EnsureRounds(context.Background(), []string{"poll"}))
			if _, err := o.click("sam", "w1", approvals.Approve, ""); err != nil {
				t.Fatal(err)
			}
			_, err := o.ClaimSeat(context.Background(), uuid.New(), time.Second)
			o.must(err)
			o.exec(`UPDATE decisions SET tell_at = now(), look_at = now()`)
			o.exec(`UPDATE cards SET state = 'waiting'`)
			o.exec(`INSERT INTO bulks (id, team_id, slack_user_id, identity_id) VALUES (gen_random_uuid(), 'T1', 'U-sam', 'sam')`)
			o.exec(`INSERT INTO absences (kind, id, since, witnessed_at, asked_at) VALUES ('work_item', 'x', now(), now(), now())`)
			for _, tc := range []struct {
				ahead time.Duration
				moves bool
			}{{m.Most, false}, {m.Most + 2*time.Minute, true}, {72*time.Hour + m.Most, true}} {
				o.exec(`UPDATE `+m.Table+` SET `+m.Column+` = clock_timestamp() + $1::interval WHERE `+m.Where, tc.ahead)
				n, err := o.PullIn(context.Background(), append(tx.Marks(lease), tx.RoundMarks("poll", 10*time.Second)...))
				if err != nil || n > 0 != tc.moves {
					t.Errorf("%s ahead: pulled in %d, %v, want some %t", tc.ahead, n, err, tc.moves)
				}
				want := tc.ahead
				if tc.moves {
					want = 0
				}
				if tc.moves && m.Claim {
					want = m.Most
				}
				var left time.Duration
				sql := `SELECT max(` + m.Column + `) - clock_timestamp() FROM ` + m.Table + ` WHERE ` + m.Where
				o.must(o.pool.QueryRow(context.Background(), sql).Scan(&left))
				if (left - want).Abs() > 30*time.Second {
					t.Errorf("%s ahead: it lies %s ahead now, want %s", tc.ahead, left, want)
				}
			}
		})
	}
}
