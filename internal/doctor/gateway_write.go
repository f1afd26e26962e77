package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/onsite"
)

const (
	// withinWriting bounds the time of the checks that write, cleaningWithin that of what is ended after them.
	withinWriting  = 15 * time.Minute
	cleaningWithin = 3 * time.Minute
)

// TryGateway says how the plugin stands to the bot, and runs the checks of the gateway's contract that write, on the work items of
// gateway/fixture alone. It writes nothing before agreed was asked, with a sentence that says what will be done, and gave true. What is
// left of the items it ends. clean and tell are those of Settings and Examine.
func TryGateway(ctx context.Context, g Gateway, agreed func(what string) bool, clock func() time.Time, clean func(string) string,
	tell func(Finding)) []Finding {
	r := &report{clean: clean, tell: tell}
	lines := &gatewayLines{report: r, Gateway: g, clock: clock}
	ctx, cancel := context.WithTimeout(ctx, withinWriting)
	defer cancel()
	if !lines.lookWhole(ctx) {
		r.fail(fixtureCheck, installGateway, "there is no gateway to try: nothing was written")
		return r.found
	}
	f, err := onsite.Find(ctx, g.Target)
	switch {
	case errors.Is(err, onsite.ErrNone):
		r.fail(fixtureCheck, "on a test system, import gateway/fixture and run its rule (docs/gateway.md, Try what it writes)", "%s", err.Error())
		return r.found
	case err != nil:
		r.fail(fixtureCheck, "run this again", "it cannot be looked for: %s", lastWords(err))
		return r.found
	}
	what := fmt.Sprintf("This decides %d work items of the fixture in IdentityIQ %s at %s, denies what is left of them, and writes nothing else.",
		f.Items(), lines.told.IIQ, g.Target.Root)
	if !agreed(what) {
		r.fail(fixtureCheck, "answer yes, or give --yes", "nobody agreed: nothing was written")
		return r.found
	}
	r.tryWriting(ctx, lines, f)
	return r.found
}

const fixtureCheck = "gateway: fixture"

func (r *report) tryWriting(ctx context.Context, lines *gatewayLines, f *onsite.Fixtures) {
	t := lines.Target
	if lines.told.Rules.DecisionKey {
		t.Key, t.Ahead = lines.Key, time.UnixMilli(lines.told.Now).Sub(lines.answered)
	}
	beyond := r.contractChecks(ctx, t, func(c gatewaytest.Check) bool { return c.Writes && c.Applies(t) })
	if beyond > 0 {
		r.add(Look, fixtureCheck, "", "%d points of the contract want what a fixture cannot give (other settings, other people, faults, more items); "+
			"they were tried on the stand-in alone", beyond)
	}
	unused := f.Left()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleaningWithin)
	defer cancel()
	ended, err := f.CleanUp(ctx)
	if err != nil {
		r.fail(fixtureCheck, "run this again, or end them in IdentityIQ: they are those of ApprovalsGateway.Fixture.Owner and .Group",
			"%d items that were left are denied, others could not be: %s", ended, lastWords(err))
		return
	}
	r.ok(fixtureCheck, "cleaned up: %d items that were left are denied, %d of them unused", ended, unused)
}
