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

// Rules are all rules of a file. Its zero value shows everything whole and demands nothing.
type Rules struct {
	all []Rule
	// form is what they are compiled to.
	form *compiled
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
// does. See judgeUnread for an item that was not read whole, or that takes too many steps.
//
// It reads each text once or twice, however many rules there are, and takes at most mostSteps beside that.
func (r Rules) Judge(i Item) Verdict {
	v, _ := r.judge(i)
	return v
}

// judge also gives the steps that it took.
func (r Rules) judge(i Item) (Verdict, int) {
	if r.Empty() && !i.Unread && !i.PeopleUnread {
		return Verdict{Show: Whole}, 0
	}
	j := r.judgement()
	if i.Unread || i.PeopleUnread {
		return r.judgeUnread(j, i), j.steps
	}
	v := r.judgeWhole(j, i)
	if j.out {
		return r.judgeUnread(r.judgement(), i), j.steps
	}
	return v, j.steps
}

// judgement begins one. Only rules of a file have a form.
func (r Rules) judgement() *judgement {
	if r.form == nil {
		return compile(r.all).judgement()
	}
	return r.form.judgement()
}

func (r Rules) judgeWhole(j *judgement, i Item) Verdict {
	general, part := j.general(i), newSet(len(r.all))
	lines := i.Lines
	if len(lines) == 0 {
		// Rules about lines match nothing here.
		general.without(j.ofLines)
		lines = []Line{{}}
	}
	v := Verdict{Show: Whole}
	for n, l := range lines {
		fit := general
		if len(i.Lines) > 0 {
			fit = j.line(l, general)
		}
		if j.out {
			break
		}
		part.join(fit)
		show := r.judgeLine(j, fit, &v)
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
	v.Rules = part.all()
	return v
}

// judgeLine gives how much of a line is shown under the rules that fit it, and adds what they demand.
func (r Rules) judgeLine(j *judgement, fit set, v *Verdict) Show {
	show, demands := j.says(fit)
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
	if strings.TrimSpace(text) == "" || len(r.all) == 0 {
		return false
	}
	j := r.judgement()
	named := newSet(len(r.all))
	named.join(j.ofAttributes.fitting(attribute))
	for _, s := range []*search{j.ofApplications, j.ofValues, j.targets.begin(&j.meter)} {
		found := s.fittingAny(text)
		named.join(found[:min(len(found), len(named))])
		if s == j.ofValues && found != nil {
			named.join(found[len(named):])
		}
	}
	return j.out || slices.ContainsFunc(j.shows, func(s shown) bool { return s.Protects(Whole) && s.rules.meets(named) })
}
