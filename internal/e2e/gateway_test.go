package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// Our own plugin answers on the vendor's paths: the bot needs no other setting than where it is.
func TestTheMainJobThroughTheGateway(t *testing.T) {
	t.Parallel()
	byGateway := setting{"IIQ_PLUGIN_PATH": iiqsim.GatewayPath}
	t.Run("simulated", func(t *testing.T) {
		t.Parallel()
		s := storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t), IIQ: func(o *iiqsim.Options) { o.Gateway = true }}, byGateway)
		s.start()
		s.mainJob(sayings(iiqsim.Settings{}))
	})
	t.Run("the plugin's own code, on stand-ins of IdentityIQ's classes", func(t *testing.T) {
		t.Parallel()
		host := gatewayhost.Start(t)
		s := storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t)}, byGateway)
		s.settings["IIQ_URL"] = mirrored(t, s.IIQ, host)
		s.start()
		s.mainJob(sayings(iiqsim.Settings{}))
	})
}
