package wire

import (
	"encoding/xml"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/ascii"
)

// node is an element with its attributes and children. All methods take nil for an empty element.
type node struct {
	name string
	// attrs have each name once, whatever its case. An element has few, so that they are looked through.
	attrs []attribute
	kids  []*node
	text  strings.Builder
	// lost is set when a part of the element itself was dropped: of its text, or the second of two attributes with one
	// name.
	lost bool
}

type attribute struct{ name, value string }

func newNode(start xml.StartElement) *node {
	n := &node{name: start.Name.Local}
	if len(start.Attr) > 0 {
		n.attrs = make([]attribute, 0, len(start.Attr))
	}
	for _, a := range start.Attr {
		first, twice := n.attribute(a.Name.Local)
		if !twice {
			n.attrs = append(n.attrs, attribute{a.Name.Local, a.Value})
		}
		n.lost = n.lost || twice && first != a.Value
	}
	return n
}

// attribute is the one of a name in any case, exactly as it was parsed.
func (n *node) attribute(name string) (value string, there bool) {
	if n == nil {
		return "", false
	}
	for _, a := range n.attrs {
		if sameLower(a.name, name) {
			return a.value, true
		}
	}
	return "", false
}

// sameLower reports whether two names are the same in lower case. Outside ASCII that is not the same as strings.EqualFold.
func sameLower(a, b string) bool {
	if ascii.Printable(a) && ascii.Printable(b) {
		return strings.EqualFold(a, b)
	}
	x, y := strings.ToLower(a), strings.ToLower(b)
	return x == y
}

// attr is the first of these attributes that exists and is not blank.
func (n *node) attr(names ...string) string {
	if n == nil {
		return ""
	}
	for _, name := range names {
		if v, _ := n.attribute(name); strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}

// child is the first child with one of the names, without regard to case; nil where there is none.
func (n *node) child(names ...string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		for _, name := range names {
			if strings.EqualFold(k.name, name) {
				return k
			}
		}
	}
	return nil
}

// children are all children of a name.
func (n *node) children(name string) []*node {
	var out []*node
	if n != nil {
		for _, k := range n.kids {
			if strings.EqualFold(k.name, name) {
				out = append(out, k)
			}
		}
	}
	return out
}

// entry finds Attributes/Map/entry[@key] for the first key that exists.
func (n *node) entry(keys ...string) *node {
	return n.child("Attributes").child("Map").mapEntry(keys...)
}

// mapEntry finds entry[@key] in a Map.
func (n *node) mapEntry(keys ...string) *node {
	if n == nil {
		return nil
	}
	for _, key := range keys {
		for _, e := range n.kids {
			if strings.EqualFold(e.name, "entry") && strings.EqualFold(e.attr("key"), key) {
				return e
			}
		}
	}
	return nil
}

// entries are all entries of a key below Attributes, in whatever element.
func (n *node) entries(key string) []*node {
	var out []*node
	if n == nil {
		return nil
	}
	for _, a := range n.kids {
		if !strings.EqualFold(a.name, "Attributes") {
			continue
		}
		out = a.ownEntries(out, key)
		for _, m := range a.kids {
			if strings.EqualFold(m.name, "Map") {
				out = m.ownEntries(out, key)
			}
		}
	}
	return out
}

// ownEntries adds the entries of a key among the children.
func (n *node) ownEntries(to []*node, key string) []*node {
	for _, e := range n.kids {
		if strings.EqualFold(e.name, "entry") && strings.EqualFold(strings.TrimSpace(e.attr("key")), key) {
			to = append(to, e)
		}
	}
	return to
}

// below counts the elements of a name below this one.
func (n *node) below(name string) int {
	count := 0
	for _, k := range n.kids {
		if strings.EqualFold(k.name, name) {
			count++
		}
		count += k.below(name)
	}
	return count
}

// lossy reports whether a part of the element, or of one below it, was dropped.
func (n *node) lossy() bool {
	return n != nil && (n.lost || slices.ContainsFunc(n.kids, (*node).lossy))
}

// says reports whether the element has content: an attribute, a text, or an element with content.
func (n *node) says() bool {
	if n == nil {
		return false
	}
	for _, a := range n.attrs {
		if strings.TrimSpace(a.value) != "" {
			return true
		}
	}
	return n.ownText() != "" || slices.ContainsFunc(n.kids, (*node).says)
}

// isOne reports whether the element has one of the names, without regard to case.
func (n *node) isOne(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(n.name, name) })
}

func (n *node) ownText() string { return strings.TrimSpace(n.text.String()) }

// value is an entry's value as text: its attribute, or the texts below it, joined.
func (n *node) value() string {
	if v := n.attr("value"); v != "" {
		return v
	}
	return strings.Join(n.strings(), ", ")
}

// strings are the texts of the element and of everything below it, in their order, without blank ones.
func (n *node) strings() []string {
	if n == nil {
		return nil
	}
	var out []string
	if s := strings.TrimSpace(n.text.String()); s != "" {
		out = append(out, s)
	}
	for _, k := range n.kids {
		out = append(out, k.strings()...)
	}
	return out
}
