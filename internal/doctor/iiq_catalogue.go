package doctor

import (
	"context"

	"github.com/iiq-approvals/bot/internal/iiq"
)

// scimCatalogue checks what CONTEXT=scim reads. Nobody's decision depends on it, so what fails here keeps nothing from working but
// the facts themselves.
func (p *patient) scimCatalogue(ctx context.Context, d *source) {
	for _, one := range d.client.TryCatalogue(ctx) {
		check := "scim: " + one.Resource
		switch {
		case one.Denied:
			p.fail(check, "give the account the capability SCIMExecutor in IdentityIQ, or set CONTEXT=gateway; check SCIM_USERNAME and "+
				"SCIM_PASSWORD if they are set; the bot asks again within an hour", "not allowed: %s", lastWords(one.Err))
		case iiq.NotThere(one.Err):
			p.fail(check, "SCIM has these from IdentityIQ 7.1 on: set CONTEXT=gateway, or see that no proxy keeps them back", "not there")
		case one.Err != nil:
			p.iiqTrouble(check, one.Err)
		case one.Seen == 0:
			p.warn(check, "give the account the right to see them (scopes of IdentityIQ), where there are any", "the list is empty")
		case one.Seen < 0:
			p.ok(check, "allowed")
		default:
			p.ok(check, "allowed, %d in all", one.Seen)
		}
	}
}
