package doctor

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/contract"
)

// ExamineGateway says how the plugin stands to the bot, and runs the checks of the gateway's contract that only read, one finding a
// check. Where the plugin is the vendor's, it runs those that both plugins have to pass. It changes nothing in IIQ. clean and tell
// are those of Settings and Examine.
func ExamineGateway(ctx context.Context, g Gateway, clock func() time.Time, clean func(string) string, tell func(Finding)) []Finding {
	r := &report{clean: clean, tell: tell}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	lines := &gatewayLines{report: r, Gateway: g, clock: clock}
	lines.lookWhole(ctx)
	r.contractChecks(ctx, g.Target, func(c gatewaytest.Check) bool { return c.Applies(g.Target) })
	return r.found
}

// lookWhole makes the lines, and has the target know what the gateway offers.
func (g *gatewayLines) lookWhole(ctx context.Context) (is bool) {
	if is = g.look(ctx); is {
		g.Target.Operations = g.told.Operations
	}
	return is
}

// contractChecks runs what is chosen of the contract, and gives how many points could not be run to their end here.
func (r *report) contractChecks(ctx context.Context, t *gatewaytest.Target, chosen func(gatewaytest.Check) bool) (beyond int) {
	for _, c := range contract.Checks() {
		if !chosen(c) {
			continue
		}
		err := c.Run(ctx, t)
		switch {
		case errors.Is(err, gatewaytest.ErrBeyond):
			beyond++
		case err != nil:
			r.fail("contract", "docs/gateway-contract.md says what is expected", "not so: %s: %s", c.Name, err.Error())
		default:
			r.ok("contract", "%s", c.Name)
		}
	}
	return beyond
}

// gatewayOfBot says how the plugin stands to the bot, where the settings do not say that it is the vendor's.
func (p *patient) gatewayOfBot(ctx context.Context, d *source, at *database) {
	g := &gatewayLines{report: &p.report, Gateway: p.IIQ.Gateway, clock: p.Clock}
	if g.Target == nil {
		p.ok("gateway: plugin", "IIQ_GATEWAY=vendor: the plugin is taken for the vendor's and not asked")
		return
	}
	if at != nil && at.schema && d.client.RecallGateway(ctx, gatewaysSeen{at.pool}) == nil {
		_, g.seenBefore = d.client.Gateway()
	}
	g.look(ctx)
}

// gatewaysSeen is what the bot's database knows of gateways, to be read.
type gatewaysSeen struct{ pool *pgxpool.Pool }

// GatewaySeen gives what was kept last, nil where nothing was.
func (g gatewaysSeen) GatewaySeen(ctx context.Context, place string) ([]byte, error) {
	said, err := db.New(g.pool).GatewaySeen(ctx, place)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return said, err
}

// KeepGateway keeps nothing: the doctor changes nothing.
func (gatewaysSeen) KeepGateway(context.Context, string, []byte) error { return nil }
