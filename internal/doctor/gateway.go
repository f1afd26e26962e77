package doctor

import (
	"context"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/contract"
)

// ExamineGateway runs the checks of the gateway's contract that only read, one finding a check. Where the plugin is the
// vendor's, it runs those that both plugins have to pass. It changes nothing in IIQ. clean and tell are those of Settings
// and Examine. The target must have no fixtures.
func ExamineGateway(ctx context.Context, target *gatewaytest.Target, clean func(string) string, tell func(Finding)) []Finding {
	r := &report{clean: clean, tell: tell}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	told, is, err := gatewaytest.ReadCapabilities(ctx, target)
	switch {
	case err != nil:
		r.fail("gateway: capabilities", "check IIQ_URL and the OAuth client with `bot doctor`", "cannot be read: %s", lastWords(err))
		return r.found
	case !is:
		r.warn("gateway: capabilities", "where our own plugin is installed, set IIQ_PLUGIN_PATH to plugin/rest/approvals-gateway",
			"no gateway answers at %s: the plugin is taken for the vendor's", target.Path)
	default:
		target.Operations = told.Operations
		r.ok("gateway: capabilities", "version %s in IdentityIQ %s offers %s", told.Version, told.IIQ, strings.Join(told.Operations, ", "))
	}
	for _, c := range contract.Checks() {
		if !c.Applies(target) {
			continue
		}
		if err := c.Run(ctx, target); err != nil {
			r.fail("gateway", "docs/gateway-contract.md says what is expected", "not so: %s: %s", c.Name, err.Error())
			continue
		}
		r.ok("gateway", "%s", c.Name)
	}
	return r.found
}
