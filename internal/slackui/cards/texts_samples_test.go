package cards

import "github.com/iiq-approvals/bot/internal/approvals"

// refusalSamples are refusals of every code and outcome.
func refusalSamples() []any {
	var all []any
	for _, code := range []approvals.RefusalCode{
		approvals.RefusedAlreadyDecided, approvals.RefusedBeingRecorded, approvals.RefusedForwarded, approvals.RefusedByIIQ,
		approvals.RefusedBot,
		approvals.RefusedDeactivated, approvals.RefusedGuest, approvals.RefusedForeign, approvals.RefusedNoEmail,
		approvals.RefusedNoIdentity,
		approvals.RefusedAmbiguous, approvals.RefusedInactive, approvals.RefusedBoundElsewhere, approvals.RefusedUnknownNow,
		approvals.RefusedNotInSlack,
		approvals.RefusedNotYours, approvals.RefusedClosed, approvals.RefusedExpired, approvals.RefusedCanceled, approvals.RefusedSignature,
		approvals.RefusedSelf, approvals.RefusedUnknownPeople, approvals.TakenAfterAll,
		approvals.RefusedType, approvals.RefusedRules, approvals.RefusedNotWhole, approvals.RefusedTrial, approvals.RefusedChanged,
		approvals.RefusedLost,
		approvals.RefusedNoSuchItem, approvals.RefusedNoComment,
		approvals.RefusedBulkOff, approvals.RefusedBulkOwn, approvals.RefusedBulkUnknown, approvals.RefusedBulkViolation,
		approvals.RefusedBulkPrivileged, approvals.RefusedBulkRules, approvals.RefusedGivenUp,
		approvals.RefusedReviewOver, approvals.RefusedTakenAway, approvals.RefusedDelegated, approvals.RefusedComplete,
		approvals.RefusedUnheard,
		approvals.RefusedOwnReview, approvals.RefusedEntityChanged,
	} {
		all = append(all, &approvals.Refusal{Code: code}, &approvals.Refusal{Code: code, Mine: true, Outcome: approvals.OutcomeApproved},
			&approvals.Refusal{Code: code, Outcome: approvals.OutcomeDenied})
	}
	return all
}
