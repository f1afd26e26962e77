package slackui

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// The catalogue: entities of access reviews that are decided in Slack.

const (
	wordDecideHere = "Decide here"
	wordKeep       = "Keep"
	wordRevoke     = "Revoke"
	wordRecord     = "Record"
	wordDecision   = "Your decision"
	wordNext       = "Next"
	wordPrevious   = "Previous"
	wordIdentity   = "Identity"

	sentenceSignThere   = "When all are decided, sign off in IdentityIQ."
	sentenceNothingLeft = "Nothing is left for you to decide here."
	sentenceRevokeHint  = "To revoke, write a reason. It goes to IdentityIQ with your decision."
	sentenceGoneEntity  = "This one is no longer in the review."

	// SentenceUnclearEntity is SentenceUnclear for the form in which entities are decided.
	SentenceUnclearEntity = "I could not confirm that this was recorded. Please look at this one again in a minute."
)

// sayEntityPlace is where somebody is in a review, and how many are open.
func sayEntityPlace(at, total, open int) string {
	if at == 0 {
		return fmt.Sprintf("%d in this review, %d open", total, open)
	}
	return fmt.Sprintf("%d of %d · %d open", at, total, open)
}

// sayEntityState says where an entity stands; by is who decided it here, "" when nobody did. "" for one that is open.
func sayEntityState(s approvals.EntityState, by string, mine bool) (sign, words string) {
	if by != "" {
		by = " by " + by
	}
	switch s {
	case approvals.EntityRecording:
		if mine || by == "" {
			return signWaiting, "Recording…"
		}
		return signWaiting, "Being recorded, decided" + by
	case approvals.EntityKept:
		return signApproved, "Kept" + by
	case approvals.EntityRevoked:
		return signDenied, "Revoked" + by
	case approvals.EntityComplete:
		return signClosed, sentenceCompleted
	case approvals.EntityDelegated:
		return signMoved, "With somebody else, to whom it was delegated"
	case approvals.EntityOwn:
		return signSelf, "This is your own access, or nobody can say that it is not. Decide it in IdentityIQ."
	case approvals.EntityUnread:
		return signWaiting, "I have not read yet what IdentityIQ tells of this one. Please come back in a few minutes, or decide it there."
	}
	return "", ""
}

// sayFactState says why a value is not there; "" where it is.
func sayFactState(f approvals.FactState) string {
	switch f {
	case approvals.FactMissing:
		return "IdentityIQ has no value"
	case approvals.FactMasked:
		return "hidden by IdentityIQ"
	case approvals.FactUnreadable:
		return "cannot be shown here"
	}
	return ""
}

// sayEntityEnding is the headline of what a clicker is told when his decision did not come about.
func sayEntityEnding(name, review string, v approvals.Verdict) string {
	what := "Not recorded: keep " + name
	if v == approvals.Deny {
		what = "Not recorded: revoke " + name
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
		return "IdentityIQ did not answer when your decision was sent, and this one is completed or gone there now. Nobody can say whether by your decision: please look in IdentityIQ."
	case approvals.RefusedOwnReview:
		return "This is your own access, or nobody can say that it is not. Decide it in IdentityIQ."
	case approvals.RefusedUnread:
		return "I have not read yet what IdentityIQ tells of this one. Nothing was changed."
	case approvals.RefusedEntityChanged:
		return "IdentityIQ tells something else of this one than you were shown. Nothing was decided. Please look at it again."
	}
	return ""
}
