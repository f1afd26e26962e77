package campaign

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// However fast faults come, there are no more than the decisions allow: a slow machine has no harder day.
func TestFaultsDoNotRunAheadOfDecisions(t *testing.T) {
	w := &world{opts: Options{FaultsPerDecision: 2}.withDefaults(), journal: books.NewJournal(time.Now)}
	ctx, over := context.WithCancel(t.Context())
	defer over()
	played := make(chan struct{}, 1000)
	plays := []play{{"nothing", 1, func(context.Context, *rand.Rand) { played <- struct{}{} }}}
	var chaos sync.WaitGroup
	chaos.Go(func() { w.chaos(ctx, rand.New(rand.NewPCG(1, 1)), plays, time.Microsecond, 4) })
	for range firstFaults {
		patience.Receive(t, "a fault", played)
	}
	w.made.Store(10)
	for range 20 {
		patience.Receive(t, "a fault", played)
	}
	over()
	chaos.Wait()
	if n := w.journal.Count("play"); n != firstFaults+20 {
		t.Errorf("%d faults for 10 decisions", n)
	}
}

// Each fault of IdentityIQ ends with its play, or at the latest with the day.
func TestWhatIsEmptyIsFullAgain(t *testing.T) {
	w := &world{opts: Options{Seed: 3}.withDefaults(), journal: books.NewJournal(time.Now), settings: map[string]string{}}
	t.Cleanup(w.close)
	if err := w.startIIQ(t.Context()); err != nil {
		t.Fatal(err)
	}
	over, end := context.WithCancel(t.Context())
	end()
	for _, name := range []string{"IdentityIQ's lists are empty", "workgroups have no members"} {
		at := slices.IndexFunc(w.iiqPlays(), func(p play) bool { return p.name == name })
		if at < 0 {
			t.Fatalf("nobody plays that %s", name)
		}
		for part := range uint64(8) {
			w.iiqPlays()[at].run(over, w.rng(part))
		}
		if lists, members := w.iiq.Empty(); lists || members {
			t.Errorf("after %q: lists empty %t, members empty %t", name, lists, members)
		}
	}
	w.iiq.SetListsEmpty(true)
	w.iiq.SetMembersEmpty(true)
	w.iiq.SetGroupsEmpty(w.groups[0])
	w.iiq.SetDown(true)
	if _, err := w.iiq.AddFault(iiqsim.Fault{Kind: iiqsim.FaultCut}); err != nil {
		t.Fatal(err)
	}
	w.mendIIQ()
	if lists, members := w.iiq.Empty(); lists || members || len(w.iiq.Faults()) > 0 {
		t.Errorf("after the day: lists empty %t, members empty %t, faults %v", lists, members, w.iiq.Faults())
	}
}
