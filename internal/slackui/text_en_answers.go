package slackui

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// The catalogue, second part: refusals, lists, help and notes.

const askAdministrator = " Ask your administrator to link you."

// sayRefusal gives the sentence before and after the time of r, which may be unknown: withTime is then false.
func sayRefusal(r *approvals.Refusal, by, reason string) (before, after string, withTime bool) {
	switch r.Code {
	case approvals.RefusedAlreadyDecided:
		return sayAlreadyDecided(r, by)
	case approvals.RefusedBeingRecorded:
		return sayBeingRecorded(r, by), "", false
	case approvals.RefusedForwarded:
		if by == "" {
			return "This request was forwarded. Nothing was changed.", "", false
		}
		return "This request was forwarded to " + by + ". Nothing was changed.", "", false
	case approvals.RefusedByIIQ:
		if reason == "" {
			return "IdentityIQ did not accept this. Nothing was changed.", "", false
		}
		return "IdentityIQ did not accept this: " + reason + ".", "", false
	}
	if s := sayPersonRefusal(r.Code); s != "" {
		return s, "", false
	}
	return sayItemRefusal(r.Code), "", false
}

func sayAlreadyDecided(r *approvals.Refusal, by string) (before, after string, withTime bool) {
	did := map[approvals.Outcome]string{approvals.OutcomeApproved: "approved", approvals.OutcomeDenied: "denied"}[r.Outcome]
	if did == "" {
		did = "decided"
	}
	switch {
	case r.Mine:
		return "You already " + did + " this", ".", true
	case by != "":
		return by + " already " + did + " this", ".", true
	case did == "decided":
		return "This was already decided in IdentityIQ", ".", true
	}
	return "This was already " + did, ".", true
}

func sayAt() string { return " at " }

func sayBeingRecorded(r *approvals.Refusal, by string) string {
	switch {
	case r.Mine:
		return "Your decision is already being recorded."
	case by != "":
		return by + "'s decision is already being recorded."
	}
	return "A decision is already being recorded."
}

func sayPersonRefusal(c approvals.RefusalCode) string {
	const noMatch = "so I can't match you to an IdentityIQ account." + askAdministrator
	switch c {
	case approvals.RefusedBot:
		return "Apps cannot decide or see approvals."
	case approvals.RefusedDeactivated:
		return "Your Slack account is deactivated, so you cannot use approvals here."
	case approvals.RefusedGuest:
		return "Guests cannot use approvals. Ask your administrator for a full Slack account."
	case approvals.RefusedForeign:
		return "Only members of this workspace can use approvals."
	case approvals.RefusedNoEmail:
		return "Slack tells me no e-mail address of yours, " + noMatch
	case approvals.RefusedNoIdentity:
		return "I can't match you to an IdentityIQ account." + askAdministrator
	case approvals.RefusedAmbiguous:
		return "More than one account has your e-mail address, " + noMatch
	case approvals.RefusedInactive:
		return "Your IdentityIQ account is not active. Ask your administrator about it."
	case approvals.RefusedBoundElsewhere:
		return "Your IdentityIQ account is linked to another Slack account." + askAdministrator
	case approvals.RefusedUnknownNow:
		return "I could not check your accounts just now. Nothing was changed. Please try again in a minute."
	case approvals.RefusedNotInSlack:
		return "No Slack user has the e-mail address of this IdentityIQ account." + askAdministrator
	}
	return ""
}

func sayItemRefusal(c approvals.RefusalCode) string {
	switch c {
	case approvals.RefusedNotYours:
		return "This request is not yours to decide. Nothing was changed."
	case approvals.RefusedClosed:
		return "This request is already closed. Nothing was changed."
	case approvals.RefusedExpired:
		return "This request has expired. Nothing was changed."
	case approvals.RefusedCanceled:
		return "This request was canceled. Nothing was changed."
	case approvals.RefusedSignature:
		return "This one needs your electronic signature. Decide it in IdentityIQ."
	case approvals.RefusedSelf:
		return "You asked for this yourself, or it is for you. Decide it in IdentityIQ."
	case approvals.RefusedType:
		return "Items of this kind cannot be decided in Slack. Decide it in IdentityIQ."
	case approvals.RefusedNotWhole:
		return "Not all of this request could be read here. Nothing was changed. Decide it in IdentityIQ."
	case approvals.RefusedRules:
		return sentenceRefusedRules
	case approvals.RefusedNoSuchItem:
		return "I know of no such item that waits for you. Ask for the list with /approvals."
	case approvals.RefusedChanged:
		return "This request has changed since you were shown it. Nothing was decided. Please look at it again."
	case approvals.RefusedNoComment:
		return "A reason is needed. Nothing was changed."
	}
	if s := sayEntityRefusal(c); s != "" {
		return s
	}
	return "That did not work. Nothing was changed."
}

func sayListTitle(k ListKind, total, overdue int) string {
	switch k {
	case ListReviews:
		return counted(total, "One access review waits for you", "access reviews wait for you")
	case ListRequests:
		return counted(total, "One request waits for you", "requests wait for you")
	case ListDone:
		return counted(total, "You decided one item here", "decisions of yours, the latest first")
	case ListSnoozed:
		return counted(total, "One item is snoozed", "items are snoozed")
	case ListOverdue:
		return counted(total, "One overdue item waits for you", "overdue items wait for you")
	}
	title := counted(total, "One item waits for you", "items wait for you")
	if overdue > 0 {
		title += fmt.Sprintf(", %d overdue", overdue)
	}
	return title
}

func sayListEmpty(k ListKind) string {
	switch k {
	case ListRequests:
		return "No request is waiting for your approval."
	case ListReviews:
		return sentenceReviewsEmpty
	case ListSnoozed:
		return sentenceSnoozedEmpty
	case ListOverdue:
		return "Nothing that waits for you is overdue."
	}
	return sentenceListEmpty
}

func sayRange(first, last, total int) string {
	return fmt.Sprintf("%d to %d of %d", first, last, total)
}

// sayRow is the first line of an item in a list: by whom, for whom, what.
func sayRow(number, requester, target, what string) string {
	return rowIn(number, requester, target, what, "for", "A work item")
}

func sayStale() string { return "IdentityIQ is not answering. This is how it was at" }

func sayDone(state approvals.DecisionState, v approvals.Verdict) (sign, words string) {
	switch {
	case state == approvals.DecisionRecording:
		return signWaiting, "Recording"
	case state == approvals.DecisionRefused:
		return signFailed, "Not accepted by IdentityIQ"
	case state == approvals.DecisionGivenUp:
		return signFailed, "Not recorded"
	case v == approvals.Approve:
		return signApproved, sayVerdict(v)
	}
	return signDenied, sayVerdict(v)
}

// helpEntry is one thing that can be asked. Word is what is typed, Says what comes of it.
type helpEntry struct {
	Word string
	Show string
	Says string
}

func helpEntries() []helpEntry {
	return []helpEntry{
		{Word: "list", Show: "/approvals", Says: "what waits for you, soonest due first"},
		{Word: "requests", Show: "/approvals requests", Says: "only the access requests that wait for you"},
		{Word: "reviews", Show: "/approvals reviews", Says: "the access reviews that wait for you, and how far they are"},
		{Word: "overdue", Show: "/approvals overdue", Says: "only what is past its due date"},
		{Word: "done", Show: "/approvals done", Says: "what you decided lately"},
		{Word: "search", Show: "/approvals Dana", Says: "what waits for you and has this name, application or access in it"},
		{Word: "number", Show: "/approvals 1234", Says: "the item with this number"},
		{Word: "snoozed", Show: "/approvals snoozed", Says: "what you want to be reminded of later, and when"},
		{Word: "settings", Show: "/approvals settings", Says: "how and when you are told: hours, days, a pause, a digest"},
		{Word: "help", Show: "/approvals help", Says: "this help"},
		{Word: "my approvals", Show: "my approvals", Says: "the same list, written to me here or after my name in a channel: only you see the answer"},
	}
}

const (
	sentenceHelpTitle = "What you can ask"
	sentenceHelpHome  = "My Home tab shows what waits for you, and you can decide there too."
)

func sayNotUnderstood(typed string) string { return "I do not understand “" + typed + "”." }

func sayDidYouMean() string { return "Did you mean this?" }

func sayGivenUp(v approvals.Verdict, headline string) string {
	what := "denial"
	if v == approvals.Approve {
		what = "approval"
	}
	return sentenceNotRecorded + " IdentityIQ did not take your " + what + ": " + headline + "."
}

func sayClickedAt() string { return "You decided it here " }
