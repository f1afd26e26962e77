package wire

import (
	"regexp"
	"strings"
	"sync"
)

// Descriptions of roles and entitlements are written in a rich text editor, and are HTML then:
// docs/iiq-wire.md#letters. Texts of others look like it at times: "a < b and c > d", "<see R&D>". So only what HTML
// itself calls an element counts as a tag, and only in a text that has an element with its end, a line break, or a
// paragraph at its front.

var (
	// tagForm is a tag as an editor writes it: attributes have values. Its groups are the slash of an end, and the name.
	tagForm = regexp.MustCompile(`<(/?)([A-Za-z][A-Za-z0-9]*)(?:\s+[A-Za-z_:][-\w:.]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))*\s*/?>`)
	// unshownForm is what a browser does not show at all.
	unshownForm = regexp.MustCompile(`(?is)<!--.*?-->|<style\b[^>]*>.*?</style\s*>|<script\b[^>]*>.*?</script\s*>`)
	blankForm   = regexp.MustCompile(`[ \t\r\n\f]+`)
	breaksForm  = regexp.MustCompile(` *\n[ \n]*`)
)

// element says what a tag of HTML does to the words around it.
type element int

const (
	inLine element = iota + 1
	block
	cell
	lineBreak
	unpaired
)

// elements are the elements that rich text editors write. The map is made once and never changes.
var elements = sync.OnceValue(func() map[string]element {
	all := map[string]element{"br": lineBreak, "hr": lineBreak, "td": cell, "th": cell, "img": unpaired, "meta": unpaired, "col": unpaired}
	for name := range strings.FieldsSeq("a abbr b big cite code del em font i ins mark q s small span strike strong sub sup tt u var") {
		all[name] = inLine
	}
	for name := range strings.FieldsSeq(`blockquote body center colgroup dd div dl dt h1 h2 h3 h4 h5 h6 head html li ol p pre section
		table tbody tfoot thead title tr ul`) {
		all[name] = block
	}
	return all
})

// unmarked gives the words of a text, with letters for references. A text whose tags are escaped once too often is HTML
// as well.
func unmarked(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	known := elements()
	if isHTML(s, known) {
		return dereferenced(withoutTags(s, known))
	}
	if once := dereferencedOnce(s); isHTML(once, known) {
		return dereferenced(withoutTags(once, known))
	}
	return dereferenced(s)
}

func isHTML(s string, known map[string]element) bool {
	opened := map[string]bool{}
	for n, at := range tagForm.FindAllStringSubmatchIndex(s, -1) {
		name := strings.ToLower(s[at[4]:at[5]])
		kind, end := known[name], at[2] < at[3]
		switch {
		case kind == lineBreak || kind == unpaired || kind != 0 && end && opened[name]:
			return true
		case n == 0 && kind == block && strings.TrimSpace(s[:at[0]]) == "":
			// IIQ may have cut the end off.
			return true
		case kind != 0 && !end:
			opened[name] = true
		}
	}
	return false
}

// withoutTags drops the tags. White space in HTML is a blank, and a block stands on lines of its own.
func withoutTags(s string, known map[string]element) string {
	s = blankForm.ReplaceAllString(unshownForm.ReplaceAllString(s, " "), " ")
	var out strings.Builder
	last := 0
	for _, at := range tagForm.FindAllStringSubmatchIndex(s, -1) {
		out.WriteString(s[last:at[0]])
		last = at[1]
		switch known[strings.ToLower(s[at[4]:at[5]])] {
		case inLine, unpaired:
		case cell:
			out.WriteByte(' ')
		case block, lineBreak:
			out.WriteByte('\n')
		default:
			out.WriteString(s[at[0]:at[1]])
		}
	}
	out.WriteString(s[last:])
	return strings.TrimSpace(breaksForm.ReplaceAllString(out.String(), "\n"))
}
