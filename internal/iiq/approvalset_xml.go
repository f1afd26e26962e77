package iiq

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Bounds of one work item.
const (
	maxLines      = 1000
	maxViolations = 100
	maxComments   = 100
)

// approvalSet finds the lines of a work item or an approval summary; nil where there are none.
func approvalSet(n *node) *node {
	if direct := n.child("ApprovalSet"); direct != nil {
		return direct
	}
	e := n.entry("approvalSet")
	for _, holder := range []*node{e.child("value"), e} {
		if set := holder.child("ApprovalSet"); set != nil {
			return set
		}
	}
	return nil
}

// readLines reads at most maxLines lines. Where there are more, the last one says how many, so that nobody approves
// unawares what he was not shown.
func readLines(set *node) []approvals.ApprovalItem {
	from := set.children("ApprovalItem")
	if items := set.child("ApprovalItems", "Items"); items != nil {
		from = append(from, items.children("ApprovalItem")...)
	}
	if len(from) == 0 {
		return nil
	}
	lines := make([]approvals.ApprovalItem, 0, min(len(from), maxLines))
	for i, n := range from {
		if len(lines) == maxLines-1 && len(from) > maxLines {
			return append(lines, theRest(lines[0].State, from[i:]))
		}
		lines = append(lines, readLine(n))
	}
	return lines
}

// theRest stands for many lines. Its state differs from the first line's where one of theirs does, so that a mixed
// outcome stays mixed.
func theRest(first approvals.ItemState, from []*node) approvals.ApprovalItem {
	rest := approvals.ApprovalItem{
		State:        first,
		DisplayValue: fmt.Sprintf("%d more, to be seen in IdentityIQ", len(from)),
	}
	for _, n := range from {
		if s := approvals.ItemState(oneLine(n.attr("state"))); s != first {
			rest.State = s
			break
		}
	}
	return rest
}

func readLine(n *node) approvals.ApprovalItem {
	a := approvals.ApprovalItem{
		ID:             oneLine(n.attr("id")),
		Application:    oneLine(n.attr("application", "applicationName")),
		Operation:      oneLine(n.attr("operation")),
		Name:           oneLine(n.attr("name")),
		Value:          oneLine(n.attr("value")),
		DisplayName:    oneLine(n.attr("displayName")),
		DisplayValue:   oneLine(n.attr("displayValue")),
		NativeIdentity: oneLine(n.attr("nativeIdentity")),
		Description:    oneLine(either(n.attr("description"), n.child("Description").value())),
		Comment:        prose(n.named("requesterComments")),
		Privileged:     isTrue(n.named("privileged")),
		State:          approvals.ItemState(oneLine(n.attr("state"))),
	}
	if a.Value == "" {
		a.Value = oneLine(strings.Join(n.child("Value").strings(), ", "))
	}
	return a
}

// justification is what the requester wrote: the distinct comments of the lines, else the comments of the item.
func justification(n *node, lines []approvals.ApprovalItem) string {
	var all []string
	add := func(s string) {
		if s = prose(s); s != "" && !slices.Contains(all, s) && len(all) < maxComments {
			all = append(all, s)
		}
	}
	for _, l := range lines {
		add(l.Comment)
	}
	for _, key := range []string{"requesterComments", "justification", "comments"} {
		if len(all) == 0 {
			for _, s := range comments(n, key) {
				add(s)
			}
		}
	}
	return prose(strings.Join(all, "\n"))
}

// comments reads comments in both shapes: an attribute, or `<Comments><Comment comment="…"/></Comments>`, as a child or
// as an entry of the map.
func comments(n *node, name string) []string {
	if v := n.attr(name); v != "" {
		return []string{prose(v)}
	}
	for _, holder := range []*node{n.child(name), n.entry(name)} {
		if all := commentsIn(holder); len(all) > 0 {
			return all[:min(len(all), maxComments)]
		}
	}
	return nil
}

func commentsIn(n *node) []string {
	if n == nil {
		return nil
	}
	if v := n.attr("comment", "value"); v != "" {
		return []string{prose(v)}
	}
	var out []string
	if s := prose(n.text.String()); s != "" {
		out = append(out, s)
	}
	for _, k := range n.kids {
		out = append(out, commentsIn(k)...)
	}
	return out
}
