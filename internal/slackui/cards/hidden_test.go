package cards

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// shown is the open card under a verdict.
func shownAs(x sensitivity.Verdict, changes ...func(*approvals.CardView)) approvals.CardView {
	v := openCard(changes...)
	v.Confirm, v.CommentByRules = x.Demands.Confirmation, x.Demands.Comment
	v.CommentOnApprove = x.Demands.Comment
	if v.Phase == approvals.PhaseOpen && (x.Demands.IIQ || x.Show == sensitivity.Notice) {
		v.Phase, v.LinkOnly = approvals.PhaseLinkOnly, approvals.LinkOnlyRules
	}
	v.Expose(x)
	return v
}

func TestCardsUnderRules(t *testing.T) {
	t.Parallel()
	masked := sensitivity.Verdict{Show: sensitivity.Masked, Masked: []int{0}}
	violated := func(v *approvals.CardView) { v.Item.Violations = []string{"SoD 7"} }
	notice := sensitivity.Verdict{Show: sensitivity.Notice}
	for name, v := range map[string]approvals.CardView{
		"masked":           shownAs(masked, lines(group("Payroll"), role("Ledger Reader")), violated),
		"masked_role":      shownAs(sensitivity.Verdict{Show: sensitivity.Masked}, lines(role("Board"))),
		"masked_ended":     shownAs(masked, ended(approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "Sam Okoye", Comment: "About Payroll.", Here: false})),
		"notice":           shownAs(notice, waiting(3)),
		"notice_ended":     shownAs(notice, ended(approvals.OutcomeView{Outcome: approvals.OutcomeDenied, By: "Sam Okoye", Comment: "No.", Here: true})),
		"hidden":           shownAs(sensitivity.Verdict{Show: sensitivity.None}),
		"confirmed":        shownAs(sensitivity.Verdict{Demands: sensitivity.Demands{Confirmation: true}}),
		"confirmed_warned": shownAs(sensitivity.Verdict{Demands: sensitivity.Demands{Confirmation: true}}, violated),
		"commented":        shownAs(sensitivity.Verdict{Demands: sensitivity.Demands{Comment: true}}),
		"linked":           shownAs(sensitivity.Verdict{Demands: sensitivity.Demands{IIQ: true}}),
	} {
		goldenMessage(t, "rules_"+name, Card(v))
	}
	v := shownAs(masked, lines(group("Payroll"), role("Ledger Reader")), violated)
	goldenModal(t, "rules_details_masked", DetailsModal(v, 0))
	goldenModal(t, "rules_details_notice", DetailsModal(shownAs(notice), 0))
	goldenModal(t, "rules_decide_masked", DecideModal(v, approvals.Approve, DecideMeta{WorkItemID: itemID}))
	goldenHome(t, "rules_home", HomeView(page([]approvals.Row{
		{WorkItemID: itemID, Number: "7", Type: approvals.TypeApproval, Phase: approvals.PhaseLinkOnly, LinkOnly: approvals.LinkOnlyRules,
			Show: sensitivity.Notice, WorkItemURL: itemURL},
		{WorkItemID: itemID, Number: "8", Type: approvals.TypeApproval, Phase: approvals.PhaseOpen, Requester: "Lee Quinn", Target: "Dana Reyes",
			What: "Add " + approvals.HiddenSign + " (Active Directory)", Lines: 1, Show: sensitivity.Masked, Confirm: true,
			WorkItemURL: itemURL},
		{WorkItemID: itemID, Number: "9", Type: approvals.TypeApproval, Phase: approvals.PhaseOpen, CommentOnApprove: true,
			CommentByRules: true, WorkItemURL: itemURL},
	}, 0, 3)))
}

// The words of the rules are there in all languages.
func TestRulesInEveryLanguage(t *testing.T) {
	t.Parallel()
	said := map[string]approvals.Language{}
	for _, l := range approvals.Languages() {
		for _, x := range []sensitivity.Verdict{{Show: sensitivity.Masked}, {Show: sensitivity.Notice}, {Show: sensitivity.None},
			{Demands: sensitivity.Demands{IIQ: true}}} {
			v := shownAs(x, func(v *approvals.CardView) { v.Language = l })
			m := Card(v)
			checkMessage(t, m)
			text := m.Text + string(jsonOf(t, m.Blocks))
			if other, twice := said[text]; twice {
				t.Errorf("%s: got the words of %s, want its own", l, other)
			}
			said[text] = l
		}
		r := Sentence(l, &approvals.Refusal{Code: approvals.RefusedRules})
		if other, twice := said[r]; twice || r == Sentence(l, &approvals.Refusal{Code: "odd"}) {
			t.Errorf("%s: got %q, as in %s, want words of its own", l, r, other)
		}
		said[r] = l
	}
}

// secretText is a text that must not be seen, with a mark in it that no other text has.
func secretText(t *rapid.T, name string) string { return "Zq7Zq" + anyText().Draw(t, name) + "Zq7Zq" }

// drawSecret fills everything that may name what is asked with texts that must not be seen.
func drawSecret(t *rapid.T, v *approvals.CardView) {
	i := &v.Item
	i.Description, i.Justification, i.CompletionComments = secretText(t, "description"), secretText(t, "justification"),
		secretText(t, "completion")
	for n := range i.Violations {
		i.Violations[n] = secretText(t, "violation")
	}
	for n := range i.Lines {
		l := &i.Lines[n]
		l.Value, l.DisplayValue, l.DisplayName = secretText(t, "value"), secretText(t, "shown"), secretText(t, "kind")
		l.NativeIdentity, l.Description, l.Comment = secretText(t, "native"), secretText(t, "description"), secretText(t, "comment")
	}
	for n := range i.Comments {
		i.Comments[n].Text, i.Comments[n].Author = secretText(t, "comment"), secretText(t, "author")
	}
	drawSecretContext(t, &v.Context)
	v.Ended.Comment, v.Ended.Here = secretText(t, "end comment"), false
	if v.Decision != nil {
		v.Decision.Trouble = approvals.IIQTrouble{Kind: approvals.TroubleError, Sentence: secretText(t, "what IIQ says")}
	}
}

// drawSecretContext fills what may name what is asked among the facts that IIQ knows. Who decided, who has the item and who gave it on
// are people.
func drawSecretContext(t *rapid.T, c *approvals.ItemContext) {
	for n := range c.Lines {
		l := &c.Lines[n]
		l.Description, l.Owner = secretText(t, "described"), secretText(t, "owner")
		l.Classifications = []string{secretText(t, "classified")}
		l.Risk.Band, l.Recommendation.Reasons = secretText(t, "band"), []string{secretText(t, "reason")}
	}
	for n := range c.Chain {
		c.Chain[n].Owner, c.Chain[n].Comment = secretText(t, "in place of"), secretText(t, "their words")
	}
	for n := range c.Forwarded {
		c.Forwarded[n].Comment = secretText(t, "with words")
	}
	for n := range c.Attachments {
		c.Attachments[n].Name = secretText(t, "file")
	}
	for n := range c.Comments {
		c.Comments[n].Author, c.Comments[n].Text = secretText(t, "remark by"), secretText(t, "remark")
	}
	for n := range c.Waiting {
		c.Waiting[n] = secretText(t, "waiting")
	}
}

func drawLines(t *rapid.T, lines []approvals.ApprovalItem) []int {
	if len(lines) == 0 {
		return nil
	}
	masked := make([]int, len(lines))
	for n := range lines {
		masked[n] = n
	}
	if rapid.Bool().Draw(t, "all by default") {
		return nil
	}
	return masked
}

// Whatever the item, the phase and the language: nothing that the rules hide is in anything that is rendered.
func TestNothingHiddenIsRendered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := drawView(t)
		drawSecret(t, &v)
		if rapid.Bool().Draw(t, "a review") {
			v.Item.Type, v.Review = approvals.TypeCertification, &approvals.ReviewProgress{Done: 1, Total: 3}
		}
		x := sensitivity.Verdict{Show: rapid.SampledFrom([]sensitivity.Show{sensitivity.Masked, sensitivity.Notice, sensitivity.None,
			"of a later version"}).Draw(t, "show"),
			Masked: drawLines(t, v.Item.Lines)}
		v.Expose(x)
		checkMessage(t, Card(v))
		checkMessage(t, GivenUpNote(v, approvals.IIQTrouble{}))
		checkMessage(t, LostNote(approvals.ClickerNotice{Refusal: approvals.LostRefusal()}, v))
		checkModal(t, DetailsModal(v, 0))
		row := approvals.Row{WorkItemID: itemID, Number: v.Item.Number, Type: v.Item.Type, Show: v.Show, Phase: v.Phase,
			LinkOnly: v.LinkOnly, Requester: v.Requester.Name,
			Target: v.Target.Name, What: approvals.What(v.Item), Lines: len(v.Item.Lines), Warnings: v.Warnings(), Review: v.Review,
			WorkItemURL: itemURL}
		p := page([]approvals.Row{row}, 0, 1)
		p.Language = v.Language
		if handed := fmt.Sprintf("%+v %+v", v, v.Decision); strings.Contains(handed, "Zq7Zq") {
			t.Fatalf("got %s, want nothing that is hidden in it", handed)
		}
		all := []any{
			Card(v), GivenUpNote(v, approvals.IIQTrouble{}), LostNote(approvals.ClickerNotice{Refusal: approvals.LostRefusal()}, v),
			DecideModal(v, approvals.Approve, DecideMeta{WorkItemID: itemID}),
			DecideModal(v, approvals.Deny, DecideMeta{WorkItemID: itemID}),
			SnoozeModal(v, ItemRef{WorkItemID: itemID}, time.UTC), HomeView(p), ListAnswer(p, answers.ListPending),
			Reminder(approvals.ReminderView{Rows: p.Rows, Total: 1, Language: v.Language, Now: fixtureNow}),
			RequesterNote(approvals.RequesterNote{Item: v.Item, Target: v.Target, Ended: v.Ended, Language: v.Language}),
		}
		for n := range 4 {
			all = append(all, DetailsModal(v, n))
		}
		for _, rendered := range all {
			raw, err := json.Marshal(rendered)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(raw), "Zq7Zq") {
				t.Fatalf("%T: got %s, want nothing that is hidden in it", rendered, raw)
			}
		}
	})
}

// The check above sees what is not hidden.
func TestWhatIsNotHiddenIsRendered(t *testing.T) {
	t.Parallel()
	v := openCard(func(v *approvals.CardView) { v.Item.Lines[0].Description = "Zq7Zq" })
	if m := Card(v); !strings.Contains(string(jsonOf(t, m.Blocks)), "Zq7Zq") {
		t.Errorf("got %s, want Zq7Zq in it", m.Text)
	}
	v.Expose(sensitivity.Verdict{Show: sensitivity.Masked, Masked: []int{1}})
	if m := Card(v); !strings.Contains(string(jsonOf(t, m.Blocks)), "Zq7Zq") {
		t.Errorf("got %s, want the line that is not masked in it", m.Text)
	}
	v = openCard(knowing(owned("Zq7Zq")))
	v.Expose(sensitivity.Verdict{Show: sensitivity.Masked, Masked: []int{1}})
	if m := Card(v); !strings.Contains(string(jsonOf(t, m.Blocks)), "Zq7Zq") {
		t.Errorf("got %s, want the facts of the line that is not masked in it", m.Text)
	}
}
