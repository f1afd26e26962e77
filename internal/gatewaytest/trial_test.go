package gatewaytest_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	feed "github.com/iiq-approvals/bot/internal/gatewaytest/changes"
	"github.com/iiq-approvals/bot/internal/gatewaytest/reading"
	"github.com/iiq-approvals/bot/internal/iiq/trial"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// trialWorkflow is the workflow's name in the file that is imported into IdentityIQ.
const trialWorkflow = "Approvals Gateway Trial"

// byWorkflow reaches the target by the trial workflow in the place of its plugin.
func byWorkflow(t *testing.T, target *gatewaytest.Target, decides bool) *gatewaytest.Target {
	t.Helper()
	through := &http.Transport{}
	t.Cleanup(through.CloseIdleConnections)
	target.Path = trial.Path
	target.HTTP = &http.Client{Transport: &trial.Workflow{Base: through, Root: target.Root, Name: trialWorkflow, Decides: decides}}
	return asGateway(t, target)
}

// readingByWorkflow are the checks of reading, the same ones as for the plugin.
func readingByWorkflow() []gatewaytest.Check { return slices.Concat(reading.Checks(), feed.Checks()) }

// The very BeanShell of the file that is imported into IdentityIQ, on stand-ins of IdentityIQ's classes.
func TestTheTrialWorkflowReads(t *testing.T) {
	t.Parallel()
	host := gatewayhost.Start(t)
	target := byWorkflow(t, &gatewaytest.Target{
		Root: host.Root, ClientID: iiqsim.DefaultClientID, ClientSecret: iiqsim.DefaultClientSecret,
		Fixtures: &gatewaytest.Control{Base: host.Base},
		Columns:  []string{"displayName", "firstname", "lastname", "inactive", "workgroup", "manager.id", "department"},
	}, false)
	if ran := runThese(t, target, readingByWorkflow()); ran != len(readingByWorkflow()) {
		t.Errorf("got %d checks, want all %d: the workflow offers %v", ran, len(readingByWorkflow()), target.Operations)
	}
}
