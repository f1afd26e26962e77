package sensitivity

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// itemTypes are IIQ's own words, and so are operations. Rules have to use whole words, not patterns.
func itemTypes() []string {
	return []string{"Approval", "Certification", "Delegation", "Signoff", "Challenge", "ViolationReview", "PolicyViolation", "Form",
		"Remediation", "ManualAction"}
}

func operations() []string {
	return []string{"Add", "Remove", "Set", "Create", "Modify", "Delete", "Enable", "Disable", "Unlock"}
}

func (c *checker) match(n ast.Node, r *Rule) {
	m, ok := mapping(n)
	if !ok || len(m.Values) == 0 {
		what := "empty"
		if !ok {
			what = kindOf(n)
		}
		c.add(position(n), "a mapping with "+expectedMatch, "match is %s", what)
		return
	}
	lists := map[string]*[]Pattern{"type": &r.Types, "requester": &r.Requesters, "target": &r.Targets, "description": &r.Descriptions,
		"application": &r.Applications, "entitlement": &r.Entitlements, "attribute": &r.Attributes, "role": &r.Roles, "operation": &r.Acts}
	known := []string{"privileged"}
	for key := range lists {
		known = append(known, key)
	}
	for key, value := range c.pairs(m, expectedMatch, known...) {
		switch key {
		case "privileged":
			r.Privileged = c.yesOrNo(value)
		case "type":
			*lists[key] = c.patterns(value, key, itemTypes())
		case "operation":
			*lists[key] = c.patterns(value, key, operations())
		default:
			*lists[key] = c.patterns(value, key, nil)
		}
	}
}

// patterns reads one text or a list of texts. Where words are given, only those are accepted.
func (c *checker) patterns(n ast.Node, key string, words []string) []Pattern {
	elements := []ast.Node{n}
	if list, ok := n.(*ast.SequenceNode); ok {
		elements = list.Values
		if len(elements) == 0 {
			c.add(position(n), "text, or a list of texts", "%s is an empty list", key)
		}
	}
	if len(elements) > maxPatterns {
		c.add(position(n), fmt.Sprintf("at most %d", maxPatterns), "%s is a list of %d", key, len(elements))
		return nil
	}
	var all []Pattern
	for _, e := range elements {
		s, ok := c.text(e, key)
		switch {
		case !ok:
		case utf8.RuneCountInString(s) > maxText:
			c.add(position(e), fmt.Sprintf("at most %d characters", maxText), "%s is too long", key)
		case words != nil && !slices.Contains(words, s):
			c.add(position(e), "one of "+strings.Join(words, " "), "%s is %s", key, quoted(s))
		default:
			all = append(all, NewPattern(s))
		}
	}
	return all
}

// text reads a single value that is not empty. Numbers are taken as they are written.
func (c *checker) text(n ast.Node, key string) (string, bool) {
	s := ""
	switch n := n.(type) {
	case *ast.StringNode:
		s = n.Value
	case *ast.LiteralNode:
		s = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode:
		s = n.GetToken().Value
	default:
		c.add(position(n), "text, in quotes where it is not a plain word", "%s is %s", key, kindOf(n))
		return "", false
	}
	if s = strings.TrimSpace(s); s == "" {
		c.add(position(n), "text", "%s is empty", key)
		return "", false
	}
	return s, true
}

// word reads one of a few words, which the mistake lists.
func (c *checker) word(n ast.Node, key, expected string) (string, bool) {
	if s, ok := n.(*ast.StringNode); ok && strings.TrimSpace(s.Value) != "" {
		return strings.TrimSpace(s.Value), true
	}
	c.add(position(n), expected, "%s is %s", key, kindOf(n))
	return "", false
}

func (c *checker) yesOrNo(n ast.Node) *bool {
	b, ok := n.(*ast.BoolNode)
	if !ok {
		c.add(position(n), "true or false", "privileged is %s", kindOf(n))
		return nil
	}
	return &b.Value
}

// possible finds rules that can match nothing, whatever IIQ says.
func (c *checker) possible(n ast.Node, r Rule) {
	if len(r.Roles) > 0 && len(r.Applications)+len(r.Entitlements)+len(r.Attributes) > 0 {
		c.add(position(n), "role alone: a role is an entitlement of no application", "role stands with application, entitlement or attribute, and no line has both")
	}
	if !r.ofLines() || len(r.Types) == 0 {
		return
	}
	if !slices.ContainsFunc(r.Types, func(p Pattern) bool { return p.text != "Certification" }) {
		c.add(position(n), "no more than type, requester, target and description", "the rule never fits: access reviews have no lines")
	}
}

// quoted makes a text of the file fit for one line.
func quoted(s string) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		return strconv.Quote(string(runes[:most])) + "…"
	}
	return strconv.Quote(s)
}
