package iiqsim

import "math/rand/v2"

// RandomRequest makes up a request as it might arrive: somebody asks for themselves, for a colleague or for somebody of
// their team; the target's manager or the workgroup behind the application decides.
func (p *Population) RandomRequest(rng *rand.Rand) ItemSpec {
	target := rng.IntN(len(p.People))
	for p.managers[target] < 0 {
		target = rng.IntN(len(p.People))
	}
	requester := p.requesterFor(rng, target)
	lines := p.randomLines(rng, p.People[target].Name)
	spec := ItemSpec{
		Owner: p.ownerFor(rng, target, requester, lines), Requester: p.People[requester].ID, Target: p.People[target].ID,
		Justification: justifications()[rng.IntN(len(justifications()))],
		Item: WorkItem{
			Lines: lines, Level: "Normal", Description: "Owner Approval - Account Changes for User: " + p.People[target].Name,
		},
	}
	p.season(rng, &spec)
	p.dress(rng, &spec)
	return spec
}

// requesterFor is mostly the target, else the target's manager or a colleague under the same manager.
func (p *Population) requesterFor(rng *rand.Rand, target int) int {
	manager := p.managers[target]
	switch n := rng.IntN(100); {
	case n < 55:
		return target
	case n < 70:
		return manager
	}
	for range 20 {
		other := rng.IntN(len(p.People))
		if p.managers[other] == manager {
			return other
		}
	}
	return target
}

// ownerFor never gives an item to whoever asked for it or receives it: such an item goes one step up, or to a group.
func (p *Population) ownerFor(rng *rand.Rand, target, requester int, lines []ApprovalItem) string {
	if group, ok := p.groupFor(lines[0].Application); ok && rng.IntN(100) < 35 {
		return group
	}
	owner := p.managers[target]
	for owner == requester && p.managers[owner] >= 0 {
		owner = p.managers[owner]
	}
	if owner == requester {
		group, _ := p.groupFor("IIQ")
		return group
	}
	return p.People[owner].ID
}

func (p *Population) groupFor(application string) (id string, ok bool) {
	name := map[string]string{
		"SAP ERP": "SAP-Owners", "Oracle Financials": "SAP-Owners", "GitHub Enterprise": "GitHub-Admins", "Salesforce": "CRM-Owners",
		"Workday": "HR-Data-Stewards", "AWS": "Security-Board", "IIQ": "IT-Access-Desk", "Active Directory": "IT-Access-Desk",
	}[application]
	for _, g := range p.Workgroups {
		if g.Name == name {
			return g.ID, true
		}
	}
	return "", false
}

// randomLines is a role, or one to four entitlements of which one in ten is taken away.
func (p *Population) randomLines(rng *rand.Rand, target string) []ApprovalItem {
	roles, all := catalogRoles(), catalogEntitlements()
	if rng.IntN(100) < 40 {
		return []ApprovalItem{roles[rng.IntN(len(roles))].line(target)}
	}
	var lines []ApprovalItem
	for _, n := range rng.Perm(len(all))[:1+min(rng.IntN(3), rng.IntN(4))] {
		line := all[n].line(target)
		if rng.IntN(10) == 0 {
			line.Operation = "Remove"
		}
		lines = append(lines, line)
	}
	return lines
}

// season gives some requests a due date, a priority, a policy violation or a signature.
func (p *Population) season(rng *rand.Rand, spec *ItemSpec) {
	if rng.IntN(100) < 40 {
		spec.DueInMillis = int64(1+rng.IntN(14)) * 24 * hourMillis
	}
	switch n := rng.IntN(100); {
	case n < 8:
		spec.Item.Level = "High"
	case n < 12:
		spec.Item.Level = "Low"
	case n < 18:
		spec.Item.Violations = []Violation{{
			Policy: "Separation of duties", Rule: "Post and release", Description: "One person may not post and release the same document.",
		}}
	case n < 20:
		spec.Item.ESign = "Financial Controls Signature"
	}
}

// dress gives some requests what an approver should look at twice: when the access begins and ends, what several people wrote, a line
// that is privileged, and one that somebody decided before.
func (p *Population) dress(rng *rand.Rand, spec *ItemSpec) {
	anybody := func() Identity { return p.People[rng.IntN(len(p.People))] }
	lines := spec.Item.Lines
	if rng.IntN(100) < 25 {
		spec.EndsInMillis = int64(1+rng.IntN(180)) * 24 * hourMillis
		if rng.IntN(2) == 0 {
			spec.BeginsInMillis = spec.EndsInMillis / 2
		}
		for i := range lines {
			lines[i].DatesInMap = rng.IntN(2) == 0
		}
	}
	if rng.IntN(100) < 20 {
		spec.Item.NotesInMap = rng.IntN(2) == 0
		for n := range 1 + rng.IntN(3) {
			by := anybody()
			// Some servers write the name, others the display name.
			author := []string{by.Name, by.DisplayName}[n%2]
			spec.Item.Notes = append(spec.Item.Notes, Comment{Author: author, Text: remarks()[rng.IntN(len(remarks()))]})
		}
	}
	if rng.IntN(100) < 10 {
		lines[rng.IntN(len(lines))].Privileged = true
	}
	if len(lines) > 1 && rng.IntN(100) < 30 {
		lines[rng.IntN(len(lines))].State = []string{StateFinished, StateRejected}[rng.IntN(2)]
	}
}

func remarks() []string {
	return []string{
		"I asked the application's owner, and nothing speaks against it.", "Please look at the second line before you decide.",
		"Only until the project ends.", "The former holder leaves at the end of the month.",
	}
}
