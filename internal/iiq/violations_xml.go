package iiq

import "strings"

// unreadViolation stands for a violation in a shape that is not known: the warning must not be lost.
const unreadViolation = "Policy violation"

// violations are what the request would violate, one sentence each. Where they sit and how they look is not published
// (iiq-wire.md section 3): texts, maps and elements of their own are read.
func violations(n *node) []string {
	var out []string
	for _, key := range []string{"violations", "policyViolations"} {
		for _, holder := range []*node{n.entry(key), n.child(key)} {
			out = append(out, violationsIn(holder)...)
		}
	}
	if len(out) > maxViolations {
		out = out[:maxViolations]
	}
	return out
}

func violationsIn(holder *node) []string {
	if holder == nil {
		return nil
	}
	if v := oneLine(holder.attr("value")); v != "" {
		return notFalse(v)
	}
	top := holder
	for top.child("value", "List") != nil {
		top = top.child("value", "List")
	}
	var out []string
	for _, k := range top.kids {
		out = append(out, violation(k)...)
	}
	if len(out) == 0 {
		out = notFalse(oneLine(top.text.String()))
	}
	return out
}

// violation makes one sentence: what it is called, and what it means.
func violation(n *node) []string {
	get := func(names ...string) string {
		for _, name := range names {
			if v := either(n.attr(name), n.mapEntry(name).value()); v != "" {
				return v
			}
		}
		return ""
	}
	called := joinPresent(": ", get("policyName", "policy"), get("constraintName", "ruleName", "rule"))
	meant := either(get("description", "summary"), n.child("Description").value())
	if s := oneLine(joinPresent(": ", called, meant)); s != "" {
		return []string{s}
	}
	if s := oneLine(strings.Join(n.strings(), " ")); s != "" {
		return notFalse(s)
	}
	if strings.EqualFold(n.name, "Boolean") || strings.EqualFold(n.name, "String") {
		return nil
	}
	return []string{unreadViolation}
}

// notFalse reads a flag: false is no violation, true one that has no words.
func notFalse(s string) []string {
	switch {
	case s == "" || isFalse(s):
		return nil
	case isTrue(s):
		return []string{unreadViolation}
	}
	return []string{s}
}

func joinPresent(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}
