// Package reading checks what the gateway's contract says of reading: how a target says what it is, and how it tells work
// items, requests and people. It checks also that nothing is told which IdentityIQ keeps secret.
package reading

import (
	"slices"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// Checks gives this chapter, in an order that is fit to be read.
func Checks() []gatewaytest.Check { return slices.Concat(discovery(), reading(), people(), listing()) }

// tables reads a target as its clients do.
type tables struct{ *gatewaytest.Target }

func tablesOf(t *gatewaytest.Target) tables { return tables{t} }
