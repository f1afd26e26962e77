package gatewaytest_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// The plugin's own code, over real HTTP, on stand-ins of IdentityIQ's classes: it proves the code, and nothing about
// IdentityIQ.
func TestTheStubRunGateway(t *testing.T) {
	t.Parallel()
	host := gatewayhost.Start(t)
	target := asGateway(t, &gatewaytest.Target{
		Root: host.Root, Path: gatewayhost.Path, ClientID: iiqsim.DefaultClientID, ClientSecret: iiqsim.DefaultClientSecret,
		Fixtures: &gatewaytest.Control{Base: host.Base},
		Columns:  []string{"displayName", "firstname", "lastname", "inactive", "workgroup", "manager.id", "department"},
	})
	if ran := run(t, target); ran != len(gatewaytest.Checks()) {
		t.Errorf("got %d checks, want all %d: the gateway offers %v", ran, len(gatewaytest.Checks()), target.Operations)
	}
}
