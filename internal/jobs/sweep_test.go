package jobs_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/testlog"
)

// One row that cannot be judged keeps neither other rows from it nor anything else from being found again.
func TestSweepGoesOnWhereOneStepFails(t *testing.T) {
	t.Parallel()
	rules, mistakes := sensitivity.Parse([]byte("rules:\n  - {match: {application: IIQ}, show: none}\n"))
	if len(mistakes) > 0 {
		t.Fatalf("got %v, want a length of at most 0", mistakes)
	}
	s := newEnv(t, func(c *store.Config) { c.Rules = rules })
	s.See(jobstest.Request("i1", "sam"), jobstest.Request("i2", "sam"), jobstest.Request("i3", "sam"))
	s.Exec(`UPDATE work_items SET lines = '{}', judged_under = -1 WHERE id = 'i1'`)
	s.Exec(`UPDATE work_items SET show = 'whole', judged_under = 0`)
	s.Exec(`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, state, ended_at, tell_at)
		VALUES ($1, 'i2', 1, 'c', 'approve', '', 'sam', 'Sam', 'T1', 'U-sam', 'refused', now(), now())`, uuid.New())
	s.Must(s.AdoptRules(context.Background()))
	s.Exec(`DELETE FROM river_job`)

	var said testlog.Book
	ctx, cancel := context.WithCancel(context.Background())
	swept := make(chan error, 1)
	go func() {
		swept <- (&jobs.Sweep{Store: s.Store, Log: said.Logger()}).Run(ctx)
	}()
	done := `SELECT (SELECT count(*) FROM work_items WHERE show = 'none') || ' ' || (SELECT count(*) FROM river_job WHERE kind = 'tell_clicker')`
	patience.Until(t, "the other steps are done, and the failure is logged", func() bool {
		return s.One(done) == "2 1" && said.Count("work item i1") > 0
	})
	cancel()
	s.Must(patience.Receive(t, "the end of the sweep", swept))
}

func TestSweepFindsWhatADeadProcessLeft(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.See(jobstest.Request("i1", "sam"))
	s.Click("sam", "i1", approvals.Approve, "")
	s.Exec(`DELETE FROM river_job`)
	s.Exec(`UPDATE decisions SET next_try_at = now()`)
	s.Exec(`UPDATE cards SET next_try_at = now()`)
	s.seenUnreleased(jobstest.Request("i2", "nora"))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- (&jobs.Sweep{Store: s.Store, Log: slog.New(slog.DiscardHandler)}).Run(ctx) }()
	s.await(`SELECT count(*) FILTER (WHERE kind = 'submit_decision') = 1 AND count(*) FILTER (WHERE kind = 'show_card') = 2 FROM river_job`)
	cancel()
	s.Must(patience.Receive(t, "the end", ended))
	s.Drain()
	s.Want("recorded  closed approved", decided)
	if len(s.Slack.Of("U-nora")) != 1 {
		t.Error("the card that a dead round left was not sent")
	}
}

// What whoever lost a link must see no longer is found by its rows, until Slack has taken it: the Home tab and the last reminder.
func TestSweepClearsWhatALostLinkLeaves(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.Must(s.HomeOpened(t.Context(), "T1", "U1"))
	s.Exec(`UPDATE home_tabs SET owed_at = now()`)
	s.Exec(`INSERT INTO reminders_unlinked (channel_id, message_ts, team_id, slack_user_id) VALUES ('D1', '2.2', 'T1', 'U1'), ('D2', '3.3', 'T1', 'U2')`)
	s.Exec(`UPDATE reminders_unlinked SET tries = 8 WHERE channel_id = 'D2'`)
	s.Exec(`DELETE FROM river_job`)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- (&jobs.Sweep{Store: s.Store, Log: slog.New(slog.DiscardHandler)}).Run(ctx) }()
	s.await(`SELECT count(*) FILTER (WHERE kind = 'publish_home' AND args ->> 'slack_user_id' = 'U1') = 1 AND
		count(*) FILTER (WHERE kind = 'fold_reminder' AND args ->> 'message_ts' = '2.2') = 1 FROM river_job`)
	cancel()
	s.Must(patience.Receive(t, "the end", ended))
	s.Want("1", `SELECT count(*) FROM reminders_unlinked`)
	s.Want("1", `SELECT count(*) FROM home_tabs WHERE owed_at > now()`)
	renewHome(t, &jobs.PublishHomeWorker{Store: s.Store, Homes: &replica{tab: &tab{}}, TeamID: "T1"})
	s.Want("0", `SELECT count(*) FROM home_tabs WHERE owed_at IS NOT NULL`)
}

// Each replica asks in one statement what is left undone. Of each kind alone, with nothing of the others, the sweep does what is left.
func TestEachKindThatIsLeftIsDone(t *testing.T) {
	t.Parallel()
	const clicked, nobody = `UPDATE decisions SET next_try_at = 'infinity', tell_at = NULL`, `UPDATE cards SET next_try_at = 'infinity'`
	for name, c := range map[string]struct{ left, done string }{
		"a decision": {`UPDATE decisions SET next_try_at = now()`, `SELECT count(*) = 1 FROM river_job WHERE kind = 'submit_decision'`},
		"a card": {`UPDATE cards SET next_try_at = now(), want = shown + 1`,
			`SELECT count(*) = 1 FROM river_job WHERE kind = 'show_card'`},
		"a sentence": {`UPDATE decisions SET tell_at = now()`, `SELECT count(*) = 1 FROM river_job WHERE kind = 'tell_clicker'`},
		"an item that older rules have judged": {`UPDATE work_items SET judged_under = -1`,
			`SELECT count(*) = 1 FROM work_items WHERE judged_under = (SELECT generation FROM sensitivity_rules)`},
		"a Home tab of somebody who lost their link": {`UPDATE home_tabs SET owed_at = now()`,
			`SELECT count(*) = 1 FROM river_job WHERE kind = 'publish_home'`},
		"a reminder of somebody who lost their link": {
			`INSERT INTO reminders_unlinked (channel_id, message_ts, team_id, slack_user_id) VALUES ('D1', '2.2', 'T1', 'U1')`,
			`SELECT count(*) = 1 FROM river_job WHERE kind = 'fold_reminder'`},
		"a new card": {`INSERT INTO cards (id, work_item_id, round, identity_id) SELECT gen_random_uuid(), id, round, 'nora' FROM work_items`,
			`SELECT count(*) = 0 FROM cards WHERE state = 'new'`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.Must(s.AdoptRules(t.Context()))
			s.Must(s.HomeOpened(t.Context(), "T1", "U1"))
			s.See(jobstest.Request("i1", "sam"))
			s.Click("sam", "i1", approvals.Approve, "")
			s.Exec(clicked)
			s.Exec(nobody)
			s.Exec(`DELETE FROM river_job`)
			left, err := s.LookForLeft(t.Context())
			if s.Must(err); left != (store.LeftUndone{}) {
				t.Fatalf("left is %+v, want nothing", left)
			}
			s.Exec(c.left)
			left, err = s.LookForLeft(t.Context())
			if s.Must(err); left == (store.LeftUndone{}) {
				t.Fatal("nothing is seen to be left")
			}
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- (&jobs.Sweep{Store: s.Store, Log: slog.New(slog.DiscardHandler)}).Run(ctx) }()
			s.await(c.done)
			cancel()
			s.Must(patience.Receive(t, "the end", ended))
		})
	}
}

// seenUnreleased stores items as a round that dies before it sends their cards.
func (s *env) seenUnreleased(items ...approvals.WorkItem) {
	s.T.Helper()
	at, err := s.Now(context.Background())
	s.Must(err)
	for _, w := range items {
		s.IIQ.Put(w)
	}
	_, err = s.Seen(context.Background(), schedule.Lease{}, at, items)
	s.Must(err)
}
