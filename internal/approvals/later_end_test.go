package approvals_test

import (
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// An item has ended anew where its request has more ends of it than rounds are known. Which of them is the known one is told by what it
// says, and not by its time, since IIQ's clock may have jumped.
func TestALaterEndIsToldFromTheKnownOne(t *testing.T) {
	t.Parallel()
	type ends []approvals.ApprovalSummary
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	end := func(state approvals.ItemState, by string, after time.Duration) approvals.ApprovalSummary {
		return approvals.ApprovalSummary{WorkItemID: "i1", State: state, Completer: by, Ended: noon.Add(after)}
	}
	first := end(approvals.StateFinished, "Nora", -time.Hour)
	known := end(approvals.StateRejected, "Sam", 0)
	later := end(approvals.StateFinished, "Dana", time.Hour)
	before := end(approvals.StateFinished, "Dana", -2*time.Hour)
	other := approvals.ApprovalSummary{WorkItemID: "i2", State: approvals.StateFinished, Completer: "Dana", Ended: noon.Add(time.Hour)}
	open := approvals.ApprovalSummary{WorkItemID: "i1"}
	for name, tc := range map[string]struct {
		round  int32
		looked ends
		told   ends
		want   *approvals.ApprovalSummary
		ours   ends
	}{
		"no end is told":                                       {1, nil, nil, nil, nil},
		"the known one alone":                                  {1, nil, ends{known}, nil, nil},
		"one of another item":                                  {1, nil, ends{known, other}, nil, nil},
		"one that is open":                                     {1, nil, ends{known, open}, nil, nil},
		"a later one":                                          {1, nil, ends{known, later}, &later, nil},
		"a later one, told first":                              {1, nil, ends{later, known}, &later, nil},
		"a later one, IIQ's clock jumped back":                 {1, nil, ends{known, before}, &before, nil},
		"equal to the known one":                               {1, nil, ends{known, known}, &known, nil},
		"two later ones":                                       {1, nil, ends{known, first, later}, &later, nil},
		"an earlier round":                                     {2, ends{first}, ends{first, known}, nil, nil},
		"an earlier round, and a later one":                    {2, ends{first}, ends{first, known, later}, &later, nil},
		"an earlier round that nobody looked at":               {2, nil, ends{first, known}, nil, nil},
		"that, and a later one":                                {2, nil, ends{first, known, later}, &later, nil},
		"a later one, where nothing says the known":            {1, nil, ends{first, later}, &later, nil},
		"an earlier round that was told of too late":           {2, ends{}, ends{known}, nil, nil},
		"an earlier round of ours, told late":                  {2, ends{}, ends{first, known}, nil, ends{first}},
		"the same, and IIQ's clock jumped back":                {2, ends{}, ends{later, known}, nil, ends{later}},
		"the same, and a later one":                            {2, ends{}, ends{first, known, later}, &later, ends{first}},
		"one of ours that was looked at, and a later one":      {2, ends{first}, ends{first, known, first}, &first, ends{first}},
		"one of ours that nobody looked at":                    {3, nil, ends{first, known, before}, nil, ends{first}},
		"one of ours that nobody looked at, and a later one":   {2, nil, ends{first, known, later}, &later, ends{first}},
		"one of ours whose summary says the same as the known": {2, ends{}, ends{known, known}, nil, ends{known}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := approvals.EarlierRounds{Round: tc.round}
			for _, s := range tc.looked {
				e.Earlier = append(e.Earlier, s.Fingerprint())
			}
			e.Looked = tc.looked != nil
			var ours []func(approvals.ApprovalSummary) bool
			for _, mine := range tc.ours {
				ours = append(ours, func(s approvals.ApprovalSummary) bool { return s.Fingerprint() == mine.Fingerprint() })
			}
			got, earlier, is := e.LaterEnd(approvals.IdentityRequest{Summaries: tc.told}, "i1", func(s approvals.ApprovalSummary) bool {
				return s.State == known.State && s.Completer == known.Completer
			}, ours...)
			if is != (tc.want != nil) {
				t.Fatalf("there is a later end: got %t, want %t", is, tc.want != nil)
			}
			if tc.want == nil {
				return
			}
			if got.Fingerprint() != tc.want.Fingerprint() {
				t.Errorf("got the end by %s at %s, want that by %s at %s", got.Completer, got.Ended, tc.want.Completer, tc.want.Ended)
			}
			if want := len(tc.told) - 1; len(earlier) != want || slices.Contains(earlier, "") {
				t.Errorf("%d ends are of earlier rounds, want %d", len(earlier), want)
			}
		})
	}
}
