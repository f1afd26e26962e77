package jobs_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/reviews"
)

// entityEnv is an environment with an access review r1 that sam reviews, of three people, e1 to e3, and decisions as version 0.1.0 leaves
// them.
type entityEnv struct {
	*env
	table *jobstest.FakeReviews
}

func newEntityEnv(t *testing.T) *entityEnv {
	t.Helper()
	o := &entityEnv{env: newEnv(t), table: jobstest.NewFakeReviews()}
	o.Submit.Entities = o.table
	for _, id := range []string{"e1", "e2", "e3"} {
		o.entity(id, "Open")
	}
	at, err := o.Now(context.Background())
	o.Must(err)
	o.Must(o.SeenEntities(context.Background(), schedule.Lease{}, at,
		o.table.Page("", 3, func(approvals.ReviewEntity) bool { return true })))
	_, err = o.SettleReviews(context.Background(), schedule.Lease{}, 0)
	o.Must(err)
	_, err = o.ReleaseCards(context.Background())
	o.Must(err)
	o.Drain()
	return o
}

// entity is how IIQ has an entity from now on.
func (o *entityEnv) entity(id, status string) {
	o.table.Entities[id] = approvals.ReviewEntity{ID: id, Status: status, Created: time.UnixMilli(1767000000000),
		Review: approvals.Review{ID: "r1", Name: "Q4 review", Phase: "Active", Certifiers: []string{"sam.x"}}}
}

// clicked is a decision of sam's on an entity, as 0.1.0 stores it: with its job, and, where it was sent, without an answer.
func (o *entityEnv) clicked(entity string, sent bool) {
	o.T.Helper()
	o.Exec(`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, comment, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id,
			clicked_at, asked_hash, entity_id, entity_name, entity_shown, attempt, sent_at, last_error)
		VALUES (gen_random_uuid(), 'r1', 1, 'click-' || $1, 'deny', 'left', 'left (D. sam, in Slack)', 'sam', 'D. sam', 'T1', 'U-sam',
			now(), '\x01', $1, 'Ann Lee',
			'{"identity": "ann.x", "name": "Ann Lee", "kind": "Identity", "facts": [{"column": "application", "value": "Ledger"}]}',
			CASE WHEN $2 THEN 3 ELSE 0 END, CASE WHEN $2 THEN now() END, CASE WHEN $2 THEN 'outcome unknown' ELSE '' END)`, entity, sent)
	o.Exec(`INSERT INTO river_job (kind, queue, args, max_attempts) SELECT 'submit_decision', 'decisions', jsonb_build_object('decision_id', id, 'attempt', attempt + 1), 5
		FROM decisions WHERE entity_id = $1`, entity)
}

const entityDecided = `SELECT state || ' ' || refusal FROM decisions WHERE entity_id = $1`

// What 0.1.0 left under way ends honestly: nothing is sent, nothing is claimed that IIQ does not tell, and one look is no proof.
func TestDecisionsOnEntitiesEnd(t *testing.T) {
	t.Parallel()
	status := func(s string) func(*entityEnv) { return func(o *entityEnv) { o.entity("e1", s) } }
	gone := func(o *entityEnv) { delete(o.table.Entities, "e1") }
	away := func(o *entityEnv) { o.table.Fails("byid", approvals.ErrIIQAway) }
	for name, tc := range map[string]struct {
		sent bool
		// looks change, before each attempt, what IIQ tells.
		looks []func(*entityEnv)
		// tries are the results of the attempts.
		tries []string
		want  approvals.RefusalCode
	}{
		"never sent":              {false, []func(*entityEnv){status("Complete")}, []string{"refused"}, approvals.RefusedType},
		"never sent, IIQ is away": {false, []func(*entityEnv){away}, []string{"refused"}, approvals.RefusedType},
		"sent, and it stays open": {true, []func(*entityEnv){status("Open"), status("Open")}, []string{"retry", "refused"},
			approvals.RefusedType},
		"sent, and it is elsewhere": {true, []func(*entityEnv){status("Delegated"), status("Delegated")}, []string{"retry", "refused"},
			approvals.RefusedType},
		"sent, and it is complete": {true, []func(*entityEnv){status("Complete")}, []string{"refused"}, approvals.RefusedUnheard},
		"sent, and it becomes so": {true, []func(*entityEnv){status("Open"), status("Complete")}, []string{"retry", "refused"},
			approvals.RefusedUnheard},
		"sent, and it is gone": {true, []func(*entityEnv){gone, gone}, []string{"retry", "refused"}, approvals.RefusedUnheard},
		"sent, and gone for once": {true, []func(*entityEnv){gone, status("Open"), status("Open")}, []string{"retry", "retry", "refused"},
			approvals.RefusedType},
		"sent, and IIQ is away": {true, []func(*entityEnv){away, status("Complete")}, []string{"retry", "refused"},
			approvals.RefusedUnheard},
		"sent, and IIQ stays away": {true, []func(*entityEnv){away, func(o *entityEnv) { away(o); o.Later(2*jobstest.Keep + time.Minute) }}, []string{"retry", "refused"}, approvals.RefusedUnheard},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEntityEnv(t)
			o.clicked("e1", tc.sent)
			var tries []string
			for _, look := range tc.looks {
				look(o)
				tries = append(tries, o.Attempt())
			}
			if !slices.Equal(tries, tc.tries) {
				t.Errorf("the attempts ended %q, want %q", tries, tc.tries)
			}
			o.Drain()
			o.Want("refused "+string(tc.want), entityDecided, "e1")
			if n := len(o.IIQ.Written()); n != 0 {
				t.Errorf("IIQ took %d writes, want 0", n)
			}
			o.toldAbout("e1", tc.want)
		})
	}
}

// toldAbout holds that the clicker was told once, by a message, and that the log has the end.
func (o *entityEnv) toldAbout(entity string, code approvals.RefusalCode) {
	o.T.Helper()
	if told := o.Slack.Told; len(told) != 1 || told[0].Refusal == nil || told[0].Refusal.Code != code || told[0].EntityID != entity ||
		told[0].EntityName != "Ann Lee" ||
		told[0].SlackUserID != "U-sam" || told[0].Verdict != approvals.Deny {
		o.T.Errorf("told %+v", told)
	}
	o.Want("decision.refused "+string(code)+" CertificationEntity "+entity+" r1 ann.x Ann Lee left (D. sam, in Slack)", `SELECT string_agg(concat_ws(' ', kind, payload #>> '{refusal,code}',
		payload #>> '{item,type}', payload #>> '{item,id}', payload #>> '{item,review,id}', payload #>> '{item,target,name}',
			payload #>> '{item,target,display}',
		payload #>> '{write,comment}'), ', ') FROM audit_log WHERE payload ->> 'click_id' = $1`, "click-"+entity)
}

// A look that shows nothing yet is repeated once the claim of whoever sent last is over, and not at once.
func TestTheSecondLookWaitsForTheLastSender(t *testing.T) {
	t.Parallel()
	o := newEntityEnv(t)
	o.clicked("e1", true)
	o.Attempt()
	seconds, err := strconv.ParseFloat(o.One(`SELECT extract(epoch FROM next_try_at - clock_timestamp()) FROM decisions`), 64)
	if err != nil || time.Duration(seconds*float64(time.Second)) < jobstest.ClaimFor-20*time.Second {
		t.Errorf("the next look comes after %.0f s: %v, want Duration at least %v", seconds, err, jobstest.ClaimFor-20*time.Second)
	}
}

// A list that has another entity than it was asked for tells nothing.
func TestAnotherEntityTellsNothing(t *testing.T) {
	t.Parallel()
	o := newEntityEnv(t)
	o.clicked("e1", true)
	o.Submit.Entities = mixedUp{}
	for range 3 {
		if got := o.Attempt(); got != "retry" {
			t.Fatalf(`the attempt is %s, want "retry"`, got)
		}
	}
}

type mixedUp struct{}

func (mixedUp) ReviewEntitiesByID(context.Context, []string) ([]approvals.ReviewEntity, error) {
	return []approvals.ReviewEntity{{ID: "e2", Status: "Complete"}}, nil
}

// A process that stops in the middle gives the claim back, and another one ends the decision.
func TestAStopKeepsADecisionOnAnEntity(t *testing.T) {
	t.Parallel()
	o := newEntityEnv(t)
	o.clicked("e1", true)
	o.entity("e1", "Complete")
	ctx, stop := context.WithCancel(context.Background())
	hold := o.table.Stops("byid")
	ended := make(chan error, 1)
	row := o.Next("submit_decision")
	go func() { ended <- o.Work(ctx, row) }()
	hold.Wait(t)
	stop()
	hold.Wake()
	if err := patience.Receive(t, "the end", ended); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	o.Lapse()
	o.Drain()
	o.Want("refused unheard", entityDecided, "e1")
}

// What a replica of 0.1.0 has settled stays against older answers of IIQ, and what is open again is to be decided anew there.
func TestReplicasOf010KeepTheirEntities(t *testing.T) {
	t.Parallel()
	o := newEntityEnv(t)
	ctx := context.Background()
	before, err := o.Now(ctx)
	o.Must(err)
	see := func(at time.Time) {
		o.Must(o.SeenEntities(ctx, schedule.Lease{}, at, []approvals.ReviewEntity{o.table.Entities["e1"]}))
	}
	o.Exec(`UPDATE review_entities SET standing = 'done', settled_at = clock_timestamp(), name = 'Ann Lee', told = '{"name": "Ann Lee"}' WHERE id = 'e1'`)
	see(before)
	o.Want("done 1 Ann Lee", `SELECT concat_ws(' ', standing, round, told ->> 'name') FROM review_entities WHERE id = 'e1'`)
	now, err := o.Now(ctx)
	o.Must(err)
	see(now)
	o.Want("open 2", `SELECT concat_ws(' ', standing, round, told ->> 'name', nullif(name, '')) FROM review_entities WHERE id = 'e1'`)
	o.Exec(`UPDATE review_watermark SET details = true`)
	o.Must(o.SaveReviewStamp(ctx, schedule.Lease{}, reviews.Mark{Stamp: now}))
	o.Want("false", `SELECT details FROM review_watermark`)
}
