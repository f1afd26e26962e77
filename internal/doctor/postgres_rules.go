package doctor

import (
	"context"

	"github.com/iiq-approvals/bot/internal/db"
)

// postgresRules holds the rules on sensitive content of the settings against those that are in force.
func (p *patient) postgresRules(ctx context.Context, d *database) {
	if !d.schema || p.RulesFingerprint == nil {
		return
	}
	const check = "postgres: rules"
	q, ours := db.New(d.pool), *p.RulesFingerprint
	now, err := q.RulesInForce(ctx)
	if err != nil {
		// The check of rights has already reported what is missing.
		return
	}
	replaced, err := q.RulesWereReplaced(ctx, ours)
	switch {
	case err != nil:
		return
	case ours == "" && now.Fingerprint == "":
		p.ok(check, "none are in force")
	case ours == now.Fingerprint:
		p.ok(check, "the file of SENSITIVITY_RULES is in force")
	case ours == "":
		p.fail(check, "set SENSITIVITY_RULES to the file that the others have, or take the rules out of force with bot rules adopt --none",
			"rules on sensitive content are in force, and SENSITIVITY_RULES names none: bot run does not start")
	case replaced:
		p.fail(check, "use the newer file, or put this one into force again with bot rules adopt FILE",
			"the rules in the file of SENSITIVITY_RULES were replaced by others: bot run does not start")
	default:
		p.warn(check, "start every replica with this file",
			"the file of SENSITIVITY_RULES is not in force yet: the next start of bot run puts it into force")
	}
}
