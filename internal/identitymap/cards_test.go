package identitymap

import (
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// owns makes two open items of an identity: a card of the first is in the messages of a Slack user, the second is told of there.
func (w *env) owns(identityID, slackUserID string) {
	w.t.Helper()
	for _, id := range []string{"i1", "i2"} {
		w.exec(`INSERT INTO work_items (id, number, type, owner_id, owner_name, requester_name, created_at, content_hash)
			VALUES ($1, $1, 'Approval', $2, '', '', now(), '\x00') ON CONFLICT DO NOTHING`, id, identityID)
		w.exec(`INSERT INTO work_item_approvers (work_item_id, identity_id) VALUES ($1, $2)`, id, identityID)
	}
	w.exec(`INSERT INTO cards (id, work_item_id, identity_id, team_id, slack_user_id, channel_id, message_ts, state, shown, posted_at)
		VALUES (gen_random_uuid(), 'i1', $1, 'T1', $2, 'D1', '1.1', 'posted', 1, now())`, identityID, slackUserID)
	w.exec(`INSERT INTO cards (id, work_item_id, identity_id, state) VALUES (gen_random_uuid(), 'i2', $1, 'held')`, identityID)
	w.exec(`INSERT INTO reminders (identity_id, channel_id, message_ts, waiting) VALUES ($1, 'D1', '2.2', 2)`, identityID)
	w.exec(`INSERT INTO home_tabs (team_id, slack_user_id, opened_at) VALUES ('T1', 'U1', now() - interval '1 day'), ('T1', 'U2', now())`)
}

// leftWith tells what of an identity is still with whoever had it beside their cards: the last reminder, and the Home tab of U1.
func (w *env) leftWith(identityID string) string {
	w.t.Helper()
	var all string
	err := w.pool.QueryRow(w.t.Context(), `SELECT concat_ws(', ',
		(SELECT 'reminder ' || message_ts FROM reminders WHERE identity_id = $1 AND message_ts <> ''),
		(SELECT string_agg(concat_ws(' ', 'to clear', channel_id, message_ts, team_id, slack_user_id), ', ') FROM reminders_unlinked),
		(SELECT string_agg('owed ' || slack_user_id, ', ') FROM home_tabs WHERE owed_at <= clock_timestamp() AND turn > 0))`, identityID).Scan(&all)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// cardsOf tells the cards of an identity: item, state, why they were withdrawn, and whether they are due.
func (w *env) cardsOf(identityID string) string {
	w.t.Helper()
	var all string
	err := w.pool.QueryRow(w.t.Context(), `SELECT coalesce(string_agg(concat_ws(' ', work_item_id, state, nullif(withdrawn, ''), CASE WHEN shown < want THEN 'due' END), ', '
		ORDER BY work_item_id, withdrawn DESC, state), '') FROM cards WHERE identity_id = $1`, identityID).Scan(&all)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// Whoever loses a link loses the content of its cards, of the last reminder and of the Home tab in the same transaction, by whichever
// way; whoever gets the identity gets cards.
func TestCardsBelongToALink(t *testing.T) {
	t.Parallel()
	const kept = "i1 posted, i2 held due"
	const lostThem = "i1 posted unlinked due, i2 held due"
	const gotThem = "i1 posted unlinked due, i1 new due, i2 new due"
	byHand := func(w *env, slack, person string, until time.Duration) {
		w.t.Helper()
		h := HandLink{SlackUserID: slack, Identity: person, Reason: "test"}
		if until > 0 {
			h.Until = w.now.Add(until)
		}
		if _, err := offline(w).Link(w.t.Context(), h); err != nil {
			w.t.Fatal(err)
		}
	}
	unlink := func(w *env) {
		w.t.Helper()
		if _, err := offline(w).Unlink(w.t.Context(), "U1", "the wrong person"); err != nil {
			w.t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		until time.Duration
		does  func(*env)
		want  string
	}{
		"nothing happens":                      {0, func(*env) {}, kept},
		"undone":                               {0, unlink, lostThem},
		"undone, and the same person again":    {0, func(w *env) { unlink(w); byHand(w, "U1", "person.1", 0) }, gotThem},
		"undone, and another person":           {0, func(w *env) { unlink(w); byHand(w, "U2", "person.1", 0) }, gotThem},
		"the Slack user becomes somebody else": {0, func(w *env) { byHand(w, "U1", "person.2", 0) }, lostThem},
		"the link is made anew":                {0, func(w *env) { byHand(w, "U1", "person.1", time.Hour) }, kept},
		"its end has come": {time.Hour, func(w *env) {
			w.now = w.now.Add(time.Hour)
			if n, err := w.ExpireLinks(w.t.Context()); err != nil || n != 1 {
				w.t.Errorf("%d links ended, %v, want 1", n, err)
			}
		}, lostThem},
		"its end has not come": {time.Hour, func(w *env) {
			if n, err := w.ExpireLinks(w.t.Context()); err != nil || n != 0 {
				w.t.Errorf("%d links ended, %v, want none", n, err)
			}
		}, kept},
		"its end has come, and another person": {time.Hour, func(w *env) {
			w.now = w.now.Add(time.Hour)
			byHand(w, "U2", "person.1", 0)
		}, gotThem},
		"its end has come, and another person by e-mail": {time.Hour, func(w *env) {
			w.now = w.now.Add(time.Hour)
			w.slack.set(member("U2", "lee@ex.com"))
			_, err := w.Reach(w.t.Context(), id32(1))
			wantRefusal(w.t, err, "")
		}, gotThem},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			w.iiq.set(human(1, "lee@ex.com"), human(2, "dana@ex.com"))
			w.slack.set(member("U1", "private@home.org"), member("U2", "other@home.org"))
			w.refreshed()
			byHand(w, "U1", "person.1", c.until)
			w.owns(id32(1), "U1")
			c.does(w)
			if got := w.cardsOf(id32(1)); got != c.want {
				t.Errorf("the cards are %q, want %q", got, c.want)
			}
			left := "to clear D1 2.2 T1 U1, owed U1"
			if c.want == kept {
				left = "reminder 2.2"
			}
			if got := w.leftWith(id32(1)); got != left {
				t.Errorf("beside the cards there is %q, want %q", got, left)
			}
		})
	}
}

// The first link of somebody makes no card that is not there.
func TestAFirstLinkMakesNoCards(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	w.iiq.set(human(1, "lee@ex.com"))
	w.slack.set(member("U1", "lee@ex.com"))
	w.refreshed()
	w.owns(id32(1), "")
	w.exec(`DELETE FROM cards WHERE state = 'posted'`)
	if _, err := w.Reach(t.Context(), id32(1)); err != nil {
		wantRefusal(t, err, approvals.RefusalCode(""))
	}
	if got, want := w.cardsOf(id32(1)), "i2 held due"; got != want {
		t.Errorf("the cards are %q, want %q", got, want)
	}
}
