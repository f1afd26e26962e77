package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

const (
	keyTab    = 9
	keyEscape = 27
	keyDown   = 40
)

// keyboard opens the menu, the details and the form of a card without a mouse.
func (s *story) keyboard() {
	number := s.makes("entitlements")
	s.gets(0, number)
	s.must(s.eval(`(`+newest(0, "Work item: "+number)+`).querySelector('select[data-choose]').focus()`, nil))
	s.await("the focus is on the menu", `document.activeElement.getAttribute('aria-label') === 'More'`)
	s.picture("08-menu")
	s.key("ArrowDown", keyDown)
	s.await("the details", in(0, ".layer .modal")+`?.innerText.includes('Why you')`)
	s.picture("09-details")
	s.key("Tab", keyTab)
	s.await("the focus stays in the form", in(0, ".layer")+`.contains(document.activeElement)`)
	s.key("Escape", keyEscape)
	s.await("the form is closed", in(0, ".layer")+`.hidden && !`+in(0, ".chat")+`.inert`)
}

// looks keeps pictures of the page in the dark and on a phone, where nothing may stick out.
func (s *story) looks() {
	number := s.makes("violation")
	s.gets(0, number)
	hostile := s.makes("hostile")
	s.await("a card with hostile text", newest(0, "Work item: "+hostile))
	s.picture("10-hostile")
	s.press("Dark", by("[data-theme-to=dark]"))
	s.await("dark", `getComputedStyle(document.querySelector('.slack')).backgroundColor === 'rgb(26, 29, 33)'`)
	s.picture("10-dark")
	s.press("Deny", button(0, "Deny"))
	s.await("the form", field(0))
	s.await("no text of others became markup", `!document.querySelector('.slack img, .slack script, .slack a[href*=evil]')`)
	s.picture("11-dark-form")
	s.must(s.eval(in(0, ".layer [data-close]")+`.click()`, nil))
	s.await("the form is closed", in(0, ".layer")+`.hidden`)
	s.press("Phone", by("button[data-screen=phone]"))
	s.picture("12-phone-frame")
	s.press("Desktop", by("button[data-screen=wide]"))
	s.press("Light", by("[data-theme-to=light]"))
	s.size(390, 844, true)
	for _, part := range []string{"iiq", "happens", "slack"} {
		s.press("the part "+part, by("[data-view-to="+part+"]"))
		s.await("nothing sticks out", `document.documentElement.scrollWidth <= innerWidth`)
		s.picture("13-phone-" + part)
	}
	s.size(1440, 900, false)
}

// TestReadmePictures writes the pictures of the README; without README_PICTURES it holds that they can be made.
func TestReadmePictures(t *testing.T) {
	dir := t.TempDir()
	if os.Getenv("README_PICTURES") != "" {
		dir = "../../../docs/pictures"
	}
	d := startChromium(t)
	s := &story{tab: openTab(t, d, startDemo(t).page, 1280, 900, false)}
	s.await("the page", newest(0, "asks to remove access"))
	s.must(s.eval(`document.querySelector('[data-tour=skip]').click()`, nil))
	s.size(1180, 900, false)
	s.still()
	take := func(name, expression string) {
		t.Helper()
		s.must(s.eval(`document.activeElement.blur()`, nil))
		s.call("Input.dispatchMouseEvent", map[string]any{"type": "mouseMoved", "x": 1, "y": 1}, nil)
		s.must(s.eval(fmt.Sprintf(`(%s).scrollIntoView({ block: 'end', behavior: 'instant' })`, expression), nil))
		path := filepath.Join(dir, name+".png")
		s.shoot(path, expression)
		s.must(shrink(path))
	}
	number := s.makes("violation")
	s.gets(0, number)
	take("card", newest(0, "Work item: "+number))
	s.press("Deny", button(0, "Deny"))
	s.await("the form", field(0))
	s.write("Two people have to do this: ask for one of the two roles.")
	take("modal", in(0, ".layer .modal"))
	s.press("the form's button", in(0, ".layer [type=submit]"))
	s.await("denied", newest(0, "Denied by Sam Okoye"))
	take("decided", newest(0, "Denied by Sam Okoye"))
	s.gets(0, s.makes("urgent"))
	s.size(1180, 880, false)
	s.press("the Home tab", in(0, "[data-tab=home]"))
	s.await("what waits", in(0, ".home")+`.innerText.includes('Decided lately')`)
	take("home", in(0, ".chat"))
}

// namesForAll wants that a screen reader has a name for everything that one can do.
func (s *story) namesForAll() {
	var tree struct {
		Nodes []struct {
			Ignored bool
			Role    struct{ Value string }
			Name    struct{ Value string }
		}
	}
	s.call("Accessibility.getFullAXTree", map[string]any{}, &tree)
	named := 0
	for _, n := range tree.Nodes {
		switch n.Role.Value {
		case "button", "link", "textbox", "combobox", "switch", "checkbox", "radio", "menuitem", "tab", "dialog", "log", "region":
			if !n.Ignored && n.Name.Value == "" {
				s.Errorf("a %s has no name", n.Role.Value)
			}
			named++
		}
	}
	if named < 40 {
		s.Errorf("only %d things to do are in the accessibility tree", named)
	}
}
