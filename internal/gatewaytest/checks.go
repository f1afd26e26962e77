package gatewaytest

import (
	"context"
	"slices"
)

// Check is one point of the contract.
type Check struct {
	// Name says what holds.
	Name string
	// Gateway marks a check that only the gateway can pass. Writes marks one that makes fixtures and changes them.
	Gateway, Writes bool
	// Waits marks one that takes seconds, since it waits until changes have settled.
	Waits bool
	// Needs are the operations without which there is nothing to check.
	Needs []string
	// Run gives an error that says what does not hold. A target that has nothing to look at passes.
	Run func(ctx context.Context, t *Target) error
}

// Applies tells whether the target has what the check needs.
func (c Check) Applies(t *Target) bool {
	if c.Gateway && !t.IsGateway() || c.Writes && t.Fixtures == nil {
		return false
	}
	for _, op := range c.Needs {
		if !slices.Contains(t.Operations, op) {
			return false
		}
	}
	return true
}

// GatewayOf gives what a gateway fixture needs; a check that asks is marked Gateway.
func GatewayOf(t *Target) GatewayFixtures {
	g, _ := t.Fixtures.(GatewayFixtures)
	return g
}
