package jobs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// active are identities that are all as our tables have them.
type active struct{ identitymap.IIQ }

// IdentityByID implements identitymap.IIQ.
func (active) IdentityByID(_ context.Context, id string) (approvals.Identity, error) {
	return approvals.Identity{ID: id, Name: id + ".x", Display: "D. " + id, ActivityKnown: true}, nil
}

// counted are workers whose traffic to Postgres is counted, with a real identity map.
type counted struct {
	*env
	wire   *dbtest.Wire
	submit *jobs.SubmitDecisionWorker
	show   *jobs.ShowCardWorker
}

func newCounted(t *testing.T) *counted {
	t.Helper()
	s := newEnv(t)
	s.Exec(`UPDATE identity_sync SET activity_known = true`)
	s.Exec(`INSERT INTO slack_users (team_id, id, home_team_id, name, checked_at) VALUES ('T1', 'U-sam', 'T1', 'sam', clock_timestamp())`)
	s.Exec(`INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) VALUES ('T1', 'U-sam', 'sam', 'email')`)
	pool, wire := dbtest.Counted(t, s.Pool, 1)
	log := slog.New(slog.DiscardHandler)
	inserter, err := jobs.NewClient(pool, nil, jobs.Work{}, log)
	s.Must(err)
	cfg := store.Config{Policy: approvals.Policy{DenyComment: true, LinkOnlyTypes: approvals.DefaultLinkOnlyTypes()}, After: looping.After}
	desk := store.New(pool, inserter, jobstest.Links{}, cfg, s.Clock, log)
	people := identitymap.New(pool, active{}, nil, approvals.Workspace{TeamID: "T1"}, identitymap.Config{}, s.Clock, log)
	groups := &rounds.Groups{Store: desk, Members: s.IIQ, People: s.People, Witness: s.Witness()}
	judge := &jobs.Judge{Store: desk, Items: s.IIQ, Groups: groups, Requests: s.IIQ, People: people, Witness: s.Witness(), Log: log}
	return &counted{env: s, wire: wire,
		submit: &jobs.SubmitDecisionWorker{Store: desk, Writer: s.IIQ, Requests: s.IIQ, Lease: jobstest.ClaimFor, Keep: jobstest.Keep,
			Log: log, Judge: judge},
		show: &jobs.ShowCardWorker{Store: desk, People: people, Cards: s.Slack, Answers: s.Slack, Items: s.IIQ, TeamID: "T1", Log: log}}
}

// decide decides an item, and gives what its way to IIQ has cost, and what the clicker's card cost then. IIQ names who decided by the
// name that people are shown.
func (s *counted) decide(w approvals.WorkItem) (decision, card dbtest.Traffic) {
	s.T.Helper()
	answer := w
	answer.State, answer.Completer = approvals.Approve.IIQState(), "D. sam"
	s.IIQ.Answer = &answer
	id := s.Click("sam", w.ID, approvals.Approve, "")
	submit := s.Next("submit_decision")
	s.wire.Taken()
	s.Must(s.submit.Work(s.T.Context(), &river.Job[tx.SubmitDecision]{JobRow: submit,
		Args: tx.SubmitDecision{DecisionID: id, Attempt: 1}}))
	decision = s.wire.Taken()
	show := &river.Job[tx.ShowCard]{JobRow: s.Next("show_card")}
	for own := s.own(id); ; show.JobRow = s.Next("show_card") {
		s.Must(json.Unmarshal(show.EncodedArgs, &show.Args))
		if show.Args.CardID == own {
			break
		}
	}
	s.Must(s.show.Work(s.T.Context(), show))
	return decision, s.wire.Taken()
}

// showOther shows the copy of another member of the workgroup, and gives what that has cost.
func (s *counted) showOther(itemID string) dbtest.Traffic {
	s.T.Helper()
	const other = `SELECT id FROM cards WHERE work_item_id = $1 AND identity_id <> 'sam' AND state = 'posted' AND shown < want`
	id := uuid.MustParse(s.One(other, itemID))
	s.wire.Taken()
	s.Must(s.show.Work(s.T.Context(), &river.Job[tx.ShowCard]{JobRow: &rivertype.JobRow{Queue: tx.QueueUpdates},
		Args: tx.ShowCard{CardID: id, Attempt: 1000}}))
	s.Want("true", `SELECT (shown = want)::text FROM cards WHERE id = $1`, id)
	return s.wire.Taken()
}

// own is the card that was clicked.
func (s *counted) own(decision uuid.UUID) uuid.UUID {
	return uuid.MustParse(s.One(`SELECT card_id FROM decisions WHERE id = $1`, decision))
}

// What lies between a stored click and the card that tells its end waits for Postgres a bounded number of times. The vendor's own route
// and a gateway's differ in what is asked of IIQ, and not in this.
func TestADecisionTakesFewTrips(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, owner    string
		decision, card dbtest.Traffic
	}{
		{"of their own", "sam", dbtest.Traffic{Trips: 8, Statements: 26}, dbtest.Traffic{Trips: 4, Statements: 12}},
		{"of a workgroup", "group", dbtest.Traffic{Trips: 8, Statements: 26}, dbtest.Traffic{Trips: 4, Statements: 12}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newCounted(t)
			s.SeeOfGroup()
			for n := range 2 {
				w := jobstest.Request(fmt.Sprintf("w%d", n), tc.owner)
				s.See(w)
				decision, card := s.decide(w)
				s.Want("recorded", `SELECT state FROM decisions WHERE work_item_id = $1`, w.ID)
				if n == 0 {
					// The statements are prepared now.
					continue
				}
				t.Logf("the decision: %v; the card: %v", decision, card)
				if decision.Trips > tc.decision.Trips || decision.Statements > tc.decision.Statements {
					t.Errorf("the decision: got %v, want %v at most", decision, tc.decision)
				}
				if tc.owner == "group" {
					if other := s.showOther(w.ID); other.Trips > 3 || other.Statements > 11 {
						t.Errorf("another member's card: got %v, want 3 trips of 11 statements at most", other)
					}
				}
				if card.Trips > tc.card.Trips || card.Statements > tc.card.Statements {
					t.Errorf("the clicker's card: got %v, want %v at most", card, tc.card)
				}
			}
		})
	}
}
