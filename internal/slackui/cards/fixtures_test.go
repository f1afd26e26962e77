package cards

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

var (
	fixtureNow  = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	fixtureCard = uuid.MustParse("0b7c1d9e-6a53-4c1f-9a57-3f6a2f1c8d01")
)

const (
	itemID  = "7f00000197a1b2c3d4e5f60718293a4b"
	danaID  = "7f0000019000aaaabbbbccccddddeeee"
	leeID   = "7f00000190009999888877776666555f"
	samID   = "7f0000019000111122223333444455aa"
	itemURL = "https://iiq.example.com/identityiq/ui/rest/redirect?rp1=/workitem/commonWorkItem.jsf&rp2=commonWorkItem/" + itemID
)

func role(name string) approvals.ApprovalItem {
	return approvals.ApprovalItem{
		ID: "11aa22bb33cc44dd55ee66ff77008899", Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: name,
		DisplayName: "Role", DisplayValue: name, Description: "Can read the general ledger",
	}
}

func group(name string) approvals.ApprovalItem {
	return approvals.ApprovalItem{
		ID: "22bb33cc44dd55ee66ff7700889911aa", Application: "Active Directory", Operation: "Add", Name: "memberOf",
		Value: "CN=" + name + ",OU=Groups,DC=ex,DC=com", DisplayValue: name,
		NativeIdentity: "CN=Dana Reyes,OU=Staff,DC=ex,DC=com", Description: "Members of " + name,
	}
}

func removed(l approvals.ApprovalItem) approvals.ApprovalItem {
	l.Operation = "Remove"
	return l
}

// openCard is Lee Quinn's request of one group for Dana Reyes, as Sam Okoye sees it; with changes, if any.
func openCard(changes ...func(*approvals.CardView)) approvals.CardView {
	v := approvals.CardView{
		CardID: fixtureCard, Want: 3, Phase: approvals.PhaseOpen,
		Viewer: approvals.Identity{ID: samID, Name: "Sam.Okoye", Display: "Sam Okoye"},
		Item: approvals.WorkItem{
			ID: itemID, Number: "1234", Type: approvals.TypeApproval, Level: "Normal", RequestName: "0000000777",
			Description:   "Owner Approval - Account Changes for User: Dana.Reyes",
			Owner:         approvals.Ref{ID: samID, Name: "Sam.Okoye"},
			Requester:     approvals.Ref{ID: leeID, Name: "Lee.Quinn"},
			Target:        approvals.Ref{ID: danaID, Name: "Dana.Reyes", Display: "Dana Reyes"},
			Justification: "Dana takes over the quarter close from Kim.",
			Lines:         []approvals.ApprovalItem{group("GL read-only")},
			Created:       fixtureNow.Add(-2 * time.Hour), Due: fixtureNow.Add(48 * time.Hour),
		},
		Requester:   approvals.PersonView{Name: "Lee Quinn", Department: "Finance"},
		Target:      approvals.PersonView{Name: "Dana Reyes", Department: "Accounting", Manager: "Kim Ito"},
		WorkItemURL: itemURL, CommentOnDeny: true, Now: fixtureNow,
	}
	for _, c := range changes {
		c(&v)
	}
	return v
}

func lines(l ...approvals.ApprovalItem) func(*approvals.CardView) {
	return func(v *approvals.CardView) { v.Item.Lines = l }
}

// ownRequest makes the request one by its own target.
func ownRequest(v *approvals.CardView) {
	v.Item.Requester, v.Requester = v.Item.Target, v.Target
}

func manyLines(n int) []approvals.ApprovalItem {
	all := make([]approvals.ApprovalItem, n)
	for i := range all {
		all[i] = group(fmt.Sprintf("Project %02d", i+1))
	}
	return all
}

func waiting(n int) func(*approvals.CardView) {
	return func(v *approvals.CardView) { v.Waiting, v.NextDue = n, fixtureNow.Add(24*time.Hour) }
}

const hostileWords = "<!channel> <@U012AB3CD> <https://evil.example|click> & *bold* :tada: @here \u202egnp.exe\u202c \u2066x " +
	"مدير النظام 👩‍👩‍👧‍👦 🇬🇧 Z̷̸̡̢̧̨̛̖̗̘̙̜̝̞̟̠̣̤̥̦̩̪̫̬̭̮̯̰̱̲̳̹̺̻̼ "

func hostile(v *approvals.CardView) {
	long := strings.Repeat(hostileWords+"\n", 40)
	v.Requester = approvals.PersonView{Name: "Mallory\n<!here> " + long, Department: long, Manager: long}
	v.Target = approvals.PersonView{Name: "مدير النظام"}
	v.Item.Requester = approvals.Ref{Name: long}
	v.Item.Level = "<!everyone>"
	v.Item.Number = "000<b>" + long
	v.Item.Justification = long
	v.Item.Violations = []string{long, "second", "third", "fourth"}
	v.Why = approvals.WhyYou{Workgroup: "Group " + long, ForwardedBy: long}
	for range 9 {
		v.Item.Comments = append(v.Item.Comments, approvals.Comment{Author: long, At: fixtureNow, Text: long, Line: 1 << 40})
	}
	v.Item.OlderComments = 1 << 40
	v.Item.Lines = nil
	for range 7 {
		v.Item.Lines = append(v.Item.Lines, approvals.ApprovalItem{
			Operation: "Remove", Application: long, Name: long, Value: long, DisplayValue: long, DisplayName: long,
			NativeIdentity: long, Description: long, Comment: long, Privileged: true,
			State: approvals.ItemState(long), Start: fixtureNow, End: fixtureNow.AddDate(0, 3, 0),
		})
	}
}

func recording(decider, name string, verdict approvals.Verdict, stalled bool) func(*approvals.CardView) {
	return func(v *approvals.CardView) {
		v.Phase = approvals.PhaseRecording
		v.Decision = &approvals.DecisionView{
			Verdict: verdict, State: approvals.DecisionRecording, DeciderID: decider, DeciderName: name,
			ClickedAt: fixtureNow,
		}
		if stalled {
			v.Decision.Trouble.Kind = approvals.TroubleAway
		}
	}
}

// troubled goes behind recording: what is wrong with IIQ meanwhile.
func troubled(kind approvals.IIQTroubleKind, sentence string) func(*approvals.CardView) {
	return func(v *approvals.CardView) {
		v.Decision.Trouble = approvals.IIQTrouble{Kind: kind, Sentence: sentence}
	}
}

func ended(o approvals.OutcomeView) func(*approvals.CardView) {
	return func(v *approvals.CardView) {
		o.At = fixtureNow.Add(-time.Minute)
		v.Phase, v.Ended = approvals.PhaseEnded, o
	}
}

func linkOnly(r approvals.LinkOnlyReason) func(*approvals.CardView) {
	return func(v *approvals.CardView) { v.Phase, v.LinkOnly = approvals.PhaseLinkOnly, r }
}
