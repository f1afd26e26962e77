package jobs_test

import (
	"context"
	"sync"
	"testing"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// tab is a Home tab at Slack, and what our tables would put there.
type tab struct {
	mu          sync.Mutex
	true, shown int
	published   int
}

// replica publishes what it has read; between the two it waits for go, once, and says so.
type replica struct {
	tab  *tab
	read chan struct{}
	on   chan struct{}
	once sync.Once
}

func (r *replica) PublishHome(context.Context, string) error {
	r.tab.mu.Lock()
	seen := r.tab.true
	r.tab.mu.Unlock()
	r.once.Do(func() {
		if r.on != nil {
			close(r.read)
			<-r.on
		}
	})
	r.tab.mu.Lock()
	defer r.tab.mu.Unlock()
	r.tab.shown = seen
	r.tab.published++
	return nil
}

func renewHome(t *testing.T, h *jobs.PublishHomeWorker) {
	t.Helper()
	if err := h.Work(context.Background(), &river.Job[tx.PublishHome]{Args: tx.PublishHome{SlackUserID: "U1"}}); err != nil {
		t.Errorf("renew: %v", err)
	}
}

func TestTheHomeTabEndsWithTheNewestReadingOfAnyReplica(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.Must(s.HomeOpened(context.Background(), "T1", "U1"))
	at := &tab{true: 1}
	slow := &replica{tab: at, read: make(chan struct{}), on: make(chan struct{})}
	quick := &replica{tab: at}
	var done sync.WaitGroup
	done.Go(func() { renewHome(t, &jobs.PublishHomeWorker{Store: s.Store, Homes: slow, TeamID: "T1"}) })
	patience.Receive(t, "the reading", slow.read)
	at.mu.Lock()
	at.true = 2
	at.mu.Unlock()
	renewHome(t, &jobs.PublishHomeWorker{Store: s.Store, Homes: quick, TeamID: "T1"})
	close(slow.on)
	done.Wait()
	if at.shown != 2 || at.published != 3 {
		t.Errorf("the tab shows reading %d after %d publications, want the second after three", at.shown, at.published)
	}
}

func TestATabThatNobodyElsePublishesIsPublishedOnce(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	at := &tab{true: 1}
	h := &jobs.PublishHomeWorker{Store: s.Store, Homes: &replica{tab: at}, TeamID: "T1"}
	renewHome(t, h)
	s.Must(s.HomeOpened(context.Background(), "T1", "U1"))
	renewHome(t, h)
	if at.published != 2 {
		t.Errorf("two renewals published %d times", at.published)
	}
}
