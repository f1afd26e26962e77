package doctor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/doctor"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

const doctorsKey = "a key of thirty-two letters, and more"

// plugin is a simulated gateway, and the doctor's settings for it.
type plugin struct {
	*testing.T
	sim     *iiqsim.Sim
	gateway doctor.Gateway
	clock   func() time.Time
}

func newPlugin(t *testing.T) *plugin {
	t.Helper()
	sim := iiqsim.New(iiqsim.Options{Gateway: true, Seed: 1, LockWait: 10 * time.Millisecond})
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	id, secret := sim.Credentials()
	p := &plugin{T: t, sim: sim, clock: time.Now, gateway: doctor.Gateway{Mode: iiq.GatewayAuto, Target: &gatewaytest.Target{
		Root: sim.Root(base), Path: iiqsim.GatewayPath, ClientID: id, ClientSecret: secret, Quiet: true}}}
	for _, name := range []string{"forward", "forwarding", "reviewDecisions"} {
		p.set(name, "true")
	}
	p.set("callers", id)
	return p
}

func (p *plugin) set(name, value string) { p.sim.SetGateway(map[string]*string{name: &value}) }

// as makes the doctor another client with these rights.
func (p *plugin) as(rights ...string) {
	p.Helper()
	c := iiqsim.GatewayClient{ID: "another", Secret: "secret", Name: "Another.Account", Rights: rights}
	if err := p.sim.AddClient(c); err != nil {
		p.Fatal(err)
	}
	p.set("callers", c.Name)
	p.gateway.Target.ClientID, p.gateway.Target.ClientSecret = c.ID, c.Secret
}

// fault makes the plugin answer a path with this status.
func (p *plugin) fault(path string, status int) {
	p.Helper()
	if _, err := p.sim.AddFault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: status, Path: path}); err != nil {
		p.Fatal(err)
	}
}

// lines are what is found of the gateway itself, without the checks of the contract.
func (p *plugin) lines() (out []doctor.Finding) {
	same := func(s string) string { return s }
	for _, f := range doctor.ExamineGateway(p.Context(), p.gateway, p.clock, same, func(doctor.Finding) {}) {
		if strings.HasPrefix(f.Check, "gateway: ") {
			out = append(out, f)
		}
	}
	return out
}

func TestAGatewayWithWhichAllIsWell(t *testing.T) {
	t.Parallel()
	p := newPlugin(t)
	p.gateway.Key = doctorsKey
	p.set("decisionKey", doctorsKey)
	var names []string
	for _, f := range p.lines() {
		names = append(names, strings.TrimPrefix(f.Check, "gateway: "))
		if f.Result != doctor.OK || f.Cure != "" {
			t.Errorf("got %+v, want it well", f)
		}
	}
	const want = "version self-test operations rights callers clock proof"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got the lines %s, want %s", got, want)
	}
	if writes := p.sim.Ledger(); len(writes) > 0 {
		t.Errorf("got the writes %+v, want none", writes)
	}
}

// Each thing that can be wrong with a gateway is told in a line of its own, with the way out.
func TestWhatIsWrongWithAGateway(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		wrong  func(*plugin)
		result doctor.Result
		check  string
		says   string
		cure   string
	}{
		"acts are switched off": {func(p *plugin) { p.set("forward", "false"); p.set("reviewDecisions", "false") }, doctor.Look,
			"operations", "forward, reviews.decide, reviews.sign switched off", "forward, reviewDecisions"},
		"operations are missing": {func(p *plugin) { p.set("without", "changes,act.key") }, doctor.Warn,
			"operations", "changes, act.key not offered", "upgrade the plugin"},
		"it cannot be tested": {func(p *plugin) { p.fault("/selftest", 403) }, doctor.Warn,
			"self-test", "status", "ApprovalsGatewayReader"},
		"it may only read": {func(p *plugin) { p.as("read") }, doctor.Fail,
			"rights", "may read and not decide", "ApprovalsGatewayDecider"},
		"it may do nothing": {func(p *plugin) { p.as() }, doctor.Fail, "rights", "may not read", "ApprovalsGatewayDecider"},
		"it may do too much": {func(p *plugin) { p.as("read", "decide", "SystemAdministrator") }, doctor.Warn,
			"rights", "SystemAdministrator", "take them"},
		"nobody is listed": {func(p *plugin) { p.set("callers", "") }, doctor.Warn,
			"callers", "administrator's browser", "iiq-approvals"},
		"others are listed":   {func(p *plugin) { p.set("callers", "Somebody.Else") }, doctor.Fail, "callers", "does not list", "setting `callers`"},
		"its clock is behind": {func(p *plugin) { p.sim.SetClockSkew(-10 * time.Minute) }, doctor.Fail, "clock", "10m0s apart", "NTP"},
		"its clock is a bit off": {func(p *plugin) { p.clock = func() time.Time { return time.Now().Add(20 * time.Second) } }, doctor.Warn,
			"clock", "20s apart", "NTP"},
		"only it has a key": {func(p *plugin) { p.set("decisionKey", doctorsKey) }, doctor.Fail,
			"proof", "IIQ_DECISION_KEY is not set", "the same value"},
		"only the bot has one": {func(p *plugin) { p.gateway.Key = doctorsKey }, doctor.Warn, "proof", "no decisionKey", "the same value"},
		"the keys differ": {func(p *plugin) { p.gateway.Key = doctorsKey; p.set("decisionKey", doctorsKey+"!") }, doctor.Fail,
			"proof", "does not take proofs", "the same value"},
		"a proof cannot be tried": {func(p *plugin) { p.as("read"); p.gateway.Key = doctorsKey; p.set("decisionKey", doctorsKey) },
			doctor.Warn, "proof", "without the right to decide", "gateway: rights"},
		"it is not there, and has to be": {func(p *plugin) { p.gateway.Mode = iiq.GatewayRequired; p.fault("/capabilities", 404) }, doctor.Fail,
			"plugin", "IIQ_GATEWAY=required", "IIQ_PLUGIN_PATH"},
		"it is not there, and need not be": {func(p *plugin) { p.fault("/capabilities", 404) }, doctor.OK,
			"plugin", "taken for the vendor's", ""},
		"it does not answer": {func(p *plugin) { p.fault("/capabilities", 503) }, doctor.Fail,
			"plugin", "does not answer", "log"},
		"nobody can be asked": {func(p *plugin) { p.gateway.Target.ClientSecret = "wrong" }, doctor.Fail,
			"plugin", "token", "OAuth client"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlugin(t)
			tt.wrong(p)
			lines := p.lines()
			found := 0
			for _, f := range lines {
				if f.Check == "gateway: "+tt.check && f.Result == tt.result &&
					strings.Contains(f.Detail, tt.says) && strings.Contains(f.Cure, tt.cure) {
					found++
				}
				if f.Result == doctor.Fail && f.Cure == "" || strings.Contains(f.Detail+f.Cure, doctorsKey) {
					t.Errorf("got %+v, want a cure for each failure, and no key", f)
				}
			}
			if found != 1 {
				t.Errorf("got %+v, want one %s of gateway: %s that says %q, and %q as the way out", lines, tt.result, tt.check, tt.says, tt.cure)
			}
		})
	}
}

// A capability that the account needs for SCIM is not one too many.
func TestWhatTheAccountNeedsElsewhereIsNotTooMuch(t *testing.T) {
	t.Parallel()
	p := newPlugin(t)
	p.as("read", "decide", "SCIMExecutor")
	p.gateway.Needed = []string{"SCIMExecutor"}
	for _, f := range p.lines() {
		if f.Check == "gateway: rights" && f.Result != doctor.OK {
			t.Errorf("got %+v, want the rights found good", f)
		}
	}
}
