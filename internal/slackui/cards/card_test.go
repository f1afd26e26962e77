package cards

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestOpenCards(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		view approvals.CardView
		says []string
	}{
		"one_line": {openCard(), []string{
			"Lee Quinn asks for access for Dana Reyes", "Requested by: Lee Quinn (Finance)",
			"For: Dana Reyes (Accounting, manager Kim Ito)", "Due: ", "Work item: 1234, request 777", "Why you: it is assigned to you",
			"Add GL read-only (Active Directory)", "Members of GL read-only", "Dana takes over the quarter close from Kim.",
		}},
		"many_lines": {openCard(lines(manyLines(50)...)), []string{"Add Project 05 (Active Directory)", "and 45 more"}},
		"role_request": {openCard(ownRequest, lines(role("Ledger Reader"), role("Payables Clerk"))), []string{
			"Dana Reyes asks for 2 roles", "Add Ledger Reader (role, IIQ)",
		}},
		"removal": {openCard(lines(removed(group("Payroll admins")))), []string{
			"Lee Quinn asks to remove access from Dana Reyes", "➖ Remove Payroll admins (Active Directory)",
		}},
		"mixed_lines": {openCard(lines(removed(role("Old role")), group("New group"))), []string{
			"Lee Quinn asks to add and remove access for Dana Reyes",
		}},
		"no_approval_set": {openCard(lines()), []string{
			"Lee Quinn asks for your approval for Dana Reyes", "Owner Approval - Account Changes",
		}},
		"nobody_known": {openCard(func(v *approvals.CardView) {
			v.Requester, v.Target = approvals.PersonView{}, approvals.PersonView{}
			v.Item.Requester, v.Item.Target = approvals.Ref{ID: leeID}, approvals.Ref{ID: danaID}
		}), []string{"Your approval is asked for access", "Requested by: IdentityIQ does not say"}},
		"overdue": {openCard(func(v *approvals.CardView) { v.Item.Due = fixtureNow.Add(-time.Hour) }), []string{
			"⏰ overdue", "⏰ Overdue (",
		}},
		"violation": {openCard(func(v *approvals.CardView) {
			v.Item.Violations = []string{"Requests and approves payments", "b", "c", "d"}
		}), []string{"⚠️ Policy violation: Requests and approves payments", "and one more policy violation"}},
		"privileged": {openCard(func(v *approvals.CardView) { v.Item.Lines[0].Privileged = true }), []string{
			"🔑 privileged", "🔑 Privileged access",
		}},
		"high_priority": {openCard(func(v *approvals.CardView) { v.Item.Level = "High" }), []string{"Priority: High"}},
		"workgroup": {openCard(func(v *approvals.CardView) { v.Why.Workgroup = "GL owners" }), []string{
			"you are a member of the workgroup GL owners",
		}},
		"forwarded_to_you": {openCard(func(v *approvals.CardView) { v.Why.ForwardedBy = "Kim Ito" }), []string{
			"forwarded to you by Kim Ito",
		}},
		"looping": {openCard(waiting(3)), []string{"3 more waiting, the next due ", "Show next"}},
		"batch": {openCard(waiting(11), func(v *approvals.CardView) { v.Batch = 12 }), []string{
			"12 new items wait for you. This is the most urgent one.", "11 more waiting",
		}},
		"lines_decided_before": {openCard(func(v *approvals.CardView) {
			v.Item.Lines = []approvals.ApprovalItem{group("GL"), group("PAY"), group("VIEW")}
			v.Item.Lines[1].State, v.Item.Lines[2].State = approvals.StateRejected, approvals.StateFinished
		}), []string{"already denied", "already approved", "Decided already: 2 of 3"}},
		"hostile": {openCard(hostile), []string{"<!here>", "…", "and 2 more"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Card(c.view)
			goldenMessage(t, "card_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
			got := labels(t, m.Blocks)
			if len(got) < 3 || !cmp.Equal(got[:3], []string{"Approve", "Deny", "View in IdentityIQ"}) {
				t.Errorf("buttons: got %q, want Approve, Deny and View in IdentityIQ first", got)
			}
		})
	}
}

func TestCardsOfEveryPhase(t *testing.T) {
	t.Parallel()
	lee := "Lee Quinn"
	cases := map[string]struct {
		view approvals.CardView
		says string
	}{
		"recording_mine":        {openCard(recording(samID, "Sam Okoye", approvals.Approve, false)), "Recording your approval…"},
		"recording_mine_denial": {openCard(recording(samID, "Sam Okoye", approvals.Deny, false)), "Recording your denial…"},
		"recording_other":       {openCard(recording(leeID, lee, approvals.Approve, false)), "Recording Lee Quinn's decision…"},
		"recording_stalled":     {openCard(recording(samID, "Sam Okoye", approvals.Deny, true)), "Recording… IdentityIQ is not answering. Your decision is kept and will be sent."},
		"recording_error": {
			openCard(recording(samID, "Sam Okoye", approvals.Deny, true), troubled(approvals.TroubleError, "The <work item> is locked.")),
			"Recording… IdentityIQ reports an error: The <work item> is locked. "},
		"recording_error_mute": {openCard(recording(samID, "Sam Okoye", approvals.Deny, true), troubled(approvals.TroubleError, "")),
			"Recording… IdentityIQ reports an error. Your decision is kept and will be sent."},
		"recording_error_other": {openCard(recording(leeID, lee, approvals.Deny, true), troubled(approvals.TroubleError, "Out of memory")),
			"Recording… IdentityIQ reports an error: Out of memory. Lee Quinn's decision is kept"},
		"recording_account": {openCard(recording(samID, "Sam Okoye", approvals.Approve, true), troubled(approvals.TroubleAccount, "")),
			"Recording… IdentityIQ does not accept the bot's account. Your decision is kept and will be sent."},
		"recording_proxy": {openCard(recording(samID, "Sam Okoye", approvals.Approve, true), troubled(approvals.TroubleProxy, "")),
			"Recording… Something else answers in IdentityIQ's place. Your decision is kept and will be sent."},
		"recording_stalled_other":  {openCard(recording(leeID, lee, approvals.Deny, true)), "Recording… IdentityIQ is not answering. Lee Quinn's decision is kept and will be sent."},
		"approved":                 {openCard(waiting(2), ended(approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: lee, Here: true, Comment: "Fine for the close"})), "Approved by Lee Quinn"},
		"denied":                   {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeDenied, By: lee, Here: true, Comment: "Not in <her> team"})), "Denied by Lee Quinn"},
		"approved_elsewhere":       {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: lee})), "Approved by Lee Quinn in IdentityIQ"},
		"denied_elsewhere_unnamed": {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeDenied})), "Denied in IdentityIQ"},
		"mixed":                    {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeMixed, By: lee, Approved: 2, Denied: 1})), "Decided by Lee Quinn in IdentityIQ: 2 approved, 1 denied"},
		"mixed_here": {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeMixed, By: lee, Here: true, Approved: 2, Denied: 1})),
			"Decided by Lee Quinn: 2 approved, 1 denied"},
		"completed":           {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeCompleted})), "Completed in IdentityIQ"},
		"expired":             {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeExpired})), "Expired"},
		"canceled":            {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeCanceled})), "Canceled"},
		"returned":            {openCard(ended(approvals.OutcomeView{Outcome: approvals.OutcomeReturned})), "Returned in IdentityIQ"},
		"forwarded":           {openCard(func(v *approvals.CardView) { v.Phase = approvals.PhaseForwarded }), "Forwarded"},
		"forwarded_to":        {openCard(func(v *approvals.CardView) { v.Phase, v.ForwardedTo = approvals.PhaseForwarded, "Kim Ito" }), "Forwarded to Kim Ito"},
		"not_yours":           {openCard(func(v *approvals.CardView) { v.Phase = approvals.PhaseNotYours }), "No longer yours to decide"},
		"unlinked":            {openCard(func(v *approvals.CardView) { v.Phase = approvals.PhaseUnlinked }), "No longer yours to decide"},
		"newer_copy":          {openCard(func(v *approvals.CardView) { v.Phase = approvals.PhaseNewer }), "There is a newer copy of this card below."},
		"not_recorded":        {openCard(func(v *approvals.CardView) { v.Phase = approvals.PhaseNotRecorded }), "Not recorded. Decide in IdentityIQ."},
		"link_only_signature": {openCard(linkOnly(approvals.LinkOnlySignature)), "Decide in IdentityIQ: this one needs your electronic signature."},
		"link_only_self":      {openCard(linkOnly(approvals.LinkOnlySelf)), "Decide in IdentityIQ: you asked for this yourself, or it is for you."},
		"link_only_unknown":   {openCard(linkOnly(approvals.LinkOnlyUnknown)), "Decide in IdentityIQ: IdentityIQ does not say for certain who asked for this, and for whom."},
		"link_only_not_whole": {openCard(linkOnly(approvals.LinkOnlyNotWhole)),
			"Decide in IdentityIQ: not all of it could be read here."},
		"link_only_trial": {openCard(linkOnly(approvals.LinkOnlyTrial)),
			"Decide in IdentityIQ: during this trial the bot only shows what waits."},
		"link_only_type": {openCard(lines(), linkOnly(approvals.LinkOnlyType), func(v *approvals.CardView) {
			v.Item.Type = approvals.TypeForm
		}), "Decide in IdentityIQ: there is a form to fill in."},
		"hostile_ended": {openCard(hostile, ended(approvals.OutcomeView{
			Outcome: approvals.OutcomeDenied, By: hostileWords, Comment: strings.Repeat(hostileWords, 100), Here: true,
		})), "Denied by "},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Card(c.view)
			goldenMessage(t, "card_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says)
			contains(t, m.Text, cutText(escapeMrkdwn(c.says), 100))
			for _, l := range labels(t, m.Blocks) {
				if strings.HasPrefix(l, "Approve") || strings.HasPrefix(l, "Deny") {
					t.Errorf("got a button %q, want none that decides", l)
				}
			}
		})
	}
}

func TestNothingIsClaimedBeforeIIQSaidSo(t *testing.T) {
	t.Parallel()
	for _, stalled := range []bool{false, true} {
		for _, verdict := range []approvals.Verdict{approvals.Approve, approvals.Deny} {
			m := Card(openCard(recording(samID, "Sam Okoye", verdict, stalled)))
			for _, claim := range []string{"Approved", "Denied"} {
				if strings.Contains(wordsOf(t, m.Blocks)+m.Text, claim) {
					t.Errorf("%s, stalled %v: got a card that says %q, want none that claims it", verdict, stalled, claim)
				}
			}
		}
	}
}

func TestFallbackTellsWhatByWhomForWhom(t *testing.T) {
	t.Parallel()
	own := Card(openCard(ownRequest, lines(role("Ledger Reader"))))
	contains(t, own.Text, "Dana Reyes asks for a role.", "Add Ledger Reader (role, IIQ)", "For Dana Reyes.", "Work item 1234.")
	other := Card(openCard())
	contains(t, other.Text, "Lee Quinn asks for access for Dana Reyes.", "Add GL read-only (Active Directory)",
		"Due 18 Nov 2026 09:00 UTC.")
}

func TestBlockIDsAreNewWithEachVersion(t *testing.T) {
	t.Parallel()
	before, after := Card(openCard()), Card(openCard(func(v *approvals.CardView) { v.Want++ }))
	for i := range before.Blocks {
		if before.Blocks[i].ID() == after.Blocks[i].ID() {
			t.Errorf("block %d: got the id %q again, want a new one", i, before.Blocks[i].ID())
		}
	}
}

func TestApproveAsksBackOnlyWithWarnings(t *testing.T) {
	t.Parallel()
	if c := ConfirmFor(openCard()); c != nil {
		t.Errorf("without a warning: got the question %q, want none", c.Text.Text)
	}
	warned := openCard(func(v *approvals.CardView) {
		v.Item.Violations = []string{"x"}
		v.Item.Due = fixtureNow.Add(-time.Hour)
	})
	c := ConfirmFor(warned)
	if c == nil {
		t.Fatal("with warnings: got no question, want one")
	}
	contains(t, c.Text.Text, "Policy violation", "Overdue")
	warned.CommentOnApprove = true
	if strings.Contains(string(jsonOf(t, Card(warned).Blocks)), `"confirm"`) {
		t.Error("got a question, want none: a modal that names the warnings follows")
	}
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("got:\n%s\nwant in it: %q", text, p)
		}
	}
}
