package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// Slack would not let these people press somebody else's card; a client that was tampered with might.
func TestAStrangersClickDoesNothing(t *testing.T) {
	s := tell(t)
	foreign, err := s.Slack.AddUser(slacksim.User{Name: "dana.reyes", RealName: "Dana Reyes", Email: "dana.reyes@partner.example",
		TeamID: "T0PARTNER", IsStranger: true})
	s.must(err)
	twin, err := s.Slack.AddUser(slacksim.User{Name: "unmatched", RealName: "Uma Nomatch", Email: "uma@nowhere.example",
		TZ: "Europe/Berlin"})
	s.must(err)
	i := s.role(sam)
	card := s.gets(sam, i)
	for _, u := range []string{s.SlackID(nora), s.SlackID(dana), s.SlackID(demo.GuestName)} {
		// Whom the bot has never met is nobody to it; these have asked before.
		s.must(s.Slack.OpenHome(u))
		s.eventually("the Home tab is there", func() bool { _, there := s.Slack.Home(u); return there })
	}
	for _, stranger := range []struct{ name, user, told string }{
		{"an approver of other things", s.SlackID(nora), "This request is not yours to decide. Nothing was changed."},
		{"the target", s.SlackID(dana), "This request is not yours to decide. Nothing was changed."},
		{"a guest", s.SlackID(demo.GuestName), "Guests cannot use approvals."},
		{"a namesake of another organisation", foreign.ID, "Only members of this workspace can use approvals."},
		{"a member whom IdentityIQ does not know", twin.ID, "I can't match you to an IdentityIQ account."},
	} {
		s.chapter(stranger.name, func(s *story) {
			s.click(slacksim.Press{User: stranger.user, Channel: card.Channel, TS: card.TS, Text: "Approve", Unseen: true})
			s.answered(stranger.user, stranger.told)
			s.click(slacksim.Press{User: stranger.user, Channel: card.Channel, TS: card.TS, Text: "Deny", Unseen: true})
			s.eventually("the same answer to Deny", func() bool { return s.answers(stranger.user, stranger.told) == 2 })
			if len(s.Slack.Modals(stranger.user)) > 0 {
				s.Error("a form was opened")
			}
			s.untouched(i)
			s.gets(sam, i)
		})
	}
}

// The tables are as old as the bot's start here: no round looks again within the hour, so only the read-back before the
// write can know what happened meanwhile.
func TestWhatChangedInIdentityIQCountsBeforeTheWrite(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t, setting{"IIQ_POLL_INTERVAL": "1h", "RECONCILE_INTERVAL": "1h", "WORKGROUP_REFRESH": "1h",
		"IDENTITY_SYNC_INTERVAL": "1h"})
	s.group("Ledger.Owners", dana, nora)
	s.group("Inner", dana)
	s.group("Outer", "Inner", nora)
	changes := []struct {
		name, owner, who string
		happens          func(i item) error
		told             string
		card             []string
		item             item
	}{
		{name: "forwarded", owner: sam, who: sam, happens: func(i item) error { return s.IIQ.Forward(i.ID, nora) },
			told: "This request was forwarded to Nora", card: []string{"Forwarded to Nora Lindqvist"}},
		{name: "approved by somebody else", owner: sam, who: sam, happens: func(i item) error { return s.IIQ.Approve(i.ID, nora, "") },
			told: "Nora Lindqvist already approved this", card: []string{"Approved by Nora Lindqvist in IdentityIQ"}},
		{name: "approved by himself in IdentityIQ", owner: sam, who: sam, happens: func(i item) error { return s.IIQ.Approve(i.ID, sam, "") },
			told: "already approved this", card: []string{"Approved by Sam Okoye in IdentityIQ"}},
		{name: "gone without a trace", owner: sam, who: sam, happens: func(i item) error { return s.IIQ.DeleteWithoutTrace(i.ID) },
			told: "already", card: []string{"Completed in IdentityIQ"}},
		{name: "expired", owner: sam, who: sam, happens: func(i item) error { return s.IIQ.Expire(i.ID) },
			told: "This request has expired.", card: []string{"Expired"}},
		{name: "a signature is demanded", owner: sam, who: sam,
			happens: func(i item) error { return s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) { w.ESign = "Sign" }) },
			told:    "This one needs your electronic signature.", card: []string{"Decide in IdentityIQ"}},
		{name: "asks for more than was shown", owner: sam, who: sam,
			happens: func(i item) error {
				return s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) {
					w.Lines = append(w.Lines, iiqsim.ApprovalItem{ID: "7f000001aaaabbbbccccddddeeeeffff", Application: "SAP ERP",
						Operation: "Add", Name: "profile", Value: "Treasury administrator"})
				})
			},
			told: "This request has changed since you were shown it.", card: []string{"Treasury administrator"}},
		{name: "left the workgroup", owner: "Ledger.Owners", who: dana, happens: func(item) error { return s.IIQ.RemoveMember("Ledger.Owners", dana) },
			told: "This request is not yours to decide.", card: []string{"No longer yours to decide"}},
		{name: "left the nested workgroup", owner: "Outer", who: dana, happens: func(item) error { return s.IIQ.RemoveMember("Inner", dana) },
			told: "This request is not yours to decide.", card: []string{"No longer yours to decide"}},
		{name: "became inactive", owner: sam, who: sam, happens: func(item) error { return s.IIQ.SetInactive(sam, true) },
			told: "Your IdentityIQ account is not active.", card: []string{"Ledger"}},
	}
	for n, c := range changes {
		changes[n].item = s.ask(iiqsim.ItemSpec{
			Template: iiqsim.TemplateRole, Owner: c.owner, Requester: lee, Target: lee,
			Item: iiqsim.WorkItem{Lines: []iiqsim.ApprovalItem{{Application: "IIQ", Operation: "Add", Name: "assignedRoles",
				Value: "Ledger Reader"}}},
		})
	}
	s.start()
	for _, c := range changes {
		s.chapter(c.name, func(s *story) {
			card := s.gets(c.who, c.item)
			s.must(c.happens(c.item))
			s.press(c.who, card, "Approve")
			s.told(c.who, c.told)
			s.sees(c.who, c.item, c.card...)
			s.untouched(c.item)
		})
	}
}

func TestWhatChangedInSlackCountsBeforeTheWrite(t *testing.T) {
	promise(t)
	s := tell(t)
	for _, change := range []struct {
		name   string
		who    string
		change func(*slacksim.User)
	}{
		{"deactivated", sam, func(u *slacksim.User) { u.Deleted = true }},
		{"became a guest", dana, func(u *slacksim.User) { u.IsRestricted = true }},
		{"moved to another workspace", nora, func(u *slacksim.User) { u.TeamID = "T0PARTNER" }},
	} {
		s.chapter(change.name+" between the click and the write", func(s *story) {
			i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: change.who, Requester: lee, Target: lee})
			card := s.gets(change.who, i)
			s.IIQ.SetDown(true)
			s.press(change.who, card, "Approve")
			s.sees(change.who, i, "IdentityIQ is not answering")
			_, err := s.Slack.UpdateUser(s.SlackID(change.who), change.change)
			s.must(err)
			s.heard()
			s.IIQ.SetDown(false)
			s.eventually("the decision is refused", func() bool { return s.bot().logged("decision refused", i.ID) == 1 })
			s.untouched(i)
		})
	}
	s.chapter("a guest by now gets no list, either", func(s *story) {
		s.command(dana, "")
		s.told(dana, "Guests cannot use approvals.")
	})
}
