package iiqsim

import "strings"

// Furnish has the catalogue say more about the access that the templates ask for, so that a look at it shows what helps to decide:
// owners, classifications, risk, recommendations; and gives some of it to colleagues. owner is an identity by name.
func (s *Sim) Furnish(owner string, colleagues ...string) error {
	for n, e := range append(catalogRoles(), catalogEntitlements()...) {
		c := Catalogued{Application: e.application, Name: e.attribute, Value: e.value, Owner: owner}
		switch {
		case strings.Contains(e.description, "Privileged"):
			// Roles are asked for by workgroups, too, which decide them with one press each.
			c.Privileged = e.application != roleApplication
			c.Risk, c.RiskBand, c.Classifications = 800, "high", []string{"Restricted"}
			c.Recommendation = &Recommendation{Decision: "deny", Reasons: []string{"Few people of the department have it"}}
		case strings.Contains(e.description, "ersonal data") || strings.Contains(e.description, "Confidential"):
			c.Risk, c.RiskBand, c.Classifications = 500, "medium", []string{"Confidential"}
		default:
			c.Risk, c.RiskBand = 100, "low"
			c.Recommendation = &Recommendation{Decision: "approve", Reasons: []string{"Most people of the team have it"}}
		}
		if err := s.Catalogue(c); err != nil {
			return err
		}
		if c.Risk == 800 {
			continue
		}
		for k, who := range colleagues {
			application := e.application
			if application == roleApplication {
				application = ""
			}
			if (n+k)%4 == 0 {
				continue
			}
			if err := s.GiveAccess(Grant{Identity: who, Application: application, Name: e.attribute, Value: e.value}); err != nil {
				return err
			}
		}
	}
	return nil
}
