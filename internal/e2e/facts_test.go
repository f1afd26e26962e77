package e2e

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// The dates are those of the simulated company: midnight in UTC.
const (
	inJanuary = 1798761600000
	inApril   = 1806537600000
)

// changedSince clicks Approve on a card whose item changes at that moment, and again, on a client that has not drawn it anew, when
// the new card is out. It wants both clicks refused and the new card to decide.
func (s *story) changedSince(i item, change func(*iiqsim.WorkItem), words ...string) {
	s.Helper()
	card := s.gets(sam, i)
	s.drawn(i)
	was := s.Slack.VisibleText(card)
	old := s.clicking(sam, card, "Approve")
	refused := func() {
		s.Helper()
		before := s.answers(s.SlackID(sam), "This request has changed since you were shown it.")
		s.together(old)
		s.eventually("the old button is refused", func() bool {
			return s.answers(s.SlackID(sam), "This request has changed since you were shown it.") > before
		})
		s.untouched(i)
	}
	s.must(s.IIQ.UpdateItem(i.ID, change))
	refused()
	s.sees(sam, i, words...)
	s.drawn(i)
	refused()
	if now := s.Slack.VisibleText(s.gets(sam, i)); now == was {
		s.Errorf("the card still shows %s", now)
	}
	s.press(sam, s.gets(sam, i), "Approve")
}

// The second of two shapes is only looked at; what happens when a date changes does not depend on the shape.
func fromWhenUntilWhen(s *story) {
	asks := func(inMap bool) item {
		return s.ask(iiqsim.ItemSpec{Owner: sam, Requester: lee, Target: dana,
			Item: iiqsim.WorkItem{Lines: []iiqsim.ApprovalItem{{Application: "IIQ", Operation: "Add", Name: "assignedRoles",
				Value: "Payroll Clerk", StartDate: inJanuary, EndDate: inApril, DatesInMap: inMap}}}})
	}
	i, inItsMap, violating := asks(false), asks(true), s.role(sam)
	for _, i := range []item{i, inItsMap} {
		text := s.sees(sam, i, "from ", "until ").Text
		if !strings.Contains(text, "from 1 Jan 2027") || !strings.Contains(text, "until 1 Apr 2027") {
			s.Errorf("the notification says %q, want both dates", text)
		}
	}
	s.changedSince(i, func(w *iiqsim.WorkItem) { w.Lines[0].EndDate = 0 }, "from ")
	s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	s.changedSince(violating, func(w *iiqsim.WorkItem) { w.Violations = []iiqsim.Violation{{Policy: "SoD 7"}} }, "SoD 7")
	s.taken(violating, sam, "Finished", "(Sam Okoye, in Slack)")
}

func whichLinesAreDecided(s *story) {
	group := func(value, shown, state string) iiqsim.ApprovalItem {
		return iiqsim.ApprovalItem{Application: "SAP", Operation: "Add", Name: "groups", Value: value, DisplayValue: shown, State: state}
	}
	i := s.ask(iiqsim.ItemSpec{Owner: sam, Requester: lee, Target: dana,
		Item: iiqsim.WorkItem{Lines: []iiqsim.ApprovalItem{group("GL", "Ledger", ""), group("Z_PAY", "Pay run", "Rejected"),
			group("Z_VIEW", "View pay", "")}}})
	card := s.sees(sam, i, "Decided already: 1 of 3", "already denied")
	s.drawn(i)
	old := s.clicking(sam, card, "Approve")
	s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) { w.Lines[2].State = "Finished" }))
	s.together(old)
	card = s.sees(sam, i, "Decided already: 2 of 3", "already denied", "already approved")
	s.untouched(i)
	s.choose(sam, card, "Details")
	if text := s.Slack.VisibleView(s.form(sam)); strings.Count(text, "already ") != 2 {
		s.Errorf("the details say %s, want two lines decided already", text)
	}
	s.away(sam)
}

func whoWroteWhat(s *story) {
	const words = "I do not think Dana needs this. Please ask her manager first."
	s.wrote(words)
	asks := func(justification string, inMap bool) item {
		return s.ask(iiqsim.ItemSpec{Owner: sam, Requester: lee, Target: dana, Justification: justification, Item: iiqsim.WorkItem{
			NotesInMap: inMap,
			Notes:      []iiqsim.Comment{{Author: "Kim Novak", Date: 1767000000000, Text: strings.Repeat(words+" ", 8) + "The end."}},
			Lines:      []iiqsim.ApprovalItem{{Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: "Ledger Reader"}}}})
	}
	i, justified := asks("", false), asks("Quarter close", true)
	if text := s.Slack.VisibleText(s.sees(sam, i, "Comments", "Kim Novak", words)); strings.Contains(text, "Justification") {
		s.Errorf("the card says %s, want no justification", text)
	}
	card := s.sees(sam, justified, "Justification", "Quarter close", "Kim Novak", words)
	s.choose(sam, card, "Details")
	if text := s.Slack.VisibleView(s.form(sam)); !strings.Contains(text, "The end.") || !strings.Contains(text, "Kim Novak") {
		s.Errorf("the details say %s, want the comment whole, and its author", text)
	}
	s.away(sam)
	s.changedSince(i, func(w *iiqsim.WorkItem) {
		w.Notes = append(w.Notes, iiqsim.Comment{Author: "Ann Low", Date: 1767000600000, Text: "Her manager says no."})
	}, "Ann Low", "Her manager says no.")
	s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
}
