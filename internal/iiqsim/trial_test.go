package iiqsim_test

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

const (
	launchURN = "urn:ietf:params:scim:schemas:sailpoint:1.0:LaunchedWorkflow"
	launchBy  = `{"schemas":["` + launchURN + `"],"` + launchURN + `":{"workflowName":"` + iiqsim.TrialWorkflow +
		`","input":[{"key":"op","value":"ping","type":"string"}]}}`
)

func TestLaunchedWorkflows(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Trial: iiqsim.TrialReads})
	launch := func(kind, body string) answer {
		req := b.request("POST", b.root+"/scim/v2/LaunchedWorkflows", body)
		req.Header.Set("Content-Type", kind)
		user, password := b.SCIMAccount()
		req.SetBasicAuth(user, password)
		return b.send(req)
	}
	const scimJSON = "application/scim+json"
	for name, tc := range map[string]struct {
		kind, body string
		status     int
		says       string
	}{
		"as it should be": {scimJSON, launchBy, 201, `\"ok\\\":true`},
		"plain JSON":      {"application/json; charset=utf-8", launchBy, 201, `"completionStatus":"Success"`},
		"the flat body": {scimJSON, `{"schemas":["` + launchURN + `"],"workflowName":"` + iiqsim.TrialWorkflow + `"}`, 400,
			"workflowName is required"},
		"without its schema":     {scimJSON, strings.Replace(launchBy, `["`+launchURN+`"]`, `[]`, 1), 400, "workflowName is required"},
		"another workflow":       {scimJSON, strings.Replace(launchBy, iiqsim.TrialWorkflow, "LCM Provisioning", 1), 400, "no workflow"},
		"a form":                 {"application/x-www-form-urlencoded", launchBy, 400, "media type"},
		"no JSON":                {scimJSON, "{", 400, "not JSON"},
		"a word that is not one": {scimJSON, strings.Replace(launchBy, `"ping"`, `"delete"`, 1), 201, "bad_body"},
	} {
		if a := launch(tc.kind, tc.body); a.status != tc.status || !strings.Contains(string(a.body), tc.says) {
			t.Errorf("%s: got %d %s, want %d with %s", name, a.status, a.body, tc.status, tc.says)
		}
	}
	b.ok(b.SetSettings(iiqsim.Settings{SCIM: iiqsim.SCIMSettings{Forbidden: true}}))
	if a := launch(scimJSON, launchBy); a.status != 403 {
		t.Errorf("without the capability: got %d, want 403", a.status)
	}
}
