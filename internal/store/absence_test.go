package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/owners"
)

// lacks takes down a reading, so long after the test's begin by Postgres's clock, and gives what is gone.
func (o *env) lacks(start time.Time, after time.Duration, witnessed bool, kind approvals.AbsenceKind, what ...absences.Absent) string {
	o.t.Helper()
	a, err := o.Absent(context.Background(), schedule.Lease{},
		absences.Reading{Kind: kind, At: start.Add(after), Absent: what, Witnessed: witnessed})
	o.must(err)
	return strings.Join(a.Gone, " ")
}

func tenSeconds(c *store.Config) { c.AbsenceWait = 0 }

// Whatever is missing, one reading is not enough, two need their time, and each needs a witness.
func TestAnAbsenceNeedsASecondWitness(t *testing.T) {
	t.Parallel()
	for _, kind := range approvals.AbsenceKinds() {
		for name, tc := range map[string]struct {
			readings []time.Duration
			blind    []bool
			want     string
		}{
			"once":                         {readings: []time.Duration{0}},
			"too soon":                     {readings: []time.Duration{0, 9 * time.Second}},
			"ten seconds apart":            {readings: []time.Duration{0, 10 * time.Second}, want: "x"},
			"often within ten seconds":     {readings: []time.Duration{0, 3 * time.Second, 6 * time.Second, 9 * time.Second}},
			"the first saw nothing else":   {readings: []time.Duration{0, 10 * time.Second}, blind: []bool{true, false}},
			"the second saw nothing else":  {readings: []time.Duration{0, 10 * time.Second}, blind: []bool{false, true}},
			"three, the first saw nothing": {readings: []time.Duration{0, 10 * time.Second, 20 * time.Second}, blind: []bool{true, false, false}, want: "x"},
			"a reading of long ago":        {readings: []time.Duration{0, 61 * time.Minute}},
		} {
			t.Run(string(kind)+" "+name, func(t *testing.T) {
				t.Parallel()
				o := newEnv(t, tenSeconds)
				start, err := o.Now(t.Context())
				o.must(err)
				got := ""
				for n, after := range tc.readings {
					got = o.lacks(start, after, n >= len(tc.blind) || !tc.blind[n], kind, absences.Absent{ID: "x", PartOf: "of"})
				}
				if got != tc.want {
					t.Errorf("gone: %q, want %q", got, tc.want)
				}
			})
		}
	}
}

// What was seen in between was not missing.
func TestWhatIsSeenIsMissingNoMore(t *testing.T) {
	t.Parallel()
	entity := entitiesOf(reviewOf("r1", "sam.x"), "Open")[0]
	review := approvals.WorkItem{ID: "w1", Type: approvals.TypeCertification, Certification: "r1", Owner: approvals.Ref{ID: "sam"}}
	for name, tc := range map[string]struct {
		kind approvals.AbsenceKind
		what absences.Absent
		see  func(*env, time.Time) error
	}{
		"a work item": {approvals.AbsentItem, absences.Absent{ID: "i1"}, func(o *env, at time.Time) error {
			_, err := o.Seen(context.Background(), schedule.Lease{}, at, []approvals.WorkItem{request("i1", "sam")})
			return err
		}},
		"a member": {approvals.AbsentMember, absences.Absent{ID: "sam", PartOf: "group"}, func(o *env, at time.Time) error {
			return o.SaveWorkgroup(context.Background(), schedule.Lease{},
				owners.Expansion{ID: "group", Members: []string{"sam"}, ReadAt: at})
		}},
		"an entity": {approvals.AbsentEntity, absences.Absent{ID: entity.ID, PartOf: "r1"}, func(o *env, at time.Time) error {
			return o.SeenEntities(context.Background(), schedule.Lease{}, at, []approvals.ReviewEntity{entity})
		}},
		"a review": {approvals.AbsentReview, absences.Absent{ID: "r1"}, func(o *env, at time.Time) error {
			return o.SeenEntities(context.Background(), schedule.Lease{}, at, []approvals.ReviewEntity{entity})
		}},
		"a review's work item": {approvals.AbsentReviewItem, absences.Absent{ID: "w1"}, func(o *env, _ time.Time) error {
			return o.SeenReviewWorkItems(context.Background(), schedule.Lease{}, []approvals.WorkItem{review})
		}},
		"a person": {approvals.AbsentPerson, absences.Absent{ID: "sam"}, func(o *env, _ time.Time) error {
			return o.Present(context.Background(), approvals.AbsentPerson, []string{"sam"})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, tenSeconds)
			start, err := o.Now(t.Context())
			o.must(err)
			o.lacks(start, -time.Minute, true, tc.kind, tc.what)
			o.must(tc.see(o, start))
			if got := o.lacks(start, time.Minute, true, tc.kind, tc.what); got != "" {
				t.Errorf(`%s counts as gone, and was seen after it was missing first, want ""`, got)
			}
		})
	}
}

// Very many at once are not believed for an hour, whatever is seen beside them; a tenth of many is not very many.
func TestVeryManyAtOnceAreHeld(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		known, missing int
		held           bool
	}{{20, 10, false}, {20, 11, true}, {300, 30, false}, {300, 31, true}} {
		for kind, known := range map[approvals.AbsenceKind]string{
			approvals.AbsentItem: `INSERT INTO work_items (id, type, owner_id, created_at, content_hash)
				SELECT 'x' || n, 'Approval', 'sam', now(), '' FROM generate_series(1, $1) n`,
			approvals.AbsentMember: `INSERT INTO workgroup_members (workgroup_id, identity_id) SELECT 'of', 'x' || n FROM generate_series(1, $1) n`,
			approvals.AbsentReview: `INSERT INTO reviews (id, created_at) SELECT 'x' || n, now() FROM generate_series(1, $1) n`,
			approvals.AbsentReviewItem: `INSERT INTO review_work_items (id, review_id, owner_id)
				SELECT 'x' || n, 'r', 'sam' FROM generate_series(1, $1) n`,
			approvals.AbsentPerson: `UPDATE identity_sync SET people = $1`,
		} {
			t.Run(fmt.Sprintf("%s, %d of %d", kind, tc.missing, tc.known), func(t *testing.T) {
				t.Parallel()
				o := newEnv(t, tenSeconds)
				o.exec(`INSERT INTO workgroups (id, expanded_at) VALUES ('of', now())`)
				o.exec(known, tc.known)
				what := make([]absences.Absent, tc.missing)
				for n := range what {
					what[n].ID = fmt.Sprintf("x%d", n+1)
					if kind == approvals.AbsentMember {
						what[n].PartOf = "of"
					}
				}
				start, err := o.Now(t.Context())
				o.must(err)
				o.lacks(start, 0, true, kind, what...)
				if believed := o.lacks(start, time.Minute, true, kind, what...) != ""; believed == tc.held {
					t.Errorf("after a minute believed is %v, want believed other than %v", believed, tc.held)
				}
				for after := 2 * time.Minute; after <= time.Hour; after += 29 * time.Minute {
					o.lacks(start, after, true, kind, what...)
				}
				if got := o.lacks(start, time.Hour, true, kind, what...); got == "" {
					t.Error("after an hour nothing is believed")
				}
			})
		}
	}
}

// One review all of whose entities are taken out is one thing that happened.
func TestAReviewThatIsRemovedIsNotVeryMany(t *testing.T) {
	t.Parallel()
	o := newEnv(t, tenSeconds)
	var what []absences.Absent
	for n := range 50 {
		what = append(what, absences.Absent{ID: fmt.Sprint("e", n), PartOf: "r1"})
	}
	start, err := o.Now(t.Context())
	o.must(err)
	o.lacks(start, 0, true, approvals.AbsentEntity, what...)
	if got := o.lacks(start, 10*time.Second, true, approvals.AbsentEntity, what...); got == "" {
		t.Error("the entities of one review are held")
	}
	for n := range what {
		what[n].PartOf = fmt.Sprint("r", n)
	}
	o.exec(`DELETE FROM absences`)
	o.lacks(start, 0, true, approvals.AbsentEntity, what...)
	if got := o.lacks(start, 10*time.Second, true, approvals.AbsentEntity, what...); got != "" {
		t.Error("entities of fifty reviews are believed to be gone")
	}
}

// A decision that was sent may be why its item is missing: those do not make the others very many.
func TestItemsDecidedHereAreNotCounted(t *testing.T) {
	t.Parallel()
	o := newEnv(t, tenSeconds)
	var what []absences.Absent
	for n := range 11 {
		id := fmt.Sprint("x", n)
		what = append(what, absences.Absent{ID: id})
		o.exec(`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) VALUES ($1, 'Approval', 'sam', now(), '')`, id)
		o.exec(`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, sent_at)
			VALUES (gen_random_uuid(), $1, 1, $1, 'approve', '', 'sam', 'Sam', 'T', 'U', now())`, id)
	}
	start, err := o.Now(t.Context())
	o.must(err)
	o.lacks(start, 0, true, approvals.AbsentItem, what...)
	if got := o.lacks(start, 10*time.Second, true, approvals.AbsentItem, what...); got == "" {
		t.Error("items with a decision that was sent hold each other")
	}
}
