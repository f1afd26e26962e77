package e2e

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// Two hundred clicks at the same moment, ten on each item, over three replicas: each is acked, each item is decided by one of them, and
// every card says by whom. A bot with the race detector is given fewer, since it is ten times slower and has to ack within Slack's time.
func TestTwoHundredClicksAtOnce(t *testing.T) {
	promise(t)
	t.Parallel()
	people, work := 10, 20
	if raceBuild {
		people, work = 4, 6
	}
	s := newStory(t)
	var crowd []string
	for _, p := range s.Company.People {
		if p.Name != lee && len(crowd) < people {
			crowd = append(crowd, p.Name)
		}
	}
	s.group("Ledger.Owners", crowd...)
	for range 3 {
		s.start()
	}
	items := make([]item, work)
	for n := range items {
		items[n] = s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee})
	}
	var presses []slacksim.Press
	for _, i := range items {
		for _, who := range crowd {
			presses = append(presses, s.clicking(who, s.gets(who, i), "Approve"))
		}
	}
	s.together(presses...)
	for _, i := range items {
		for _, who := range crowd {
			s.closed(who, i, "Approved by")
		}
		if n := len(s.accepted(i.ID)); n != 1 {
			s.Errorf("IdentityIQ took %d decisions on %s, want one", n, i.Number)
		}
	}
	// Each click is in the log: as the decision, or as a refusal.
	decided := s.one("SELECT count(*) FROM audit_log WHERE kind = 'decision.recorded'")
	clicks := s.one("SELECT count(*) FROM audit_log WHERE kind IN ('decision.clicked', 'click.refused')")
	if decided != len(items) || clicks != len(presses) {
		s.Errorf("the log has %d decisions and %d clicks, want %d and %d", decided, clicks, len(items), len(presses))
	}
}
