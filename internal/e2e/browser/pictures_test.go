package browser

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

const (
	anHour = 3_600_000
	aDay   = 24 * anHour
)

// TestReadmePicturesForApprovers writes the pictures of docs/for-approvers.md, when README_PICTURES asks for it. That such
// pictures can be made is held by TestReadmePictures.
func TestReadmePicturesForApprovers(t *testing.T) {
	if os.Getenv("README_PICTURES") == "" {
		t.Skip("takes most of a minute to write docs/pictures anew; README_PICTURES=1 asks for it")
	}
	s := newStudio(t, "../../../docs/pictures")
	for _, part := range []struct {
		name string
		take func(*studio)
	}{
		{"deciding", (*studio).takeDeciding},
		{"forms", (*studio).takeForms},
		{"how cards end", (*studio).takeEnds},
		{"asking", (*studio).takeAnswers},
		{"a review", (*studio).takeReview},
		{"many, and reminders", (*studio).takeMany},
	} {
		if !t.Run(part.name, func(t *testing.T) {
			s.TB = t
			part.take(s)
		}) {
			return
		}
		s.TB = t
	}
}

// modal is the form in front of the first pane.
var modal = in(0, ".layer:not(.asking) .modal")

func (s *studio) away() {
	s.Helper()
	s.press("Close", in(0, ".layer:not(.asking) footer [data-close]"))
	s.await("nothing is in front", in(0, ".layer:not(.asking)")+`.hidden`)
}

// card waits for a card that can be decided.
func (s *studio) card(number string) string {
	s.Helper()
	s.gets(0, number)
	return newest(0, "Work item: "+number)
}

func (s *studio) takeDeciding() {
	_, number := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateViolation, DueInMillis: aDay,
		Justification: "Stands in for a colleague during the holidays."})
	card := s.card(number)
	s.press("Approve", button(0, "Approve"))
	asking := in(0, ".layer.asking .modal")
	s.await("the question", asking)
	s.take("confirm", asking)
	s.press("Not now", in(0, ".layer.asking [value=no]"))
	_, err := s.IIQ.AddFault(iiqsim.Fault{Kind: iiqsim.FaultDelay, Method: "PUT", DelayMillis: 4000, Count: 1})
	s.must(err)
	s.press("Approve", button(0, "Approve"))
	s.press("Approve all the same", in(0, ".layer.asking [value=yes]"))
	s.await("it is on its way", newest(0, "Recording your approval"))
	s.take("recording", card)
	s.await("approved", newest(0, "Work item: "+number, "Approved by Sam Okoye")+` || `+newest(0, "Approved by Sam Okoye"))
}

func (s *studio) takeForms() {
	_, number := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 6, DueInMillis: 5 * aDay,
		Justification: "Moves to the payroll project; the same access as the colleague who leaves."})
	card := s.card(number)
	s.choose(card, "Details")
	s.await("the details", modal)
	s.take("details", modal)
	s.away()
	s.choose(card, "Remind me later")
	s.await("the form", modal)
	s.take("snooze", modal)
	s.away()
	s.types(0, "/approvals settings")
	s.press("Change settings", button(0, "Change settings"))
	s.await("the form", modal)
	s.take("settings", modal)
	s.away()
}

func (s *studio) takeEnds() {
	_, number := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: s.Workgroup, Requester: s.Requester, Target: s.Requester,
		DueInMillis:   2 * aDay,
		Justification: "Preparation of the audit, until the end of the quarter."})
	s.card(number)
	nora := s.SlackID("Nora.Lindqvist")
	var hers slacksim.Message
	s.must(s.Slack.WaitFor(s.ctx(), func() (ok bool) {
		hers, ok = s.Card("Nora.Lindqvist", number)
		return ok
	}))
	_, err := s.Slack.Click(s.ctx(), slacksim.Press{User: nora, Channel: hers.Channel, TS: hers.TS, Text: "Approve", Confirm: true})
	s.must(err)
	s.await("it follows", newest(0, "Approved by Nora Lindqvist"))
	s.take("copy", newest(0, "Approved by Nora Lindqvist"))

	id, number := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Justification: "Covers for Nora in December."})
	s.card(number)
	s.must(s.IIQ.Approve(id, s.Approver, "As agreed on the phone."))
	s.await("it follows", newest(0, "in IdentityIQ", "As agreed on the phone."))
	s.take("elsewhere", newest(0, "in IdentityIQ", "As agreed on the phone."))

	id, number = s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Justification: "New in the team."})
	s.card(number)
	s.must(s.IIQ.Forward(id, "Nora.Lindqvist"))
	s.await("it follows", newest(0, "Forwarded to Nora"))
	s.take("forwarded", newest(0, "Forwarded to Nora"))

	_, number = s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateESign, Justification: "Yearly renewal of the treasury access."})
	s.await("the card", newest(0, "Work item: "+number))
	s.take("link", newest(0, "Work item: "+number))

	s.be("Lee Quinn")
	s.await("the requester's note", newest(0, "was approved"))
	s.take("requester", newest(0, "was approved"))
	s.be("Sam Okoye")
}

func (s *studio) takeAnswers() {
	for n := range 5 {
		s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, DueInMillis: int64(n+1) * aDay,
			Justification: "New joiners of the first of the month."})
	}
	s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateUrgent, Justification: "A payment run tonight."})
	s.must(s.Slack.WaitFor(s.ctx(), func() bool {
		cards := 0
		for _, m := range s.Slack.Inbox(s.SlackID(s.Approver)) {
			if text := s.Slack.VisibleText(m); strings.Contains(text, "New joiners") || strings.Contains(text, "A payment run tonight.") {
				cards++
			}
		}
		return cards == 6
	}))
	s.types(0, "/approvals")
	s.await("the list", newest(0, "Only visible to you", "Next page"))
	s.take("list", newest(0, "Only visible to you", "Next page"))
	s.types(0, "/approvals remindres off")
	s.await("help", newest(0, "Only visible to you", "snoozed"))
	s.take("help", newest(0, "Only visible to you", "snoozed"))
	s.be("Lee Quinn")
	s.types(0, "/approvals")
	s.await("nothing", newest(0, "Nothing is waiting"))
	s.take("nothing", newest(0, "Nothing is waiting"))
	s.be("Sam Okoye")
}

func (s *studio) takeReview() {
	c, err := s.IIQ.AddReview(iiqsim.ReviewSpec{Name: "Finance roles, fourth quarter", Reviewers: []string{s.Approver}, Count: 20,
		DueInMillis: 9 * aDay})
	s.must(err)
	_, err = s.IIQ.CompleteEntities(c.ID, s.Approver, 7)
	s.must(err)
	s.await("the review's card", newest(0, "Finance roles, fourth quarter", "7 of 20"))
	s.take("review", newest(0, "Finance roles, fourth quarter", "7 of 20"))
}

func (s *studio) takeMany() {
	var specs []iiqsim.ItemSpec
	for n := range 20 {
		specs = append(specs, iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Nora.Lindqvist", Requester: s.Requester,
			Target: s.Target, DueInMillis: int64(n+1) * aDay,
			Justification: "New joiners of the first of the month."})
	}
	_, err := s.IIQ.AddMany(specs)
	s.must(err)
	s.be("Nora Lindqvist")
	s.await("one message", newest(0, "20 new items wait for you"))
	s.take("many", newest(0, "20 new items wait for you"))
	s.sql("INSERT INTO person_settings (identity_id, told, hours_from, hours_to, days) SELECT identity_id, 'card', 0, 1440, 127 FROM identity_links",
		"UPDATE work_item_approvers SET since = since - interval '2 hours'",
		"UPDATE cards SET posted_at = posted_at - interval '2 hours', created_at = created_at - interval '2 hours'",
		"UPDATE reminders SET next_look_at = now()", "UPDATE schedules SET next_at = now() WHERE name = 'remind'")
	s.await("a reminder", newest(0, "Reminder:"))
	s.take("reminder", newest(0, "Reminder:"))
	if n := len(s.IIQ.Ledger()); n == 0 {
		s.Error(fmt.Errorf("nothing was decided"))
	}
}
