package doctor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/doctor"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/onsite"
)

// tried runs the checks that write, where somebody agrees or not. It gives what they were asked.
func (p *plugin) tried(agree bool) (found []doctor.Finding, asked []string) {
	same := func(s string) string { return s }
	found = doctor.TryGateway(p.Context(), p.gateway, func(what string) bool {
		asked = append(asked, what)
		return agree
	}, time.Now, same, func(doctor.Finding) {})
	return found, asked
}

// imported puts the fixture into IdentityIQ, with this many items for each owner.
func (p *plugin) imported(items int) (other string) {
	p.Helper()
	base, _, _ := strings.Cut(strings.TrimPrefix(p.gateway.Target.Root, "http://"), "/")
	other, err := onsite.Imported(p.Context(), &gatewaytest.Control{Base: "http://" + base}, items)
	if err != nil {
		p.Fatal(err)
	}
	return other
}

func (p *plugin) taken() (ids []string) {
	for _, w := range p.sim.Ledger() {
		if w.Accepted {
			ids = append(ids, w.ID)
		}
	}
	return ids
}

func line(found []doctor.Finding, check string, r doctor.Result, words string) bool {
	for _, f := range found {
		if f.Check == check && f.Result == r && strings.Contains(f.Detail, words) {
			return true
		}
	}
	return false
}

// What the gateway writes is tried on the fixture's items, with proofs where it wants them, and all of them have an end after it.
func TestTheGatewayIsTriedOnTheFixture(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{"without proofs": "", "with proofs": doctorsKey} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlugin(t)
			p.gateway.Key = key
			p.set("decisionKey", key)
			other := p.imported(80)
			found, asked := p.tried(true)
			ok, _, failed := results(found)
			if len(failed) > 0 || ok < 37 || len(asked) != 1 || !strings.Contains(asked[0], "160 work items") {
				t.Errorf("got %d well, asked %q, failed %q, want 37 and more, asked once for 160 items, nothing failed", ok, asked, failed)
			}
			if !line(found, "gateway: fixture", doctor.OK, "cleaned up") ||
				!line(found, "gateway: fixture", doctor.Look, "a fixture cannot give") {
				t.Errorf("got %+v, want told what was cleaned up, and what cannot be tried", found)
			}
			w, err := p.sim.WorkItem(other)
			if err != nil || w.State != "" && w.State != "Pending" {
				t.Errorf("somebody else's item: got %+v, %v, want it open", w, err)
			}
			if ids := p.taken(); len(ids) < 160 {
				t.Errorf("got %d writes, want an end of each of the 160 items", len(ids))
			}
		})
	}
}

func TestNothingIsWrittenUnlessSomebodyAgrees(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		items int
		wrong func(*plugin)
		says  string
		asked int
	}{
		"nobody agrees":             {items: 2, says: "nobody agreed", asked: 1},
		"the fixture has no items":  {says: "no open work item"},
		"the plugin is no gateway":  {items: 2, wrong: func(p *plugin) { p.fault("/capabilities", 404) }, says: "no gateway to try"},
		"the people cannot be read": {items: 2, wrong: func(p *plugin) { p.fault("/table/Identity", 503) }, says: "cannot be looked for"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlugin(t)
			p.imported(tt.items)
			if tt.wrong != nil {
				tt.wrong(p)
			}
			found, asked := p.tried(false)
			if !line(found, "gateway: fixture", doctor.Fail, tt.says) || len(asked) != tt.asked {
				t.Errorf("got %+v, asked %d times, want a failure that says %q, asked %d times", found, len(asked), tt.says, tt.asked)
			}
			if writes := p.sim.Ledger(); len(writes) > 0 {
				t.Errorf("got the writes %+v, want none", writes)
			}
		})
	}
}
