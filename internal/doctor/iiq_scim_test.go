package doctor

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func newSCIMWard(t *testing.T) *env {
	t.Helper()
	w := newEnv(t)
	w.env["IDENTITY_SOURCE"] = "scim"
	return w
}

func TestSCIMIsWell(t *testing.T) {
	t.Parallel()
	for name, account := range map[string][]string{"by the OAuth client": {"", ""},
		"by its own account": {iiqsim.DefaultSCIMUser, iiqsim.DefaultSCIMPassword}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSCIMWard(t)
			w.env["SCIM_USERNAME"], w.env["SCIM_PASSWORD"] = account[0], account[1]
			found := w.see()
			if sick := ended(found, Fail); len(sick) != 0 {
				t.Errorf("got %+v, want a length of 0", sick)
			}
			for _, check := range []string{"scim: address", "scim: Users", "scim: filter by e-mail", "iiq: changed identities", "mapping"} {
				if ended(found, OK)[check].Check == "" {
					t.Errorf("%s is not ok: %+v", check, found)
				}
			}
			if slices.ContainsFunc(found, func(f Finding) bool { return f.Check == "iiq: identities" }) {
				t.Error("the table is looked at, which is not used")
			}
			for _, f := range found {
				if account[1] != "" && strings.Contains(f.Detail+f.Cure, account[1]) {
					t.Errorf("the password is shown: %+v", f)
				}
			}
		})
	}
}

func TestEachCauseInSCIMIsNamed(t *testing.T) {
	t.Parallel()
	shape := func(s iiqsim.SCIMSettings) func(*env) {
		return func(w *env) { w.shape(func(all *iiqsim.Settings) { all.SCIM = s }) }
	}
	for name, c := range map[string]struct {
		breaks func(*env)
		check  string
		result Result
		word   string
	}{
		"SCIM is not there": {func(w *env) {
			w.front(nil, func(r *http.Response) {
				if strings.Contains(r.Request.URL.Path, "/scim/") {
					r.StatusCode = http.StatusNotFound
				}
			})
		}, "scim: address", Fail, "status 404"},
		"a login page":   {func(w *env) { w.fault(iiqsim.Fault{Kind: iiqsim.FaultHTML, Path: "/scim/v2/Service"}) }, "scim: address", Fail, "not SCIM's"},
		"no right to it": {shape(iiqsim.SCIMSettings{Forbidden: true}), "scim: Users", Fail, "SCIMExecutor"},
		"a wrong password": {func(w *env) { w.env["SCIM_USERNAME"], w.env["SCIM_PASSWORD"] = "svc.scim", "wrong" }, "scim: Users",
			Fail, "SCIM_PASSWORD"},
		"nobody knows who is": {shape(iiqsim.SCIMSettings{NoActive: true}), "scim: Users", Fail, "IDENTITY_SOURCE=table"},
		"it cannot sort":      {shape(iiqsim.SCIMSettings{RefusedParameters: []string{"sortBy"}}), "scim: Users", Warn, "sortBy"},
		"no search by address": {shape(iiqsim.SCIMSettings{RefusedFilters: []string{"emails", "emails.value"}}),
			"scim: filter by e-mail", Warn, "does not take it"},
		"no search by the change": {shape(iiqsim.SCIMSettings{RefusedFilters: []string{"meta.lastModified"}}), "iiq: changed identities",
			Warn, "one by one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSCIMWard(t)
			c.breaks(w)
			found := w.see()
			got := ended(found, c.result)[c.check]
			if got.Check == "" || !strings.Contains(got.Detail+got.Cure, c.word) {
				t.Errorf("%s is not told as %s with %q: %+v", c.check, c.result, c.word, found)
			}
		})
	}
}
