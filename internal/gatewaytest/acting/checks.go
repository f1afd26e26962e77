// Package acting checks what the gateway's contract says of all else that is done and of what helps to decide: the context of
// an item, comments, who has taken it, forwards, people's own forwarding, and access reviews. Who may call at all, and by
// which proof, is checked of every act and therefore here.
//
//	acts() ──▶ each act with what holds for all of them
//	deeds ───▶ does acts to work items and people; certifying does them to access reviews
package acting

import (
	"slices"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// Checks gives this chapter, in an order that is fit to be read.
func Checks() []gatewaytest.Check {
	return slices.Concat(guarding(), helping(), acting(), commenting(), taking(), forwarding(), standingIn(), reviewing(),
		reviewDeciding(), proving())
}

// deeds does acts to a target, and looks at what became of them.
type deeds struct{ *gatewaytest.Target }

func on(t *gatewaytest.Target) deeds { return deeds{t} }

// certifying makes and decides the access reviews of a target.
type certifying struct{ *gatewaytest.Target }

func certifyingOf(t *gatewaytest.Target) certifying { return certifying{t} }
