package jobs_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// office is the shop with an access review r1 of three people, e1 to e3, whom sam and nora review.
type office struct {
	*shop
	table *fakeEntities
}

// fakeEntities is IIQ's table of entities, and what decides them. Its steps are read, list, put (before the effect) and answer
// (after it).
type fakeEntities struct {
	*steps
	mu       sync.Mutex
	entities map[string]approvals.ReviewEntity
	// listedAlone makes reads by id say nothing.
	listedAlone bool
	writes      []approvals.Write
}

func newOffice(t *testing.T, changes ...func(*approvals.Config)) *office {
	t.Helper()
	changes = append([]func(*approvals.Config){func(c *approvals.Config) { c.DecideEntities = true }}, changes...)
	o := &office{shop: newShop(t, changes...), table: &fakeEntities{steps: newSteps(), entities: map[string]approvals.ReviewEntity{}}}
	o.submit.Writer, o.submit.Judge.Entities, o.submit.Judge.Names = o.table, o.table, namesInIIQ{"board": "Board"}
	o.exec(`INSERT INTO identities (id, name, display_name) VALUES ('ann', 'ann.x', 'Ann'), ('bob', 'bob.x', 'Bob'), ('cyd', 'cyd.x', 'Cyd')`)
	for n, who := range []string{"ann", "bob", "cyd"} {
		o.table.set(approvals.ReviewEntity{ID: fmt.Sprintf("e%d", n+1), Status: "Open", Created: time.UnixMilli(1767000000000), Identity: who + ".x",
			Name: strings.ToUpper(who), Kind: "Identity", Facts: []approvals.EntityFact{approvals.NewFact("application", "Ledger", true)},
			Review: approvals.Review{ID: "r1", Name: "Q4 review", Phase: "Active", Certifiers: []string{"sam.x", "nora.x"}}})
	}
	o.look()
	return o
}

// change changes an entity in IIQ.
func (f *fakeEntities) change(id string, how func(*approvals.ReviewEntity)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e := f.entities[id]
	how(&e)
	f.entities[id] = e
}

func (f *fakeEntities) set(e approvals.ReviewEntity) {
	f.change(e.ID, func(old *approvals.ReviewEntity) { *old = e })
}

func (f *fakeEntities) remove(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.entities, id)
}

func (f *fakeEntities) get(id string) (approvals.ReviewEntity, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, ok := f.entities[id]
	return e, ok
}

func (f *fakeEntities) ReviewEntity(ctx context.Context, id string) (approvals.ReviewEntity, error) {
	if err := f.step(ctx, "read"); err != nil {
		return approvals.ReviewEntity{}, err
	}
	e, ok := f.get(id)
	if !ok || f.listedAlone {
		return e, approvals.ErrNoAnswerByID
	}
	return e, nil
}

func (f *fakeEntities) ReviewEntityListed(ctx context.Context, id string) (approvals.ReviewEntity, error) {
	if err := f.step(ctx, "list"); err != nil {
		return approvals.ReviewEntity{}, err
	}
	e, ok := f.get(id)
	if !ok {
		return e, approvals.ErrNotListed
	}
	return e, nil
}

func (f *fakeEntities) Decide(ctx context.Context, w approvals.Write) (approvals.WorkItem, string, error) {
	if err := f.step(ctx, "put"); err != nil {
		return approvals.WorkItem{}, "", err
	}
	if ctx.Err() != nil {
		return approvals.WorkItem{}, "", approvals.ErrIIQAway
	}
	e, ok := f.get(w.EntityID)
	if !ok {
		return approvals.WorkItem{}, "", approvals.ErrOutcomeUnknown
	}
	if e.Complete() {
		return approvals.WorkItem{}, "", spoken{"the entity is already complete"}
	}
	f.change(w.EntityID, func(e *approvals.ReviewEntity) { e.Status = "Complete" })
	f.mu.Lock()
	f.writes = append(f.writes, w)
	f.mu.Unlock()
	return approvals.WorkItem{}, "", f.step(ctx, "answer")
}

func (f *fakeEntities) written() []approvals.Write {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.writes)
}

// look lets the desk see all entities, as a round does.
func (o *office) look() {
	o.t.Helper()
	at, err := o.Now(context.Background())
	o.must(err)
	o.table.mu.Lock()
	page := slices.Collect(maps.Values(o.table.entities))
	o.table.mu.Unlock()
	o.must(o.SeenEntities(context.Background(), approvals.Lease{}, at, page))
	_, err = o.SettleReviews(context.Background(), approvals.Lease{}, 0)
	o.must(err)
	_, err = o.ReleaseCards(context.Background())
	o.must(err)
}

// wish is a submission of the form that shows an entity to somebody as it is stored now.
func (o *office) wish(who, entity string, v approvals.Verdict, comment string) approvals.Click {
	o.t.Helper()
	view, err := o.EntityForForm(context.Background(), approvals.Identity{ID: who, Name: who + ".x"}, approvals.EntityStep{ReviewID: "r1", EntityID: entity})
	o.must(err)
	return approvals.Click{ID: uuid.NewString(), WorkItemID: "r1", EntityID: entity, Verdict: v, Comment: comment, Asked: approvals.EntityMark(view.Told),
		Person: approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-" + who},
			Identity: approvals.Identity{ID: who, Name: who + ".x", Display: "D. " + who, ActivityKnown: true}}}
}

func (o *office) decide(who, entity string, v approvals.Verdict, comment string) {
	o.t.Helper()
	_, err := o.Decide(context.Background(), o.wish(who, entity, v, comment))
	o.must(err)
}

// stands holds where an entity stands, as the form tells sam.
func (o *office) stands(entity string, want approvals.EntityState) {
	o.t.Helper()
	v, err := o.EntityForForm(context.Background(), approvals.Identity{ID: "sam", Name: "sam.x"}, approvals.EntityStep{ReviewID: "r1", EntityID: entity})
	o.must(err)
	if v.State != want {
		o.t.Errorf("%s is %s, want %s", entity, v.State, want)
	}
}

const entityDecided = `SELECT state || ' ' || refusal FROM decisions WHERE entity_id = $1 ORDER BY clicked_at DESC LIMIT 1`

func TestAnEntityIsDecided(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.decide("sam", "e1", approvals.Approve, "")
	o.stands("e1", approvals.EntityRecording)
	o.decide("nora", "e2", approvals.Deny, "left the team")
	if got := o.attempt(); got != "recorded" {
		t.Errorf("the attempt is %s", got)
	}
	o.drain()
	o.stands("e1", approvals.EntityKept)
	o.stands("e2", approvals.EntityRevoked)
	o.stands("e3", approvals.EntityOpen)
	w := o.table.written()
	if len(w) != 2 || w[0].EntityID != "e1" || w[0].State != approvals.StateFinished || w[0].ApproverID != "sam" || w[0].Comment != "(D. sam, in Slack)" ||
		w[1].State != approvals.StateRejected || w[1].Comment != "left the team (D. nora, in Slack)" {
		t.Errorf("IIQ took %+v", w)
	}
	o.look()
	o.want("2", `SELECT done FROM reviews WHERE id = 'r1'`)
	o.want("open", `SELECT state FROM work_items WHERE id = 'r1'`)
	o.want("0", `SELECT count(*) FROM work_items WHERE not_recorded`)
}

// Whatever speaks against a decision is found at the click where our tables know it, and else right before the write.
func TestEntitiesThatCannotBeDecided(t *testing.T) {
	t.Parallel()
	set := func(how func(*approvals.ReviewEntity)) func(*office) {
		return func(o *office) { o.table.change("e1", how) }
	}
	status := func(s string) func(*office) { return set(func(e *approvals.ReviewEntity) { e.Status = s }) }
	for name, tc := range map[string]struct {
		change func(*office)
		want   approvals.RefusalCode
	}{
		"taken away":           {func(o *office) { o.table.remove("e1") }, approvals.RefusedTakenAway},
		"moved":                {set(func(e *approvals.ReviewEntity) { e.Review.ID = "r2" }), approvals.RefusedTakenAway},
		"completed":            {status("Complete"), approvals.RefusedComplete},
		"delegated":            {status("Delegated"), approvals.RefusedDelegated},
		"signed":               {set(func(e *approvals.ReviewEntity) { e.Review.Signed = time.Now() }), approvals.RefusedReviewOver},
		"staged":               {set(func(e *approvals.ReviewEntity) { e.Review.Phase = "Staged" }), approvals.RefusedReviewOver},
		"over":                 {set(func(e *approvals.ReviewEntity) { e.Review.Phase = "End" }), approvals.RefusedReviewOver},
		"reassigned":           {set(func(e *approvals.ReviewEntity) { e.Review.Certifiers = []string{"nora.x", "lee.x"} }), approvals.RefusedNotYours},
		"without reviewers":    {set(func(e *approvals.ReviewEntity) { e.Review.Certifiers = nil }), approvals.RefusedNotYours},
		"another account":      {set(func(e *approvals.ReviewEntity) { e.Facts[0].Value = "Payroll" }), approvals.RefusedEntityChanged},
		"the reviewer himself": {set(func(e *approvals.ReviewEntity) { e.Identity = "SAM.X" }), approvals.RefusedOwnReview},
		"nobody knows whom":    {set(func(e *approvals.ReviewEntity) { e.Identity = "" }), approvals.RefusedOwnReview},
		"no full member":       {func(o *office) { o.people.fails("reverify", approvals.Refuse(approvals.RefusedGuest)) }, approvals.RefusedGuest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.decide("sam", "e1", approvals.Approve, "")
			tc.change(o)
			o.drain()
			o.want("refused "+string(tc.want), entityDecided, "e1")
			if n := len(o.table.written()); n != 0 {
				t.Errorf("IIQ took %d writes", n)
			}
			if told := o.slack.told; len(told) != 1 || told[0].Refusal.Code != tc.want || told[0].EntityName != "ANN" || told[0].SlackUserID != "U-sam" {
				t.Errorf("told %+v", told)
			}
			o.want("1", `SELECT count(*) FROM audit_log WHERE kind = 'decision.refused' AND payload #>> '{item,id}' = 'e1' AND payload #>> '{refusal,code}' = $1`, string(tc.want))
		})
	}
}

func TestClicksOnEntitiesAreJudgedFromOurTables(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		click func(*office) approvals.Click
		want  approvals.RefusalCode
	}{
		"no reason to revoke": {func(o *office) approvals.Click { return o.wish("sam", "e1", approvals.Deny, "  ") }, approvals.RefusedNoComment},
		"something else shown": {func(o *office) approvals.Click {
			c := o.wish("sam", "e1", approvals.Approve, "")
			o.table.change("e1", func(e *approvals.ReviewEntity) {
				e.Facts = []approvals.EntityFact{approvals.NewFact("application", "Payroll", true)}
			})
			o.look()
			return c
		}, approvals.RefusedEntityChanged},
		"taken away": {func(o *office) approvals.Click {
			c := o.wish("sam", "e1", approvals.Approve, "")
			o.must(o.EntitiesGone(context.Background(), approvals.Lease{}, []string{"e1"}))
			return c
		}, approvals.RefusedTakenAway},
		"completed": {func(o *office) approvals.Click {
			c := o.wish("sam", "e1", approvals.Approve, "")
			o.table.change("e1", func(e *approvals.ReviewEntity) { e.Status = "Complete" })
			o.look()
			return c
		}, approvals.RefusedComplete},
		"not read yet": {func(o *office) approvals.Click {
			c := o.wish("sam", "e1", approvals.Approve, "")
			o.exec(`UPDATE review_entities SET told = NULL`)
			return c
		}, approvals.RefusedUnread},
		"by somebody else": {func(o *office) approvals.Click {
			c := o.wish("sam", "e1", approvals.Approve, "")
			c.Person.Identity = approvals.Identity{ID: "lee", Name: "lee.x"}
			return c
		}, approvals.RefusedNotYours},
		"of another review": {func(o *office) approvals.Click {
			c := o.wish("sam", "e1", approvals.Approve, "")
			c.EntityID = "e9"
			return c
		}, approvals.RefusedTakenAway},
		"a second time": {func(o *office) approvals.Click {
			o.decide("nora", "e1", approvals.Deny, "gone")
			return o.wish("sam", "e1", approvals.Approve, "")
		}, approvals.RefusedBeingRecorded},
		"after it was recorded": {func(o *office) approvals.Click {
			o.decide("nora", "e1", approvals.Deny, "gone")
			o.drain()
			return o.wish("sam", "e1", approvals.Approve, "")
		}, approvals.RefusedAlreadyDecided},
		"the review is over": {func(o *office) approvals.Click {
			c := o.wish("sam", "e1", approvals.Approve, "")
			for id := range o.table.entities {
				o.table.change(id, func(e *approvals.ReviewEntity) { e.Review.Signed = time.Now() })
			}
			o.look()
			return c
		}, approvals.RefusedReviewOver},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			c := tc.click(o)
			_, err := o.Decide(context.Background(), c)
			r, _ := approvals.AsRefusal(err)
			if r == nil || r.Code != tc.want {
				t.Errorf("refused with %v, want %s", err, tc.want)
			}
			o.want("1", `SELECT count(*) FROM audit_log WHERE kind = 'click.refused' AND payload ->> 'click_id' = $1`, c.ID)
		})
	}
}

func TestWithTheSettingOffNothingIsDecidedHere(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(c *approvals.Config) { c.DecideEntities = false })
	o.want("3", `SELECT count(*) FROM review_entities WHERE told IS NULL AND name = ''`)
	_, err := o.EntityForForm(context.Background(), approvals.Identity{ID: "sam"}, approvals.EntityStep{ReviewID: "r1", Go: approvals.GoUndecided})
	if r, _ := approvals.AsRefusal(err); r == nil || r.Code != approvals.RefusedType {
		t.Errorf("the form: %v", err)
	}
	_, err = o.Decide(context.Background(), approvals.Click{ID: "c1", WorkItemID: "r1", EntityID: "e1", Verdict: approvals.Approve,
		Person: approvals.Person{Slack: approvals.SlackUser{TeamID: "T1", ID: "U-sam"}, Identity: approvals.Identity{ID: "sam", Name: "sam.x"}}})
	if r, _ := approvals.AsRefusal(err); r == nil || r.Code != approvals.RefusedType {
		t.Errorf("the click: %v", err)
	}
}

// A 404 by id proves nothing: the list says whether the entity is there.
func TestAnEntityThatAnswersOnlyInTheListIsDecided(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.table.listedAlone = true
	o.decide("sam", "e1", approvals.Approve, "")
	o.drain()
	o.want("recorded ", entityDecided, "e1")
}

// Nobody can say who completed an entity after a write whose answer never came, so nothing is claimed: not that it was ours,
// and not that nothing was changed.
func TestAnUnheardWriteClaimsNothing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step      string
		err       error
		meanwhile func(*office)
		want      string
		writes    int
	}{
		"the effect was had": {"answer", approvals.ErrOutcomeUnknown, nil, "refused unheard", 1},
		"it was not had":     {"put", approvals.ErrOutcomeUnknown, nil, "recorded ", 1},
		"it was not had, somebody else was first": {"put", approvals.ErrOutcomeUnknown,
			func(o *office) { o.table.change("e1", func(e *approvals.ReviewEntity) { e.Status = "Complete" }) }, "refused unheard", 0},
		"and the entity was taken away": {"put", approvals.ErrOutcomeUnknown, func(o *office) { o.table.remove("e1") }, "refused unheard", 0},
		"IIQ was busy, somebody else was first": {"put", approvals.ErrIIQBusy,
			func(o *office) { o.table.change("e1", func(e *approvals.ReviewEntity) { e.Status = "Complete" }) }, "refused unheard", 0},
		"IIQ said no, somebody else was first": {"put", spoken{"locked"},
			func(o *office) { o.table.change("e1", func(e *approvals.ReviewEntity) { e.Status = "Complete" }) }, "refused complete", 0},
		"IIQ said no": {"put", spoken{"locked"}, nil, "refused iiq_refused", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.decide("sam", "e1", approvals.Approve, "")
			hold := o.table.stops(tc.step)
			o.table.fails(tc.step, tc.err)
			wake := o.abandon(o.next("submit_decision"), hold)
			if tc.meanwhile != nil {
				tc.meanwhile(o)
			}
			wake()
			o.drain()
			o.want(tc.want, entityDecided, "e1")
			if n := len(o.table.written()); n != tc.writes {
				t.Errorf("IIQ took %d writes, want %d", n, tc.writes)
			}
		})
	}
}

// A worker dies at each step, another goes on, and the dead one wakes up: the end is the same, but where the write had its
// effect unheard.
func TestAWorkerStopsAtEachStepOfAnEntity(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		hold func(*office) *hold
		want string
	}{
		"before the entity is read": {func(o *office) *hold { return o.table.stops("read") }, "recorded "},
		"before the decider":        {func(o *office) *hold { return o.people.stops("reverify") }, "recorded "},
		"before the write":          {func(o *office) *hold { return o.table.stops("put") }, "recorded "},
		"after the write":           {func(o *office) *hold { return o.table.stops("answer") }, "refused unheard"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.decide("sam", "e1", approvals.Deny, "gone")
			wake := o.abandon(o.next("submit_decision"), tc.hold(o))
			o.lapse()
			o.drain()
			o.want(tc.want, entityDecided, "e1")
			wake()
			o.drain()
			o.want(tc.want, entityDecided, "e1")
			if n := len(o.table.written()); n != 1 {
				t.Errorf("IIQ took %d writes", n)
			}
		})
	}
}

func TestAnEntityThatIIQDoesNotTakeIsGivenUp(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.decide("sam", "e1", approvals.Approve, "")
	o.table.fails("read", approvals.ErrIIQAway)
	if got := o.attempt(); got != "retry" {
		t.Errorf("the attempt is %s", got)
	}
	o.later(testKeep)
	o.drain()
	o.want("given_up ", entityDecided, "e1")
	o.want("false", `SELECT not_recorded FROM work_items WHERE id = 'r1'`)
	v, err := o.EntityForForm(context.Background(), approvals.Identity{ID: "sam", Name: "sam.x"}, approvals.EntityStep{ReviewID: "r1", EntityID: "e1"})
	o.must(err)
	if v.State != approvals.EntityOpen || !v.GivenUp {
		t.Errorf("the form says %+v", v)
	}
	o.decide("sam", "e1", approvals.Approve, "")
	o.drain()
	o.want("recorded ", entityDecided, "e1")
}

// Two reviewers and one who presses twice, all at the same moment: one decision, one write.
func TestManyAtOnceOnOneEntity(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	mine, yours := o.wish("sam", "e1", approvals.Approve, ""), o.wish("nora", "e1", approvals.Deny, "gone")
	again := mine
	again.ID = uuid.NewString()
	var done sync.WaitGroup
	for _, c := range []approvals.Click{mine, yours, again, mine} {
		done.Go(func() {
			if _, err := o.Decide(context.Background(), c); err != nil {
				if r, _ := approvals.AsRefusal(err); r == nil || r.Code != approvals.RefusedBeingRecorded {
					t.Errorf("refused with %v", err)
				}
			}
		})
	}
	done.Wait()
	o.want("1", `SELECT count(*) FROM decisions`)
	o.drain()
	if n := len(o.table.written()); n != 1 {
		t.Errorf("IIQ took %d writes", n)
	}
}

// What was read from IIQ before a decision was recorded does not open the entity again; what IIQ reopens is decided anew.
func TestOlderSightsAndReopenedEntities(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	before, err := o.Now(context.Background())
	o.must(err)
	old, _ := o.table.get("e1")
	o.decide("sam", "e1", approvals.Approve, "")
	o.drain()
	o.must(o.SeenEntities(context.Background(), approvals.Lease{}, before, []approvals.ReviewEntity{old}))
	o.stands("e1", approvals.EntityKept)
	o.table.change("e1", func(e *approvals.ReviewEntity) { e.Status = "Returned" })
	o.look()
	o.stands("e1", approvals.EntityOpen)
	o.decide("sam", "e1", approvals.Deny, "after all")
	o.drain()
	o.stands("e1", approvals.EntityRevoked)
	o.want("2", `SELECT count(DISTINCT round) FROM decisions WHERE entity_id = 'e1' AND state = 'recorded'`)
	o.must(o.EntitiesGone(context.Background(), approvals.Lease{}, []string{"e1"}))
	o.table.change("e1", func(e *approvals.ReviewEntity) { e.Status = "Open" })
	o.look()
	o.stands("e1", approvals.EntityOpen)
}

func TestGoingThroughAReview(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	at := func(from string, way approvals.EntityWay) string {
		v, err := o.EntityForForm(context.Background(), approvals.Identity{ID: "sam", Name: "sam.x"}, approvals.EntityStep{ReviewID: "r1", EntityID: from, Go: way})
		o.must(err)
		return fmt.Sprintf("%s %d/%d %d", v.EntityID, v.Position, v.Total, v.Open)
	}
	wants := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	wants(at("", approvals.GoUndecided), "e1 1/3 3")
	wants(at("e1", approvals.GoNext), "e2 2/3 3")
	wants(at("e3", approvals.GoPrevious), "e2 2/3 3")
	wants(at("e3", approvals.GoNext), " 0/3 3")
	o.decide("sam", "e1", approvals.Approve, "")
	wants(at("", approvals.GoUndecided), "e2 2/3 2")
	o.decide("sam", "e3", approvals.Approve, "")
	wants(at("e2", approvals.GoUndecided), "e2 2/3 1")
	o.decide("sam", "e2", approvals.Approve, "")
	wants(at("e2", approvals.GoUndecided), " 0/3 0")
	wants(at("gone", approvals.GoNext), "e1 1/3 0")
}

func TestAWorkgroupReviews(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.exec(`INSERT INTO identities (id, name, display_name, workgroup) VALUES ('board', 'Board', 'Board', true)`)
	o.people.groups["board"] = true
	o.iiq.members["board"] = []approvals.Identity{{ID: "sam"}}
	for id := range o.table.entities {
		o.table.change(id, func(e *approvals.ReviewEntity) { e.Review.Certifiers = []string{"Board"} })
	}
	o.must(o.SaveWorkgroup(context.Background(), approvals.Lease{}, "board", "Board", []string{"sam"}))
	o.look()
	o.decide("sam", "e1", approvals.Approve, "")
	o.drain()
	o.want("recorded ", entityDecided, "e1")
	o.decide("sam", "e2", approvals.Approve, "")
	o.iiq.members["board"] = []approvals.Identity{{ID: "nora"}}
	o.drain()
	o.want("refused not_yours", entityDecided, "e2")
}

// Where no certifier is named, the owner of the review's work item reviews, as IIQ has it at that moment.
func TestTheOwnerOfTheReviewsWorkItemReviews(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	item := approvals.WorkItem{ID: "w1", Type: approvals.TypeCertification, Certification: "r1", Owner: approvals.Ref{ID: "sam", Name: "sam.x"}}
	o.iiq.put(item)
	o.must(o.SeenReviewWorkItems(context.Background(), approvals.Lease{}, []approvals.WorkItem{item}))
	for id := range o.table.entities {
		o.table.change(id, func(e *approvals.ReviewEntity) { e.Review.Certifiers = nil })
	}
	o.look()
	o.decide("sam", "e1", approvals.Approve, "")
	o.drain()
	o.want("recorded ", entityDecided, "e1")
	for name, change := range map[string]func(*approvals.WorkItem){
		"e2": func(w *approvals.WorkItem) { w.Owner = approvals.Ref{ID: "nora", Name: "nora.x"} },
		"e3": func(w *approvals.WorkItem) { w.Certification = "r2" },
	} {
		o.decide("sam", name, approvals.Approve, "")
		now := item
		change(&now)
		o.iiq.put(now)
		o.drain()
		o.want("refused not_yours", entityDecided, name)
		o.iiq.put(item)
	}
}
