package wire

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// Bounds of one work item.
const (
	MaxLines      = 1000
	maxViolations = 100
)

// approvalSet finds the lines of an approval summary; nil where there are none.
func approvalSet(n *node) *node {
	sets, _ := approvalSets(n)
	if len(sets) == 0 {
		return nil
	}
	return sets[0]
}

// approvalSets finds the approval sets in the places where one may be. strange is true when one of these places holds
// something else, alone or beside a set.
func approvalSets(n *node) (sets []*node, strange bool) {
	sets = n.children("ApprovalSet")
	strange = n.attr("approvalSet") != ""
	for _, e := range n.entries("approvalSet") {
		found := e.children("ApprovalSet")
		for _, v := range e.children("value") {
			inner := v.children("ApprovalSet")
			found = append(found, inner...)
			strange = strange || v.ownText() != "" || len(inner) != len(v.kids)
		}
		strange = strange || len(found) == 0 || e.attr("value") != "" || e.ownText() != ""
		for _, k := range e.kids {
			strange = strange || !strings.EqualFold(k.name, "ApprovalSet") && !strings.EqualFold(k.name, "value")
		}
		sets = append(sets, found...)
	}
	return sets, strange
}

// lines reads what a work item asks for. An item without any approval set asks for one thing and has no lines. An item
// that has something else in its place, or more than is read, leaves open what it asks for.
func (s *sight) lines(n *node) []approvals.ApprovalItem {
	sets, strange := approvalSets(n)
	var items []*node
	if len(sets) > 0 {
		s.whole(sets[0])
		items = s.itemsOf(sets[0])
	}
	if strange || len(sets) > 1 || len(sets) == 1 && len(items) == 0 ||
		n.below("ApprovalSet") != len(sets) || n.below("ApprovalItem") != len(items) {
		s.miss(approvals.GapSet)
	}
	return s.readLines(items)
}

// linesIn reads the lines of an approval summary, which are never decided on.
func linesIn(n *node) []approvals.ApprovalItem {
	set, s := approvalSet(n), &sight{}
	if set == nil {
		return nil
	}
	return s.readLines(s.itemsOf(set))
}

// itemsOf gives the lines of a set. Every other element with content counts as not understood.
func (s *sight) itemsOf(set *node) []*node {
	items := set.children("ApprovalItem")
	known := len(items)
	if holder := set.child("ApprovalItems", "Items"); holder != nil {
		inner := holder.children("ApprovalItem")
		items, known = append(items, inner...), known+1
		if len(inner) != len(holder.kids) || holder.ownText() != "" {
			s.miss(approvals.GapSet)
		}
	}
	if set.ownText() != "" || known != len(set.kids) && slices.ContainsFunc(set.kids, strangeInSet) {
		s.miss(approvals.GapSet)
	}
	return items
}

func strangeInSet(n *node) bool {
	return !n.isOne("ApprovalItem", "ApprovalItems", "Items") && n.says()
}

// readLines reads at most MaxLines lines, and maxContent bytes of them. Where there are more, the last line says how
// many, so that nobody takes the list for complete.
func (s *sight) readLines(from []*node) []approvals.ApprovalItem {
	if len(from) == 0 {
		return nil
	}
	lines := make([]approvals.ApprovalItem, 0, min(len(from), MaxLines))
	for i, n := range from {
		if s.content > maxContent || len(lines) == MaxLines-1 && len(from) > MaxLines {
			s.miss(approvals.GapLines)
			return append(lines, theRest(lines[0].State, from[i:]))
		}
		s.commentsOn(n, i+1)
		lines = append(lines, s.readLine(n))
	}
	return lines
}

// theRest stands for the lines beyond the bound. Its state differs from the first line's where one of those lines
// differs, so that a mixed outcome stays mixed.
func theRest(first approvals.ItemState, from []*node) approvals.ApprovalItem {
	rest := approvals.ApprovalItem{
		State:        first,
		DisplayValue: fmt.Sprintf("%d more, to be seen in IdentityIQ", len(from)),
	}
	for _, n := range from {
		if s := approvals.ItemState(OneLine(n.attr("state"))); s != first {
			rest.State = s
			break
		}
	}
	return rest
}

func (s *sight) readLine(n *node) approvals.ApprovalItem {
	values := s.values(n)
	a := approvals.ApprovalItem{
		ID:             s.line(n.attr("id")),
		Application:    s.line(n.attr("application", "applicationName")),
		Operation:      s.line(n.attr("operation")),
		Name:           s.line(n.attr("name")),
		Value:          s.readLetters(strings.Join(values, separator)),
		DisplayName:    s.label(n.attr("displayName")),
		DisplayValue:   s.label(n.attr("displayValue")),
		NativeIdentity: s.line(n.attr("nativeIdentity")),
		// The catalogue's description decides nothing, and only a read by id has it.
		Description: shorten.To(maxProse, Flat(AsProse(cmp.Or(n.attr("description"), n.child("Description").value())))),
		Comment:     s.prose(n.named("requesterComments")),
		Privileged:  s.flag(n.named("privileged")),
		State:       approvals.ItemState(s.line(n.attr("state"))),
		Start:       s.date(n, "startDate", approvals.DateStart),
		End:         s.date(n, "endDate", approvals.DateEnd),
	}
	if len(values) > 1 && a.Value == strings.Join(values, separator) &&
		slices.ContainsFunc(values, func(v string) bool { return strings.Contains(v, separator) }) {
		a.Values = values
	}
	for _, text := range []string{
		a.ID, a.Application, a.Operation, a.Name, a.Value, a.DisplayName, a.DisplayValue, a.NativeIdentity, a.Comment,
	} {
		s.content += len(text)
	}
	if a.Thing() == "" && a.NativeIdentity == "" || n.ownText() != "" || slices.ContainsFunc(n.kids, strangeInLine) {
		s.miss(approvals.GapLine)
	}
	return a
}

// strangeInLine reports whether an element of a line has content that is not read. The elements named here are read,
// or say nothing about what is requested.
func strangeInLine(n *node) bool {
	return n.says() && !n.isOne("Attributes", "Value", "Description", "RequesterComments", "Privileged", "Comments", "Comment",
		"Owner", "StartDate", "EndDate", "Recommendation", "Rejecters")
}

// date is when a line's access begins or ends, as an attribute, a child or an entry of the map. A date that cannot be read
// counts as not understood, since for ever is something else.
func (s *sight) date(n *node, name string, kind approvals.DateKind) time.Time {
	t := s.stamp(n.named(name), kind)
	if s.unreadDates[kind] {
		s.miss(approvals.GapDate)
	}
	return t
}

// flag reads true or false; every other text counts as not understood.
func (s *sight) flag(text string) bool {
	if strings.TrimSpace(text) != "" && !isTrue(text) && !isFalse(text) {
		s.miss(approvals.GapLine)
	}
	return isTrue(text)
}
