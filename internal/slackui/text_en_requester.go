package slackui

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// The catalogue: what requesters are told.

// sayRequesterNote says how a request ended; by and target may be "", target is so where it is the requester himself.
func sayRequesterNote(o approvals.OutcomeView, by, target string) (sign, text string) {
	request := "Your request"
	if target != "" {
		request += " for " + target
	}
	switch o.Outcome {
	case approvals.OutcomeApproved:
		return signApproved, request + " was approved" + byWhom(by)
	case approvals.OutcomeDenied:
		return signDenied, request + " was denied" + byWhom(by)
	}
	return signMixed, request + " was decided" + byWhom(by) + fmt.Sprintf(": %d approved, %d denied", o.Approved, o.Denied)
}

func byWhom(by string) string {
	if by == "" {
		return ""
	}
	return " by " + by
}

// sayRequesterAbout stands beneath; an approval may be one of several that IIQ asks for.
func sayRequesterAbout(request string, mayGoOn bool) string {
	about := ""
	if request != "" {
		about = "Request " + request + ". "
	}
	if mayGoOn {
		return about + "IdentityIQ may ask others as well before it takes effect."
	}
	return about + "IdentityIQ has the details."
}
