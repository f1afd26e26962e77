package campaign

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/iiq-approvals/bot/internal/campaign/stubrun"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// pages is what people do in IdentityIQ itself: in the simulator, or in it and in the host of the gateway.
type pages interface {
	AddWorkItem(spec iiqsim.ItemSpec) (iiqsim.WorkItem, error)
	Approve(id, by, comment string) error
	Deny(id, by, comment string) error
	Expire(id string) error
	Cancel(id string) error
	Return(id string) error
	DeleteWithoutTrace(id string) error
	Forward(id, newOwner string) error
	Reopen(id string) error
	AddMember(group, member string) error
	RemoveMember(group, member string) error
	SetInactive(who string, inactive bool) error
}

// startGateway starts the host, which the simulator then asks in its own plugin's place.
func (w *world) startGateway(o *iiqsim.Options) error {
	g, err := stubrun.Start()
	if err != nil {
		return err
	}
	w.gateway = g
	w.stops = append(w.stops, g.Stop)
	o.GatewayBy = g
	// The simulator books what the gateway does: lines that were decided before keep their states.
	o.KeepDecidedLines = true
	return nil
}

// fillGateway tells the host of all people and workgroups.
func (w *world) fillGateway(ctx context.Context) error {
	if w.gateway == nil {
		return nil
	}
	w.pages = w.gateway
	if err := w.gateway.Serve(ctx, w.iiq); err != nil {
		return fmt.Errorf("fill the gateway's IdentityIQ: %w", err)
	}
	return nil
}

// gatewaySettings are the bot's. A bot that takes nothing else for a gateway sends a key with every decision; the release knows of no
// gateway, and works on one by its path alone.
func gatewaySettings(released bool) map[string]string {
	set := map[string]string{"IIQ_PLUGIN_PATH": iiqsim.GatewayPath}
	if !released {
		set["IIQ_GATEWAY"] = "required"
	}
	return set
}

// gatewayPlays are what goes wrong between the bot and the gateway. What the simulator alone can tell falsely is not among them.
func (w *world) gatewayPlays() []play {
	return []play{
		{"decisions get no good answer", 14, w.writeFault},
		{"IdentityIQ's answers are bad", 6, w.readFault},
		{"the gateway's own answers are bad", 8, func(ctx context.Context, rng *rand.Rand) {
			w.readFaultOf(ctx, rng, "/changes/WorkItem", "/states/WorkItem", "/outcomes", "/capabilities", "/context")
		}},
		{"IdentityIQ is down", 3, w.iiqDown},
		{"IdentityIQ's tokens are revoked", 4, func(context.Context, *rand.Rand) { w.iiq.RevokeTokens() }},
	}
}
