package browser

import (
	"fmt"
	"strings"
)

// Expressions that find things on the page.

// in gives the element of a pane that a selector finds.
func in(pane int, selector string) string {
	return fmt.Sprintf(`document.querySelector('.slack[data-pane="%d"] %s')`, pane, selector)
}

func by(selector string) string { return fmt.Sprintf(`document.querySelector(%q)`, selector) }

// button is the newest button with these words among the messages of a pane.
func button(pane int, words string) string { return within(pane, ".messages", words) }

// within is the newest button with these words in a part of a pane.
func within(pane int, part, words string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('.slack[data-pane="%d"] %s :is(button, a)')].filter((b) => b.textContent.trim() === %q).at(-1)`, pane, part, words)
}

// newest is the last message of a pane that shows all these words.
func newest(pane int, words ...string) string {
	tests := make([]string, 0, len(words))
	for _, w := range words {
		tests = append(tests, fmt.Sprintf(`m.innerText.includes(%q)`, w))
	}
	return fmt.Sprintf(`[...document.querySelectorAll('.slack[data-pane="%d"] .message')].filter((m) => %s).at(-1)`, pane, strings.Join(tests, " && "))
}

// field is the text field of the form in front of a pane.
func field(pane int) string { return in(pane, ".layer .modal textarea") }

// makes presses a template on IdentityIQ's side and gives the new work item's number.
func (p *tab) makes(kind string) string {
	p.Helper()
	before := p.topNumber()
	p.press("the template "+kind, by("[data-make="+kind+"]"))
	p.await("a new work item", fmt.Sprintf(`%s?.innerText !== %q`, by("#items .num"), before))
	return p.topNumber()
}

func (p *tab) topNumber() string {
	p.Helper()
	var number string
	p.must(p.eval(by("#items .num")+`?.innerText ?? ''`, &number))
	return number
}

// gets waits until the newest card of a pane is about this work item and can be decided.
func (p *tab) gets(pane int, number string) {
	p.Helper()
	p.await("a card of "+number, fmt.Sprintf(`(%s).contains(%s)`, newest(pane, "Work item: "+number), button(pane, "Approve")))
}

// denies writes into the form and sends it.
func (p *tab) denies(pane int, reason string) {
	p.Helper()
	p.await("the form", field(pane))
	p.must(p.eval(field(pane)+`.focus()`, nil))
	p.write(reason)
	p.press("the form's button", in(pane, ".layer [type=submit]"))
}

// types writes into the composer and presses Enter.
func (p *tab) types(pane int, text string) {
	p.Helper()
	p.press("the composer", in(pane, ".typed"))
	p.write(text)
	p.key("Enter", 13)
}

// item is true when IdentityIQ's side shows these words for a work item.
func item(number string, words ...string) string {
	tests := make([]string, 0, len(words))
	for _, w := range words {
		tests = append(tests, fmt.Sprintf(`i.textContent.includes(%q)`, w))
	}
	return fmt.Sprintf(`[...document.querySelectorAll('#items .item')].some((i) => i.querySelector('.num')?.textContent === %q && %s)`, number, strings.Join(tests, " && "))
}
