package campaign

import (
	"fmt"
	"math/rand/v2"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// makeGroups adds workgroups to those of the company: flat ones, and ones that hold other groups.
func (w *world) makeGroups(rng *rand.Rand) error {
	for n := range max(4, w.opts.Approvers/20) {
		var members []string
		for _, i := range rng.Perm(len(w.company.People))[:2+rng.IntN(4)] {
			members = append(members, w.company.People[i].ID)
		}
		if n%4 == 3 {
			members = append(members, w.groups[rng.IntN(len(w.groups))])
		}
		g, err := w.iiq.AddWorkgroup(fmt.Sprintf("Group-%02d", n), fmt.Sprintf("Owners %02d", n), members...)
		if err != nil {
			return fmt.Errorf("make workgroup: %w", err)
		}
		w.groups = append(w.groups, g.ID)
	}
	return nil
}

// newItem makes up a request with an owner by chance.
func (w *world) newItem(rng *rand.Rand) iiqsim.ItemSpec {
	templates := []iiqsim.Template{
		iiqsim.TemplateRole, iiqsim.TemplateRole, iiqsim.TemplateEntitlements, iiqsim.TemplateRemoval, iiqsim.TemplateNoSet,
		iiqsim.TemplateViolation, iiqsim.TemplateHostile, iiqsim.TemplateValues, iiqsim.TemplateUrgent,
	}
	if rng.IntN(50) == 0 {
		templates = []iiqsim.Template{iiqsim.TemplateESign}
	}
	spec := iiqsim.ItemSpec{Template: templates[rng.IntN(len(templates))]}
	if w.dressed && rng.IntN(4) == 0 {
		// Dates, comments, privileged lines, and lines that were decided before.
		spec = w.company.RandomRequest(rng)
	}
	spec.Owner, spec.Requester, spec.Target = w.anybody(rng).ID, w.anybody(rng).ID, w.anybody(rng).ID
	if rng.IntN(100) < 40 {
		spec.Owner = w.groups[rng.IntN(len(w.groups))]
	}
	return spec
}

func (w *world) anybody(rng *rand.Rand) books.Person { return w.people[rng.IntN(len(w.people))] }
