package sensitivity

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

const (
	expectedRule  = "name, match, show or demand"
	expectedMatch = "type, requester, target, description, application, entitlement, attribute, role, operation or privileged"
)

// file reads the whole of it.
func (c *checker) file(top *ast.MappingNode) Rules {
	r := Rules{}
	told := false
	for key, value := range c.pairs(top, expectedFile, "rules", "default") {
		told = true
		if key == "default" {
			r.byDefault = c.defaults(value)
		} else {
			r.all = c.rules(value)
		}
	}
	if !told && len(c.mistakes) == 0 {
		c.add(position(top), expectedFile, "the file says nothing")
	}
	if len(c.mistakes) > 0 {
		return r
	}
	if r.Empty() {
		c.add(position(top), "at least one rule, or a default, that holds something back",
			"the file holds nothing back and demands nothing")
	}
	for _, rule := range r.all {
		if rule.idle() && r.byDefault.idle() {
			c.mistakes = append(c.mistakes, Mistake{Line: rule.Line, Col: rule.col,
				What:     "the rule changes nothing, as everything is whole by default",
				Expected: "show: masked, notice or none, or a demand"})
		}
	}
	return r
}

// pairs goes through a mapping. An unknown or repeated key is a mistake and is left out.
func (c *checker) pairs(m *ast.MappingNode, expected string, known ...string) func(func(string, ast.Node) bool) {
	return func(yield func(string, ast.Node) bool) {
		seen := map[string]bool{}
		for _, v := range m.Values {
			key, ok := "", false
			if s, text := v.Key.(*ast.StringNode); text {
				key, ok = s.Value, slices.Contains(known, s.Value)
			}
			switch {
			case !ok && key == "":
				c.add(position(v.Key), expected, "a key that is no word")
			case !ok:
				c.add(position(v.Key), expected, "unknown key %s", quoted(key))
			case seen[key]:
				c.add(position(v.Key), "each key once", "%s stands there twice", key)
			default:
				seen[key] = true
				if !yield(key, v.Value) {
					return
				}
			}
		}
	}
}

func (c *checker) defaults(n ast.Node) Rule {
	rule := Rule{}
	m, ok := mapping(n)
	if !ok {
		c.add(position(n), "a mapping with show or demand", "default is %s", kindOf(n))
		return rule
	}
	for key, value := range c.pairs(m, "show or demand", "show", "demand") {
		if key == "show" {
			rule.Show = c.show(value)
		} else {
			rule.Demands = c.demands(value)
		}
	}
	return rule
}

func (c *checker) rules(n ast.Node) []Rule {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		c.add(position(n), "a list, each element a mapping that begins with a dash", "rules is %s", kindOf(n))
		return nil
	}
	if len(list.Values) > maxRules {
		c.add(position(n), fmt.Sprintf("at most %d", maxRules), "there are %d rules", len(list.Values))
		return nil
	}
	var all []Rule
	first := map[string]int{}
	names := map[string]int{}
	for _, one := range list.Values {
		rule, ok := c.rule(one)
		if !ok {
			continue
		}
		what := rule.criteria()
		if line, twice := first[what]; twice {
			c.add(position(one), "one rule for each match", "the rule looks for the same as the one in line %d", line)
		} else {
			first[what] = rule.Line
		}
		if line, twice := names[rule.Name]; twice && rule.Name != "" {
			c.add(position(one), "a name of its own", "the rule has the name of the one in line %d", line)
		}
		names[rule.Name] = rule.Line
		all = append(all, rule)
	}
	return all
}

// rule returns false where the rule has a mistake.
func (c *checker) rule(n ast.Node) (Rule, bool) {
	before := len(c.mistakes)
	m, ok := mapping(n)
	if !ok {
		c.add(position(n), "a mapping with "+expectedRule, "the rule is %s", kindOf(n))
		return Rule{}, false
	}
	rule := Rule{Line: 1, col: 1}
	if at := position(n); at != nil {
		rule.Line, rule.col = at.Line, at.Column
	}
	said := map[string]bool{}
	for key, value := range c.pairs(m, expectedRule, "name", "match", "show", "demand") {
		said[key] = true
		switch key {
		case "name":
			rule.Name = c.name(value)
		case "match":
			c.match(value, &rule)
		case "show":
			rule.Show = c.show(value)
		case "demand":
			rule.Demands = c.demands(value)
		}
	}
	if len(c.mistakes) > before {
		return rule, false
	}
	if !said["match"] {
		c.add(position(n), "match: with at least one of "+expectedMatch+"; what is for all belongs into default:",
			"the rule matches nothing")
	}
	if !said["show"] && !said["demand"] {
		c.add(position(n), "show or demand", "the rule says nothing")
	}
	c.possible(n, rule)
	return rule, len(c.mistakes) == before
}

func (c *checker) name(n ast.Node) string {
	s, ok := c.text(n, "name")
	if ok && utf8.RuneCountInString(s) > maxName {
		c.add(position(n), fmt.Sprintf("at most %d characters", maxName), "the name is too long")
	}
	return s
}

func (c *checker) show(n ast.Node) Show {
	const expected = "whole, masked, notice or none"
	s, ok := c.word(n, "show", expected)
	if ok && !slices.Contains(Shows(), Show(s)) {
		c.add(position(n), expected, "show is %s", quoted(s))
	}
	return Show(s)
}

func (c *checker) demands(n ast.Node) Demands {
	const expected = "confirmation, comment, lines, iiq or single, or a list of them"
	d := Demands{}
	elements := []ast.Node{n}
	if list, ok := n.(*ast.SequenceNode); ok {
		elements = list.Values
		if len(elements) == 0 {
			c.add(position(n), expected, "demand is an empty list")
		}
	}
	for _, e := range elements {
		s, ok := c.word(e, "demand", expected)
		if ok && !slices.Contains([]string{wordConfirmation, wordComment, wordLines, wordIIQ, wordSingle}, s) {
			c.add(position(e), expected, "demand is %s", quoted(s))
		}
		if ok {
			d = d.and(demandOf(s))
		}
	}
	return d
}

// criteria is equal for rules that look for the same.
func (r Rule) criteria() string {
	var b strings.Builder
	for _, list := range r.lists() {
		words := make([]string, len(list))
		for i, p := range list {
			words[i] = fold(p.text)
		}
		slices.Sort(words)
		fmt.Fprintf(&b, "%q;", slices.Compact(words))
	}
	if r.Privileged != nil {
		fmt.Fprint(&b, *r.Privileged)
	}
	return b.String()
}

func (r Rule) lists() [][]Pattern {
	return [][]Pattern{r.Types, r.Requesters, r.Targets, r.Descriptions, r.Applications, r.Entitlements, r.Attributes, r.Roles, r.Acts}
}
