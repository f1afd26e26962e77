package iiqsim

import (
	"fmt"
	"slices"
	"strings"
)

// Template names a ready-made work item. Each type of docs/iiq-wire.md#work-items (Form, ManualAction, …) is a
// template too.
type Template string

// Templates of work items.
const (
	// TemplateRole is one role; TemplateEntitlements LineCount entitlements (3); TemplateRemoval one taken away.
	TemplateRole         Template = "role"
	TemplateEntitlements Template = "entitlements"
	TemplateRemoval      Template = "removal"
	// TemplateViolation would break a policy; TemplateESign demands a signature.
	TemplateViolation Template = "violation"
	TemplateESign     Template = "esign"
	// TemplateNoSet is an approval without an approvalSet.
	TemplateNoSet Template = "noset"
	// TemplateHostile has markup, mentions, control and right-to-left characters and 5,000 characters of text.
	TemplateHostile Template = "hostile"
	// TemplateValues has a value as a child list, and displayname in lower case.
	TemplateValues Template = "values"
	// TemplateByName has a requester that is known by name alone.
	TemplateByName Template = "byname"
	// TemplateOverdue was due yesterday; TemplateUrgent is due in four hours, at level High.
	TemplateOverdue Template = "overdue"
	TemplateUrgent  Template = "urgent"
)

const hourMillis = 3_600_000

// otherTypes are the types of work items that are no approval.
func otherTypes() []string {
	return []string{
		TypeCertification, "Delegation", "Signoff", "Challenge", "ViolationReview", "PolicyViolation", "Form", "Remediation",
		"ManualAction", "Event", "Generic", "ImpactAnalysis", "Test", "Unknown",
	}
}

// Templates gives every template name.
func Templates() []Template {
	all := []Template{
		TemplateRole, TemplateEntitlements, TemplateRemoval, TemplateViolation, TemplateESign, TemplateNoSet, TemplateHostile,
		TemplateValues, TemplateByName, TemplateOverdue, TemplateUrgent,
	}
	for _, kind := range otherTypes() {
		all = append(all, Template(kind))
	}
	return all
}

// fill puts in what the template has and the spec leaves empty.
func (p *ItemSpec) fill(s *store) error {
	if p.Template == "" {
		return nil
	}
	p.Item = p.Item.copied()
	w := &p.Item
	if slices.Contains(otherTypes(), string(p.Template)) {
		w.Type = either(w.Type, string(p.Template))
		w.Description = either(w.Description, string(p.Template)+" for "+either(p.Target, "everybody"))
		return nil
	}
	if !slices.Contains(Templates(), p.Template) {
		return fmt.Errorf("unknown template %q", p.Template)
	}
	target := p.Target
	if i, err := s.identity(p.Target); err == nil {
		target = i.Name
	}
	w.Description = either(w.Description, "Owner Approval - Account Changes for User: "+target)
	p.Justification = either(p.Justification, "Needed for the quarter close, agreed with finance.")
	if w.Lines == nil {
		w.Lines = p.templateLines(s, target)
	}
	p.special(w)
	return nil
}

// templateLines gives the approval set of a template.
func (p *ItemSpec) templateLines(s *store, target string) []ApprovalItem {
	n := max(p.LineCount, 1)
	switch p.Template {
	case TemplateNoSet:
		return nil
	case TemplateEntitlements:
		n = either(p.LineCount, 3)
	case TemplateRemoval:
		line := catalogEntitlements()[0].line(target)
		line.Operation = "Remove"
		return []ApprovalItem{line}
	case TemplateHostile:
		return hostileLines()
	case TemplateValues:
		line := catalogEntitlements()[1].line(target)
		line.DisplayName, line.LowerCase = "Group", true
		line.Values = []string{line.Value, "CN=Second,OU=Groups,DC=example,DC=com"}
		return []ApprovalItem{line}
	case TemplateRole:
		role := catalogRoles()[s.numbers.item%len(catalogRoles())]
		return []ApprovalItem{role.line(target)}
	}
	all := catalogEntitlements()
	var lines []ApprovalItem
	for i := range n {
		lines = append(lines, all[(s.numbers.item+i)%len(all)].line(target))
	}
	return lines
}

// special sets what sets a template apart beside its lines.
func (p *ItemSpec) special(w *WorkItem) {
	switch p.Template {
	case TemplateViolation:
		w.Violations = []Violation{{
			Policy: "Separation of duties: payments", Rule: "Create vendors and release payments",
			Description: "Nobody may create a vendor and release a payment to it.",
		}}
	case TemplateESign:
		w.ESign = either(w.ESign, "Financial Controls Signature")
	case TemplateHostile:
		p.Justification = hostileText()
		w.Description = "<!channel> & <b>\"bold\"</b> ]]> <!ENTITY x> " + w.Description
	case TemplateByName:
		p.Requester, w.RequesterName = "", either(w.RequesterName, either(p.Requester, "someone.unknown"))
	case TemplateOverdue:
		p.DueInMillis = either(p.DueInMillis, -24*hourMillis)
	case TemplateUrgent:
		p.DueInMillis, w.Level = either(p.DueInMillis, 4*hourMillis), either(w.Level, "High")
	}
}

func hostileText() string {
	return "Please <!channel> <@U012345> <https://evil.example|click> *bold* `code` &amp; \"quotes\" 'single'\n> quote\r\n\ttab \x01 " +
		"\u202Eright to left\u202C \u0645\u0631\u062D\u0628\u0627 👩‍💻 é e\u0301 " + strings.Repeat("long text ", 480) + "END"
}

func hostileLines() []ApprovalItem {
	return []ApprovalItem{{
		Application: `"><script>alert(1)</script>`, Operation: "Add", Name: "memberOf", Value: "CN=<!here>,OU=*Groups*",
		DisplayValue: "<https://evil.example|Finance> & Co. ~~~ ``` " + strings.Repeat("x", 3000), DisplayName: "Group",
		Description: "<@U999> <!everyone> & \u202Etxt.exe",
	}, {
		Application: "Active Directory", Operation: "Set", Name: "title", Value: "", DisplayValue: " \n ", DisplayName: "Title",
	}}
}
