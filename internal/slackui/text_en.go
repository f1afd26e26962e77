package slackui

import (
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// This file is the catalogue: every word that people meet stands here, so that another language can follow. Names and
// texts of others come in as arguments and are already cleaned.

const (
	wordApprove            = "Approve"
	wordDeny               = "Deny"
	wordView               = "View in IdentityIQ"
	wordDetails            = "Details"
	wordApproveWithComment = "Approve with a comment"
	wordShowNext           = "Show next"
	wordOpen               = "Open"
	wordNextPage           = "Next page"
	wordPreviousPage       = "Previous page"
	wordCancel             = "Cancel"
	wordClose              = "Close"

	wordRequestedBy   = "Requested by"
	wordFor           = "For"
	wordDue           = "Due"
	wordOverdue       = "overdue"
	wordPriority      = "Priority"
	wordRequest       = "Request"
	wordWorkItem      = "Work item"
	wordWhyYou        = "Why you"
	wordJustification = "Justification"
	wordComment       = "Comment"
	wordReason        = "Reason"
	wordNotSaid       = "IdentityIQ does not say"
	wordAccount       = "an account"
	wordRole          = "role"
	wordPrivileged    = "privileged"
	wordAttribute     = "Attribute"
	wordValue         = "Value"
	wordNative        = "Account"
	wordDescription   = "Description"
	wordState         = "State"
	wordCreated       = "Created"
	wordKind          = "Kind"
	wordThing         = "Name"
	wordApplication   = "Application"
	wordDecidedLately = "Decided lately"
	wordWaitingNow    = "Waiting for you"
	// wordColon stands after a label.
	wordColon = ":"

	signRemove     = "➖"
	signWarning    = "⚠️"
	signPrivileged = "🔑"
	signSelf       = "👤"
	signOverdue    = "⏰"
	signLink       = "🔗"
	signApproved   = "✅"
	signDenied     = "⛔"
	signMixed      = "🔀"
	signWaiting    = "⏳"
	signMoved      = "➡️"
	signClosed     = "⚪"
	signFailed     = "❗"
)

// Sentences that a clicker is told when something went another way; outside of refusals.
const (
	SentenceNothingRecorded = "Nothing was recorded. Please try again in a minute."
	SentenceUnclear         = "I could not confirm that this was recorded. The card will show it."
	// SentenceNoForm: the modal could not be opened within the life of Slack's trigger.
	SentenceNoForm = "I could not open the form in time. Nothing was changed. Please try again."
	// SentenceNoAnswer: a look-up failed.
	SentenceNoAnswer = "I can't look that up right now. Please try again in a minute."
	// SentenceOneAtATime: somebody asks while two earlier questions of theirs are not answered.
	SentenceOneAtATime = "I am still looking up what you asked before. Please ask again once that is answered."
	// SentenceNothingWaiting answers Show next when the queue is empty.
	SentenceNothingWaiting = "Nothing more is waiting for you."
	// SentenceReasonNeeded stands under the empty field of the modal.
	SentenceReasonNeeded = "Please write a reason."
	// SentenceCommentTooLong stands under the field when more than 2,000 characters came.
	SentenceCommentTooLong = "Please keep it under 2,000 characters."
)

const (
	sentenceRecordingApproval = "Recording your approval…"
	sentenceRecordingDenial   = "Recording your denial…"
	sentenceRecordingSome     = "Recording a decision…"
	sentenceStalledMine       = "Recording… IdentityIQ is not answering. Your decision is kept and will be sent."
	sentenceNotRecorded       = "Not recorded. Decide in IdentityIQ."
	sentenceCompleted         = "Completed in IdentityIQ"
	sentenceExpired           = "Expired"
	sentenceCanceled          = "Canceled"
	sentenceReturned          = "Returned in IdentityIQ"
	sentenceForwarded         = "Forwarded"
	sentenceNotYours          = "No longer yours to decide"
	sentenceDecideThere       = "Decide in IdentityIQ"
	sentenceListEmpty         = "Nothing is waiting for your approval."
	sentenceListNeverRead     = "IdentityIQ has not been reached yet, so I know of nothing that waits for you."
	sentenceConfirmTitle      = "Approve all the same?"
	sentenceConfirmStop       = "Not now"
	sentenceDecideApprove     = "You are about to approve this:"
	sentenceDecideDeny        = "You are about to deny this:"
	sentenceCommentHint       = "It is sent to IdentityIQ with your decision, and others can read it there."
	sentenceModalTitle        = "Approvals"
	sentenceOwner             = "it is assigned to you"
)

func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return digits(n, ",") + " " + many
}

func sayMore(n int) string { return "and " + digits(n, ",") + " more" }

func saySeeDetails() string { return " (all of them under More, Details)" }

func sayBatch(n int) string {
	return digits(n, ",") + " new items wait for you. This is the most urgent one."
}

func sayWaiting(n int) string { return digits(n, ",") + " more waiting" }

func sayNextDue() string { return ", the next due " }

func sayPerson(name, department, manager string) string {
	return personIn(name, department, manager, "manager")
}

func sayNumbers(workItem, request string) string {
	if request == "" {
		return workItem
	}
	return strings.TrimPrefix(workItem+", request "+request, ", ")
}

func sayWhyYou(workgroup, forwardedBy string) string {
	why := sentenceOwner
	if workgroup != "" {
		why = "you are a member of the workgroup " + workgroup
	}
	if forwardedBy == "" {
		return why
	}
	if workgroup == "" {
		return "forwarded to you by " + forwardedBy
	}
	return why + ", forwarded by " + forwardedBy
}

func sayLinkOnly(r approvals.LinkOnlyReason, t approvals.ItemType) string {
	switch r {
	case approvals.LinkOnlySignature:
		return sentenceDecideThere + ": this one needs your electronic signature."
	case approvals.LinkOnlySelf:
		return sentenceDecideThere + ": you asked for this yourself, or it is for you."
	case approvals.LinkOnlyNotWhole:
		return sentenceDecideThere + ": not all of it could be read here."
	case approvals.LinkOnlyUnknown:
		return sentenceDecideThere + ": IdentityIQ does not say who asked for this, nor for whom."
	case approvals.LinkOnlyType:
		return sayOnlyThere(t)
	case approvals.LinkOnlyRules:
		return sentenceLinkOnlyRules
	}
	return sentenceDecideThere + "."
}

func sayRecordingOther(name string) string { return "Recording " + name + "'s decision…" }

func sayStalledOther(name string) string {
	return "Recording… IdentityIQ is not answering. " + name + "'s decision is kept and will be sent."
}

// sayDecided is for a verdict of one person; by may be "".
func sayDecided(word, by string, here bool) string {
	if by != "" {
		word += " by " + by
	}
	if !here {
		word += " in IdentityIQ"
	}
	return word
}

func sayVerdict(v approvals.Verdict) string {
	if v == approvals.Approve {
		return "Approved"
	}
	return "Denied"
}

func sayMixed(by string, approved, denied int) string {
	if approved+denied == 0 {
		return sayDecided("Decided", by, false)
	}
	return fmt.Sprintf("%s: %d approved, %d denied", sayDecided("Decided", by, false), approved, denied)
}

func sayForwardedTo(name string) string {
	if name == "" {
		return sentenceForwarded
	}
	return sentenceForwarded + " to " + name
}

func sayMoreViolations(n int) string {
	return "and " + counted(n, "one more policy violation", "more policy violations")
}

// sayWarning names a warning in the fewest words.
func sayWarning(w approvals.Warning) (sign, word string) {
	switch w {
	case approvals.WarnViolation:
		return signWarning, "Policy violation"
	case approvals.WarnPrivileged:
		return signPrivileged, "Privileged access"
	case approvals.WarnSelf:
		return signSelf, "Your own request or access"
	case approvals.WarnOverdue:
		return signOverdue, "Overdue"
	}
	return signWarning, "Warning"
}

func sayConfirm(warnings []string) string { return "Warning: " + strings.Join(warnings, ", ") + "." }

func sayDecideTitle(v approvals.Verdict) string {
	if v == approvals.Approve {
		return "Approve this request"
	}
	return "Deny this request"
}

func sayCommentPlaceholder(v approvals.Verdict) string {
	if v == approvals.Approve {
		return "A comment for the requester"
	}
	return "Why do you deny this?"
}

func sayPage(page, pages int) string { return fmt.Sprintf("Page %d of %d", page, pages) }
