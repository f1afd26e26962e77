package browser

import (
	"fmt"
	"testing"
)

// story is the demo and the page on which it is told.
type story struct {
	*tab
	demo *demoProcess
}

// TestDemoPage follows what a newcomer does: the tour first, then everything else that the page promises.
func TestDemoPage(t *testing.T) {
	d := startChromium(t)
	demo := startDemo(t)
	s := &story{tab: openTab(t, d, demo.page, 1440, 900, false), demo: demo}
	s.await("the first cards", newest(0, "asks to remove access"))
	s.picture("01-first")
	for _, part := range []struct {
		name string
		tell func(*story)
	}{
		{"the tour", (*story).tour},
		{"two at once", (*story).race},
		{"the Home tab", (*story).homeTab},
		{"IdentityIQ away and back", (*story).away},
		{"the bot killed and started", (*story).killed},
		{"in IdentityIQ's own pages", (*story).elsewhere},
		{"people without business here", (*story).stranger},
		{"by keyboard alone", (*story).keyboard},
		{"names for a screen reader", (*story).namesForAll},
		{"dark, and on a phone", (*story).looks},
	} {
		if !t.Run(part.name, func(t *testing.T) {
			s.TB = t
			part.tell(s)
		}) {
			return
		}
		s.TB = t
	}
}

func (s *story) next(step string) {
	s.Helper()
	s.await("the step is done: "+step, `document.querySelector('#tour .step:not([hidden])').classList.contains('done')`)
	s.press("Next", by("[data-tour=next]"))
}

func (s *story) step(title string) {
	s.Helper()
	s.await("the step "+title, fmt.Sprintf(`document.querySelector('#tour .step:not([hidden]) h2')?.innerText === %q`, title))
}

func (s *story) tour() {
	s.step("A request arrives")
	number := s.makes("role")
	s.gets(0, number)
	s.next("a request")

	s.step("Approve with one click")
	s.press("Approve", button(0, "Approve"))
	s.await("approved", newest(0, "Approved by Sam Okoye"))
	s.await("IdentityIQ's side", item(number, "Approved", "by Sam Okoye"))
	s.demo.took(s.TB, number, "Finished", "Sam Okoye", "in Slack")
	s.picture("02-approved")
	s.next("approve")

	s.step("Deny, with a reason")
	s.tourDeny()
	s.tourRace()

	s.step("Ask what is waiting")
	s.types(0, "/approvals")
	s.await("the private answer", newest(0, "Only visible to you", "wait for you"))
	s.picture("05-list")
	s.next("ask")

	s.step("When IdentityIQ is away")
	s.press("Do it for me", by("[data-tour=do]"))
	s.await("the step is done by itself", `document.querySelector('#tour .step:not([hidden])').classList.contains('done')`)
	s.press("Next", by("[data-tour=next]"))
	s.step("That is the bot")
	s.press("Close", by("[data-tour=next]"))
	s.await("the tour is over", `document.getElementById('tour').hidden`)
}

func (s *story) tourDeny() {
	s.await("a card with a warning", newest(0, "Policy violation"))
	number := s.topNumber()
	s.gets(0, number)
	s.picture("03-warning")
	s.press("Deny", button(0, "Deny"))
	s.denies(0, "")
	s.await("an empty reason is refused under the field", in(0, ".layer .modal .error")+`.innerText !== ''`)
	s.picture("03-refused")
	s.denies(0, "Two people have to do this.")
	s.await("the form closes", in(0, ".layer")+`.hidden`)
	s.await("denied", newest(0, "Denied by Sam Okoye", "Two people have to do this."))
	s.demo.took(s.TB, number, "Rejected", "Sam Okoye", "Two people have to do this.")
	s.next("deny")
}

func (s *story) tourRace() {
	s.step("Two people, one decision")
	s.await("two panes", `!`+in(1, "")+`.hidden`)
	s.await("the workgroup's item", `document.querySelector('#items .item').textContent.includes('workgroup')`)
	number := s.topNumber()
	s.gets(0, number)
	s.gets(1, number)
	s.press("Approve, as the second person", button(1, "Approve"))
	s.await("the one's card", newest(1, "Approved by Nora Lindqvist"))
	s.await("the other's card follows", newest(0, "Approved by Nora Lindqvist"))
	s.demo.took(s.TB, number, "Finished", "Nora Lindqvist", "in Slack")
	s.picture("04-race")
	s.next("race")
}

// race lets both press in the same moment: one decides, the other is told so.
func (s *story) race() {
	number := s.makes("workgroup")
	s.gets(0, number)
	s.gets(1, number)
	s.must(s.eval(fmt.Sprintf(`for (const b of [%s, %s]) b.click()`, button(0, "Approve"), button(1, "Deny")), nil))
	s.await("the card of the one", newest(0, "Approved by Sam Okoye"))
	s.await("the card of the other", newest(1, "Approved by Sam Okoye"))
	s.demo.took(s.TB, number, "Finished", "Sam Okoye", "")
	// The second person was asked for a reason, or was told at once that it was over.
	s.await("the other hears of it", in(1, ".layer form")+` || `+newest(1, "Only visible to you"))
	s.must(s.eval(in(1, ".layer [data-close]")+`?.click()`, nil))
	s.await("no form is left", in(1, ".layer")+`.hidden`)
}

func (s *story) homeTab() {
	number := s.makes("role")
	s.gets(0, number)
	s.press("the Home tab", in(0, "[data-tab=home]"))
	s.await("what waits", in(0, ".home")+`.innerText.includes('`+number+`')`)
	s.picture("06-home")
	row := fmt.Sprintf(`[...document.querySelectorAll('.slack[data-pane="0"] .home .b-actions')].find((a) => (a.previousElementSibling?.innerText ?? '').includes(%q))`, number)
	s.press("Approve on the Home tab", `[...(`+row+`).querySelectorAll('button')].find((b) => b.innerText === 'Approve')`)
	s.await("IdentityIQ's side", item(number, "Approved", "by Sam Okoye"))
	s.demo.took(s.TB, number, "Finished", "Sam Okoye", "")
	s.await("it is in what was decided lately", in(0, ".home")+`.innerText.includes('Decided lately')`)
	s.press("the Messages tab", in(0, "[data-tab=messages]"))
}

func (s *story) away() {
	number := s.makes("role")
	s.gets(0, number)
	s.press("the switch", by("[data-trouble=iiq-down]"))
	s.await("the lamp", by("[data-lamp=iiq]")+`.innerText.includes('down')`)
	s.press("Approve", button(0, "Approve"))
	s.await("the card says that it is kept", newest(0, "IdentityIQ is not answering. Your decision is kept and will be sent."))
	s.picture("07-away")
	s.press("the switch", by("[data-trouble=iiq-down]"))
	s.await("the lamp", by("[data-lamp=iiq]")+`.innerText === 'answers'`)
	s.await("recorded after all", item(number, "Approved", "by Sam Okoye"))
	s.await("the card says so", `!document.querySelector('.slack[data-pane="0"]').innerText.includes('not answering')`)
	s.demo.took(s.TB, number, "Finished", "Sam Okoye", "")
}

// killed ends the bot's process, and a new one goes on.
func (s *story) killed() {
	waiting := s.makes("role")
	s.gets(0, waiting)
	s.press("the switch", by("[data-trouble=bot-kill]"))
	s.await("the lamp", by("[data-lamp=bot]")+`.innerText === 'the bot does not run'`)
	s.press("Approve, of which nobody hears", button(0, "Approve"))
	s.await("Slack says that it did not work", in(0, ".said")+`.innerText !== ''`)
	number := s.makes("role")
	s.press("the switch", by("[data-trouble=bot-kill]"))
	s.await("the lamp", by("[data-lamp=bot]")+`.innerText.includes('the bot runs')`)
	s.gets(0, number)
	s.press("Approve", button(0, "Approve"))
	s.await("recorded", item(number, "Approved", "by Sam Okoye"))
	s.demo.took(s.TB, number, "Finished", "Sam Okoye", "")
}

func (s *story) elsewhere() {
	number := s.makes("role")
	s.gets(0, number)
	s.press("the work item", `document.querySelector('#items .item summary')`)
	s.press("Approve here", `document.querySelector('#items .item [data-item-do=approve]')`)
	s.await("the card follows", newest(0, "Approved by Sam Okoye in IdentityIQ"))
	s.makes("role")
	s.press("View in IdentityIQ", button(0, "View in IdentityIQ"))
	s.await("the link leads to IdentityIQ's side", `document.querySelector('#items .item.found details')?.open`)
	s.press("the template review", by("[data-make=review]"))
	s.await("the access review", `document.querySelector('[data-review]')?.textContent.includes('0 of 20 done')`)
}

func (s *story) be(pane int, name string) {
	s.Helper()
	s.must(s.eval(fmt.Sprintf(`{ const who = %s; who.value = [...who.options].find((o) => o.text.startsWith(%q)).value; who.dispatchEvent(new Event('change', { bubbles: true })); }`,
		in(pane, ".who"), name), nil))
}

func (s *story) stranger() {
	s.be(1, "Pat Visitor")
	s.types(1, "my approvals")
	s.await("a guest is refused in one sentence", newest(1, "Guests cannot use approvals."))
	s.be(1, "Lee Quinn")
	s.types(1, "/approvals help")
	s.await("a member gets help", newest(1, "/approvals"))
	s.press("the channel", `[...document.querySelectorAll('.slack[data-pane="1"] [data-place]')].find((b) => b.innerText.includes('finance'))`)
	s.types(1, "/approvals")
	s.await("an answer in the channel is private", newest(1, "Only visible to you"))
	s.must(s.eval(by(`[data-people="1"]`)+`.click()`, nil))
}
