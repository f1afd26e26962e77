package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// asked counts the calls to IdentityIQ whose names begin so.
func (s *story) asked(call string) (n int) {
	for name, times := range s.IIQ.Requests() {
		if strings.HasPrefix(name, call) {
			n += times
		}
	}
	return n
}

func TestIdentitiesBySCIM(t *testing.T) {
	t.Parallel()
	for _, by := range patience.Some(1, []struct {
		name    string
		account setting
	}{
		{"with an account", setting{"SCIM_USERNAME": iiqsim.DefaultSCIMUser, "SCIM_PASSWORD": iiqsim.DefaultSCIMPassword}},
		{"with the OAuth client", setting{}},
	}) {
		t.Run(by.name, func(t *testing.T) {
			s := tell(t, setting{"IDENTITY_SOURCE": "scim", "IIQ_PAGE_SIZE": "7"}, by.account)
			s.chapter("a card and a decision", func(s *story) {
				i := s.role(sam)
				s.press(sam, s.gets(sam, i), "Approve")
				s.closed(sam, i, "Approved by Sam Okoye")
				s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
			})
			s.chapter("a workgroup's members, nested, from the plugin", func(s *story) {
				s.group("Inner", nora)
				s.group("Outer", "Inner", dana)
				i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Outer", Requester: lee, Target: lee})
				s.gets(dana, i)
				s.gets(nora, i)
				s.deny(nora, i, "Not in this quarter.")
				s.closed(dana, i, "Denied by Nora Lindqvist")
			})
			s.chapter("somebody who was deactivated is refused before the write", func(s *story) {
				i := s.role(sam)
				card := s.gets(sam, i)
				s.must(s.IIQ.SetInactive(sam, true))
				s.press(sam, card, "Approve")
				s.told(sam, "not active")
				s.untouched(i)
			})
			if n := s.asked("GET /table/Identity"); n > 0 {
				s.Errorf("the plugin's table was asked %d times", n)
			}
			if s.asked("GET /scim/v2/Users") == 0 {
				s.Error("SCIM was not asked")
			}
			if strings.Contains(s.bot().log.String(), iiqsim.DefaultSCIMPassword) {
				s.Error("the password is in the log")
			}
		})
	}
}

// Nobody is active who is not said to be, and that is said where an administrator looks.
func TestSourceThatDoesNotTellWhoIsActive(t *testing.T) {
	promise(t)
	t.Parallel()
	for name, source := range map[string]struct {
		settings setting
		shape    iiqsim.Settings
	}{
		"table": {setting{}, iiqsim.Settings{UnknownColumns: []string{"inactive"}, UnknownFilterColumns: []string{"inactive"}}},
		"scim":  {setting{"IDENTITY_SOURCE": "scim"}, iiqsim.Settings{SCIM: iiqsim.SCIMSettings{NoActive: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, source.settings)
			s.must(s.IIQ.SetSettings(source.shape))
			b := s.launch()
			i := s.role(sam)
			s.eventually("/readyz says so", func() bool {
				code, body := b.get("/readyz")
				return code == 503 && strings.Contains(body, "does not tell who is active")
			})
			s.eventually("the card has nobody to go to", func() bool {
				return s.one("SELECT count(*) FROM cards WHERE state = 'unreachable'") == 1
			})
			if b.logged("level=ERROR", "does not tell who is active") == 0 {
				s.Error("the log does not say so")
			}
			s.command(sam, "")
			s.told(sam, "not active")
			s.untouched(i)
		})
	}
}

// The full refresh of the start is the only one within these stories.
func TestChangesInIdentityIQAreSeenBetweenFullRefreshes(t *testing.T) {
	promise(t)
	t.Parallel()
	for name, source := range map[string]setting{
		"table": {}, "scim": {"IDENTITY_SOURCE": "scim"},
		"a table that does not tell of changes": {"UNKNOWN_COLUMNS": "modified"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, setting{"IDENTITY_SYNC_INTERVAL": "4h", "IDENTITY_REFRESH_INTERVAL": "1s"})
			if column := source["UNKNOWN_COLUMNS"]; column != "" {
				s.must(s.IIQ.SetSettings(iiqsim.Settings{UnknownColumns: []string{column}}))
			} else {
				s.settings["IDENTITY_SOURCE"] = source["IDENTITY_SOURCE"]
			}
			s.changeEmail(nora, "nora@elsewhere.example")
			s.start()
			known := s.role(sam)
			lost := s.role(nora)
			card := s.gets(sam, known)
			s.eventually("nobody is found for Nora's card", func() bool {
				return s.one("SELECT count(*) FROM cards WHERE state = 'unreachable'") == 1
			})
			s.chapter("an address that changed makes its person reachable", func(s *story) {
				s.changeEmail(nora, s.slackEmail(nora))
				s.gets(nora, lost)
			})
			s.chapter("a name that changed is the copy's", func(s *story) {
				_, err := s.IIQ.UpdateIdentity(sam, func(i *iiqsim.Identity) { i.DisplayName = "Samuel Okoye" })
				s.must(err)
				s.eventually("the copy has it", func() bool {
					return s.one("SELECT count(*) FROM identities WHERE display_name = 'Samuel Okoye'") == 1
				})
			})
			s.chapter("who was deactivated gets nothing, and something again after that", func(s *story) {
				s.must(s.IIQ.SetInactive(sam, true))
				s.eventually("the copy has it", func() bool {
					return s.one("SELECT count(*) FROM identities WHERE name = $1 AND inactive", sam) == 1
				})
				s.press(sam, card, "Approve")
				s.told(sam, "not active")
				s.untouched(known)
				s.must(s.IIQ.SetInactive(sam, false))
				s.eventually("the copy has it", func() bool {
					return s.one("SELECT count(*) FROM identities WHERE name = $1 AND NOT inactive", sam) == 1
				})
				s.press(sam, s.gets(sam, known), "Approve")
				s.closed(sam, known, "Approved by Samuel Okoye")
			})
			if n := s.one("SELECT run FROM identity_sync"); n != 1 {
				s.Errorf("%d full refreshes", n)
			}
		})
	}
}

func (s *story) changeEmail(who, email string) {
	s.Helper()
	_, err := s.IIQ.UpdateIdentity(who, func(i *iiqsim.Identity) { i.Email = email })
	s.must(err)
}

// slackEmail is the address that somebody has in Slack.
func (s *story) slackEmail(who string) string {
	s.Helper()
	for _, u := range s.Slack.Users() {
		if u.ID == s.SlackID(who) {
			return u.Email
		}
	}
	s.Fatalf("%s is not in Slack", who)
	return ""
}

// With Slack's limits on, looking 150 people up one by one would take three minutes; a page of users.list has 200.
func TestFirstContactWithManyApprovers(t *testing.T) {
	variant(t)
	t.Parallel()
	s := storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t), SlackLimits: true, Slack: func(o *slacksim.Options) {
		// They are in the workspace since long ago: no event tells of them.
		o.Events = []string{"app_home_opened", "message.im"}
	}}, setting{"SLACK_LIMITS": "on"})
	const many = 150
	for n := range many {
		name := fmt.Sprintf("Approver.%03d", n)
		email := strings.ToLower(name) + "@example.com"
		_, err := s.IIQ.AddIdentity(iiqsim.Identity{Name: name, Email: email, DisplayName: name, FirstName: "Approver",
			LastName: fmt.Sprint(n)})
		s.must(err)
		_, err = s.Slack.AddUser(slacksim.User{Name: strings.ToLower(name), RealName: name, Email: email, TZ: "Europe/Berlin"})
		s.must(err)
		s.role(name)
	}
	s.start()
	s.within(2*patience.Limit(), "everybody has his card", func() bool {
		return s.one("SELECT count(*) FROM cards WHERE state = 'posted'") >= many
	})
	list, lookups := s.Slack.CallsOf("users.list"), s.Slack.CallsOf("users.lookupByEmail")
	if list == 0 || lookups > 100 {
		s.Errorf("users.list was called %d times, users.lookupByEmail %d times", list, lookups)
	}
}
