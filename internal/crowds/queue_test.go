package crowds

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/patience"
)

// Whatever comes, leaves and ends in whatever order: each piece is in one batch or has left, batches are no larger and no more than they
// may be, they take what waits in the order of its coming, and nothing waits while one more batch might run.
func TestEveryPieceIsInOneBatchOrHasLeft(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		most, atOnce := rapid.IntRange(1, 4).Draw(t, "most"), rapid.IntRange(1, 3).Draw(t, "at once")
		q := New[int](most, atOnce, nil)
		// running have a batch each, or look for their next one; pieces are all that came, by their number.
		running, batches := 0, 0
		var pieces []*piece[int]
		var waiting, taken, left []int
		next := func() {
			batch := q.next()
			if len(batch) == 0 {
				running--
			}
			if len(batch) > most {
				t.Fatalf("got a batch of %d, want %d at most", len(batch), most)
			}
			for i, p := range batch {
				if p.work != waiting[i] {
					t.Fatalf("got piece %d in a batch, want %d, the next to have come", p.work, waiting[i])
				}
				taken = append(taken, p.work)
			}
			if len(batch) < min(most, len(waiting)) {
				t.Fatalf("got a batch of %d while %d wait, want it as large as it may be", len(batch), len(waiting))
			}
			waiting = waiting[len(batch):]
			batches++
		}
		t.Repeat(map[string]func(*rapid.T){
			"come": func(t *rapid.T) {
				p := &piece[int]{work: len(pieces), done: make(chan struct{})}
				pieces, waiting = append(pieces, p), append(waiting, p.work)
				if q.add(p) {
					running++
				}
			},
			"leave": func(t *rapid.T) {
				if len(pieces) == 0 {
					t.Skip("nobody has come")
				}
				p := rapid.SampledFrom(pieces).Draw(t, "who leaves")
				at := slices.Index(waiting, p.work)
				if slices.Contains(left, p.work) {
					return
				}
				if got := q.leave(p); got != (at >= 0) {
					t.Fatalf("piece %d: got that it has left %v, want %v", p.work, got, at >= 0)
				}
				if at >= 0 {
					waiting, left = slices.Delete(waiting, at, at+1), append(left, p.work)
				}
			},
			"end": func(t *rapid.T) {
				if running == 0 {
					t.Skip("nothing runs")
				}
				next()
			},
			"": func(t *rapid.T) {
				if running > atOnce {
					t.Fatalf("got %d batches at once, want %d at most", running, atOnce)
				}
				if len(waiting) > 0 && running == 0 {
					t.Fatalf("got %v waiting with nobody to run them, want somebody", waiting)
				}
				if idle := q.idle == nil; idle != (running == 0) {
					t.Fatalf("got that it is idle %v with %d running, want %v", idle, running, running == 0)
				}
			},
		})
		for running > 0 {
			next()
		}
		slices.Sort(taken)
		all := slices.Sorted(slices.Values(append(taken, left...)))
		if len(all) != len(pieces) || len(slices.Compact(all)) != len(pieces) {
			t.Fatalf("of %d pieces got %v in batches and %v left, want each once", len(pieces), taken, left)
		}
	})
}

// heldQueue runs one batch at a time, and ends it when it is told to.
func heldQueue() (q *Queue[string], begun chan []string, end chan struct{}) {
	begun, end = make(chan []string), make(chan struct{})
	return New(3, 1, func(batch []string) { begun <- batch; <-end }), begun, end
}

// waits is how many wait now.
func (q *Queue[T]) waits() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// What comes while a batch runs goes together, and each who waits is told when their own batch has ended.
func TestWhatComesMeanwhileGoesTogether(t *testing.T) {
	t.Parallel()
	q, begun, end := heldQueue()
	var all sync.WaitGroup
	for _, work := range []string{"a", "b", "c", "d", "e"} {
		all.Go(func() {
			if err := q.Do(t.Context(), work); err != nil {
				t.Errorf("%s: got %v, want it done", work, err)
			}
		})
		if work == "a" {
			if got := patience.Receive(t, "the first batch", begun); len(got) != 1 {
				t.Errorf("got the batch %v, want the first alone", got)
			}
		}
	}
	patience.Until(t, "four wait", func() bool { return q.waits() == 4 })
	for _, want := range []int{3, 1} {
		end <- struct{}{}
		if got := patience.Receive(t, "the next batch", begun); len(got) != want {
			t.Errorf("got the batch %v, want %d together", got, want)
		}
	}
	end <- struct{}{}
	all.Wait()
}

// Whoever's time is over while they wait is in no batch. Where a batch has them already, they are told so, and wait no longer.
func TestWhoWaitsNoLongerIsInNoBatch(t *testing.T) {
	t.Parallel()
	q, begun, end := heldQueue()
	results := map[string]chan error{"under way": make(chan error, 1), "waiting": make(chan error, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { results["under way"] <- q.Do(ctx, "under way") }()
	patience.Receive(t, "the first batch", begun)
	go func() { results["waiting"] <- q.Do(ctx, "waiting") }()
	patience.Until(t, "one waits", func() bool { return q.waits() == 1 })
	cancel()
	if err := patience.Receive(t, "the end", results["waiting"]); errors.Is(err, ErrUnderWay) || !errors.Is(err, context.Canceled) {
		t.Errorf("who waited: got %v, want %v alone", err, context.Canceled)
	}
	if err := patience.Receive(t, "the end", results["under way"]); !errors.Is(err, ErrUnderWay) || !errors.Is(err, context.Canceled) {
		t.Errorf("whose batch is under way: got %v, want %v", err, ErrUnderWay)
	}
	if err := q.Do(ctx, "late"); !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnderWay) {
		t.Errorf("who came too late: got %v, want %v alone", err, context.Canceled)
	}
	next := make(chan error, 1)
	go func() { next <- q.Do(t.Context(), "next") }()
	end <- struct{}{}
	if got := patience.Receive(t, "the next batch", begun); !slices.Equal(got, []string{"next"}) {
		t.Errorf("got the batch %v, want the next alone", got)
	}
	end <- struct{}{}
	if err := patience.Receive(t, "the end", next); err != nil {
		t.Errorf("the next: got %v, want it done", err)
	}
}
