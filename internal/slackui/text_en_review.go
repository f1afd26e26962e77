package slackui

import (
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// The catalogue: access reviews, and items that are no approvals.

const (
	wordStartReview    = "Start access review"
	wordContinueReview = "Continue access review"
	wordAccessReview   = "Access review"
	wordProgress       = "Progress"

	sentenceSigned       = "Signed off"
	sentenceReviewGone   = "No longer in IdentityIQ"
	sentenceReviewsEmpty = "No access review is waiting for you."
)

// sayReviewHeadline says what it is, unless the name does.
func sayReviewHeadline(name string) string {
	lower := strings.ToLower(name)
	switch {
	case name == "":
		return wordAccessReview
	case strings.Contains(lower, "review"), strings.Contains(lower, "certification"):
		return name
	}
	return wordAccessReview + ": " + name
}

// sayProgress is how far a review is, in words.
func sayProgress(p approvals.ReviewProgress) string {
	s := fmt.Sprintf("%d of %d done", p.Done, p.Total)
	if p.Delegated > 0 {
		s += fmt.Sprintf(", %d with somebody else", p.Delegated)
	}
	return s
}

// sayProgressLeft is for rows and reminders, which say what is left.
func sayProgressLeft(p approvals.ReviewProgress) string {
	s := sayProgress(p)
	if p.Done > 0 && p.Left() > 0 {
		s += fmt.Sprintf(", %d left", p.Left())
	}
	return s
}

// sayReviewer says by what right somebody reviews; "" when the review is simply his.
func sayReviewer(workgroup, from string) string {
	switch {
	case workgroup != "" && from != "":
		return "you are a member of the workgroup " + workgroup + ", reassigned from " + from
	case workgroup != "":
		return "you are a member of the workgroup " + workgroup
	case from != "":
		return "reassigned to you from " + from
	}
	return ""
}

// sayOnlyThere says why an item of this type is decided in IdentityIQ.
func sayOnlyThere(t approvals.ItemType) string {
	why := map[approvals.ItemType]string{
		approvals.TypeCertification:   "access reviews are done there.",
		approvals.TypeDelegation:      "a part of an access review was handed to you.",
		approvals.TypeSignoff:         "it wants to be read and signed off there.",
		approvals.TypeChallenge:       "a decision on somebody's access is challenged.",
		approvals.TypeViolationReview: "a request would break a policy.",
		approvals.TypePolicyViolation: "somebody's access breaks a policy.",
		approvals.TypeForm:            "there is a form to fill in.",
		approvals.TypeRemediation:     "access is to be removed by hand, and then marked as done there.",
		approvals.TypeManualAction:    "something is to be done by hand, and then marked as done there.",
	}[t]
	if why == "" {
		why = "items of this kind cannot be decided in Slack."
	}
	return sentenceDecideThere + ": " + why
}
