package e2e

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

func TestAnApproverDecidesByTheCard(t *testing.T) {
	s := tell(t)
	s.chapter("the card tells everything, and one click approves", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{
			Template: iiqsim.TemplateEntitlements, LineCount: 2, Owner: sam, Requester: lee, Target: dana, Justification: "Quarter close",
			DueInMillis: 86_400_000,
		})
		card := s.gets(sam, i)
		for _, line := range s.work(i).Lines {
			s.sees(sam, i, line.Operation, line.DisplayValue, line.Application)
		}
		s.sees(sam, i, "Lee Quinn", "Dana Reyes", "Quarter close", "Due", "Work item: "+i.Number)
		s.press(sam, card, "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("denying needs a reason, which the form asks for again", func(s *story) {
		i := s.role(sam)
		if form := s.opens(sam, s.gets(sam, i), "Deny"); !strings.Contains(s.Slack.VisibleView(form), "Dana Reyes") {
			s.Error("the form does not say for whom the denied request is")
		}
		if r := s.write(sam, ""); len(r.FieldErrors) != 1 {
			s.Errorf("an empty reason was answered with %v", r.FieldErrors)
		}
		if r := s.write(sam, "   "); len(r.FieldErrors) != 1 {
			s.Errorf("a reason of spaces was answered with %v", r.FieldErrors)
		}
		s.untouched(i)
		s.decides(sam, "Not before the audit is over.")
		s.taken(i, sam, "Rejected", "Not before the audit is over. (Sam Okoye, in Slack)")
		s.closed(sam, i, "Denied by Sam Okoye", "Not before the audit is over.")
	})
	s.chapter("approving with a comment", func(s *story) {
		i := s.role(sam)
		s.choose(sam, s.gets(sam, i), "Approve with a comment")
		s.form(sam)
		s.decides(sam, "For this quarter only.")
		s.taken(i, sam, "Finished", "For this quarter only. (Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye", "For this quarter only.")
	})
	s.chapter("a double click is one decision", func(s *story) {
		i := s.role(sam)
		card := s.gets(sam, i)
		s.together(
			s.clicking(sam, card, "Approve"),
			s.clicking(sam, card, "Approve"),
		)
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("an approval without an approval set is one decision without lines", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateNoSet, Owner: sam, Requester: lee, Target: dana})
		s.press(sam, s.gets(sam, i), "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("lines that were decided before stay so, and the decision is recorded", func(s *story) {
		back := s.iiqAnswers(func(set *iiqsim.Settings) { set.KeepDecidedLines = true })
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 3, Owner: sam, Requester: lee, Target: dana})
		s.gets(sam, i)
		s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) {
			w.Lines[1].State, w.Lines[2].State = iiqsim.StateRejected, iiqsim.StateFinished
		}))
		card := s.sees(sam, i, "already denied", "already approved", "Decided already: 2 of 3")
		s.press(sam, card, "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Decided by Sam Okoye: 2 approved, 1 denied")
		back()
	})
	s.chapter("IdentityIQ changes the comment, and its answer is lost", func(s *story) {
		back := s.iiqAnswers(func(set *iiqsim.Settings) { set.CommentsKept = iiqsim.CommentsEscaped })
		i := s.role(sam)
		s.opens(sam, s.gets(sam, i), "Deny")
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultCut, AfterEffect: true, Method: "PUT", Path: itemPath, Count: 1})
		s.decides(sam, "No need & no time 👍 <see R&D>.")
		s.closed(sam, i, "Denied by Sam Okoye", "No need & no time 👍 <see R&D>.")
		back()
	})
	s.chapter("IdentityIQ's answer names somebody else, and its record the decider", func(s *story) {
		back := s.iiqAnswers(func(set *iiqsim.Settings) { set.AnswerCompleter = "Nora Lindqvist" })
		i := s.role(sam)
		s.press(sam, s.gets(sam, i), "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
		back()
	})
	s.chapter("hostile words stay words", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateHostile, Owner: sam, Requester: lee, Target: dana})
		card := s.gets(sam, i)
		s.sees(sam, i, "<!channel>")
		s.press(sam, card, "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("a policy violation is confirmed first", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateViolation, Owner: sam, Requester: lee, Target: dana})
		card := s.gets(sam, i)
		p := s.clicking(sam, card, "Approve")
		p.Confirm = false
		r, err := s.Slack.Click(t.Context(), p)
		if err != nil || r.Confirm == nil || !strings.Contains(r.Confirm.Text, "Policy violation") {
			s.Fatalf("no confirmation that names the violation: %+v, %v", r.Confirm, err)
		}
		s.untouched(i)
		s.press(sam, card, "Approve")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
	s.chapter("fifty lines: five on the card, all in the details", fiftyLines)
	s.chapter("nobody who asked is told unasked", func(s *story) {
		if n := s.one("SELECT count(*) FROM requester_notes"); n != 0 || len(s.notes(lee)) != 0 {
			s.Errorf("got %d notes, and Lee has %d, want none", n, len(s.notes(lee)))
		}
	})
}

// fiftyLines is the chapter of a card that has no room for all that is asked for.
func fiftyLines(s *story) {
	i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 50, Owner: sam, Requester: lee, Target: dana})
	card := s.gets(sam, i)
	s.sees(sam, i, "and 45 more")
	s.choose(sam, card, "Details")
	seen := s.Slack.VisibleView(s.form(sam))
	for turn := 0; hasControl(s.form(sam).Buttons(), cards.ActionDetailsNext) && turn < 20; turn++ {
		before := s.form(sam).Hash
		s.click(clickIn(s, sam, cards.ActionDetailsNext))
		s.eventually("the details turn the page", func() bool { return s.form(sam).Hash != before })
		seen += s.Slack.VisibleView(s.form(sam))
	}
	for _, line := range s.work(i).Lines {
		if !strings.Contains(seen, line.DisplayValue) {
			s.Errorf("the details lack the line %q", line.DisplayValue)
		}
	}
	if strings.Count(seen, "Page 1 of") != 1 || strings.Count(seen, "Page 2 of") != 1 {
		s.Error("the details have no pages")
	}
}

func TestOtherSettingsOfDeciding(t *testing.T) {
	variant(t)
	s := tell(t, setting{"APPROVE_COMMENT": "required", "DENY_COMMENT": "optional", "SELF_APPROVAL": "allow"})
	s.chapter("approving demands a comment", func(s *story) {
		i := s.role(sam)
		s.opens(sam, s.gets(sam, i), "Approve")
		if r := s.write(sam, " "); len(r.FieldErrors) != 1 {
			s.Errorf("an empty comment was answered with %v", r.FieldErrors)
		}
		s.decides(sam, "Checked with Lee.")
		s.taken(i, sam, "Finished", "Checked with Lee. (Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye", "Checked with Lee.")
	})
	s.chapter("denying does not", func(s *story) {
		i := s.role(sam)
		s.deny(sam, i, "")
		s.taken(i, sam, "Rejected", "(Sam Okoye, in Slack)")
		s.closed(sam, i, "Denied by Sam Okoye")
	})
	s.chapter("one's own request can be decided", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: sam, Target: sam})
		s.opens(sam, s.gets(sam, i), "Approve")
		s.decides(sam, "Mine.")
		s.taken(i, sam, "Finished", "Mine. (Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")
	})
}
