package slackui

import (
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

// texts is the catalogue in one language: every word that people meet. What each entry is for stands with the English one,
// in the text_en files. No entry may be missing in any language.
type texts struct {

	// Cards.
	wordApprove               string
	wordDeny                  string
	wordView                  string
	wordDetails               string
	wordApproveWithComment    string
	wordShowNext              string
	wordOpen                  string
	wordNextPage              string
	wordPreviousPage          string
	wordCancel                string
	wordClose                 string
	wordRequestedBy           string
	wordFor                   string
	wordDue                   string
	wordOverdue               string
	wordPriority              string
	wordRequest               string
	wordWorkItem              string
	wordWhyYou                string
	wordJustification         string
	wordComment               string
	wordReason                string
	wordNotSaid               string
	wordAccount               string
	wordRole                  string
	wordPrivileged            string
	wordAttribute             string
	wordValue                 string
	wordNative                string
	wordDescription           string
	wordState                 string
	wordCreated               string
	wordKind                  string
	wordThing                 string
	wordApplication           string
	wordDecidedLately         string
	wordWaitingNow            string
	wordColon                 string
	sentenceRecordingApproval string
	sentenceRecordingDenial   string
	sentenceRecordingSome     string
	sentenceStalledMine       string
	sentenceNotRecorded       string
	sentenceCompleted         string
	sentenceExpired           string
	sentenceCanceled          string
	sentenceReturned          string
	sentenceNotYours          string
	sentenceListEmpty         string
	sentenceListNeverRead     string
	sentenceConfirmTitle      string
	sentenceConfirmStop       string
	sentenceDecideApprove     string
	sentenceDecideDeny        string
	sentenceCommentHint       string
	sentenceModalTitle        string
	sayMore                   func(n int) string
	saySeeDetails             func() string
	sayBatch                  func(n int) string
	sayWaiting                func(n int) string
	sayNextDue                func() string
	sayPerson                 func(name string, department string, manager string) string
	sayNumbers                func(workItem string, request string) string
	sayWhyYou                 func(workgroup string, forwardedBy string) string
	sayLinkOnly               func(r approvals.LinkOnlyReason, t approvals.ItemType) string
	sayRecordingOther         func(name string) string
	sayStalledOther           func(name string) string
	sayDecided                func(word string, by string, here bool) string
	sayVerdict                func(v approvals.Verdict) string
	sayMixed                  func(by string, approved int, denied int) string
	sayForwardedTo            func(name string) string
	sayMoreViolations         func(n int) string
	sayWarning                func(w approvals.Warning) (sign string, word string)
	sayConfirm                func(warnings []string) string
	sayDecideTitle            func(v approvals.Verdict) string
	sayCommentPlaceholder     func(v approvals.Verdict) string
	sayPage                   func(page int, pages int) string

	// Refusals, lists, help and notes.
	sayRefusal        func(r *approvals.Refusal, by string, reason string) (before string, after string, withTime bool)
	sayAt             func() string
	sayItemRefusal    func(c approvals.RefusalCode) string
	sayListTitle      func(k ListKind, total int, overdue int) string
	sayListEmpty      func(k ListKind) string
	sayRange          func(first int, last int, total int) string
	sayRow            func(number string, requester string, target string, what string) string
	sayStale          func() string
	sayDone           func(state approvals.DecisionState, v approvals.Verdict) (sign string, words string)
	helpEntries       func() []helpEntry
	sentenceHelpTitle string
	sentenceHelpHome  string
	sayNotUnderstood  func(typed string) string
	sayDidYouMean     func() string
	sayGivenUp        func(v approvals.Verdict, headline string) string
	sayClickedAt      func() string

	// Headlines.
	sayAsk       func(a askWords) string
	sayOtherType func(t approvals.ItemType, target string) string

	// Answers to questions.
	sentenceDoneEmpty string
	sayFound          func(k ListKind, total int, text string) string
	sayNothingFound   func(typed string) string
	sayTakenFor       func(typed string) string

	// Reminders, later, and personal settings.
	wordRemindLater    string
	wordRemindMe       string
	wordWhen           string
	wordDate           string
	wordSave           string
	wordSnoozedUntil   string
	wordMySettings     string
	wordChangeSettings string
	wordNewItems       string
	wordRemindFrom     string
	wordRemindTo       string
	wordRemindDays     string
	wordPauseUntil     string
	sentenceDateHint   string
	sentencePauseHint  string
	sentenceAlwaysHint string
	sayReminder        func(total int, overdue int) string
	sayFoldedReminder  func(total int) string
	sayFurther         func(n int) string
	saySnoozedToo      func(n int) string
	sayLater           func(l looping.Later) string
	sayRemindAt        func(at time.Time) string
	sayTold            func(t approvals.Told) (short string, long string)
	sayHours           func(h approvals.Hours, d approvals.Days) string
	sayWholeDay        func(d time.Weekday) string
	sayZone            func(zone string) string
	sayPausedUntil     func() string

	// What requesters are told.
	sayRequesterNote  func(o approvals.OutcomeView, by string, target string) (sign string, text string)
	sayRequesterAbout func(request string, mayGoOn bool) string

	// Access reviews.
	wordStartReview    string
	wordContinueReview string
	wordProgress       string
	sentenceSigned     string
	sentenceReviewGone string
	sayReviewHeadline  func(name string) string
	sayProgress        func(p approvals.ReviewProgress) string
	sayProgressLeft    func(p approvals.ReviewProgress) string
	sayReviewer        func(workgroup string, from string) string

	// What the rules on sensitive content hide or demand.
	wordHidden                string
	sentenceMasked            string
	sentenceHiddenItem        string
	sentenceNotice            string
	sentenceLinkOnlyRules     string
	sentenceConfirmRules      string
	sentenceConfirmRulesTitle string

	// Decisions of version 0.1.0 on entities of access reviews.
	wordKept             string
	wordRevoked          string
	sentenceReviewsThere string
	sayEntityEnding      func(name string, review string, v approvals.Verdict, unheard bool) string

	// What administrators are told.
	sayAdminGivenUp   func(n int) string
	sayAdminFailing   func(round string, since string, lastError string) string
	sayAdminMissing   func(n int, kind string, since string) string
	sayAdminSocket    func(word string) string
	sayAdminUnreached func(total int, names string, more int) string
	sayAdminLogHead   func(row, hash string) string

	// Moments.
	plainClock func(at time.Time) string
	plainTime  func(at time.Time) string
	sayMoment  func(at time.Time) string

	// sentences are those that handlers say, by their English words.
	sentences map[string]string
}
