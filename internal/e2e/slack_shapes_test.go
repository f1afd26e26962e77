package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

func TestWithinSlacksLimits(t *testing.T) {
	variant(t)
	for name, limits := range map[string]string{"of our own": "on", "as Slack's 429 tells them": "off"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t), SlackLimits: true}, setting{"SLACK_LIMITS": limits})
			var members []string
			for _, p := range s.Company.People[4:16] {
				members = append(members, p.Name)
			}
			s.group("Ledger.Owners", members...)
			var items []item
			for range 4 {
				items = append(items, s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee,
					Target: lee}))
			}
			s.start()
			for _, i := range items {
				for _, who := range members {
					s.gets(who, i)
				}
			}
			s.press(members[0], s.gets(members[0], items[0]), "Approve")
			for _, who := range members {
				s.closed(who, items[0], "Approved by")
				for _, i := range items {
					if n := len(s.cards(who, i)); n != 1 {
						s.Errorf("%s has %d cards of %s", who, n, i.Number)
					}
				}
			}
			if n := s.Slack.Stats().RateLimited; limits == "on" && n != 0 {
				s.Errorf("Slack had to say 429 %d times", n)
			}
		})
	}
}

func TestAnEnterpriseOrganisation(t *testing.T) {
	promise(t)
	t.Parallel()
	s := storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t), Slack: func(o *slacksim.Options) { o.EnterpriseID = "E0SIM" }})
	join := func(name string, teams ...string) slacksim.User {
		email := name + "@example.com"
		_, err := s.IIQ.AddIdentity(iiqsim.Identity{Name: name, DisplayName: name, Email: email})
		s.must(err)
		u, err := s.Slack.AddUser(slacksim.User{
			ID: "W0" + name, Name: name, RealName: name, Email: email, TeamID: "T0OTHER", TZ: "Europe/Berlin",
			Enterprise: &slacksim.EnterpriseUser{ID: "W0" + name, EnterpriseID: "E0SIM", Teams: teams},
		})
		s.must(err)
		return u
	}
	inside, outside := join("INSIDE", "T0OTHER", "T0SIMTEAM"), join("OUTSIDE", "T0OTHER")
	s.group("Ledger.Owners", "INSIDE", "OUTSIDE", sam)
	i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
	s.start()
	s.gets(sam, i)
	var card slacksim.Message
	s.eventually("the member of both workspaces has the card", func() bool {
		for _, m := range s.Slack.Inbox(inside.ID) {
			if i.about(m) && has(m, "Approve") {
				card = m
				return true
			}
		}
		return false
	})
	// Until the bot has asked Slack who they are, it can only say that it does not know them.
	s.eventually("the bot has met the member of the other workspace", func() bool {
		return s.bot().logged("an approver cannot be reached in Slack", "reason=foreign") > 0
	})
	if n := len(s.Slack.Inbox(outside.ID)); n != 0 {
		s.Errorf("somebody of another workspace alone has %d messages", n)
	}
	s.click(slacksim.Press{User: outside.ID, Channel: card.Channel, TS: card.TS, Text: "Approve", Unseen: true})
	s.answered(outside.ID, "Only members of this workspace can use approvals.")
	s.untouched(i)
	s.click(slacksim.Press{User: inside.ID, Channel: card.Channel, TS: card.TS, Text: "Approve"})
	s.taken(i, "INSIDE", "Finished", "(INSIDE, in Slack)")
	s.closed(sam, i, "Approved by INSIDE")
}
