package campaign

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// iiqPlays are what IIQ does wrong.
func (w *world) iiqPlays() []play {
	return []play{
		{"decisions get no good answer", 12, w.writeFault},
		{"IdentityIQ's answers are bad", 8, w.readFault},
		{"IdentityIQ is down", 3, w.iiqDown},
		{"IdentityIQ's lists are empty", 3, w.listsEmpty},
		{"workgroups have no members", 3, w.membersEmpty},
		{"IdentityIQ's tokens are revoked", 4, func(context.Context, *rand.Rand) { w.iiq.RevokeTokens() }},
	}
}

func (w *world) withIIQFault(ctx context.Context, rng *rand.Rand, f iiqsim.Fault) {
	id, err := w.iiq.AddFault(f)
	if err != nil {
		w.journal.Note("trouble", "", "%v", err)
		return
	}
	defer w.iiq.RemoveFault(id)
	w.journal.Note("iiq-fault", "", "%s %s %s after=%v", f.Method, f.Path, f.Kind, f.AfterEffect)
	pause(ctx, between(rng, 500*time.Millisecond, 6*time.Second))
	w.journal.Note("iiq-fault", "", "%s %s %s is over", f.Method, f.Path, f.Kind)
}

// badAnswers are the ways in which a call gets no good answer, each before or after its effect.
func badAnswers(rng *rand.Rand) []iiqsim.Fault {
	after := rng.IntN(2) == 0
	return []iiqsim.Fault{
		{Kind: iiqsim.FaultHang, AfterEffect: after}, {Kind: iiqsim.FaultCut, AfterEffect: after},
		{Kind: iiqsim.FaultStatus, Status: 500 + rng.IntN(5), AfterEffect: after}, {Kind: iiqsim.FaultTruncate},
		{Kind: iiqsim.FaultHTML, AfterEffect: after}, {Kind: iiqsim.FaultWrongTypes, AfterEffect: after},
		{Kind: iiqsim.FaultStatus, Status: 503, RetryAfter: 1}, {Kind: iiqsim.FaultStatus, Status: 429, RetryAfter: 2},
		{Kind: iiqsim.FaultDelay, DelayMillis: 100 + rng.IntN(3000)}, {Kind: iiqsim.FaultStatus, Status: 401},
	}
}

func (w *world) writeFault(ctx context.Context, rng *rand.Rand) {
	f := badAnswers(rng)[rng.IntN(10)]
	f.Method, f.Path, f.Probability = "PUT", "/object/WorkItem", 0.3+0.7*rng.Float64()
	w.withIIQFault(ctx, rng, f)
}

func (w *world) readFault(ctx context.Context, rng *rand.Rand) {
	w.readFaultOf(ctx, rng, "/object/WorkItem", "/object/IdentityRequest", "/object/workgroup", "/table/Identity", "/oauth2/token", "")
}

func (w *world) readFaultOf(ctx context.Context, rng *rand.Rand, paths ...string) {
	f := badAnswers(rng)[rng.IntN(10)]
	f.Path, f.Probability = paths[rng.IntN(len(paths))], 0.2+0.8*rng.Float64()
	switch f.Path {
	case "/oauth2/token", "/outcomes":
		f.Method = "POST"
	default:
		f.Method = "GET"
	}
	w.withIIQFault(ctx, rng, f)
}

// iiqDown mostly lasts seconds, and sometimes longer than a decision is kept.
func (w *world) iiqDown(ctx context.Context, rng *rand.Rand) {
	longest := 10 * time.Second
	if rng.IntN(6) == 0 {
		longest = decisionKeep + 10*time.Second
	}
	longest = min(longest, w.opts.LongestFault)
	w.iiq.SetDown(true)
	w.journal.Note("iiq-fault", "", "down")
	pause(ctx, between(rng, longest/10, longest))
	w.iiq.SetDown(false)
	w.journal.Note("iiq-fault", "", "up again")
}

// listsEmpty lasts for about one round: every list is well-formed and empty, as of an index that is being rebuilt.
func (w *world) listsEmpty(ctx context.Context, rng *rand.Rand) {
	w.iiq.SetListsEmpty(true)
	defer w.iiq.SetListsEmpty(false)
	w.journal.Note("empty", "", "lists are empty")
	pause(ctx, between(rng, time.Second, 3*time.Second))
	w.journal.Note("empty", "", "lists are full again")
}

// membersEmpty lasts for one refresh of workgroups or two: one group, or every group, seems to have no members.
func (w *world) membersEmpty(ctx context.Context, rng *rand.Rand) {
	what := "every group has"
	if rng.IntN(2) == 0 {
		group := w.groups[rng.IntN(len(w.groups))]
		what = group + " has"
		w.iiq.SetGroupsEmpty(group)
		defer w.iiq.SetGroupsEmpty()
	} else {
		w.iiq.SetMembersEmpty(true)
		defer w.iiq.SetMembersEmpty(false)
	}
	w.journal.Note("empty", "", "%s no members", what)
	pause(ctx, between(rng, time.Second, 10*time.Second))
	w.journal.Note("empty", "", "%s members again", what)
}

// mendIIQ ends all that IdentityIQ does wrong.
func (w *world) mendIIQ() {
	w.iiq.ClearFaults()
	w.iiq.SetDown(false)
	w.iiq.SetListsEmpty(false)
	w.iiq.SetMembersEmpty(false)
	w.iiq.SetGroupsEmpty()
	w.iiq.TellSummaries()
	for _, change := range []func(*iiqsim.Settings){wholeComments, truthfully} {
		if err := w.iiq.ChangeSettings(change); err != nil {
			w.journal.Note("trouble", "", "%v", err)
		}
	}
}
