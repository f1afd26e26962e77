package slackui

import (
	"reflect"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

// samples are fixed arguments by type: enough to make every function of the catalogue speak.
func samples(in reflect.Type) []reflect.Value {
	values := map[reflect.Type][]any{
		reflect.TypeFor[string]():                   {"", "Nora"},
		reflect.TypeFor[int]():                      {0, 1, 2, 12345},
		reflect.TypeFor[bool]():                     {true, false},
		reflect.TypeFor[[]string]():                 {[]string{"⚠️"}},
		reflect.TypeFor[time.Time]():                {fixtureNow},
		reflect.TypeFor[time.Weekday]():             {time.Sunday, time.Wednesday},
		reflect.TypeFor[approvals.Hours]():          {approvals.Hours{}, approvals.Hours{To: 24 * time.Hour}, approvals.Hours{From: 9 * time.Hour, To: 17 * time.Hour}},
		reflect.TypeFor[approvals.Days]():           {approvals.Days{}, approvals.Days{1: true, 2: true, 3: true, 6: true}},
		reflect.TypeFor[*approvals.Refusal]():       refusalSamples(),
		reflect.TypeFor[approvals.OutcomeView]():    {approvals.OutcomeView{Outcome: approvals.OutcomeApproved}, approvals.OutcomeView{Outcome: approvals.OutcomeDenied}, approvals.OutcomeView{Approved: 1, Denied: 2}},
		reflect.TypeFor[approvals.ReviewProgress](): {approvals.ReviewProgress{Total: 5}, approvals.ReviewProgress{Total: 5, Done: 2, Delegated: 1}},
		reflect.TypeFor[askWords]():                 {askWords{Kind: askAdd, Roles: true, Lines: 2}, askWords{Kind: askRemove, Requester: "Lee", Target: "Dana"}, askWords{Kind: askChange}, askWords{Kind: askMixed, Target: "Dana"}, askWords{Kind: askNothing}},
	}
	if v, ok := values[in]; ok {
		return valuesOf(v)
	}
	words := map[reflect.Type][]string{
		reflect.TypeFor[approvals.Verdict]():        {"approve", "deny"},
		reflect.TypeFor[ListKind]():                 {"pending", "overdue", "snoozed", "reviews", "requests", "done"},
		reflect.TypeFor[approvals.LinkOnlyReason](): {"signature", "self", "unknown_people", "type", "rules", ""},
		reflect.TypeFor[approvals.ItemType]():       {"Approval", "Certification", "Delegation", "Signoff", "Challenge", "ViolationReview", "PolicyViolation", "Form", "Remediation", "ManualAction", "Odd"},
		reflect.TypeFor[approvals.Warning]():        {"violation", "privileged", "self", "overdue", "odd"},
		reflect.TypeFor[approvals.DecisionState]():  {"recording", "recorded", "refused", "given_up"},
		reflect.TypeFor[approvals.Told]():           {"card", "digest", "silent", ""},
		reflect.TypeFor[looping.Later]():            {"hour", "tomorrow", "workday", "date", "never"},
		reflect.TypeFor[approvals.RefusalCode]():    {"not_yours", "closed", "expired", "canceled", "signature", "self", "type", "rules", "changed", "no_such_item", "no_comment", "odd"},
	}
	var out []reflect.Value
	for _, w := range words[in] {
		out = append(out, reflect.ValueOf(w).Convert(in))
	}
	return out
}

func valuesOf(all []any) []reflect.Value {
	var out []reflect.Value
	for _, v := range all {
		out = append(out, reflect.ValueOf(v))
	}
	return out
}

func refusalSamples() []any {
	var all []any
	for _, code := range []approvals.RefusalCode{
		approvals.RefusedAlreadyDecided, approvals.RefusedBeingRecorded, approvals.RefusedForwarded, approvals.RefusedByIIQ, approvals.RefusedBot,
		approvals.RefusedDeactivated, approvals.RefusedGuest, approvals.RefusedForeign, approvals.RefusedNoEmail, approvals.RefusedNoIdentity,
		approvals.RefusedAmbiguous, approvals.RefusedInactive, approvals.RefusedBoundElsewhere, approvals.RefusedUnknownNow, approvals.RefusedNotInSlack,
		approvals.RefusedNotYours, approvals.RefusedClosed, approvals.RefusedExpired, approvals.RefusedCanceled, approvals.RefusedSignature,
		approvals.RefusedSelf, approvals.RefusedType, approvals.RefusedRules, approvals.RefusedNotWhole, approvals.RefusedChanged, approvals.RefusedNoSuchItem, approvals.RefusedNoComment,
		approvals.RefusedReviewOver, approvals.RefusedTakenAway, approvals.RefusedDelegated, approvals.RefusedComplete, approvals.RefusedUnheard,
		approvals.RefusedOwnReview, approvals.RefusedEntityChanged,
	} {
		all = append(all, &approvals.Refusal{Code: code}, &approvals.Refusal{Code: code, Mine: true, Outcome: approvals.OutcomeApproved},
			&approvals.Refusal{Code: code, Outcome: approvals.OutcomeDenied})
	}
	return all
}

// every gives all that a function of the catalogue says to the samples.
func every(f reflect.Value) []string {
	calls := [][]reflect.Value{nil}
	for i := range f.Type().NumIn() {
		var longer [][]reflect.Value
		for _, c := range calls {
			for _, v := range samples(f.Type().In(i)) {
				longer = append(longer, append(slices.Clone(c), v))
			}
		}
		calls = longer
	}
	var said []string
	for _, args := range calls {
		line := ""
		for _, r := range f.Call(args) {
			if r.Kind() == reflect.String {
				line += r.String() + "|"
			}
		}
		said = append(said, line)
	}
	return said
}
