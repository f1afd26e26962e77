package slackui

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const entityID = "7f0000019e00000000000000000000e1"

// entityView is Dana Reyes in Sam Okoye's review of twenty, open; with changes, if any.
func entityView(changes ...func(*approvals.EntityView)) approvals.EntityView {
	v := approvals.EntityView{
		Review: reviewView(approvals.ReviewProgress{Done: 3, Total: 20, Decidable: true}, func(v *approvals.CardView) { v.CommentOnDeny = true }), EntityID: entityID, State: approvals.EntityOpen,
		Told: approvals.EntityTold{Identity: "Dana.Reyes", Name: "Dana Reyes", Kind: "Identity", Status: "Open", Created: fixtureNow.Add(-48 * time.Hour),
			Facts: []approvals.EntityFact{approvals.NewFact("application", "Ledger", true), approvals.NewFact("account", "", true),
				approvals.NewFact("secret", "*****", true), approvals.NewFact("policy", "", false)}},
		Position: 3, Total: 20, Open: 16,
	}
	for _, c := range changes {
		c(&v)
	}
	return v
}

func entityIs(s approvals.EntityState, d *approvals.DecisionView) func(*approvals.EntityView) {
	return func(v *approvals.EntityView) { v.State, v.Decision = s, d }
}

func TestEntityModals(t *testing.T) {
	mine := &approvals.DecisionView{Verdict: approvals.Deny, State: approvals.DecisionRecorded, DeciderID: samID, DeciderName: "Sam Okoye",
		Comment: "left the team", ClickedAt: fixtureNow, EndedAt: fixtureNow}
	theirs := &approvals.DecisionView{Verdict: approvals.Approve, State: approvals.DecisionRecording, DeciderID: leeID, DeciderName: "Lee Quinn", ClickedAt: fixtureNow, Stalled: true}
	ways := []string{"Previous", "Next", "View in IdentityIQ"}
	for name, c := range map[string]struct {
		view    approvals.EntityView
		before  Decided
		says    []string
		buttons []string
		submit  bool
	}{
		"open": {entityView(), Decided{Name: "Ann Lee"}, []string{"Manager Access Review for Sam Okoye", "Ann Lee: Recording…", "Dana Reyes", "Identity: Dana.Reyes", "Kind: Identity",
			"State: Open", "application: Ledger", "account: (IdentityIQ has no value)", "secret: (hidden by IdentityIQ)", "policy: (cannot be shown here)",
			"3 of 20 · 16 open", "Keep", "Revoke", "When all are decided, sign off in IdentityIQ."}, ways, true},
		"recording": {entityView(entityIs(approvals.EntityRecording, &approvals.DecisionView{Verdict: approvals.Approve, State: approvals.DecisionRecording,
			DeciderID: leeID, DeciderName: "Lee Quinn"})), Decided{}, []string{"Being recorded, decided by Lee Quinn"}, ways, false},
		"stalled":   {entityView(entityIs(approvals.EntityRecording, theirs)), Decided{}, []string{"Lee Quinn's decision", "IdentityIQ is not answering"}, ways, false},
		"revoked":   {entityView(entityIs(approvals.EntityRevoked, mine)), Decided{}, []string{"⛔ Revoked by Sam Okoye", "left the team"}, ways, false},
		"complete":  {entityView(entityIs(approvals.EntityComplete, nil)), Decided{}, []string{"Completed in IdentityIQ"}, ways, false},
		"delegated": {entityView(entityIs(approvals.EntityDelegated, nil)), Decided{}, []string{"With somebody else"}, ways, false},
		"own":       {entityView(entityIs(approvals.EntityOwn, nil)), Decided{}, []string{"your own access"}, ways, false},
		"unread":    {entityView(entityIs(approvals.EntityUnread, nil)), Decided{}, []string{"I have not read yet"}, ways, false},
		"gone":      {entityView(entityIs(approvals.EntityGone, nil)), Decided{}, []string{"no longer in the review"}, ways, false},
		"refused":   {entityView(func(v *approvals.EntityView) { v.Refusal = &approvals.Refusal{Code: approvals.RefusedUnheard} }), Decided{}, []string{"Nobody can say whether by your decision"}, ways, true},
		"given_up":  {entityView(func(v *approvals.EntityView) { v.GivenUp = true }), Decided{}, []string{"Not recorded."}, ways, true},
		"nothing_left": {entityView(func(v *approvals.EntityView) {
			v.EntityID, v.State, v.Position, v.Open = "", approvals.EntityGone, 0, 0
		}), Decided{Name: "Ann Lee"}, []string{"Nothing is left", "20 in this review, 0 open"}, []string{"Next", "View in IdentityIQ"}, false},
		"first_of_one":     {entityView(func(v *approvals.EntityView) { v.Position, v.Total = 1, 1 }), Decided{}, []string{"1 of 1"}, []string{"View in IdentityIQ"}, true},
		"reasons_for_both": {entityView(func(v *approvals.EntityView) { v.Review.CommentOnApprove = true }), Decided{}, []string{"Comment"}, ways, true},
		"nobody_named":     {entityView(func(v *approvals.EntityView) { v.Told = approvals.EntityTold{Kind: "AccountGroup"} }), Decided{}, []string{"IdentityIQ does not say", "Kind: AccountGroup"}, ways, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := EntityModal(c.view, fixtureCard, c.before)
			goldenModal(t, "entity_"+name, m)
			contains(t, words(t, m.Blocks), c.says...)
			var buttons []string
			for _, b := range controlsOf(t, m.Blocks) {
				if b.Label != "" && b.ActionID != ActionEntityVerdict && b.ActionID != ActionComment {
					buttons = append(buttons, b.Label)
				}
			}
			if diff := cmp.Diff(c.buttons, buttons); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
			meta, err := ParseEntityMeta(m.PrivateMetadata)
			if err != nil || meta.ReviewID != itemID || meta.EntityID != c.view.EntityID || (meta.Asked != "") != c.submit || (m.Submit != nil) != c.submit {
				t.Errorf("meta %+v, %v, submit %v", meta, err, m.Submit)
			}
		})
	}
}

func TestTheReviewCardOffersToDecideHere(t *testing.T) {
	offers := func(p approvals.ReviewProgress) string {
		return strings.Join(labels(t, Card(reviewView(p)).Blocks), ", ")
	}
	if got := offers(approvals.ReviewProgress{Total: 20, Decidable: true}); got != "Start access review, Decide here" {
		t.Errorf("on: %s", got)
	}
	for _, p := range []approvals.ReviewProgress{{Total: 20}, {Done: 20, Total: 20, Decidable: true}} {
		if got := offers(p); strings.Contains(got, "Decide") {
			t.Errorf("%+v: %s", p, got)
		}
	}
	goldenMessage(t, "review_decidable", Card(reviewView(approvals.ReviewProgress{Done: 3, Total: 20, Decidable: true})))
}

func TestEntityEndings(t *testing.T) {
	e := approvals.Ending{EntityID: entityID, EntityName: "Dana <Reyes>", Verdict: approvals.Deny, Refusal: &approvals.Refusal{Code: approvals.RefusedTakenAway}}
	m := EntityEndingNote(e, entityView().Review)
	goldenMessage(t, "entity_ending", m)
	contains(t, words(t, m.Blocks), "Not recorded: revoke Dana <Reyes> (Manager Access Review for Sam Okoye)", "no longer in the review. Nothing was changed.", "Continue access review")
	e.Refusal = nil
	contains(t, words(t, EntityEndingNote(e, entityView().Review).Blocks), "Not recorded. Decide in IdentityIQ.")
}

// Whatever IIQ tells, the form is one that Slack takes, and one that fits an ack.
func TestEntityModalsFitAnAck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText()
		v := entityView()
		v.Review = drawView(t)
		v.Review.Review = &approvals.ReviewProgress{Total: 5, Decidable: true}
		v.Told = approvals.EntityTold{Identity: s.Draw(t, "identity"), Name: s.Draw(t, "name"), Kind: s.Draw(t, "kind"), Status: s.Draw(t, "status"), Created: drawTime(t, "created")}
		for range rapid.IntRange(0, 25).Draw(t, "facts") {
			v.Told.Facts = append(v.Told.Facts, approvals.NewFact(s.Draw(t, "column"), s.Draw(t, "value"), rapid.Bool().Draw(t, "readable")))
		}
		v.State = rapid.SampledFrom([]approvals.EntityState{approvals.EntityOpen, approvals.EntityRecording, approvals.EntityKept, approvals.EntityGone, "odd"}).Draw(t, "state")
		v.Decision = v.Review.Decision
		if rapid.Bool().Draw(t, "refused") {
			v.Refusal = &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: s.Draw(t, "reason")}
		}
		before := Decided{Name: s.Draw(t, "before")}
		fitsAck(t, EntityModal(v, fixtureCard, before))
		meta := EntityMeta{ReviewID: itemID, EntityID: entityID, CardID: fixtureCard}
		fitsAck(t, EntityTakenModal(v.Review.Language, meta, before))
		checkMessage(t, EntityEndingNote(approvals.Ending{Language: v.Review.Language, EntityName: before.Name, Refusal: v.Refusal}, v.Review))
	})
}

func fitsAck(t failer, v slack.ModalViewRequest) {
	t.Helper()
	checkModal(t, v)
	raw, err := json.Marshal(v)
	if err != nil || len(raw)+200 > maxAck {
		t.Errorf("%d bytes do not fit an ack of %d: %v", len(raw), maxAck, err)
	}
}

func TestTheLongestEntityFitsAnAck(t *testing.T) {
	v := entityView()
	long := strings.Repeat("<&👩‍👩‍👧‍👦", 2000)
	v.Told = approvals.EntityTold{Identity: long, Name: long, Kind: long, Status: long}
	for range 25 {
		v.Told.Facts = append(v.Told.Facts, approvals.NewFact(long, long, true))
	}
	v.Review.Item.Description, v.Refusal = long, &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: long}
	v.Decision = &approvals.DecisionView{DeciderName: long, Comment: long, Stalled: true}
	for _, l := range approvals.Languages() {
		v.Review.Language = l
		for _, state := range []approvals.EntityState{approvals.EntityOpen, approvals.EntityRecording} {
			v.State = state
			m := EntityModal(v, fixtureCard, Decided{Name: long})
			fitsAck(t, m)
		}
	}
}

func TestEntityMetaSurvives(t *testing.T) {
	m := EntityMeta{ReviewID: itemID, EntityID: entityID, CardID: fixtureCard, Asked: approvals.EntityMark(entityView().Told)}
	if got, err := ParseEntityMeta(m.Encode()); err != nil || got != m || len(m.Encode()) > 250 {
		t.Errorf("got %+v, %v, of %d characters", got, err, len(m.Encode()))
	}
	for _, odd := range []string{"", "x", "{}", `{"review":"<b>"}`, `{"review":"r","entity":"../x"}`, `{"review":"r","asked":"` + strings.Repeat("x", 65) + `"}`} {
		if _, err := ParseEntityMeta(odd); err == nil {
			t.Errorf("%q was taken", odd)
		}
	}
	want := approvals.Click{ID: "E1", WorkItemID: itemID, EntityID: entityID, Verdict: approvals.Deny, Asked: m.Asked, CardID: fixtureCard}
	if diff := cmp.Diff(want, m.wish("E1", approvals.Deny)); diff != "" {
		t.Errorf("the wish (-want +got):\n%s", diff)
	}
}

// The list of one's own decisions says of entities what was done with them, and no more than is known.
func TestDecidedEntitiesInLists(t *testing.T) {
	row := approvals.DoneRow{Entity: true, Target: "Dana Reyes", What: "Q4 review", Verdict: approvals.Deny, State: approvals.DecisionRecorded, At: fixtureNow}
	kept, unheard, refused := row, row, row
	kept.Verdict = approvals.Approve
	unheard.State, unheard.Unheard = approvals.DecisionRefused, true
	refused.State = approvals.DecisionRefused
	p := page(nil, 0, 4)
	p.Done = []approvals.DoneRow{row, kept, unheard, refused}
	m := ListAnswer(p, ListDone)
	goldenMessage(t, "list_done_entities", m)
	contains(t, words(t, m.Blocks), "⛔ Revoked", "✅ Kept", "⚪ Completed in IdentityIQ", "❗ Not accepted by IdentityIQ", "Dana Reyes · Q4 review")
}
