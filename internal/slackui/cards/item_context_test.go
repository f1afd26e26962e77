package cards

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// groupID is the id of the line that group makes, roleID that of role.
const (
	groupID = "22bb33cc44dd55ee66ff7700889911aa"
	roleID  = "11aa22bb33cc44dd55ee66ff77008899"
)

// knowing adds what IIQ knows of the access of the first line.
func knowing(changes ...func(*approvals.LineContext)) func(*approvals.CardView) {
	return func(v *approvals.CardView) {
		l := approvals.LineContext{LineID: v.Item.Lines[0].ID}
		for _, c := range changes {
			c(&l)
		}
		v.Context.Lines = append(v.Context.Lines, l)
	}
}

func classified(names ...string) func(*approvals.LineContext) {
	return func(l *approvals.LineContext) { l.Classifications = names }
}

func privileged(l *approvals.LineContext) { l.Privileged = true }

func risk(score int, band string) func(*approvals.LineContext) {
	return func(l *approvals.LineContext) { l.Risk = &approvals.Risk{Score: score, Band: band} }
}

func peers(scope approvals.PeerScope, have, of int) func(*approvals.LineContext) {
	return func(l *approvals.LineContext) { l.Peers = &approvals.Peers{Scope: scope, Have: have, Of: of} }
}

func advice(approve bool, reasons ...string) func(*approvals.LineContext) {
	return func(l *approvals.LineContext) {
		l.Recommendation = &approvals.Recommendation{Approve: approve, Reasons: reasons}
	}
}

func owned(by string) func(*approvals.LineContext) {
	return func(l *approvals.LineContext) { l.Owner = by }
}

func before(state approvals.ItemState, by, comment string) func(*approvals.CardView) {
	return func(v *approvals.CardView) {
		v.Context.Chain = append(v.Context.Chain, approvals.ChainStep{By: by, State: state, Comment: comment,
			At: fixtureNow.Add(-time.Hour)})
	}
}

func taken(by string) func(*approvals.CardView) {
	return func(v *approvals.CardView) { v.Context.Assignee = by }
}

func waitingFor(names ...string) func(*approvals.CardView) {
	return func(v *approvals.CardView) { v.Context.Waiting = names }
}

func attached(v *approvals.CardView) {
	v.Context.Attachments = []approvals.Attachment{{Name: "letter.pdf", Bytes: 12345}, {Name: "plan.xlsx"}}
}

func handedOn(v *approvals.CardView) {
	v.Context.Forwarded = []approvals.Forwarding{{From: "Ann Low", To: "Sam Okoye", Comment: "You know this one.", At: fixtureNow}}
}

func until(months int) func(*approvals.CardView) {
	return func(v *approvals.CardView) { v.Item.Lines[0].End = fixtureNow.AddDate(0, months, 0) }
}

func from(v *approvals.CardView) { v.Item.Lines[0].Start = fixtureNow.AddDate(0, 1, 0) }

func violating(v *approvals.CardView) { v.Item.Violations = []string{"Requests and approves payments"} }

func unjustified(v *approvals.CardView) { v.Item.Justification = "" }

// everything is all that IIQ can tell of an item of one line.
func everything(v *approvals.CardView) {
	for _, change := range []func(*approvals.CardView){knowing(classified("Restricted", "Finance"), privileged, risk(700, "high"),
		peers(approvals.PeersOfManager, 0, 9), advice(false, "Nobody in the team has it", "It is restricted"), owned("Kim Lee")),
		before(approvals.StateFinished, "Maria Lind", "Needed for the audit."), before(approvals.StateRejected, "Lee Quinn", "Too wide."),
		taken("Ann Low"), waitingFor("Ledger Owners", "Nora Lindqvist"), attached, handedOn} {
		change(v)
	}
}

// unknown begins the name of a fact that IIQ did not tell.
const unknown = "? "

// A card answers six questions without a click elsewhere: who asks and for whom, what exactly, why, for how long, who has agreed
// already, is it normal. What IIQ did not tell is named here, and stands on no card.
func TestACardAnswersSixQuestions(t *testing.T) {
	t.Parallel()
	lee, gl, close := "Lee Quinn asks for access for Dana Reyes", "Add GL read-only (Active Directory)", "Dana takes over the quarter close"
	const noEnd, alone, noPeers, noRoom = unknown + "end", unknown + "chain", unknown + "peers", unknown + "room for the chain"
	const forGood = "no end date"
	type change = func(*approvals.CardView)
	some := func(all ...change) []change { return all }
	team, department := approvals.PeersOfManager, approvals.PeersOfDepartment
	described := func(l *approvals.LineContext) { l.Description = "Reads the general ledger" }
	undescribed := func(v *approvals.CardView) { v.Item.Lines[0].Description = "" }
	secondLine := func(v *approvals.CardView) {
		v.Context.Lines = append(v.Context.Lines, approvals.LineContext{LineID: roleID, Owner: "Kim Lee",
			Peers: &approvals.Peers{Scope: team, Of: 9}})
	}
	commented := func(v *approvals.CardView) {
		v.Context.Comments = []approvals.Comment{{Author: "Ann Low", At: fixtureNow, Text: "Ask her manager."}}
	}
	maria := before(approvals.StateFinished, "Maria Lind", "Needed for the audit.")
	// Who, what and why are the first three words of a row, "" for those of the fixture; then come for how long, who agreed, and what is
	// normal.
	for name, c := range map[string]struct {
		changes []change
		answers [6]string
	}{
		"context_none":       {nil, [6]string{"", "", "", noEnd, alone, noPeers}},
		"context_until":      {some(until(3)), [6]string{"", "", "", "until ", alone, noPeers}},
		"context_from":       {some(from, knowing(owned("Kim Lee"))), [6]string{"", "", "", forGood, alone, noPeers}},
		"context_restricted": {some(knowing(classified("Restricted"))), [6]string{"", "", "", forGood, alone, "Restricted"}},
		"context_public":     {some(knowing(classified("Public"))), [6]string{"", "", "", noEnd, alone, "Classification: Public"}},
		"context_nobody": {some(knowing(peers(team, 0, 9))),
			[6]string{"", "", "", noEnd, alone, "nobody of the same manager has it"}},
		"context_nobody_around": {some(knowing(peers(department, 0, 40))),
			[6]string{"", "", "", noEnd, alone, "nobody of the same department has it"}},
		"context_many": {some(knowing(peers(team, 7, 9))),
			[6]string{"", "", "", noEnd, alone, "7 of 9 colleagues of the same manager have it"}},
		"context_one": {some(knowing(peers(department, 1, 12))),
			[6]string{"", "", "", noEnd, alone, "1 of 12 colleagues of the same department has it"}},
		"context_advised": {some(knowing(advice(true, "8 of 9 peers"))),
			[6]string{"", "", "", noEnd, alone, "IdentityIQ recommends approving: 8 of 9 peers"}},
		"context_advised_against": {some(knowing(advice(false))), [6]string{"", "", "", noEnd, alone, "IdentityIQ recommends denying"}},
		"context_risk_high": {some(knowing(risk(700, "high")), until(1)),
			[6]string{"", "", "", "until ", alone, "risk 700 (high)"}},
		"context_risk":  {some(knowing(risk(120, ""))), [6]string{"", "", "", noEnd, alone, "risk 120"}},
		"context_owner": {some(knowing(owned("Kim Lee"))), [6]string{"", "", "", noEnd, alone, "Owner of the access: Kim Lee"}},
		"context_privileged": {some(knowing(privileged, owned("Kim Lee"))),
			[6]string{"", "", "", forGood, alone, "🔑 Privileged access"}},
		"context_violation": {some(violating, knowing(peers(team, 0, 9), risk(700, "high"))),
			[6]string{"", "", "", forGood, alone, "⚠️ Policy violation: Requests and approves payments"}},
		"context_approved_before": {some(maria), [6]string{"", "", "", noEnd, "Approved before by Maria Lind, ", noPeers}},
		"context_approved_unsaid": {some(before(approvals.StateFinished, "", "")),
			[6]string{"", "", "", noEnd, "Approved before", noPeers}},
		"context_denied_before": {some(before(approvals.StateRejected, "Lee Quinn", "Too wide."), maria),
			[6]string{"", "", "", noEnd, "Denied before by Lee Quinn", noPeers}},
		"context_taken": {some(taken("Ann Low")), [6]string{"", "", "", noEnd, "Ann Low has taken this", noPeers}},
		"context_waiting": {some(waitingFor("Ledger Owners", "Nora Lindqvist")),
			[6]string{"", "", "", noEnd, "Still to decide: Ledger Owners, Nora Lindqvist", noPeers}},
		"context_attached": {some(attached), [6]string{"", "", "Attachments: letter.pdf, plan.xlsx", noEnd, alone, noPeers}},
		"context_serial": {some(maria, waitingFor("Nora Lindqvist"), knowing(peers(team, 7, 9))),
			[6]string{"", "", "", noEnd, "Approved before by Maria Lind", "7 of 9 colleagues"}},
		"context_everything": {some(everything), [6]string{"", "", "", noEnd, noRoom, "nobody of the same manager has it"}},
		"context_warned":     {some(everything, violating), [6]string{"", "", "", noEnd, noRoom, "Restricted, Finance"}},
		"context_many_lines": {some(lines(group("GL"), role("Payables")), knowing(peers(team, 8, 9)), secondLine),
			[6]string{"", "Add Payables (role, IIQ)", "", noEnd, alone, "Payables: nobody of the same manager has it"}},
		"context_own_words": {some(unjustified, commented), [6]string{"", "", "Ask her manager.", noEnd, alone, noPeers}},
		"context_unjustified": {some(unjustified, knowing(advice(true))),
			[6]string{"", "", unknown + "justification", noEnd, alone, "IdentityIQ recommends approving"}},
		"context_described": {some(undescribed, knowing(described)),
			[6]string{"", "Reads the general ledger", "", noEnd, alone, noPeers}},
		"context_removal": {some(lines(removed(group("GL"))), knowing(peers(team, 0, 9), owned("Kim Lee"))), [6]string{
			"Lee Quinn asks to remove access from Dana Reyes", "➖ Remove GL (Active Directory)", "", noEnd, alone,
			"Owner of the access: Kim Lee"}},
		"context_own_request": {some(ownRequest, lines(role("Ledger Reader")), knowing(classified("Confidential"))),
			[6]string{"Dana Reyes asks for a role", "Add Ledger Reader (role, IIQ)", "", forGood, alone, "Confidential"}},
		"context_recording": {some(knowing(peers(team, 7, 9)), recording(leeID, "Lee Quinn", approvals.Approve, false)),
			[6]string{"", "", "", noEnd, alone, "7 of 9 colleagues of the same manager have it"}},
		"context_hostile": {some(hostileContext), [6]string{"", "", "", noEnd, noRoom, "nobody of the same manager has it"}},
	} {
		for n, of := range []string{lee, gl, close} {
			if c.answers[n] == "" {
				c.answers[n] = of
			}
		}
		v := openCard(c.changes...)
		m := Card(v)
		goldenMessage(t, name, m)
		checkMessage(t, m)
		text := wordsOf(t, m.Blocks)
		for _, answer := range c.answers {
			if fact, missing := strings.CutPrefix(answer, unknown); missing {
				untold(t, name, v, fact)
				continue
			}
			if !strings.Contains(text, answer) {
				t.Errorf("%s: got a card without %q:\n%s", name, answer, text)
			}
		}
		if n := len(v.TellingFacts()); n > 3 {
			t.Errorf("%s: got %d facts on the card, want three at most", name, n)
		}
	}
}

// untold checks that what a row of the table calls unknown really is.
func untold(t *testing.T, name string, v approvals.CardView, fact string) {
	t.Helper()
	known := true
	switch fact {
	case "end":
		known = !v.Item.Lines[0].End.IsZero()
	case "chain":
		known = len(v.Context.Chain)+len(v.Context.Waiting) > 0 || v.Context.Assignee != ""
	case "peers":
		known = slices.ContainsFunc(v.Context.Lines, func(l approvals.LineContext) bool { return l.Peers != nil })
	case "justification":
		known = v.Item.Justification != ""
	case "room for the chain":
		known = len(v.TellingFacts()) == 0
	}
	if known {
		t.Errorf("%s: %s is known, want its words on the card", name, fact)
	}
}

// hostileContext has everything that IIQ can tell, in hostile words.
func hostileContext(v *approvals.CardView) {
	everything(v)
	long := strings.Repeat(hostileWords+"\n", 40)
	c := &v.Context
	l := &c.Lines[0]
	l.Owner, l.Classifications, l.Description = long, []string{"Restricted " + long, long, long, long, long}, long
	l.Risk.Band, l.Recommendation.Reasons = long, []string{long, long}
	for n := range c.Chain {
		c.Chain[n].By, c.Chain[n].Owner, c.Chain[n].Comment = long, long, long
	}
	c.Waiting, c.Assignee = []string{long, long}, long
	c.Attachments = []approvals.Attachment{{Name: long, Bytes: 1 << 60}}
	c.Forwarded = []approvals.Forwarding{{From: long, To: long, Comment: long}}
	c.Comments = []approvals.Comment{{Author: long, Text: long}}
}

// Details have what has no room on the card, in every language, and nothing in them becomes markup.
func TestDetailsHaveTheContext(t *testing.T) {
	t.Parallel()
	v := openCard(everything)
	m := DetailsModal(v, 0)
	goldenModal(t, "details_context", m)
	contains(t, wordsOf(t, m.Blocks), "Approved before by Maria Lind, ", "Needed for the audit.", "Denied before by Lee Quinn, ",
		"Too wide.",
		"Still to decide: Ledger Owners, Nora Lindqvist", "Ann Low has taken this", "Forwarded by Ann Low to Sam Okoye, ",
		"You know this one.", "Attachments: letter.pdf (12 kB), plan.xlsx", "Owner of the access: Kim Lee",
		"Classification: Restricted, Finance", "risk 700 (high)", "nobody of the same manager has it",
		"IdentityIQ recommends denying: Nobody in the team has it · It is restricted", "🔑 privileged")
	goldenModal(t, "decide_context", DecideModal(v, approvals.Approve, DecideMeta{WorkItemID: itemID}))
	said := map[string]bool{}
	for _, lang := range approvals.Languages() {
		v.Language = lang
		said[wordsOf(t, Card(v).Blocks)+wordsOf(t, DetailsModal(v, 0).Blocks)] = true
	}
	if len(said) != len(approvals.Languages()) {
		t.Errorf("got %d texts for %d languages, want one each", len(said), len(approvals.Languages()))
	}
	v = openCard(hostileContext)
	for page := range 9 {
		checkModal(t, DetailsModal(v, page))
	}
	gone := openCard(everything, func(v *approvals.CardView) { v.Phase = approvals.PhaseForwarded })
	if text := wordsOf(t, DetailsModal(gone, 0).Blocks) + wordsOf(t, Card(gone).Blocks); strings.Contains(text, "Maria Lind") {
		t.Errorf("after the item went to somebody else: got %s, want none of its facts", text)
	}
}

// Nobody approves a line that IIQ's catalogue calls privileged without being asked back, and the text that the decision log keeps has
// what stood on the card.
func TestFactsCountAtTheClick(t *testing.T) {
	t.Parallel()
	v := openCard(knowing(privileged, peers(approvals.PeersOfManager, 0, 9)), before(approvals.StateFinished, "Maria Lind", "Fine."))
	c := ConfirmFor(v)
	if c == nil {
		t.Fatal("got no question, want one that names the warning")
	}
	contains(t, c.Text.Text, "Privileged access")
	contains(t, Card(v).Text, "Privileged access", "nobody of the same manager has it", "no end date")
	contains(t, Card(openCard(before(approvals.StateFinished, "Maria Lind", "Fine."))).Text, "Approved before by Maria Lind: Fine.")
	contains(t, Card(openCard(violating)).Text, "Policy violation: Requests and approves payments")
}

// A request of one line with all that IIQ can tell stays within one screen of a phone: some forty lines of forty letters.
func TestACardWithFactsFitsAPhone(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]approvals.CardView{
		"everything": openCard(everything), "and a violation": openCard(everything, violating),
		"the words of an earlier approver": openCard(
			before(approvals.StateFinished, "Maria Lind", strings.Repeat("needed for the audit ", 50)),
			knowing(owned("Kim Lee"), peers(approvals.PeersOfManager, 3, 9)))} {
		rows := 0
		for _, line := range strings.Split(wordsOf(t, Card(v).Blocks), "\n") {
			rows += 1 + len([]rune(line))/40
		}
		if rows > 40 {
			t.Errorf("%s: got %d lines of a phone, want 40 at most:\n%s", name, rows, wordsOf(t, Card(v).Blocks))
		}
	}
}
