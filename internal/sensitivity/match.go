package sensitivity

import (
	"slices"
	"strings"
)

// Item is a work item as the rules see it.
type Item struct {
	// Type is IIQ's own word.
	Type string
	// Requester and Target are their names in IIQ; either may be empty.
	Requester, Target []string
	Description       string
	Lines             []Line
	// Unread is set where the item was not read whole, so that its description and lines may contain anything.
	// PeopleUnread is set where further names may be missing.
	Unread, PeopleUnread bool
}

// Line is one approval item of the work item.
type Line struct {
	Application string
	// Attributes are the name and the display name of the attribute, Values the value and the display value. ", "
	// separates several values in one text.
	Attributes, Values []string
	// Operation is IIQ's own word.
	Operation string
	// Role is set where the line asks for a role of IIQ itself, Privileged where IIQ marks it as privileged.
	Role, Privileged bool
}

// Rule is one rule of the file.
type Rule struct {
	// Name is the rule's name in the file, "" when it has none. Line is where it begins in the file.
	Name string
	Line int
	col  int
	// Show is "" where the rule says nothing about it.
	Show    Show
	Demands Demands

	Types, Requesters, Targets, Descriptions            []Pattern
	Applications, Entitlements, Attributes, Roles, Acts []Pattern
	// Privileged is nil where the rule does not look at it.
	Privileged *bool
}

// ofLines reports whether the rule looks at lines, and not only at the item as a whole.
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

// foldedLine is a line whose values are folded once for all rules, when the first rule looks at values, since values
// can be long.
type foldedLine struct {
	Line
	values []string
}

// has reports whether one of the patterns matches one of the values. No patterns match everything.
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
		return slices.ContainsFunc(l.values, p.fits)
	})
}

// anyOf reports whether one of the patterns matches one of the texts. No patterns match everything.
func anyOf(patterns []Pattern, texts ...string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p Pattern) bool { return slices.ContainsFunc(texts, p.Fits) })
}

// pieces gives texts that hold several values, both whole and value by value.
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
	// byDefault applies to lines that no rule matches.
	byDefault Rule
}

// All lists the rules in the order of the file.
func (r Rules) All() []Rule { return slices.Clone(r.all) }

// Empty reports whether the rules hide nothing and demand nothing, whatever the item.
func (r Rules) Empty() bool { return len(r.all) == 0 && r.byDefault.idle() }

func (r Rule) idle() bool { return (r.Show == "" || r.Show == Whole) && r.Demands == Demands{} }

// Judge gives the verdict of the rules on an item: for each line the most protective of its rules, and for the item
// the most protective of its lines. Where no rule of a line says how much to show, or what to demand, the default
// does. See judgeUnread for an item that was not read whole.
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
		// Rules about lines match nothing here.
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

// Hides reports whether a rule hides items with this text as application, value or target, or with this attribute. It
// is for texts outside of lines. The rule's other criteria do not matter: in doubt the text is hidden.
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
