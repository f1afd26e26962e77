package cards

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

const entityID = "7f0000019e00000000000000000000e1"

func TestEntityEndings(t *testing.T) {
	t.Parallel()
	review := reviewView(approvals.ReviewProgress{Done: 3, Total: 20})
	e := approvals.ClickerNotice{EntityID: entityID, EntityName: "Dana <Reyes>", Verdict: approvals.Deny,
		Refusal: &approvals.Refusal{Code: approvals.RefusedTakenAway}}
	goldenMessage(t, "entity_ending", EntityEndingNote(e, review))
	for name, tc := range map[string]struct {
		refusal *approvals.Refusal
		says    []string
	}{
		"0.1.0 refused it":  {e.Refusal, []string{"Not recorded: revoke Dana <Reyes> (Manager Access Review for Sam Okoye)", "no longer in the review. Nothing was changed."}},
		"0.1.0 gave it up":  {nil, []string{"Not recorded: revoke", "Not recorded. Decide in IdentityIQ."}},
		"it was never sent": {&approvals.Refusal{Code: approvals.RefusedType}, []string{"Not recorded: revoke", "Access reviews are decided in IdentityIQ. Nothing was recorded here."}},
		"nobody can say": {&approvals.Refusal{Code: approvals.RefusedUnheard}, []string{"Unclear: revoke Dana <Reyes> (Manager Access Review for Sam Okoye)",
			"IdentityIQ gave no clear answer when your decision was sent. Nobody can say whether it was taken: please look in IdentityIQ."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.Refusal = tc.refusal
			contains(t, wordsOf(t, EntityEndingNote(e, review).Blocks), append(tc.says, "Continue access review")...)
		})
	}
}

// Whatever is stored, and in every language, the note and the sentences are ones that Slack takes.
func TestRetiredMessagesFitSlack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := anyText()
		v := drawView(t)
		v.Review = &approvals.ReviewProgress{Total: 5}
		e := approvals.ClickerNotice{Language: v.Language, EntityID: entityID, EntityName: s.Draw(t, "name")}
		if rapid.Bool().Draw(t, "refused") {
			e.Refusal = &approvals.Refusal{Code: rapid.SampledFrom([]approvals.RefusalCode{approvals.RefusedType, approvals.RefusedUnheard,
				approvals.RefusedByIIQ}).Draw(t, "code"),
				Reason: s.Draw(t, "reason")}
		}
		checkMessage(t, EntityEndingNote(e, v))
		url := rapid.SampledFrom([]string{"", "https://iiq.example/review", "javascript:x"}).Draw(t, "url")
		checkMessage(t, ReviewsThereMessage(v.Language, url))
		checkModal(t, ReviewsThereModal(v.Language, url))
	})
}

// The list of one's own decisions says of entities what was done with them, and no more than is known.
func TestDecidedEntitiesInLists(t *testing.T) {
	t.Parallel()
	row := approvals.DoneRow{Entity: true, Target: "Dana Reyes", What: "Q4 review", Verdict: approvals.Deny,
		State: approvals.DecisionRecorded, At: fixtureNow}
	kept, unheard, refused := row, row, row
	kept.Verdict = approvals.Approve
	unheard.State, unheard.Unheard = approvals.DecisionRefused, true
	refused.State = approvals.DecisionRefused
	p := page(nil, 0, 4)
	p.Done = []approvals.DoneRow{row, kept, unheard, refused}
	m := ListAnswer(p, answers.ListDone)
	goldenMessage(t, "list_done_entities", m)
	contains(t, wordsOf(t, m.Blocks), "⛔ Revoked", "✅ Kept", "⚪ Completed in IdentityIQ", "❗ Not accepted by IdentityIQ",
		"Dana Reyes · Q4 review")
}
