package approvals

import (
	"encoding/hex"
	"testing"
	"time"
)

func TestOutcomeReadsLinesBeforeTheItem(t *testing.T) {
	t.Parallel()
	lines := func(states ...ItemState) []ApprovalItem {
		out := make([]ApprovalItem, len(states))
		for i, s := range states {
			out[i].State = s
		}
		return out
	}
	for _, c := range []struct {
		name  string
		state ItemState
		lines []ApprovalItem
		want  Outcome
	}{
		{"finished without lines is approved", StateFinished, nil, OutcomeApproved},
		{"rejected without lines is denied", StateRejected, nil, OutcomeDenied},
		{"finished with all lines rejected is denied", StateFinished, lines(StateRejected, StateRejected), OutcomeDenied},
		{"finished with all lines finished is approved", StateFinished, lines(StateFinished, StateFinished), OutcomeApproved},
		{"both is mixed", StateFinished, lines(StateFinished, StateRejected), OutcomeMixed},
		{"lines without a state say nothing", StateRejected, lines("", ""), OutcomeDenied},
		{"one line with a state speaks for the item", StateFinished, lines("", StateRejected), OutcomeDenied},
		{"rejected is never approved by its lines", StateRejected, lines(StateFinished), OutcomeDenied},
		{"expired is not denied, whatever the lines say", StateExpired, lines(StateRejected), OutcomeExpired},
		{"canceled", StateCanceled, nil, OutcomeCanceled},
		{"returned", StateReturned, nil, OutcomeReturned},
		{"nothing said is completed", "", nil, OutcomeCompleted},
		{"pending is no outcome", StatePending, nil, OutcomeCompleted},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, _, _ := OutcomeOf(c.state, c.lines); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLinkOnly(t *testing.T) {
	t.Parallel()
	sam := Identity{ID: "sam", Name: "Sam.Okoye"}
	item := WorkItem{Type: TypeApproval, Requester: Ref{ID: "lee", Name: "Lee.Quinn"}, Target: Ref{ID: "dana", Name: "Dana.Reyes"}}
	for _, c := range []struct {
		name   string
		policy Policy
		change func(*WorkItem)
		want   LinkOnlyReason
	}{
		{"somebody else's request", Policy{}, func(*WorkItem) {}, ""},
		{"one's own request", Policy{}, func(w *WorkItem) { w.Requester = Ref{ID: "sam", Name: "x"} }, LinkOnlySelf},
		{"access for oneself", Policy{}, func(w *WorkItem) { w.Target = Ref{ID: "sam"} }, LinkOnlySelf},
		{"oneself by name alone, in another case", Policy{}, func(w *WorkItem) { w.Requester = Ref{Name: "sam.OKOYE"} }, LinkOnlySelf},
		{"the same name with another id is somebody else", Policy{},
			func(w *WorkItem) { w.Requester = Ref{ID: "other", Name: "Sam.Okoye"} }, ""},
		{"nobody known may be oneself", Policy{}, func(w *WorkItem) { w.Requester, w.Target = Ref{}, Ref{} }, LinkOnlyUnknown},
		{"a target that is missing may be oneself", Policy{}, func(w *WorkItem) { w.Target = Ref{} }, LinkOnlyUnknown},
		{"a requester whom nobody knows may be oneself", Policy{},
			func(w *WorkItem) { w.Requester = Ref{Name: "S. Okoye"} }, LinkOnlyUnknown},
		{"allowed by setting", Policy{AllowSelf: true}, func(w *WorkItem) { w.Requester = Ref{ID: "sam"} }, ""},
		{"nobody known, allowed by setting", Policy{AllowSelf: true}, func(w *WorkItem) { w.Requester, w.Target = Ref{}, Ref{} }, ""},
		{"a signature is demanded whatever the settings", Policy{AllowSelf: true}, func(w *WorkItem) { w.Signature = true },
			LinkOnlySignature},
		{"not read whole, whatever the settings", Policy{AllowSelf: true}, func(w *WorkItem) { w.Unread = []Gap{GapLine} },
			LinkOnlyNotWhole},
		{"not read whole, and one's own", Policy{}, func(w *WorkItem) { w.Unread, w.Requester = []Gap{GapText}, Ref{ID: "sam"} }, LinkOnlyNotWhole},
		{"a trial that only reads, whatever the settings", Policy{AllowSelf: true, ReadOnly: true}, func(*WorkItem) {}, LinkOnlyTrial},
		{"a form in a trial is told as a form", Policy{ReadOnly: true}, func(w *WorkItem) { w.Type = TypeForm }, LinkOnlyType},
		{"a form is no approval", Policy{AllowSelf: true}, func(w *WorkItem) { w.Type = TypeForm }, LinkOnlyType},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := item
			c.change(&w)
			if got := c.policy.LinkOnly(w, sam); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if r := c.policy.Judge(w, sam, Approve, "Because."); (r != nil) != (c.want != "") {
				t.Errorf("a decision on what is link only for %q is judged %v", c.want, r)
			}
		})
	}
}

func TestStandingOfSlackUsers(t *testing.T) {
	t.Parallel()
	ws := Workspace{TeamID: "T1"}
	org := Workspace{TeamID: "T1", EnterpriseID: "E1"}
	member := SlackUser{ID: "U1", HomeTeamID: "T1"}
	for _, c := range []struct {
		name   string
		ws     Workspace
		change func(*SlackUser)
		want   RefusalCode
	}{
		{"full member", ws, func(*SlackUser) {}, ""},
		{"guest", ws, func(u *SlackUser) { u.Guest = true }, RefusedGuest},
		{"bot", ws, func(u *SlackUser) { u.Bot = true }, RefusedBot},
		{"Slackbot, which is not marked as a bot", ws, func(u *SlackUser) { u.ID = "USLACKBOT" }, RefusedBot},
		{"deactivated", ws, func(u *SlackUser) { u.Deleted = true }, RefusedDeactivated},
		{"stranger", ws, func(u *SlackUser) { u.Stranger = true }, RefusedForeign},
		{"another team", ws, func(u *SlackUser) { u.HomeTeamID = "T2" }, RefusedForeign},
		{"no team told", ws, func(u *SlackUser) { u.HomeTeamID = "" }, RefusedForeign},
		{"another team's user who names our organisation, without ours having one", ws, func(u *SlackUser) { u.HomeTeamID, u.EnterpriseID, u.Teams = "T2", "E1", []string{"T1"} }, RefusedForeign},
		{"another workspace of our organisation, member of ours", org, func(u *SlackUser) { u.HomeTeamID, u.EnterpriseID, u.Teams = "T2", "E1", []string{"T2", "T1"} }, ""},
		{"another workspace of our organisation, not in ours", org, func(u *SlackUser) { u.HomeTeamID, u.EnterpriseID, u.Teams = "T2", "E1", []string{"T2"} }, RefusedForeign},
		{"another organisation", org, func(u *SlackUser) { u.HomeTeamID, u.EnterpriseID, u.Teams = "T2", "E2", []string{"T1"} }, RefusedForeign},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			u := member
			c.change(&u)
			err := c.ws.Standing(u)
			r, refused := AsRefusal(err)
			if (c.want != "") != refused || (refused && r.Code != c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if ws := (Workspace{}); ws.Standing(SlackUser{ID: "U1"}) == nil {
		t.Error("a workspace that nobody told of takes a user whose team nobody told of")
	}
}

func TestActiveNeedsToBeKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		i    Identity
		want bool
	}{
		{Identity{ActivityKnown: true}, true},
		{Identity{}, false},
		{Identity{ActivityKnown: true, Inactive: true}, false},
		{Identity{ActivityKnown: true, Workgroup: true}, false},
	} {
		if got := c.i.Active(); got != c.want {
			t.Errorf("%+v is active: %v, want %v", c.i, got, c.want)
		}
	}
}

func TestCommentsAreDemandedBySettings(t *testing.T) {
	t.Parallel()
	who := Identity{ID: "sam"}
	item := WorkItem{Type: TypeApproval, Requester: Ref{ID: "lee"}, Target: Ref{ID: "dana"}}
	for _, c := range []struct {
		name    string
		policy  Policy
		verdict Verdict
		comment string
		want    RefusalCode
	}{
		{"deny without a reason", Policy{DenyComment: true}, Deny, "", RefusedNoComment},
		{"deny with a reason", Policy{DenyComment: true}, Deny, "no", ""},
		{"approve is not meant", Policy{DenyComment: true}, Approve, "", ""},
		{"approve without a comment", Policy{ApproveComment: true}, Approve, "", RefusedNoComment},
		{"deny is not meant", Policy{ApproveComment: true}, Deny, "", ""},
		{"approve where IdentityIQ wants words", Policy{}.Demanding(CommentDemands{Approve: true}), Approve, "", RefusedNoComment},
		{"deny where IdentityIQ wants words", Policy{}.Demanding(CommentDemands{Deny: true}), Deny, "", RefusedNoComment},
		{"it wants them of approvals alone", Policy{}.Demanding(CommentDemands{Approve: true}), Deny, "", ""},
		{"it wants none, and the settings do", Policy{DenyComment: true}.Demanding(CommentDemands{}), Deny, "", RefusedNoComment},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := c.policy.Judge(item, who, c.verdict, c.comment)
			if (r == nil) != (c.want == "") || (r != nil && r.Code != c.want) {
				t.Errorf("got %v, want %q", r, c.want)
			}
		})
	}
}

func TestSentCommentEndsWithWhoAndWhere(t *testing.T) {
	t.Parallel()
	if got := SentComment("", "Sam Okoye"); got != "(Sam Okoye, in Slack)" {
		t.Errorf(`without words: %q, want "(Sam Okoye, in Slack)"`, got)
	}
	if got := SentComment("Not now.", "Sam Okoye"); got != "Not now. (Sam Okoye, in Slack)" {
		t.Errorf(`with words: %q, want "Not now. (Sam Okoye, in Slack)"`, got)
	}
}

func TestContentHashIgnoresWhatNoCardTells(t *testing.T) {
	t.Parallel()
	base := WorkItem{ID: "1", Owner: Ref{ID: "sam"}, Lines: []ApprovalItem{{ID: "l", Value: "v"}}, Modified: time.Unix(1, 0)}
	same := base
	same.Modified, same.Described = time.Unix(9, 0), true
	same.Lines = []ApprovalItem{{ID: "l", Value: "v", Description: "read by id", State: StateFinished}}
	if string(ContentHash(base)) != string(ContentHash(same)) {
		t.Error("stamps, descriptions and states of lines make another card")
	}
	other := base
	other.Owner = Ref{ID: "lee"}
	if string(ContentHash(base)) == string(ContentHash(other)) {
		t.Error("another owner makes no other card")
	}
}

// What version 0.1.0 stored and showed of an item that it had read whole has these hashes: with others each version would take
// what the other wrote for a change, and clicks on its cards would be refused.
func TestHashesOfTheVersionBefore(t *testing.T) {
	t.Parallel()
	w := WorkItem{ID: "i1", Number: "7", Type: TypeApproval, Level: "High", Description: "Words",
		Owner:     Ref{ID: "o", Name: "O", Display: "Oo"},
		Requester: Ref{Name: "lee"}, Target: Ref{ID: "d", Name: "dana"}, RequestName: "R1", Justification: "Why",
		Violations: []string{"SoD"}, Signature: true,
		Created: time.UnixMilli(1767000000000).UTC(), Due: time.UnixMilli(1767604800000).UTC(), ForwardedBy: "nora", Described: true,
		Unjudged: true,
		Lines: []ApprovalItem{{ID: "l1", Operation: "Add", Application: "AD", Name: "memberOf", Value: "a, b", DisplayName: "Group",
			DisplayValue:   "A and B",
			NativeIdentity: "CN=Dana", Description: "Told by id", Comment: "Why", Privileged: true, State: StatePending}}}
	if got := hex.EncodeToString(ContentHash(w)); got != "5e3024da2c22074f074f5a56cf58c91afc332312ce0ef911b3bf33455237f8be" {
		t.Errorf("the content has the hash %s, want %q", got, "5e3024da2c22074f074f5a56cf58c91afc332312ce0ef911b3bf33455237f8be")
	}
	if got := hex.EncodeToString(RequestDigest(w)); got != "02ce6f54c06cad517f2de1089d4456697cc4cebb8d2cb9e576acc20c45752123" {
		t.Errorf("what is asked for has the hash %s, want %q", got, "02ce6f54c06cad517f2de1089d4456697cc4cebb8d2cb9e576acc20c45752123")
	}
}

func TestWhatSaysItInAFewWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		w    WorkItem
		want string
	}{
		{WorkItem{Description: "A form"}, "A form"},
		{WorkItem{Lines: []ApprovalItem{{Operation: "Add", Application: "IIQ", Name: "assignedRoles", DisplayValue: "Ledger Reader"}}},
			"Add Ledger Reader"},
		{WorkItem{Lines: []ApprovalItem{{Operation: "Remove", Application: "SAP", Value: "GL"}, {}, {}}}, "Remove GL (SAP)"},
	} {
		if got := What(c.w); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
