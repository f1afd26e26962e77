package cards

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

func TestDetailsModal(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		view approvals.CardView
		page int
		says []string
	}{
		"one_line": {openCard(), 0, []string{
			"1. Add GL read-only (Active Directory)", "Value: CN=GL read-only,OU=Groups,DC=ex,DC=com", "Attribute: memberOf",
			"Account: CN=Dana Reyes,OU=Staff,DC=ex,DC=com", "Dana takes over", "Description\nOwner Approval - Account Changes",
		}},
		"first_of_many": {openCard(lines(manyLines(50)...)), 0, []string{"1. Add Project 01", "Page 1 of 2", "Next page"}},
		"middle":        {openCard(lines(manyLines(100)...)), 1, []string{"Page 2 of 4", "Previous page", "Next page"}},
		"past_the_end":  {openCard(lines(manyLines(50)...)), 99, []string{"50. Add Project 50", "Page 2 of 2", "Previous page"}},
		"denied": {openCard(ended(approvals.OutcomeView{
			Outcome: approvals.OutcomeDenied, By: "Lee Quinn", Here: true, Comment: "No budget",
		})), 0, []string{"Denied by Lee Quinn", "No budget"}},
		"not_yours": {openCard(func(v *approvals.CardView) { v.Phase = approvals.PhaseNotYours }), 0, []string{"No longer yours"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := DetailsModal(c.view, c.page)
			goldenModal(t, "details_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
		})
	}
}

func TestDetailsOfALostItemTellNothingOfIt(t *testing.T) {
	t.Parallel()
	m := DetailsModal(openCard(func(v *approvals.CardView) { v.Phase = approvals.PhaseNotYours }), 0)
	if strings.Contains(wordsOf(t, m.Blocks), "quarter close") {
		t.Errorf("got %q, want no justification for somebody who has lost the item", wordsOf(t, m.Blocks))
	}
}

// Whatever the card cuts stands whole in the details, over all pages.
func TestDetailsLoseNothing(t *testing.T) {
	t.Parallel()
	long := func(name string) string {
		var b strings.Builder
		for i := range 900 {
			fmt.Fprintf(&b, "%s%d ", name, i)
		}
		return strings.TrimSpace(b.String())
	}
	v := openCard(lines(approvals.ApprovalItem{
		Operation: "Add", Application: long("app"), Name: long("attr"), Value: long("value"), DisplayValue: long("shown"),
		DisplayName: long("kind"), NativeIdentity: long("native"), Description: long("means"), Comment: long("said"),
	}))
	v.Item.Justification = long("because")
	v.Item.Violations = []string{long("violates"), long("again")}
	v.Requester.Name, v.Why.Workgroup = long("person"), long("group")
	everything := allPages(t, v)
	for _, name := range []string{
		"app", "attr", "value", "shown", "kind", "native", "means", "said", "because", "violates", "again", "person", "group",
	} {
		for i := range 900 {
			if word := fmt.Sprintf("%s%d", name, i); !strings.Contains(everything, word) {
				t.Fatalf("got pages without %s, want it on one", word)
			}
		}
	}
}

// allPages joins the words of all pages, without the breaks between the pieces of one text.
func allPages(t *testing.T, v approvals.CardView) string {
	t.Helper()
	var all strings.Builder
	for page := range 1000 {
		m := DetailsModal(v, page)
		checkModal(t, m)
		all.WriteString(strings.Join(richWords(decode(t, jsonOf(t, m.Blocks))), ""))
		if !slices.Contains(labels(t, m.Blocks), "Next page") {
			return all.String()
		}
	}
	t.Fatal("got one more page each time, want a last one")
	return ""
}

func richWords(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, it := range v {
			out = append(out, richWords(it)...)
		}
	case map[string]any:
		if v["type"] == "text" {
			out = append(out, v["text"].(string))
		}
		out = append(out, richWords(v["elements"])...)
	}
	return out
}

func TestDecideModal(t *testing.T) {
	t.Parallel()
	meta := DecideMeta{WorkItemID: itemID, CardID: fixtureCard, ChannelID: "D0123", MessageTS: "1731747600.000100"}
	warned := openCard(lines(manyLines(50)...), func(v *approvals.CardView) {
		v.Item.Violations, v.CommentOnApprove = []string{"Requests and approves payments"}, true
	})
	cases := map[string]struct {
		modal    slack.ModalViewRequest
		says     []string
		optional bool
	}{
		"deny":    {DecideModal(openCard(), approvals.Deny, meta), []string{"You are about to deny this:", "Lee Quinn asks for access for Dana Reyes", "For: Dana Reyes"}, false},
		"approve": {DecideModal(openCard(), approvals.Approve, meta), []string{"You are about to approve this:"}, true},
		"approve_warned": {DecideModal(warned, approvals.Approve, meta),
			[]string{"Policy violation: Requests and approves payments", "and 45 more"}, false},
		"approve_for_iiq": {DecideModal(wanted(approvals.English), approvals.Approve, meta),
			[]string{"You are about to approve this:"}, false},
		"approve_for_iiq_de": {DecideModal(wanted(approvals.German), approvals.Approve, meta), nil, false},
		"deny_for_iiq_fr":    {DecideModal(wanted(approvals.French), approvals.Deny, meta), nil, false},
		"deny_for_iiq_es":    {DecideModal(wanted(approvals.Spanish), approvals.Deny, meta), nil, false},
		"deny_refilled":      {DecideModalRefilled(openCard(), approvals.Deny, meta, "typed before"), nil, false},
		"deny_of_hostile":    {DecideModal(openCard(hostile), approvals.Deny, meta), nil, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			goldenModal(t, "decide_"+name, c.modal)
			contains(t, wordsOf(t, c.modal.Blocks), c.says...)
			checkInput(t, c.modal, c.optional)
		})
	}
}

// wanted is a card of an item whose decisions IdentityIQ takes with a comment alone.
func wanted(lang approvals.Language) approvals.CardView {
	return openCard(func(v *approvals.CardView) {
		v.Language, v.CommentOnApprove, v.CommentOnDeny = lang, true, true
		v.CommentByIIQ = approvals.CommentDemands{Approve: true, Deny: true}
	})
}

func checkInput(t *testing.T, m slack.ModalViewRequest, optional bool) {
	t.Helper()
	var inputs []blockkit.Control
	for _, c := range blockkit.Controls(jsonOf(t, m.Blocks)) {
		if c.Input {
			inputs = append(inputs, c)
		}
	}
	if len(inputs) != 1 {
		t.Fatalf("got %d inputs, want 1", len(inputs))
	}
	in := inputs[0]
	if in.BlockID != BlockComment || in.ActionID != ActionComment || in.Raw["multiline"] != true || in.Optional != optional {
		t.Errorf("got the input %+v, want %s in %s with lines, optional %v", in, ActionComment, BlockComment, optional)
	}
}

func TestRefillKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	typed := "First line <b>\n\n\n  and *more*"
	m := DecideModalRefilled(openCard(), approvals.Deny, DecideMeta{WorkItemID: itemID}, typed)
	for _, c := range blockkit.Controls(jsonOf(t, m.Blocks)) {
		if c.Input && !cmp.Equal(c.Raw["initial_value"], any(typed)) {
			t.Errorf("got %q, want %q", c.Raw["initial_value"], typed)
		}
	}
}

func TestDecideMetaSurvives(t *testing.T) {
	t.Parallel()
	v := DecideModal(openCard(), approvals.Deny, DecideMeta{
		WorkItemID: itemID, CardID: fixtureCard, Verdict: approvals.Approve, ChannelID: "D1", MessageTS: "1.2",
		ResponseURL: "https://hooks.example.com/actions/T/1/x", FromHome: true,
	})
	got, err := ParseDecideMeta(v.PrivateMetadata)
	want := DecideMeta{
		WorkItemID: itemID, CardID: fixtureCard, Verdict: approvals.Deny, ChannelID: "D1", MessageTS: "1.2",
		ResponseURL: "https://hooks.example.com/actions/T/1/x", FromHome: true, RequestMark: approvals.RequestMark(openCard().Item),
	}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	huge := DecideMeta{WorkItemID: itemID, Verdict: approvals.Deny, ChannelID: "D1", ResponseURL: strings.Repeat("x", 4000)}
	got, err = ParseDecideMeta(huge.Encode())
	if err != nil || got.ResponseURL != "" || got.ChannelID != "D1" {
		t.Errorf("got %+v, %v, want the channel D1 and no response URL", got, err)
	}
}

// Where IdentityIQ wants words for an approval, the button is one that every version of the bot answers with the form.
func TestApproveOpensTheFormWhereIdentityIQWantsAComment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wants approvals.CommentDemands
		want  string
	}{
		"for approvals": {approvals.CommentDemands{Approve: true}, ActionApproveNoted},
		"for denials":   {approvals.CommentDemands{Deny: true}, ActionApprove},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			view := openCard(func(v *approvals.CardView) { v.CommentByIIQ, v.CommentOnApprove = c.wants, c.wants.Approve })
			card := string(jsonOf(t, Card(view).Blocks))
			if !strings.Contains(card, `"action_id":"`+c.want+`"`) {
				t.Errorf("got the card %s, want the action %s", card, c.want)
			}
		})
	}
}
