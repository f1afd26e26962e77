package page

import (
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// making is a kind of work item that one can make on IdentityIQ's side.
type making struct {
	Name, Label string
	spec        iiqsim.ItemSpec
	// group gives it to the workgroup; times makes that many; review makes an access review instead.
	group  bool
	times  int
	review bool
}

const day = 24 * 3_600_000

func makings() []making {
	return []making{
		{Name: "role", Label: "One role", spec: iiqsim.ItemSpec{Template: iiqsim.TemplateRole, DueInMillis: 3 * day,
			Justification: "Month-end close needs me to read the ledger from Monday."}},
		{Name: "entitlements", Label: "Twenty entitlements",
			spec: iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 20, DueInMillis: 5 * day,
				Justification: "Moves to the payroll project; the same access as the colleague who leaves."}},
		{Name: "workgroup", Label: "Workgroup", group: true, spec: iiqsim.ItemSpec{Template: iiqsim.TemplateRole, DueInMillis: 2 * day,
			Justification: "Preparation of the audit, until the end of the quarter."}},
		{Name: "removal", Label: "Removal", spec: iiqsim.ItemSpec{Template: iiqsim.TemplateRemoval, Justification: "Changed teams in October."}},
		{Name: "violation", Label: "Policy violation", spec: iiqsim.ItemSpec{Template: iiqsim.TemplateViolation, DueInMillis: day,
			Justification: "Stands in for a colleague during the holidays."}},
		{Name: "esign", Label: "E-signature", spec: iiqsim.ItemSpec{Template: iiqsim.TemplateESign, Justification: "Yearly renewal of the treasury access."}},
		{Name: "urgent", Label: "Urgent", spec: iiqsim.ItemSpec{Template: iiqsim.TemplateUrgent, Justification: "A payment run tonight."}},
		{Name: "overdue", Label: "Overdue", spec: iiqsim.ItemSpec{Template: iiqsim.TemplateOverdue, Justification: "Needed for the quarter close."}},
		{Name: "hostile", Label: "Hostile text", spec: iiqsim.ItemSpec{Template: iiqsim.TemplateHostile}},
		{Name: "bulk", Label: "Thirty at once", times: 30, spec: iiqsim.ItemSpec{Template: iiqsim.TemplateRole, DueInMillis: 6 * day,
			Justification: "New joiners of the first of the month."}},
		{Name: "review", Label: "Access review", review: true},
	}
}

// makeWanted is what one asks for on IdentityIQ's side.
type makeWanted struct {
	Kind  string `json:"kind"`
	Owner string `json:"owner"`
}

// made tells the page which work item came of it.
type made struct {
	ID     string `json:"id"`
	Number string `json:"number"`
}

// make makes what is wanted, for the owner or the workgroup.
func (p *Page) make(in makeWanted) (made, error) {
	at := slices.IndexFunc(makings(), func(m making) bool { return m.Name == in.Kind })
	if at < 0 {
		return made{}, fmt.Errorf("there is no template %q", in.Kind)
	}
	m := makings()[at]
	owner := either(in.Owner, p.Approver)
	if m.group {
		owner = p.Workgroup
	}
	if m.review {
		return p.makeReview(owner)
	}
	spec := m.spec
	spec.Owner = owner
	spec.Requester, spec.Target = p.parties(owner)
	var out made
	for range max(1, m.times) {
		w, err := p.IIQ.AddWorkItem(spec)
		if err != nil {
			return made{}, fmt.Errorf("make a work item: %w", err)
		}
		out = made{ID: w.ID, Number: p.items.number(w.ID)}
	}
	return out, nil
}

// parties are who asks and for whom, never the owner, since nobody decides about themselves. For the workgroup the
// target is the requester, who is no member.
func (p *Page) parties(owner string) (requester, target string) {
	switch owner {
	case p.Workgroup, p.Target:
		return p.Requester, p.Requester
	case p.Requester:
		return p.Target, p.Target
	}
	return p.Requester, p.Target
}

func (p *Page) makeReview(owner string) (made, error) {
	reviewer := owner
	if owner == p.Workgroup {
		reviewer = p.Approver
	}
	who, err := p.IIQ.Identity(reviewer)
	if err != nil {
		return made{}, fmt.Errorf("find the reviewer: %w", err)
	}
	c, err := p.IIQ.AddReview(iiqsim.ReviewSpec{Name: "Manager Access Review for " + who.Shown(), Reviewers: []string{who.ID},
		Targets: []string{p.Requester, p.Target}, Count: 18, DueInMillis: 14 * day})
	if err != nil {
		return made{}, fmt.Errorf("make an access review: %w", err)
	}
	return made{ID: c.ID}, nil
}
