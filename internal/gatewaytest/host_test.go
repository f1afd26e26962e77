package gatewaytest_test

import (
	"path/filepath"
	"testing"

	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/contract"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// The plugin computes each tag as the bot does.
func TestTagsOfThePlugin(t *testing.T) {
	t.Parallel()
	vectors, err := filepath.Abs("../itemtag/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if said, err := gatewayhost.Run(t, "com.iiqapprovals.gateway.TagVectors", vectors); err != nil {
		t.Errorf("the plugin's tags: %v, %s", err, said)
	}
}

// The plugin's own code, over real HTTP, on stand-ins of IdentityIQ's classes: it proves the code, and nothing about
// IdentityIQ.
func TestTheStubRunGateway(t *testing.T) {
	t.Parallel()
	var settings []string
	for _, name := range switchedOn() {
		settings = append(settings, name+"=true")
	}
	gateway := func() *gatewaytest.Target {
		host := gatewayhost.Start(t, settings...)
		return asGateway(t, &gatewaytest.Target{
			Root: host.Root, Path: gatewayhost.Path, ClientID: iiqsim.DefaultClientID, ClientSecret: iiqsim.DefaultClientSecret,
			Fixtures: &gatewaytest.Control{Base: host.Base},
			Columns:  []string{"displayName", "firstname", "lastname", "inactive", "workgroup", "manager.id", "department"},
		})
	}
	target := gateway()
	if ran := run(t, target, gateway()); ran != len(contract.Checks()) {
		t.Errorf("got %d checks, want all %d: the gateway offers %v", ran, len(contract.Checks()), target.Operations)
	}
}
