package wire

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// separator joins several values into one text.
const separator = ", "

// values are the values of a line, one by one: its attribute, or the scalars and lists of scalars of its child. Any
// other shape, or both together, leaves open what is requested.
func (s *sight) values(n *node) []string {
	var told []string
	for _, held := range n.children("Value") {
		told = append(told, s.scalars(held)...)
	}
	v := n.attr("value")
	if v == "" {
		return told
	}
	if len(told) > 0 && onOneLine(v) != strings.Join(told, separator) {
		s.miss(approvals.GapLine)
	}
	return []string{onOneLine(v)}
}

// scalars are the texts of an element and of everything below it, in their order.
func (s *sight) scalars(n *node) []string {
	if len(n.attrs) > 0 || !knownValue(n) {
		s.miss(approvals.GapLine)
	}
	var out []string
	if text := onOneLine(n.text.String()); text != "" {
		out = append(out, text)
	} else if strings.EqualFold(n.name, "Boolean") {
		// SailPoint writes false like this.
		out = append(out, "false")
	}
	for _, k := range n.kids {
		out = append(out, s.scalars(k)...)
	}
	return out
}

// knownValue reports whether an element is a list, or a scalar without anything in it.
func knownValue(n *node) bool {
	return n.isOne("Value", "List", "Set") || len(n.kids) == 0 &&
		n.isOne("String", "Boolean", "Integer", "Long", "Float", "Double", "Date", "null")
}
