package doctor

import (
	"context"
	"slices"
)

// iiqTrial says what the trial workflow gives away, and asks whether it is there.
func (p *patient) iiqTrial(ctx context.Context, d *source, t Trial) {
	const check = "iiq: trial workflow"
	p.warn(check, t.Cure, "%s", t.Warning)
	d.client.AskGateway(ctx)
	g, seen := d.client.Gateway()
	decides := slices.Contains(g.Rights, "decide")
	switch {
	case !seen:
		p.fail(check, "import gateway/trial-workflow/approvals-gateway-trial.xml by `iiq console`, and give the account SCIMExecutor; "+
			"see docs/trial.md", "no workflow %q answers by SCIM", t.Workflow)
	case t.Decides && !decides:
		p.fail(check, "set decide to true in the workflow's script and import it again, or set IIQ_TRIAL_DECISIONS to off",
			"IIQ_TRIAL_DECISIONS is on, and the workflow only reads: it refuses every decision")
	case decides && !t.Decides:
		p.warn(check, "set decide to false in the workflow's script and import it again",
			"the workflow decides for whoever may launch it, and the bot only reads")
	default:
		p.ok(check, "version %s answers in IdentityIQ %s, rights %v", g.Version, g.IIQ, g.Rights)
	}
}
