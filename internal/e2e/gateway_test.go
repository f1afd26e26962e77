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
	promise(t)
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
	s.gatewayIsStrict()
	b = s.start()
	i := s.role(sam)
	s.approveForIdentityIQ(i)
	s.taken(i, sam, "Finished", "Needed for the audit (Sam Okoye, in Slack)")
	s.closed(sam, i, "Approved by Sam Okoye")
	if rows := s.IIQ.Audit(); len(rows) != 1 || rows[0].Target != i.ID {
		s.Errorf("got the gateway's audit rows %+v, want one of the decision", rows)
	}
	if n := b.logged("a call to IdentityIQ", "PUT object/WorkItem/{id}", "decision_id=", "status=200"); n != 1 {
		s.Errorf("got %d lines of the write in the log, want one that names the decision", n)
	}
	const onTheCard = "SELECT count(*) FROM decisions WHERE work_item_id = $1 AND tag = (SELECT tag FROM cards WHERE work_item_id = $1)"
	if n := s.one(onTheCard, i.ID); n != 1 {
		s.Errorf("got %d decisions on the tag of their card, want the one", n)
	}
	s.chapter("what ends and is forwarded in IdentityIQ is read page by page", (*story).readByThePage)
	b.stop()
	s.chapter("a bot that starts while the gateway is being replaced knows it", (*story).gatewayBeingReplaced)
}

// gatewayIsStrict has the plugin take decisions by the bot alone, and approvals with a comment alone.
func (s *story) gatewayIsStrict() {
	key, wanted := "a key of thirty-two letters, and more", "Finished"
	s.settings["IIQ_DECISION_KEY"] = key
	s.IIQ.SetGateway(map[string]*string{"decisionKey": &key, "commentOn": &wanted})
}

// approveForIdentityIQ approves where IdentityIQ wants a comment: the button opens the form, which says so.
func (s *story) approveForIdentityIQ(i item) {
	s.Helper()
	form := s.Slack.VisibleView(s.opens(sam, s.gets(sam, i), "Approve"))
	if !strings.Contains(form, "IdentityIQ takes no approval without a comment.") {
		s.Errorf("got the form %q, want it to say that IdentityIQ wants a comment", form)
	}
	s.decides(sam, "Needed for the audit")
}

// readByThePage shows that cards follow IdentityIQ by the operations that only a gateway has.
func (s *story) readByThePage() {
	denied, forwarded := s.role(sam), s.role(sam)
	s.gets(sam, denied)
	s.gets(sam, forwarded)
	s.must(s.IIQ.Deny(denied.ID, nora, "not needed any more"))
	s.must(s.IIQ.Forward(forwarded.ID, nora))
	s.closed(sam, denied, "Denied by", "not needed any more")
	s.gets(nora, forwarded)
	asked := s.IIQ.Requests()
	for _, call := range []string{"GET gateway/changes/WorkItem", "GET gateway/states/WorkItem", "POST gateway/outcomes"} {
		if asked[call] == 0 {
			s.Errorf("got no %s, want the bot to use it: %v", call, asked)
		}
	}
}

// gatewayBeingReplaced starts a bot before a plugin that does not say what it is. An answer that is lost is asked for again by the key,
// as only a gateway is.
func (s *story) gatewayBeingReplaced() {
	for _, f := range []iiqsim.Fault{
		{Kind: iiqsim.FaultStatus, Status: 404, Path: "/capabilities"},
		{Kind: iiqsim.FaultCut, Method: "PUT", AfterEffect: true, Count: 1},
	} {
		_, err := s.IIQ.AddFault(f)
		s.must(err)
	}
	const write = "PUT gateway/object/WorkItem/{id}"
	before := s.IIQ.Requests()[write]
	s.start()
	i := s.role(sam)
	s.approveForIdentityIQ(i)
	s.closed(sam, i, "Approved by Sam Okoye")
	s.taken(i, sam, "Finished", "Needed for the audit (Sam Okoye, in Slack)")
	if n := s.IIQ.Requests()[write] - before; n != 2 {
		s.Errorf("got the decision sent %d times, want it sent and asked for by its key", n)
	}
}
