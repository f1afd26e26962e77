// Package contract gathers the chapters of the gateway's contract for those who run all of it.
//
//	reading, changes, deciding, acting ──▶ Checks() ──▶ Check.Run(ctx, Target)
package contract

import (
	"slices"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/acting"
	"github.com/iiq-approvals/bot/internal/gatewaytest/changes"
	"github.com/iiq-approvals/bot/internal/gatewaytest/deciding"
	"github.com/iiq-approvals/bot/internal/gatewaytest/reading"
)

// Checks gives the whole contract, in an order that is fit to be read.
func Checks() []gatewaytest.Check {
	return slices.Concat(reading.Checks(), changes.Checks(), deciding.Checks(), acting.Checks())
}
