package approvals

import (
	"errors"
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

func TestWhatAnErrorMeansForADecisionThatWaits(t *testing.T) {
	t.Parallel()
	told := IIQTrouble{Kind: TroubleError, Sentence: "Locked."}
	carried := &IIQTroubleError{Trouble: told, Err: ErrIIQAway}
	for name, c := range map[string]struct {
		err  error
		want IIQTrouble
	}{
		"away":                     {ErrIIQAway, IIQTrouble{Kind: TroubleAway}},
		"a write without answer":   {fmt.Errorf("%w: %w", ErrOutcomeUnknown, ErrIIQAway), IIQTrouble{Kind: TroubleAway}},
		"account":                  {ErrIIQUnauthorised, IIQTrouble{Kind: TroubleAccount}},
		"broken":                   {ErrIIQBroken, IIQTrouble{Kind: TroubleError}},
		"busy":                     {&RetryAfterError{Err: ErrIIQBusy}, IIQTrouble{Kind: TroubleError}},
		"no answer by id":          {ErrNoAnswerByID, IIQTrouble{Kind: TroubleError}},
		"what the answer told":     {fmt.Errorf("write decision: %w", carried), told},
		"told behind a retry":      {&RetryAfterError{Err: carried}, told},
		"not listed":               {fmt.Errorf("find: %w", &IIQTroubleError{Trouble: told, Err: ErrNotListed}), IIQTrouble{}},
		"another decision":         {ErrOutcomeUnknown, IIQTrouble{}},
		"Slack's answer":           {ErrUnclear, IIQTrouble{}},
		"the database's own error": {errors.New("connection refused"), IIQTrouble{}},
		"none":                     {nil, IIQTrouble{}},
	} {
		if got := IIQTroubleOf(c.err); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func TestTheSameTrouble(t *testing.T) {
	t.Parallel()
	said := func(s string) IIQTrouble { return IIQTrouble{Kind: TroubleError, Sentence: s} }
	for _, c := range []struct {
		a, b IIQTrouble
		want bool
	}{
		{IIQTrouble{}, IIQTrouble{}, true},
		{IIQTrouble{Kind: TroubleAway}, IIQTrouble{Kind: TroubleError}, false},
		{said("Locked."), said("Locked."), true},
		{said("Locked."), said("Out of memory."), false},
		{said("Locked."), said(""), false},
		{said("Request 17 failed at 06:19:42."), said("Request 18 failed at 06:19:57."), true},
	} {
		if got := c.a.Same(c.b); got != c.want || c.b.Same(c.a) != c.want {
			t.Errorf("%+v, %+v: got %t, want %t", c.a, c.b, got, c.want)
		}
	}
}

// IIQ's sentence is not shown where the rules hide anything of the item.
func TestIIQsSentenceIsHiddenWithTheItem(t *testing.T) {
	t.Parallel()
	for show, want := range map[sensitivity.Show]string{sensitivity.Whole: "Locked.", sensitivity.Masked: "", sensitivity.Notice: ""} {
		before := &DecisionView{Trouble: IIQTrouble{Kind: TroubleError, Sentence: "Locked."}}
		v := CardView{Decision: before}
		v.Expose(sensitivity.Verdict{Show: show})
		if v.Decision.Trouble.Kind != TroubleError || v.Decision.Trouble.Sentence != want {
			t.Errorf("%s: got %+v, want %q", show, v.Decision.Trouble, want)
		}
		if before.Trouble.Sentence != "Locked." {
			t.Errorf("%s: the decision that was handed in was changed", show)
		}
	}
}
