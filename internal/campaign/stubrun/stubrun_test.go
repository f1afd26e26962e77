package stubrun_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/campaign/stubrun"
	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// What the host decides is in the simulator's books, once, and what people do in the web pages is in both.
func TestHostAndSimulatorStayAlike(t *testing.T) {
	t.Parallel()
	gatewayhost.Need(t)
	g, err := stubrun.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Stop)
	sim := iiqsim.New(iiqsim.Options{Seed: 1, GatewayBy: g})
	company := iiqsim.Company(1, 20)
	if err := sim.Load(company); err != nil {
		t.Fatal(err)
	}
	if err := g.Serve(t.Context(), sim); err != nil {
		t.Fatal(err)
	}
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	owner, other, requester := company.People[0].ID, company.People[1].ID, company.People[2].ID
	item, err := g.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: owner, Requester: requester, Target: requester})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Forward(item.ID, other); err != nil {
		t.Errorf("forward: got %v, want it in both", err)
	}
	c := caller{t, sim, base}
	if status, body := c.put(item.ID, owner, "key-1"); status != http.StatusUnprocessableEntity {
		t.Errorf("a decision of who owned the item before: got %d, %.200s, want %d", status, body, http.StatusUnprocessableEntity)
	}
	for range 2 {
		if status, body := c.put(item.ID, other, "key-2"); status != http.StatusOK {
			t.Errorf("a decision of its owner: got %d, %.200s, want %d", status, body, http.StatusOK)
		}
	}
	if err := g.Expire(item.ID); err == nil {
		t.Error("the end of an item that was decided: got no error, want the host to refuse it")
	}
	audit, err := g.Audit(t.Context())
	if err != nil || len(audit) != 1 || audit[0].Item != item.ID || audit[0].Approver != other || audit[0].State != "Finished" {
		t.Errorf("audit rows: got %+v, %v, want one of the decision", audit, err)
	}
	writes := sim.Ledger()
	if len(writes) != 1 || !writes[0].Accepted || !writes[0].Authority || writes[0].ApproverID != other {
		t.Errorf("the simulator's books: got %+v, want one decision", writes)
	}
	if got := g.Outcomes(); got["decided"] != 1 || got["replayed"] != 1 || got["422 not_owner"] != 1 {
		t.Errorf("answers: got %v, want one decision, one told again, one refused", got)
	}
	if troubles := g.Troubles(); len(troubles) > 0 {
		t.Errorf("differences: got %v, want none", troubles)
	}
}

// caller calls as the bot does.
type caller struct {
	t    *testing.T
	sim  *iiqsim.Sim
	base string
}

func (c caller) put(item, approver, key string) (status int, body string) {
	c.t.Helper()
	url := c.sim.Root(c.base) + "/" + iiqsim.GatewayPath + "/object/WorkItem/" + item
	decision := fmt.Sprintf(`{"approver":%q,"state":"Finished","comment":""}`, approver)
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPut, url, strings.NewReader(decision))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Authorization", "Bearer "+c.token())
	return c.do(req)
}

func (c caller) token() string {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.sim.Root(c.base)+"/oauth2/token?grant_type=client_credentials",
		http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	req.SetBasicAuth(c.sim.Credentials())
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, body := c.do(req)
	_, token, _ := strings.Cut(body, `"access_token":"`)
	token, _, _ = strings.Cut(token, `"`)
	return token
}

func (c caller) do(req *http.Request) (status int, body string) {
	c.t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}
