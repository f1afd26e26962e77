package wire

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/iiq-approvals/bot/internal/itemtag"
)

// tagOf computes the tag of a work item from what was parsed, raw and whole, before anything is trimmed, cut or folded. It
// is "" where a part of what is decided was dropped or is not understood; such an item is decided in IIQ only.
// docs/gateway-contract.md#the-tag
func tagOf(n *node, tooLarge bool) string {
	i, ok := taggedItem(n, tooLarge)
	if !ok {
		return ""
	}
	return i.Tag()
}

func taggedItem(n *node, tooLarge bool) (i itemtag.Item, ok bool) {
	sets, strange := approvalSets(n)
	if tooLarge || strange || len(sets) > 1 || n.below("ApprovalSet") != len(sets) || n.lost {
		return i, false
	}
	i = itemtag.Item{
		Type: n.raw("type"), State: n.raw("state"), Requester: rawReference(n.child("Requester")),
		Target: cmp.Or(n.raw("targetid"), n.raw("targetname")),
	}
	items, ok := taggedLines(n, sets)
	if !ok {
		return i, false
	}
	for _, one := range items {
		l, ok := taggedLine(one)
		if !ok {
			return i, false
		}
		i.Lines = append(i.Lines, l)
	}
	return i, true
}

// raw is an attribute exactly as it was parsed.
func (n *node) raw(name string) string {
	v, _ := n.attribute(name)
	return v
}

// rawReference is the id that an element refers to, else the name.
func rawReference(n *node) string {
	from := n.child("Reference", "Identity")
	if from == nil {
		from = n
	}
	return cmp.Or(from.raw("id"), from.raw("name"))
}

// taggedLines gives the lines of the one set; ok is false where there are more than are read, or something else.
func taggedLines(n *node, sets []*node) (items []*node, ok bool) {
	if len(sets) == 0 {
		return nil, n.below("ApprovalItem") == 0
	}
	set := sets[0]
	items = set.children("ApprovalItem")
	if holder := set.child("ApprovalItems", "Items"); holder != nil {
		items = append(items, holder.children("ApprovalItem")...)
	}
	return items, !set.lossy() && set.ownText() == "" && len(items) <= MaxLines && n.below("ApprovalItem") == len(items)
}

func taggedLine(n *node) (itemtag.Line, bool) {
	values, ok := rawValues(n)
	start, startOK := rawDate(n, "startDate")
	end, endOK := rawDate(n, "endDate")
	return itemtag.Line{
		ID: n.raw("id"), Operation: n.raw("operation"), Application: cmp.Or(n.raw("application"), n.raw("applicationname")),
		Name: n.raw("name"), Values: values, NativeIdentity: n.raw("nativeidentity"), State: n.raw("state"), Start: start, End: end,
	}, ok && startOK && endOK
}

// rawValues are the values of a line: its attribute, or the scalars of its child.
func rawValues(n *node) (values []string, ok bool) {
	holders := n.children("Value")
	ok = len(holders) <= 1
	for _, h := range holders {
		some, fine := rawScalars(h)
		values, ok = append(values, some...), ok && fine
	}
	if v := n.raw("value"); v != "" {
		return []string{v}, ok && len(values) == 0
	}
	return values, ok
}

// rawScalars are the texts of a Value element: its own, or those of the elements of a list in it.
func rawScalars(n *node) (values []string, ok bool) {
	if len(n.attrs) > 0 || !knownValue(n) {
		return nil, false
	}
	if !n.isOne("Value", "List", "Set") {
		text := n.text.String()
		if text == "" && n.isOne("Boolean") {
			text = "false"
		}
		if n.isOne("null") {
			return nil, true
		}
		return []string{text}, true
	}
	if len(n.kids) == 0 {
		if text := n.text.String(); n.isOne("Value") && strings.TrimSpace(text) != "" {
			return []string{text}, true
		}
		return nil, n.ownText() == ""
	}
	ok = n.ownText() == ""
	for _, k := range n.kids {
		some, fine := rawScalars(k)
		values, ok = append(values, some...), ok && fine
	}
	return values, ok
}

// rawDate is a date in epoch milliseconds, as an attribute, a child or an entry of the map; nil where there is none.
func rawDate(n *node, name string) (at *int64, ok bool) {
	text := strings.TrimSpace(n.named(name))
	if text == "" || text == "null" {
		return nil, true
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	return &ms, err == nil
}
