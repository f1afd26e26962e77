package approvals

import "testing"

func TestWhyACardCannotBeDecidedAnyMore(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		view CardView
		want RefusalCode
	}{
		"open":         {CardView{Phase: PhaseOpen}, ""},
		"given up":     {CardView{Phase: PhaseNotRecorded}, ""},
		"signature":    {CardView{Phase: PhaseLinkOnly, LinkOnly: LinkOnlySignature}, RefusedSignature},
		"self":         {CardView{Phase: PhaseLinkOnly, LinkOnly: LinkOnlySelf}, RefusedSelf},
		"type":         {CardView{Phase: PhaseLinkOnly, LinkOnly: LinkOnlyType}, RefusedType},
		"not whole":    {CardView{Phase: PhaseLinkOnly, LinkOnly: LinkOnlyNotWhole}, RefusedNotWhole},
		"trial":        {CardView{Phase: PhaseLinkOnly, LinkOnly: LinkOnlyTrial}, RefusedTrial},
		"rules":        {CardView{Phase: PhaseLinkOnly, LinkOnly: LinkOnlyRules}, RefusedRules},
		"recording":    {CardView{Phase: PhaseRecording}, RefusedBeingRecorded},
		"forwarded":    {CardView{Phase: PhaseForwarded}, RefusedForwarded},
		"left":         {CardView{Phase: PhaseNotYours}, RefusedNotYours},
		"denied":       {CardView{Phase: PhaseEnded, Ended: OutcomeView{Outcome: OutcomeDenied}}, RefusedAlreadyDecided},
		"expired":      {CardView{Phase: PhaseEnded, Ended: OutcomeView{Outcome: OutcomeExpired}}, RefusedExpired},
		"canceled":     {CardView{Phase: PhaseEnded, Ended: OutcomeView{Outcome: OutcomeCanceled}}, RefusedCanceled},
		"completed":    {CardView{Phase: PhaseEnded, Ended: OutcomeView{Outcome: OutcomeCompleted}}, RefusedClosed},
		"unknown word": {CardView{Phase: "later"}, RefusedClosed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got RefusalCode
			if r, ok := AsRefusal(tc.view.Decidable()); ok {
				got = r.Code
			}
			if got != tc.want {
				t.Errorf("refused with %q, want %q", got, tc.want)
			}
		})
	}
}
