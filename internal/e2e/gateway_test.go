package e2e

import (
	"strings"
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

// A bot that has to have a gateway is not ready with the vendor's plugin, and says why; with the gateway it is, and its
// decisions carry their keys.
func TestAGatewayIsRequired(t *testing.T) {
	t.Parallel()
	s := storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t), IIQ: func(o *iiqsim.Options) { o.Gateway = true }},
		setting{"IIQ_GATEWAY": "required"})
	b := s.launch()
	s.eventually("the bot says that it has no gateway", func() bool {
		code, said := b.get("/readyz")
		return code == 503 && strings.Contains(said, "IIQ_GATEWAY=required")
	})
	b.stop()
	s.settings["IIQ_PLUGIN_PATH"] = iiqsim.GatewayPath
	b = s.start()
	i := s.role(sam)
	s.press(sam, s.gets(sam, i), "Approve")
	s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
	s.closed(sam, i, "Approved by Sam Okoye")
	if rows := s.IIQ.Audit(); len(rows) != 1 || rows[0].Target != i.ID {
		s.Errorf("got the gateway's audit rows %+v, want one of the decision", rows)
	}
	if n := b.logged("a call to IdentityIQ", "PUT object/WorkItem/{id}", "decision_id=", "status=200"); n != 1 {
		s.Errorf("got %d lines of the write in the log, want one that names the decision", n)
	}
}
