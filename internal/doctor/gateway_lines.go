package doctor

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/iiq"
)

// Gateway is the plugin, and what the settings say of it.
type Gateway struct {
	// Target is where it is. It has no fixtures.
	Target *gatewaytest.Target
	// Mode is IIQ_GATEWAY, and Key what IIQ_DECISION_KEY has, "" for nothing.
	Mode, Key string
	// Needed are capabilities that the account has to have for other calls of the bot than those to the gateway.
	Needed []string
}

// gatewayLines says how the gateway stands to the bot, a line a fact.
type gatewayLines struct {
	*report
	Gateway
	clock func() time.Time
	// seenBefore: the bot's database has it that a gateway was at this address.
	seenBefore bool

	told            gatewaytest.Capabilities
	asked, answered time.Time
}

// look makes all lines. is tells whether there is a gateway.
func (g *gatewayLines) look(ctx context.Context) (is bool) {
	g.asked = g.clock()
	r, err := g.Target.Get(ctx, "/capabilities")
	g.answered = g.clock()
	if err != nil {
		g.fail("gateway: plugin", "check IIQ_URL, the OAuth client and IIQ_TIMEOUT", "it cannot be asked what it can: %s", lastWords(err))
		return false
	}
	if r.JSON(&g.told) != nil || g.told.Contract < 1 {
		g.noGateway(r)
		return false
	}
	g.ok("gateway: version", "version %s with contract %d, in IdentityIQ %s", g.told.Version, g.told.Contract, g.told.IIQ)
	g.operations(ctx)
	g.rights()
	g.callers()
	g.compareClock("gateway: clock", "the gateway's", time.UnixMilli(g.told.Now), g.asked, g.answered, 0)
	g.proof(ctx)
	return true
}

const installGateway = "install our plugin (docs/gateway.md) and set IIQ_PLUGIN_PATH to plugin/rest/approvals-gateway"

// noGateway says what an answer means that is no gateway's.
func (g *gatewayLines) noGateway(r gatewaytest.Reply) {
	const check = "gateway: plugin"
	if _, err := r.Refused(http.StatusForbidden, "not_caller"); err == nil {
		g.fail("gateway: callers", "add the name of the identity behind IIQ_CLIENT_ID to the plugin's setting `callers`, or correct IIQ_CLIENT_ID",
			"there is a gateway, and its administrator does not list this account among its callers")
		return
	}
	switch {
	case r.Status == http.StatusTooManyRequests || r.Status >= http.StatusBadGateway && r.Status <= http.StatusGatewayTimeout:
		g.fail(check, "run this again; if it stays so, see IdentityIQ's log", "it does not answer: status %d", r.Status)
	case g.seenBefore:
		g.fail(check, "install the gateway again or enable it; to go back to the vendor's plugin, change IIQ_PLUGIN_PATH or set IIQ_GATEWAY=vendor",
			"a gateway was at %s before, and something else answers now: status %d", g.Target.Path, r.Status)
	case g.Mode == iiq.GatewayRequired:
		g.fail(check, installGateway, "IIQ_GATEWAY=required, and there is none at %s: status %d", g.Target.Path, r.Status)
	default:
		g.ok(check, "there is no gateway at %s: the plugin is taken for the vendor's", g.Target.Path)
	}
}

// operations names what is not offered: what is switched off, and what cannot be had here.
func (g *gatewayLines) operations(ctx context.Context) {
	const check = "gateway: operations"
	lacking := g.selfTest(ctx)
	var off, missing, switches []string
	for _, op := range gatewaytest.AllOperations() {
		if slices.Contains(g.told.Operations, op) {
			continue
		}
		if by := gatewaytest.Switch(op); by != "" && !lacking {
			off = append(off, op)
			if !slices.Contains(switches, by) {
				switches = append(switches, by)
			}
			continue
		}
		missing = append(missing, op)
	}
	if len(missing) > 0 {
		g.warn(check, "upgrade the plugin, and see the line gateway: self-test; what these are for is in docs/gateway.md",
			"%s not offered; the bot goes around it", strings.Join(missing, ", "))
	}
	if len(off) > 0 {
		g.add(Look, check, "switch on in the plugin's settings what you want: "+strings.Join(switches, ", "),
			"%s switched off", strings.Join(off, ", "))
	}
	if len(missing) == 0 && len(off) == 0 {
		g.ok(check, "all %d are offered", len(gatewaytest.AllOperations()))
	}
}

// selfTest asks which members of IdentityIQ the plugin misses. lacking is true also where nobody can say.
func (g *gatewayLines) selfTest(ctx context.Context) (lacking bool) {
	const check = "gateway: self-test"
	var told struct {
		Checked int      `json:"checked"`
		Missing []string `json:"missing"`
	}
	r, err := g.Target.Get(ctx, "/selftest")
	if err == nil {
		err = r.JSON(&told)
	}
	switch {
	case err != nil:
		g.warn(check, "give the account the capability ApprovalsGatewayReader", "it cannot be asked: %s", lastWords(err))
		return true
	case len(told.Missing) > 0:
		g.warn(check, "build the plugin against this installation (gateway/build.sh IIQ_HOME), and tell its authors what is missing",
			"IdentityIQ lacks %d of the %d members that the plugin uses: %s", len(told.Missing), told.Checked,
			strings.Join(told.Missing[:min(len(told.Missing), mostNamed)], ", "))
		return true
	}
	g.ok(check, "IdentityIQ has all %d members that the plugin uses", told.Checked)
	return false
}

// rights compares what the account may do with what the bot needs.
func (g *gatewayLines) rights() {
	const check = "gateway: rights"
	read, decide := slices.Contains(g.told.Rights, "read"), slices.Contains(g.told.Rights, "decide")
	switch {
	case !read:
		g.fail(check, "give the capability ApprovalsGatewayDecider to the identity behind IIQ_CLIENT_ID", "too few: the account may not read")
	case !decide:
		g.fail(check, "give the capability ApprovalsGatewayDecider to the identity behind IIQ_CLIENT_ID; for `bot run --shadow` the reader is enough",
			"too few: the account may read and not decide, so no decision can be recorded")
	default:
		g.ok(check, "it may read and decide")
	}
	others := slices.DeleteFunc(slices.Clone(g.told.Caller.Others), func(one string) bool { return slices.Contains(g.Needed, one) })
	if len(others) > 0 {
		g.warn(check, "take them from the account: whoever gets hold of the bot's token has these rights, too",
			"too many: the account also has %s", strings.Join(others, ", "))
	}
}

// callers tells whether the gateway is for listed accounts alone.
func (g *gatewayLines) callers() {
	const check = "gateway: callers"
	switch name := g.told.Caller.Name; {
	case g.told.Caller.Listed == nil:
		g.warn(check, "upgrade the plugin", "this version does not tell whether callers are listed")
	case *g.told.Caller.Listed:
		g.ok(check, "listed accounts alone may call, %s among them", name)
	default:
		g.warn(check, "set the plugin's setting `callers` to "+name,
			"none are listed: whoever has the rights may call, an administrator's browser session among them")
	}
}
