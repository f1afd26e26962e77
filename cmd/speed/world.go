package main

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/localpg"
	"github.com/iiq-approvals/bot/migrations"
)

// Values of -fsync and -route.
const (
	fsyncOn, fsyncOff, fsyncBoth = "on", "off", "both"
	routeVendor, routeGateway    = "vendor", "gateway"
)

// companySize is how many people there are where decisions are measured.
const companySize = 300

// startWorld brings up a company around the bot. IdentityIQ takes its time for each answer, and has the plugin of the route.
// With durable Postgres waits for its disk before it says that something is stored, as it does by default.
func startWorld(ctx context.Context, o options, durable bool) (*demo.World, func(), error) {
	opts := demo.Options{Seed: 1, People: companySize, IIQ: func(s *iiqsim.Options) { s.Gateway = o.route == routeGateway }}
	stop := func() {}
	if durable {
		server, err := startDurable(ctx)
		if err != nil {
			return nil, nil, err
		}
		opts.DatabaseURL = server.URL("bot")
		stop = func() { _ = server.Stop() }
	}
	w, err := demo.Start(ctx, opts)
	if err != nil {
		stop()
		return nil, nil, err
	}
	end := func() { w.Close(); stop() }
	if o.delay > 0 {
		if _, err := w.IIQ.AddFault(iiqsim.Fault{Kind: iiqsim.FaultDelay, DelayMillis: int(o.delay.Milliseconds())}); err != nil {
			end()
			return nil, nil, fmt.Errorf("slow IdentityIQ down: %w", err)
		}
	}
	return w, end, nil
}

// startDurable starts a Postgres that is safe against a power cut, with the bot's tables in it.
func startDurable(ctx context.Context) (*localpg.Server, error) {
	server, err := localpg.Start(ctx, localpg.Options{})
	if err != nil {
		return nil, fmt.Errorf("start Postgres: %w", err)
	}
	if err := server.EnsureDatabase(ctx, "bot"); err != nil {
		_ = server.Stop()
		return nil, fmt.Errorf("make database: %w", err)
	}
	if _, err := migrations.Up(ctx, server.URL("bot")); err != nil {
		_ = server.Stop()
		return nil, fmt.Errorf("migrate database: %w", err)
	}
	return server, nil
}

// asInstalled are the settings of a bot as it is installed, in the place of the demo's impatient ones. Slack's limits are left
// out, since they would hold up the cards of the measurement, and every item has a card of its own, to be clicked.
func asInstalled(o options) map[string]string {
	s := map[string]string{"SLACK_LIMITS": "off", "CARDS_AT_ONCE": "0", "LOG_LEVEL": "info",
		// Empty is not set: the defaults count.
		"IIQ_POLL_INTERVAL": "", "RECONCILE_INTERVAL": "", "WORKGROUP_REFRESH": ""}
	if o.route == routeGateway {
		s["IIQ_PLUGIN_PATH"] = iiqsim.GatewayPath
	}
	return s
}
