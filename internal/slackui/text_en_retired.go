package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

// The catalogue: what is left of deciding entities of access reviews in Slack, which version 0.1.0 did.

const (
	wordKept    = "Kept"
	wordRevoked = "Revoked"

	sentenceReviewsThere = "Access reviews are decided in IdentityIQ. Nothing was recorded here."
)

// sayEntityEnding is the headline of what a clicker is told when their decision did not come about, or nobody can say.
func sayEntityEnding(name, review string, v approvals.Verdict, unheard bool) string {
	what := "Not recorded: "
	if unheard {
		what = "Unclear: "
	}
	if v == approvals.Deny {
		what += "revoke " + name
	} else {
		what += "keep " + name
	}
	if review != "" {
		what += " (" + review + ")"
	}
	return what
}

func sayEntityRefusal(c approvals.RefusalCode) string {
	switch c {
	case approvals.RefusedReviewOver:
		return "This access review cannot be worked on any more, or not yet. Nothing was changed."
	case approvals.RefusedTakenAway:
		return "This one is no longer in the review. Nothing was changed."
	case approvals.RefusedDelegated:
		return "This one was delegated to somebody else. Nothing was changed."
	case approvals.RefusedComplete:
		return "This one is already completed in IdentityIQ. Your decision was not taken."
	case approvals.RefusedUnheard:
		return "IdentityIQ did not answer when your decision was sent. Nobody can say whether it was taken: please look in IdentityIQ."
	case approvals.RefusedOwnReview:
		return "This is your own access, or nobody can say that it is not. Decide it in IdentityIQ."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ tells something else of this one than you were shown. Nothing was decided. Please look at it again."
	}
	return ""
}
