package e2e

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// What the bot cannot read whole nobody decides by it, wherever it is shown and whenever it comes to be so.
func TestWhatIsNotReadWhole(t *testing.T) {
	promise(t)
	const why = "not all of it could be read here"
	s := tell(t)
	strange := func(w *iiqsim.WorkItem) { w.MapXML = `<entry key="approvalSet" value="Domain Admins for Dana"/>` }
	s.chapter("from the beginning: on the card, the Home tab and in the list", func(s *story) {
		spec := iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: lee, Target: dana}
		strange(&spec.Item)
		i := s.ask(spec)
		s.linkOnly(sam, i, why)
		s.must(s.Slack.OpenHome(s.SlackID(sam)))
		s.undecidableAtHome(sam, i)
		s.command(sam, "")
		s.answered(s.SlackID(sam), i.Number)
		s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) { w.MapXML = "" }))
		card := s.gets(sam, i)
		s.drawn(i)
		s.press(sam, card, "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	})
	s.chapter("a card that was to be decided", func(s *story) {
		i := s.role(sam)
		before := s.clicking(sam, s.gets(sam, i), "Approve")
		s.must(s.IIQ.UpdateItem(i.ID, strange))
		s.together(before)
		s.linkOnly(sam, i, why)
		s.told(sam, "Not all of this request could be read here.")
		s.together(before)
		s.eventually("the second click is refused as well", func() bool {
			return s.answers(s.SlackID(sam), "Not all of this request could be read here.") == 2
		})
		s.untouched(i)
	})
	s.chapter("more lines than are read", func(s *story) {
		i := s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 1001, Owner: sam, Requester: lee, Target: dana})
		s.linkOnly(sam, i, why)
	})
}

// undecidableAtHome waits until an item is on somebody's Home tab, and wants nothing there to decide it by.
func (s *story) undecidableAtHome(who string, i item) {
	s.Helper()
	v := s.home(who, i.Number+" · ", "Decide in IdentityIQ")
	if buttons := v.Buttons(); hasText(buttons, "Approve") || hasText(buttons, "Deny") {
		s.Errorf("the Home tab of %s has %+v", who, buttons)
	}
}

func hasText(all []slacksim.Button, text string) bool {
	for _, b := range all {
		if strings.HasPrefix(b.Text, text) {
			return true
		}
	}
	return false
}

// groups are 25 in one line, some 1,200 characters.
func groups(the24th string) []iiqsim.ApprovalItem {
	var all []string
	for n := range 25 {
		all = append(all, fmt.Sprintf("CN=Team-Share-%02d,OU=Groups,OU=Europe,DC=ex,DC=com", n))
	}
	all[23] = the24th
	return []iiqsim.ApprovalItem{{Application: "Active Directory", Operation: "Set", Name: "memberOf", Values: all}}
}

// What would change an approver's mind is shown, and a click is held against what was shown: a long value counts whole, when the
// access begins and ends, which lines are decided, and who wrote what.
func TestWhatAnApproverGoesBy(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t)
	maps.Copy(s.settings, s.rules("rules: [{name: domain admins, match: {entitlement: 'CN=Domain Admins,*'}, show: masked, demand: [iiq]}]\n"))
	s.start()
	ask := func(the24th string) item {
		return s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, Owner: sam, Requester: lee, Target: dana,
			Item: iiqsim.WorkItem{Lines: groups(the24th)}})
	}
	s.chapter("for the rules", func(s *story) {
		s.linkOnly(sam, ask("CN=Domain Admins,CN=Users,DC=ex,DC=com"), "your company's rules")
	})
	s.chapter("under Details, and for what was shown", func(s *story) {
		i := ask("CN=Ledger Readers,DC=ex,DC=com")
		card := s.gets(sam, i)
		s.choose(sam, card, "Details")
		if text := s.Slack.VisibleView(s.form(sam)); !strings.Contains(text, "CN=Ledger Readers") ||
			!strings.Contains(text, "Team-Share-24") {
			s.Errorf("the details say %s", text)
		}
		s.away(sam)
		before := s.clicking(sam, card, "Approve")
		s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) { w.Lines = groups("CN=Ledger Owners,DC=ex,DC=com") }))
		s.together(before)
		s.told(sam, "This request has changed since you were shown it.")
		s.untouched(i)
		s.press(sam, s.redrawn(sam, i, card), "Approve")
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	})
	s.chapter("from when until when", fromWhenUntilWhen)
	s.chapter("which lines are decided", whichLinesAreDecided)
	s.chapter("who wrote what", whoWroteWhat)
}
