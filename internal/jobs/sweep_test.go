package jobs_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store"
)

// One row that cannot be judged keeps neither other rows from it nor anything else from being found again.
func TestSweepGoesOnWhereOneStepFails(t *testing.T) {
	t.Parallel()
	rules, mistakes := sensitivity.Parse([]byte("rules:\n  - {match: {application: IIQ}, show: none}\n"))
	if len(mistakes) > 0 {
		t.Fatalf("got %v, want a length of at most 0", mistakes)
	}
	s := newEnv(t, func(c *store.Config) { c.Rules = rules })
	s.see(request("i1", "sam"), request("i2", "sam"), request("i3", "sam"))
	s.exec(`UPDATE work_items SET lines = '{}', judged_under = -1 WHERE id = 'i1'`)
	s.exec(`UPDATE work_items SET show = 'whole', judged_under = 0`)
	s.exec(`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, state, ended_at, tell_at)
		VALUES ($1, 'i2', 1, 'c', 'approve', '', 'sam', 'Sam', 'T1', 'U-sam', 'refused', now(), now())`, uuid.New())
	s.must(s.AdoptRules(context.Background()))
	s.exec(`DELETE FROM river_job`)

	var said bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	swept := make(chan error, 1)
	go func() {
		swept <- (&jobs.Sweep{Store: s.Store, Log: slog.New(slog.NewTextHandler(&said, nil))}).Run(ctx)
	}()
	done := `SELECT (SELECT count(*) FROM work_items WHERE show = 'none') || ' ' || (SELECT count(*) FROM river_job WHERE kind = 'tell_clicker')`
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for tries := 0; s.one(done) != "2 1" && tries < 500; tries++ {
		<-tick.C
	}
	s.want("2 1", done)
	cancel()
	s.must(<-swept)
	if !strings.Contains(said.String(), "work item i1") {
		t.Errorf(`the log says %q, want one with "work item i1"`, said.String())
	}
}
