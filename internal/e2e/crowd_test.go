package e2e

import (
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// Everybody of a workgroup presses every card at the same moment, over three replicas: each press is acked, each item is decided by one of
// them, all others are told in words that it is, and every card says by whom. In the long form they are two hundred presses; a bot with the
// race detector is given fewer, since it is ten times slower and has to ack within Slack's time.
func TestABurstOfClicksOverThreeReplicas(t *testing.T) {
	t.Parallel()
	people, work := patience.Few(4, 10), patience.Few(3, 20)
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
	refused := len(presses) - len(items)
	s.eventually(fmt.Sprintf("%d are told that it is decided already", refused), func() bool {
		told := 0
		for _, who := range crowd {
			told += s.answers(s.SlackID(who), "already")
		}
		return told == refused
	})
	// Each click is in the log: as the decision, or as a refusal that names who was first.
	s.eventually("every refusal is in the log", func() bool {
		return s.one(`SELECT count(*) FROM audit_log WHERE kind = 'click.refused' AND payload #>> '{refusal,by}' <> ''`) == refused
	})
	decided := s.one("SELECT count(*) FROM audit_log WHERE kind = 'decision.recorded'")
	clicked := s.one("SELECT count(DISTINCT payload #>> '{item,number}') FROM audit_log WHERE kind = 'decision.clicked'")
	refusals := s.one(`SELECT count(*) FROM (SELECT FROM audit_log WHERE kind = 'click.refused'
		GROUP BY payload #>> '{item,number}' HAVING count(*) = $1) AS all_but_one`, len(crowd)-1)
	if decided != len(items) || clicked != len(items) || refusals != len(items) {
		s.Errorf("the log has %d decisions of clicks on %d items, and all refusals of %d items, want %d of each", decided, clicked, refusals,
			len(items))
	}
}
