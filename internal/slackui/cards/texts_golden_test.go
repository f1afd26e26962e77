package cards

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// speaking gives a card in a language.
func speaking(l approvals.Language, changes ...func(*approvals.CardView)) approvals.CardView {
	v := openCard(changes...)
	v.Language = l
	return v
}

// everyCard has a card of each phase and sort.
func everyCard(l approvals.Language) map[string]Message {
	decided := func(o approvals.Outcome, by string, here bool) func(*approvals.CardView) {
		return ended(approvals.OutcomeView{Outcome: o, By: by, Here: here, Comment: "Gut.", Approved: 2, Denied: 1})
	}
	forwarded := func(v *approvals.CardView) { v.Phase, v.ForwardedTo = approvals.PhaseForwarded, "Kim Ito" }
	phase := func(p approvals.Phase) func(*approvals.CardView) {
		return func(v *approvals.CardView) { v.Phase = p }
	}
	kind := func(k approvals.ItemType) func(*approvals.CardView) {
		return func(v *approvals.CardView) {
			v.Item.Type, v.Item.Lines, v.Phase, v.LinkOnly = k, nil, approvals.PhaseLinkOnly, approvals.LinkOnlyType
		}
	}
	review := func(v *approvals.CardView) {
		v.Item.Type, v.Item.Lines, v.Item.Description = approvals.TypeCertification, nil, "Q4 Finance"
		v.Review = &approvals.ReviewProgress{Total: 20, Done: 3, Delegated: 1}
		v.Phase, v.LinkOnly = approvals.PhaseLinkOnly, approvals.LinkOnlyType
	}
	warned := func(v *approvals.CardView) {
		v.Item.Violations, v.Item.Due, v.Item.Level = []string{"SoD 7", "SoD 8"}, fixtureNow.Add(-time.Hour), "High"
		v.Item.Lines[0].Privileged = true
	}
	team := func(v *approvals.CardView) { v.Why = approvals.WhyYou{Workgroup: "Finance", ForwardedBy: "Kim Ito"} }
	all := map[string]Message{}
	for name, changes := range map[string][]func(*approvals.CardView){
		"open": {waiting(3)}, "roles": {lines(role("Ledger Reader"), role("Auditor")), ownRequest},
		"removal":     {lines(removed(group("GL")))},
		"mixed lines": {lines(group("A"), removed(group("B")))}, "many lines": {lines(manyLines(12)...)}, "warned": {warned},
		"workgroup": {team},
		"context":   {everything}, "context, peers": {knowing(peers(approvals.PeersOfManager, 7, 9), owned("Kim Lee"), advice(true))},
		"context, around": {knowing(peers(approvals.PeersOfDepartment, 1, 9)), before(approvals.StateFinished, "", ""), waitingFor("Kim Lee")},
		"batch":           {func(v *approvals.CardView) { v.Batch = 12 }}, "form": {kind(approvals.TypeForm)},
		"sign-off":         {kind(approvals.TypeSignoff)},
		"recording mine":   {recording(samID, "Sam Okoye", approvals.Approve, false)},
		"stalled":          {recording(samID, "Sam Okoye", approvals.Deny, true)},
		"an error":         {recording(samID, "Sam Okoye", approvals.Deny, true), troubled(approvals.TroubleError, "Locked")},
		"an error other":   {recording(leeID, "Lee Quinn", approvals.Deny, true), troubled(approvals.TroubleError, "")},
		"no account":       {recording(samID, "Sam Okoye", approvals.Deny, true), troubled(approvals.TroubleAccount, "")},
		"a proxy":          {recording(leeID, "Lee Quinn", approvals.Deny, true), troubled(approvals.TroubleProxy, "")},
		"recording other":  {recording(leeID, "Lee Quinn", approvals.Deny, false)},
		"approved":         {decided(approvals.OutcomeApproved, "Lee Quinn", true)},
		"denied elsewhere": {decided(approvals.OutcomeDenied, "Lee Quinn", false)},
		"mixed":            {decided(approvals.OutcomeMixed, "Lee Quinn", false)},
		"mixed here":       {decided(approvals.OutcomeMixed, "Lee Quinn", true)},
		"completed":        {decided(approvals.OutcomeCompleted, "", false)}, "expired": {decided(approvals.OutcomeExpired, "", false)},
		"canceled": {decided(approvals.OutcomeCanceled, "", false)}, "returned": {decided(approvals.OutcomeReturned, "", false)},
		"forwarded": {forwarded}, "not yours": {phase(approvals.PhaseNotYours)},
		"newer copy": {phase(approvals.PhaseNewer)}, "not recorded": {phase(approvals.PhaseNotRecorded)},
		"signature": {linkOnly(approvals.LinkOnlySignature)}, "self": {linkOnly(approvals.LinkOnlySelf)},
		"not whole": {linkOnly(approvals.LinkOnlyNotWhole)}, "trial": {linkOnly(approvals.LinkOnlyTrial)}, "review": {review},
	} {
		all["card, "+name] = Card(speaking(l, changes...))
	}
	for _, kind := range append(approvals.IIQTroubleKinds(), approvals.TroubleNone) {
		all["note, given up, "+string(kind)] = GivenUpNote(speaking(l, recording(samID, "Sam Okoye", approvals.Approve, true)),
			approvals.IIQTrouble{Kind: kind, Sentence: "Locked"})
	}
	all["note, lost"] = LostNote(approvals.ClickerNotice{Language: l, Refusal: approvals.LostRefusal()},
		speaking(l, recording(samID, "Sam Okoye", approvals.Approve, true)))
	all["note, corrected"] = CorrectedNote(approvals.ClickerNotice{Language: l, Corrected: true,
		Refusal: &approvals.Refusal{Code: approvals.TakenAfterAll}}, speaking(l, recording(samID, "Sam Okoye", approvals.Approve, true)))
	return all
}

// everyAnswer has the lists, the help, the refusals, the reminders and the notes.
func everyAnswer(l approvals.Language) map[string]Message {
	full := page(sundry(), 0, 12)
	full.Language, full.Stale = l, true
	empty := page(nil, 0, 0)
	empty.Language = l
	done := page(nil, 0, 7)
	done.Language, done.Done = l, doneFixture()
	at := SettingsView{Settings: approvals.PersonalSettings{Delivery: approvals.DeliveryDigest,
		Hours: approvals.Hours{From: 9 * time.Hour, To: 17 * time.Hour},
		Days:  approvals.Days{1: true, 2: true, 3: true, 6: true}, PauseUntil: fixtureNow.Add(72 * time.Hour)}, Zone: "Asia/Kolkata",
		Language: l, Now: fixtureNow}
	all := map[string]Message{
		"list":  ListAnswer(full, answers.ListPending),
		"found": Answer(full, PageRef{Kind: answers.ListRequests, Text: "dana"}, answers.TakenFor(l, "dnaa")),
		"done":  Answer(done, PageRef{Kind: answers.ListDone}, ""), "done, nothing": Answer(empty, PageRef{Kind: answers.ListDone}, ""),
		"help": HelpAnswer(l, ""), "help, nothing found": HelpForSearch(l, "kaffee"), "help, typo": HelpAnswer(l, "overdeu"),
		"settings":        SettingsAnswer(at),
		"reminder":        Reminder(approvals.ReminderView{Language: l, Rows: sundry(), Total: 9, Overdue: 2, Snoozed: 1, Now: fixtureNow}),
		"reminder, later": FoldedReminder(approvals.FoldReminder{Language: l, Waiting: 9, At: fixtureNow}),
		"sentence":        SentenceMessage(l, words.NoAnswer(l)),
		"sentence, boxes": SentenceMessage(l, words.ChooseSome(l)), "sentence, no boxes": SentenceMessage(l, words.NothingTogether(l)),
		"several": BulkMessage(approvals.BulkView{Language: l, Recorded: 1200, Refused: 7, Waiting: 2, Failed: leftOut()}),
	}
	for _, k := range []answers.ListKind{answers.ListPending, answers.ListOverdue, answers.ListSnoozed, answers.ListReviews,
		answers.ListRequests} {
		all["nothing in "+string(k)] = ListAnswer(empty, k)
	}
	for name, n := range map[string]approvals.AdminNotice{
		"given up": {GivenUp: 3}, "socket": {SocketWord: "link_disabled"},
		"unreached": {Unreached: 40, UnreachedNames: []string{"Kim Ito", "<!channel>"}},
		"log head":  {LogHead: &approvals.LogHead{Seq: 4711, Hash: strings.Repeat("0f", 32)}},
		"failing":   {Failing: &approvals.FailingRound{Name: "poll", Since: fixtureNow, LastError: "read <page>: 503"}},
		"missing":   {Missing: &approvals.Missing{Kind: approvals.AbsentItem, Missing: 40, Held: 30, Since: fixtureNow}},
	} {
		all["administrators, "+name] = AdminNotice(l, n)
	}
	for name, o := range map[string]approvals.Outcome{"approved": approvals.OutcomeApproved, "denied": approvals.OutcomeDenied,
		"mixed": approvals.OutcomeMixed} {
		n := requesterNote(approvals.OutcomeView{Outcome: o, By: "Sam Okoye", Comment: "Gut.", Approved: 2, Denied: 1})
		n.Language = l
		all["requester, "+name] = RequesterNote(n)
	}
	for _, r := range refusalSamples() {
		refusal := *r.(*approvals.Refusal)
		refusal.By, refusal.At, refusal.Reason = "Kim Ito", fixtureNow, "locked"
		name := "refusal, " + string(refusal.Code) + " " + string(refusal.Outcome)
		if refusal.Mine {
			name += ", mine"
		}
		all[strings.TrimSpace(name)] = RefusalMessage(l, &refusal)
	}
	return all
}

func everyModal(l approvals.Language) map[string]slack.ModalViewRequest {
	v := speaking(l, lines(manyLines(40)...))
	snoozed := speaking(l)
	snoozed.SnoozedUntil = fixtureNow.Add(24 * time.Hour)
	several := offer(3, leftOut())
	several.Language, several.CommentByIIQ = l, true
	settings := SettingsView{Language: l, Now: fixtureNow, Settings: approvals.PersonalSettings{Days: approvals.Days{1: true}}}
	return map[string]slack.ModalViewRequest{
		"modal, details": DetailsModal(v, 0), "modal, approve": DecideModal(v, approvals.Approve, DecideMeta{WorkItemID: itemID}),
		"modal, deny":   DecideModal(v, approvals.Deny, DecideMeta{WorkItemID: itemID}),
		"modal, snooze": SnoozeModal(snoozed, ItemRef{WorkItemID: itemID}, time.UTC), "modal, settings": SettingsModal(settings, time.UTC),
		"modal, sentence": SentenceModal(l, words.NoForm(l)), "modal, several": SeveralModal(several, severalMeta()),
		"modal, several taken": SentenceModal(l, words.SeveralTaken(l, 3)),
	}
}

// seen is what somebody reads of a message or view.
type seen struct {
	Title string   `json:"title,omitempty"`
	Text  string   `json:"text,omitempty"`
	Lines []string `json:"lines"`
}

// Slack takes every message and view in every language, and the German ones say what they said.
func TestEveryMessageInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range approvals.Languages() {
		t.Run(string(l), func(t *testing.T) {
			t.Parallel()
			all := map[string]seen{}
			for _, messages := range []map[string]Message{everyCard(l), everyAnswer(l)} {
				for name, m := range messages {
					checkMessage(t, m)
					all[name] = seen{Text: m.Text, Lines: strings.Split(wordsOf(t, m.Blocks), "\n")}
				}
			}
			for name, v := range everyModal(l) {
				checkModal(t, v)
				all[name] = seen{Title: v.Title.Text, Text: v.Close.Text, Lines: strings.Split(wordsOf(t, v.Blocks), "\n")}
			}
			for name, p := range map[string]approvals.Page{"home": page(sundry(), 20, 48), "home, nothing": page(nil, 0, 0)} {
				p.Language, p.Zone, p.Done, p.Settings = l, "Asia/Kolkata", doneFixture(),
					&approvals.PersonalSettings{Delivery: approvals.DeliverySilent}
				v := HomeView(p)
				checkHome(t, v)
				all[name] = seen{Lines: strings.Split(wordsOf(t, v.Blocks), "\n")}
			}
			if l == approvals.German {
				golden(t, "german", all)
			}
			if l != approvals.English {
				speaksNoEnglish(t, all)
			}
		})
	}
}

// englishWords are words that no other language of ours has.
var englishWords = regexp.MustCompile(`(?i)\b(the|you|your|yours|waits?|waiting|this|with|were|cannot|already|approved|denied|decided|reminder)\b`)

// speaksNoEnglish looks for English in what somebody reads in another language. What others wrote stays as they wrote it.
func speaksNoEnglish(t *testing.T, all map[string]seen) {
	t.Helper()
	ofOthers := strings.NewReplacer("Dana takes over the quarter close from Kim.", "", "Can read the general ledger", "")
	for name, s := range all {
		for _, line := range append(slices.Clone(s.Lines), s.Title, s.Text) {
			if w := englishWords.FindString(ofOthers.Replace(line)); w != "" {
				t.Errorf("%s: got the English %q in %q, want none", name, w, line)
			}
		}
	}
}
