package cards

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

func drawLine(t *rapid.T) approvals.ApprovalItem {
	s := anyText()
	return approvals.ApprovalItem{
		Application: s.Draw(t, "application"), Operation: rapid.SampledFrom([]string{"Add", "Remove", "Disable", "Set", "",
			"<!here>"}).Draw(t, "op"),
		Name: s.Draw(t, "name"), Value: s.Draw(t, "value"), DisplayName: s.Draw(t, "kind"), DisplayValue: s.Draw(t, "shown"),
		NativeIdentity: s.Draw(t, "native"), Description: s.Draw(t, "description"), Comment: s.Draw(t, "comment"),
		Privileged: rapid.Bool().Draw(t, "privileged"),
		State: rapid.SampledFrom([]approvals.ItemState{"", approvals.StatePending, approvals.StateFinished, approvals.StateRejected,
			approvals.ItemState(s.Draw(t, "state"))}).Draw(t, "line state"),
		Start: drawTime(t, "start"), End: drawTime(t, "end"),
	}
}

func drawTime(t *rapid.T, name string) time.Time {
	return rapid.SampledFrom([]time.Time{
		{}, fixtureNow, fixtureNow.Add(-time.Hour), time.Unix(-5, 0), time.UnixMilli(1 << 60), time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC),
	}).Draw(t, name)
}

func drawRef(t *rapid.T, name string) approvals.Ref {
	s := anyText()
	return approvals.Ref{
		ID: rapid.SampledFrom([]string{"", samID, danaID}).Draw(t, name+" id"), Name: s.Draw(t, name), Display: s.Draw(t, name+" display"),
	}
}

func drawPerson(t *rapid.T, name string) approvals.PersonView {
	s := anyText()
	return approvals.PersonView{Name: s.Draw(t, name), Department: s.Draw(t, name+" department"), Manager: s.Draw(t, name+" manager")}
}

func drawView(t *rapid.T) approvals.CardView {
	s := anyText()
	v := approvals.CardView{
		CardID: fixtureCard, Language: rapid.SampledFrom(approvals.Languages()).Draw(t, "language"), Want: rapid.Int64().Draw(t, "want"),
		Viewer: approvals.Identity{ID: samID},
		Phase: rapid.SampledFrom([]approvals.Phase{
			approvals.PhaseOpen, approvals.PhaseLinkOnly, approvals.PhaseRecording, approvals.PhaseEnded, approvals.PhaseForwarded,
			approvals.PhaseNotYours, approvals.PhaseNewer, approvals.PhaseUnlinked, approvals.PhaseNotRecorded, "", "new",
		}).Draw(t, "phase"),
		Item: approvals.WorkItem{
			ID: itemID, Number: s.Draw(t, "number"), Level: s.Draw(t, "level"), Description: s.Draw(t, "description"),
			Type:      rapid.SampledFrom([]approvals.ItemType{approvals.TypeApproval, approvals.TypeForm, "Odd"}).Draw(t, "type"),
			Requester: drawRef(t, "requester"), Target: drawRef(t, "target"), RequestName: s.Draw(t, "request"),
			Justification: s.Draw(t, "justification"), Violations: rapid.SliceOfN(s, 0, 6).Draw(t, "violations"),
			Created: drawTime(t, "created"), Due: drawTime(t, "due"),
		},
		Requester: drawPerson(t, "asker"), Target: drawPerson(t, "receiver"), LinkOnly: approvals.LinkOnlyReason(s.Draw(t, "link only")),
		Why:         approvals.WhyYou{Workgroup: s.Draw(t, "workgroup"), ForwardedBy: s.Draw(t, "forwarded by")},
		ForwardedTo: s.Draw(t, "forwarded to"), Batch: rapid.IntRange(0, 1<<40).Draw(t, "batch"),
		Waiting: rapid.IntRange(-1, 1<<40).Draw(t, "waiting"), NextDue: drawTime(t, "next due"),
		WorkItemURL:      rapid.SampledFrom([]string{itemURL, "", "javascript:alert(1)", "https://x.example/<b>", "://"}).Draw(t, "url"),
		CommentOnApprove: rapid.Bool().Draw(t, "comment on approve"), Now: fixtureNow,
		Ended: approvals.OutcomeView{
			Outcome: rapid.SampledFrom([]approvals.Outcome{
				approvals.OutcomeNone, approvals.OutcomeApproved, approvals.OutcomeMixed, approvals.OutcomeExpired, "odd",
			}).Draw(t, "outcome"),
			By: s.Draw(t, "by"), Comment: s.Draw(t, "end comment"), At: drawTime(t, "at"), Here: rapid.Bool().Draw(t, "here"),
		},
	}
	for n := range rapid.IntRange(0, 8).Draw(t, "lines") {
		l := drawLine(t)
		l.ID = strconv.Itoa(n)
		v.Item.Lines = append(v.Item.Lines, l)
	}
	for range rapid.IntRange(0, 6).Draw(t, "comments") {
		v.Item.Comments = append(v.Item.Comments, approvals.Comment{Author: s.Draw(t, "author"), At: drawTime(t, "written"),
			Text: s.Draw(t, "comment"), Line: rapid.IntRange(0, 9).Draw(t, "line")})
	}
	v.Item.OlderComments = rapid.IntRange(0, 1<<40).Draw(t, "older comments")
	v.Context = drawContext(t, v.Item.Lines, s)
	if rapid.Bool().Draw(t, "decided") {
		v.Decision = &approvals.DecisionView{
			DeciderID: rapid.SampledFrom([]string{samID, danaID}).Draw(t, "decider"), DeciderName: s.Draw(t, "decider name"),
			Verdict: approvals.Deny, Trouble: drawTrouble(t), ClickedAt: drawTime(t, "clicked"),
		}
	}
	return v
}

func drawTrouble(t *rapid.T) approvals.IIQTrouble {
	kinds := append(approvals.IIQTroubleKinds(), approvals.TroubleNone)
	return approvals.IIQTrouble{Kind: rapid.SampledFrom(kinds).Draw(t, "trouble"), Sentence: anyText().Draw(t, "sentence")}
}

// Whatever IIQ tells, Slack takes what we send, and nothing in it is markup.
func TestSlackTakesWhateverIIQTells(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := drawView(t)
		checkMessage(t, Card(v))
		checkMessage(t, GivenUpNote(v, drawTrouble(t)))
		checkModal(t, DetailsModal(v, rapid.IntRange(-1, 5).Draw(t, "page")))
		meta := DecideMeta{WorkItemID: itemID, ResponseURL: anyText().Draw(t, "response url")}
		checkModal(t, DecideModalRefilled(v, approvals.Deny, meta, anyText().Draw(t, "typed")))
		checkMessage(t, HelpAnswer(approvals.English, anyText().Draw(t, "asked")))
	})
}

func drawRow(t *rapid.T) approvals.Row {
	s := anyText()
	return approvals.Row{
		WorkItemID: itemID, Number: s.Draw(t, "number"), Requester: s.Draw(t, "requester"), Target: s.Draw(t, "target"),
		Phase: rapid.SampledFrom([]approvals.Phase{
			approvals.PhaseOpen, approvals.PhaseLinkOnly, approvals.PhaseRecording, approvals.PhaseNotRecorded,
		}).Draw(t, "phase"),
		Start: drawTime(t, "start"), End: drawTime(t, "end"), Comments: rapid.IntRange(0, 9).Draw(t, "comments"),
		Decided:   rapid.IntRange(0, 9).Draw(t, "decided lines"),
		FactsMark: rapid.SampledFrom([]string{"", "u7_Gq8ExampleMark-Zq7Qx"}).Draw(t, "facts"),
		What:      s.Draw(t, "what"), Level: s.Draw(t, "level"), Due: drawTime(t, "due"), WorkItemURL: itemURL,
		Warnings: rapid.SliceOfN(rapid.SampledFrom([]approvals.Warning{
			approvals.WarnViolation, approvals.WarnPrivileged, approvals.WarnSelf, approvals.WarnOverdue, "odd",
		}), 0, 12).Draw(t, "warnings"),
		Decision: &approvals.DecisionView{DeciderID: danaID, DeciderName: s.Draw(t, "decider")},
	}
}

func TestSlackTakesWhateverWaits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := anyText()
		p := page(nil, rapid.IntRange(0, 50).Draw(t, "offset"), rapid.IntRange(0, 1000).Draw(t, "total"))
		p.Language = rapid.SampledFrom(approvals.Languages()).Draw(t, "language")
		p.Stale, p.AsOf = rapid.Bool().Draw(t, "stale"), drawTime(t, "as of")
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			p.Rows = append(p.Rows, drawRow(t))
			p.Done = append(p.Done, approvals.DoneRow{
				Number: s.Draw(t, "done number"), Target: s.Draw(t, "done for"), What: s.Draw(t, "done"), At: drawTime(t, "done at"),
			})
		}
		checkMessage(t, ListAnswer(p, answers.ListPending))
		checkHome(t, HomeView(p))
	})
}

// drawContext makes what IIQ might know of an item with these lines.
func drawContext(t *rapid.T, lines []approvals.ApprovalItem, s *rapid.Generator[string]) approvals.ItemContext {
	var c approvals.ItemContext
	for _, l := range lines {
		if rapid.Bool().Draw(t, "nothing is known of the line") {
			continue
		}
		c.Lines = append(c.Lines, approvals.LineContext{LineID: l.ID, Description: s.Draw(t, "described"), Owner: s.Draw(t, "owner"),
			Classifications: rapid.SliceOfN(s, 0, 5).Draw(t, "classifications"), Privileged: rapid.Bool().Draw(t, "privileged"),
			Risk: &approvals.Risk{Score: rapid.IntRange(0, 1<<40).Draw(t, "score"), Band: s.Draw(t, "band")},
			Peers: &approvals.Peers{Scope: rapid.SampledFrom([]approvals.PeerScope{approvals.PeersOfManager, approvals.PeersOfDepartment,
				"odd"}).Draw(t, "scope"), Have: rapid.IntRange(0, 9).Draw(t, "have"), Of: rapid.IntRange(0, 9).Draw(t, "of")},
			Recommendation: &approvals.Recommendation{Approve: rapid.Bool().Draw(t, "approve"),
				Reasons: rapid.SliceOfN(s, 0, 5).Draw(t, "reasons")}})
	}
	for range rapid.IntRange(0, 3).Draw(t, "steps") {
		c.Chain = append(c.Chain, approvals.ChainStep{By: s.Draw(t, "decided by"), Owner: s.Draw(t, "in place of"),
			At:      drawTime(t, "decided"),
			State:   rapid.SampledFrom([]approvals.ItemState{approvals.StateFinished, approvals.StateRejected}).Draw(t, "decided as"),
			Comment: s.Draw(t, "their words")})
		c.Attachments = append(c.Attachments, approvals.Attachment{Name: s.Draw(t, "file"), Bytes: rapid.Int64Min(0).Draw(t, "bytes")})
		c.Forwarded = append(c.Forwarded, approvals.Forwarding{From: s.Draw(t, "from"), To: s.Draw(t, "to"),
			Comment: s.Draw(t, "with words"), At: drawTime(t, "given on")})
		c.Comments = append(c.Comments, approvals.Comment{Author: s.Draw(t, "remark by"), Text: s.Draw(t, "remark")})
	}
	c.Waiting, c.Assignee = rapid.SliceOfN(s, 0, 5).Draw(t, "waiting"), s.Draw(t, "assignee")
	return c
}
