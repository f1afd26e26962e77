// Package changes checks what the gateway's contract says of many items at once: bare rows, outcomes, and the changes of which
// none may be missed.
package changes

import (
	"slices"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// Checks gives this chapter, in an order that is fit to be read.
func Checks() []gatewaytest.Check { return slices.Concat(sweeping(), changing()) }

// feed reads the changes and the outcomes of a target.
type feed struct{ *gatewaytest.Target }

func feedOf(t *gatewaytest.Target) feed { return feed{t} }
