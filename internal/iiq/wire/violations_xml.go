package wire

import (
	"cmp"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// unreadViolation replaces a violation of an unknown shape, since the warning must not be lost.
const unreadViolation = "Policy violation"

// violations are what the request would violate, one sentence each. Their place and shape are not published
// (docs/iiq-wire.md#work-items), so texts, maps and elements of their own are read.
func (s *sight) violations(n *node) []string {
	var out []string
	for _, key := range []string{"violations", "policyViolations"} {
		for _, holder := range append(n.entries(key), n.children(key)...) {
			s.whole(holder)
			out = append(out, s.violationsIn(holder)...)
		}
	}
	if len(out) > maxViolations {
		s.miss(approvals.GapViolations)
		out = out[:maxViolations]
	}
	return out
}

func (s *sight) violationsIn(holder *node) []string {
	if v := s.label(holder.attr("value")); v != "" {
		if len(holder.kids) > 0 {
			s.miss(approvals.GapViolations)
		}
		return notFalse(v)
	}
	top := holder
	for inner := top.child("value", "List"); inner != nil; inner = top.child("value", "List") {
		if len(top.kids) > 1 {
			s.miss(approvals.GapViolations)
		}
		top = inner
	}
	var out []string
	for _, k := range top.kids {
		out = append(out, s.violation(k)...)
	}
	if len(out) == 0 {
		out = notFalse(s.label(top.text.String()))
	}
	return out
}

// violation makes one sentence of its name and its meaning.
func (s *sight) violation(n *node) []string {
	get := func(names ...string) string {
		for _, name := range names {
			if v := cmp.Or(n.attr(name), n.mapEntry(name).value()); v != "" {
				return v
			}
		}
		return ""
	}
	called := JoinPresent(": ", get("policyName", "policy"), get("constraintName", "ruleName", "rule"))
	meant := cmp.Or(get("description", "summary"), n.child("Description").value())
	if told := s.readLetters(JoinPresent(": ", Flat(AsProse(called)), Flat(AsProse(meant)))); told != "" {
		return []string{told}
	}
	if told := s.label(strings.Join(n.strings(), " ")); told != "" {
		return notFalse(told)
	}
	if strings.EqualFold(n.name, "Boolean") || strings.EqualFold(n.name, "String") {
		return nil
	}
	s.miss(approvals.GapViolations)
	return []string{unreadViolation}
}

// notFalse reads a flag: false is no violation, true one without words.
func notFalse(s string) []string {
	switch {
	case s == "" || isFalse(s):
		return nil
	case isTrue(s):
		return []string{unreadViolation}
	}
	return []string{s}
}

// JoinPresent joins the parts that are not blank.
func JoinPresent(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}
