package sensitivity

import (
	"slices"
	"strings"
)

// Item is a work item as rules look at it.
type Item struct {
	// Type is IIQ's own word.
	Type string
	// Requester and Target are the names by which IIQ calls them; either may be empty.
	Requester, Target []string
	Description       string
	Lines             []Line
	// Unread is set where not all of the item was read: its description and its lines may tell anything. PeopleUnread is set
	// where the names may be others as well.
	Unread, PeopleUnread bool
}

// Line is one approval item of it.
type Line struct {
	Application string
	// Attributes are the name and the display name of the attribute, Values the value and the display value. Several values in
	// one text are told apart by ", ".
	Attributes, Values []string
	// Operation is IIQ's own word.
	Operation string
	// Role is set where the line asks for a role of IIQ itself, Privileged where IIQ calls it so.
	Role, Privileged bool
}

// Rule is one rule of the file.
type Rule struct {
	// Name is what the file calls it, "" when it has no name. Line is where it begins in the file.
	Name string
	Line int
	col  int
	// Show is "" where the rule says nothing about it.
	Show    Show
	Demands Demands

	Types, Requesters, Targets, Descriptions            []Pattern
	Applications, Entitlements, Attributes, Roles, Acts []Pattern
	// Privileged is nil where it does not matter.
	Privileged *bool
}

// ofLines reports whether the rule looks at lines and not only at the item as a whole.
func (r Rule) ofLines() bool {
	return len(r.Applications)+len(r.Entitlements)+len(r.Attributes)+len(r.Roles)+len(r.Acts) > 0 || r.Privileged != nil
}

func (r Rule) matchesItem(i Item) bool {
	return anyOf(r.Types, i.Type) && anyOf(r.Requesters, i.Requester...) && anyOf(r.Targets, i.Target...) &&
		anyOf(r.Descriptions, i.Description)
}

func (r Rule) matchesLine(l *foldedLine) bool {
	return anyOf(r.Applications, l.Application) && anyOf(r.Acts, l.Operation) && anyOf(r.Attributes, l.Attributes...) &&
		l.has(r.Entitlements) && (len(r.Roles) == 0 || l.Role && l.has(r.Roles)) &&
		(r.Privileged == nil || *r.Privileged == l.Privileged)
}

// foldedLine is a line whose values are folded once, for all rules, when the first of them looks at values: they can be long.
type foldedLine struct {
	Line
	values [][]rune
}

// has reports whether one of the patterns fits one of the values; no patterns fit all.
func (l *foldedLine) has(patterns []Pattern) bool {
	if len(patterns) == 0 {
		return true
	}
	if l.values == nil {
		for _, v := range pieces(l.Values) {
			l.values = append(l.values, folded(v))
		}
	}
	return slices.ContainsFunc(patterns, func(p Pattern) bool {
		return slices.ContainsFunc(l.values, func(v []rune) bool { return fits(p.marks, v) })
	})
}

// anyOf reports whether one of the patterns fits one of the texts; no patterns fit all.
func anyOf(patterns []Pattern, texts ...string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p Pattern) bool { return slices.ContainsFunc(texts, p.Fits) })
}

// pieces gives texts that hold several values both as a whole and one by one.
func pieces(texts []string) []string {
	out := slices.Clone(texts)
	for _, t := range texts {
		if strings.Contains(t, ", ") {
			out = append(out, strings.Split(t, ", ")...)
		}
	}
	return out
}

// Rules are all rules of a file. Its zero value shows everything whole and demands nothing.
type Rules struct {
	all []Rule
	// byDefault is for lines that no rule speaks of.
	byDefault Rule
}

// All lists the rules in the order of the file.
func (r Rules) All() []Rule { return slices.Clone(r.all) }

// Empty reports whether the rules hold nothing back and demand nothing, whatever the item.
func (r Rules) Empty() bool { return len(r.all) == 0 && r.byDefault.idle() }

func (r Rule) idle() bool { return (r.Show == "" || r.Show == Whole) && r.Demands == Demands{} }

// Judge says what the rules mean for an item: of each line the most protective of what its rules say, and of the item the
// most protective of what its lines say. Where no rule of a line speaks of showing, or of demands, the default does. See
// judgeUnread for an item that was not read whole.
func (r Rules) Judge(i Item) Verdict {
	if i.Unread || i.PeopleUnread {
		return r.judgeUnread(i)
	}
	if r.Empty() {
		return Verdict{Show: Whole}
	}
	general := r.fitting(i)
	lines := i.Lines
	if len(lines) == 0 {
		// What looks at lines fits nothing here.
		general = slices.DeleteFunc(general, func(n int) bool { return r.all[n].ofLines() })
		lines = []Line{{}}
	}
	v := Verdict{Show: Whole}
	for n, l := range lines {
		show := r.judgeLine(&foldedLine{Line: l}, general, &v)
		if show == Masked && len(i.Lines) > 0 {
			v.Masked = append(v.Masked, n)
		}
		if show.Protects(v.Show) {
			v.Show = show
		}
	}
	if v.Show != Masked {
		v.Masked = nil
	}
	slices.Sort(v.Rules)
	v.Rules = slices.Compact(v.Rules)
	return v
}

// fitting are the rules that fit the item as a whole.
func (r Rules) fitting(i Item) []int {
	var fit []int
	for n, rule := range r.all {
		if rule.matchesItem(i) {
			fit = append(fit, n)
		}
	}
	return fit
}

func (r Rules) judgeLine(l *foldedLine, general []int, v *Verdict) Show {
	show, demands := Show(""), Demands{}
	for _, n := range general {
		rule := r.all[n]
		if rule.ofLines() && !rule.matchesLine(l) {
			continue
		}
		v.Rules = append(v.Rules, n)
		demands = demands.and(rule.Demands)
		if rule.Show != "" && (show == "" || rule.Show.Protects(show)) {
			show = rule.Show
		}
	}
	if show == "" {
		show = r.byDefault.Show
	}
	if demands == (Demands{}) {
		demands = r.byDefault.Demands
	}
	v.Demands = v.Demands.and(demands)
	return show
}

// Hides reports whether a rule holds back what has this text for its application, its value or its target, or this attribute;
// for texts that stand in no line. What else the rule looks for does not matter: in doubt it is hidden.
func (r Rules) Hides(attribute, text string) bool {
	if strings.TrimSpace(text) == "" {
		return false
	}
	values := pieces([]string{text})
	named := func(patterns []Pattern, texts ...string) bool { return len(patterns) > 0 && anyOf(patterns, texts...) }
	return slices.ContainsFunc(r.all, func(rule Rule) bool {
		return rule.Show.Protects(Whole) && (named(rule.Applications, values...) || named(rule.Entitlements, values...) ||
			named(rule.Roles, values...) || named(rule.Targets, values...) || named(rule.Attributes, attribute))
	})
}
