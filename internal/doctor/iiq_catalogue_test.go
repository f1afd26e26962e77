package doctor

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// Each trouble of the catalogue is told with its cure, for each of its three kinds of resource, and hinders no other check.
func TestCatalogueIsChecked(t *testing.T) {
	t.Parallel()
	forbidden := func(w *env) { w.shape(func(all *iiqsim.Settings) { all.SCIM.Forbidden = true }) }
	broken := func(status int, path string) func(*env) {
		return func(w *env) { w.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: status, Path: path}) }
	}
	for name, c := range map[string]struct {
		breaks func(*env)
		check  string
		result Result
		word   string
	}{
		"it is well":       {func(*env) {}, "scim: Roles", OK, "allowed, 1 in all"},
		"nothing is shown": {func(*env) {}, "scim: Entitlements", Warn, "scopes"},
		"no right to it":   {forbidden, "scim: Applications", Fail, "SCIMExecutor"},
		"no right to one":  {broken(401, "/scim/v2/Entitlements"), "scim: Entitlements", Fail, "SCIMExecutor"},
		"not there":        {broken(404, "/scim/v2/Roles"), "scim: Roles", Fail, "CONTEXT=gateway"},
		"it fails":         {broken(500, "/scim/v2/Roles"), "scim: Roles", Fail, "IdentityIQ"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t)
			w.env["CONTEXT"] = "scim"
			if err := w.IIQ.Catalogue(iiqsim.Catalogued{Application: "IIQ", Name: "assignedRoles", Value: "Ledger Reader"}); err != nil {
				t.Fatal(err)
			}
			c.breaks(w)
			found := w.see()
			if got := ended(found, c.result)[c.check]; got.Check == "" || !strings.Contains(got.Detail+got.Cure, c.word) {
				t.Errorf("%s is not told as %s with %q: %+v", c.check, c.result, c.word, found)
			}
			if ended(found, OK)["iiq: WorkItem list"].Check == "" {
				t.Errorf("the plugin's own calls are not well: %+v", found)
			}
		})
	}
}
