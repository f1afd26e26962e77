package browser

import "testing"

func TestLook(t *testing.T) {
	d := startChromium(t)
	p := openTab(t, d, "http://127.0.0.1:8085/", 1440, 900, false)
	p.await("cards", `document.querySelectorAll('.slack[data-pane="0"] .message').length >= 2`)
	p.picture("01-first")
	p.must(p.eval(`document.querySelector('[data-tour=skip]').click()`, nil))
	p.must(p.eval(`document.querySelector('[data-make=violation]').click()`, nil))
	p.must(p.eval(`document.querySelector('[data-make=workgroup]').click()`, nil))
	p.await("cards", `document.querySelectorAll('.slack[data-pane="0"] .message').length >= 4`)
	p.picture("02-more")
	p.must(p.eval(`document.querySelector('[data-people="2"]').click()`, nil))
	p.must(p.eval(`document.querySelector('[data-theme-to=dark]').click()`, nil))
	p.await("cards", `document.querySelectorAll('.slack[data-pane="1"] .message').length >= 1`)
	p.picture("03-two-dark")
	p.size(390, 844, true)
	p.must(p.eval(`document.querySelector('[data-theme-to=light]').click()`, nil))
	p.picture("04-phone")
}
