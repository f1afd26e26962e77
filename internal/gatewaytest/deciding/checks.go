// Package deciding checks what the gateway's contract says of decisions on work items: those that are taken, those that are
// refused, those on single lines, and those that are sent again with their key.
package deciding

import (
	"slices"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// Checks gives this chapter, in an order that is fit to be read.
func Checks() []gatewaytest.Check { return slices.Concat(deciding(), refusing(), byLine(), byKey()) }

// trace looks for what a decision leaves in a target.
type trace struct{ *gatewaytest.Target }

func traceOf(t *gatewaytest.Target) trace { return trace{t} }
