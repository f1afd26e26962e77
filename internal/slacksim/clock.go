package slacksim

import (
	"container/heap"
	"fmt"
	"time"
)

// pollOfForeignClock is how often due work is looked for when somebody else moves the clock.
const pollOfForeignClock = 20 * time.Millisecond

type task struct {
	due time.Time
	seq int
	run func()
}

type taskHeap []task

func (h taskHeap) Len() int { return len(h) }
func (h taskHeap) Less(i, j int) bool {
	if h[i].due.Equal(h[j].due) {
		return h[i].seq < h[j].seq
	}
	return h[i].due.Before(h[j].due)
}
func (h taskHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push and Pop are for container/heap alone.
func (h *taskHeap) Push(x any) { *h = append(*h, x.(task)) }

// Pop takes the last one.
func (h *taskHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	*h = old[:len(old)-1]
	return t
}

// timers is what is to happen later by the workspace's clock.
type timers struct {
	heap taskHeap
	seq  int
	wake *time.Timer
}

func (t *timers) stop() {
	if t.wake != nil {
		t.wake.Stop()
	}
	t.heap = nil
}

// Now gives the workspace's time, skew included.
func (s *Sim) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stamp()
}

// now measures how long something takes: deadlines, lives and limits. SetClockSkew does not move it.
func (s *Sim) now() time.Time { return s.opts.Clock().Add(s.offset) }

// stamp is the time that the workspace writes on what it makes.
func (s *Sim) stamp() time.Time { return s.now().Add(s.skew) }

// SetClockSkew moves what the workspace's stamps say from now on. Its patience stays: a clock that is set measures no
// shorter and no longer deadlines, as Go's monotonic clock does not (https://pkg.go.dev/time#hdr-Monotonic_Clocks).
func (s *Sim) SetClockSkew(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew = d
	s.note(Notice{Kind: "clock"})
}

// Advance moves the workspace's clock on and does what is due on the way, each thing at its own time.
func (s *Sim) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for end := s.now().Add(d); ; {
		step := end.Sub(s.now())
		if len(s.timers.heap) > 0 {
			step = min(step, s.timers.heap[0].due.Sub(s.now()))
		}
		s.offset += max(0, step)
		s.runDue()
		if !s.now().Before(end) {
			break
		}
	}
	s.note(Notice{Kind: "clock"})
}

// Tick does what is due; for callers that move a clock of their own and do not want to wait for the simulator to look.
func (s *Sim) Tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runDue()
}

// after runs f, with the lock held, when d has passed by the workspace's clock.
func (s *Sim) after(d time.Duration, f func()) {
	if s.closed {
		return
	}
	s.timers.seq++
	heap.Push(&s.timers.heap, task{due: s.now().Add(d), seq: s.timers.seq, run: f})
	s.arm()
}

func (s *Sim) runDue() {
	for !s.closed && len(s.timers.heap) > 0 && !s.timers.heap[0].due.After(s.now()) {
		t := heap.Pop(&s.timers.heap).(task)
		t.run()
	}
	s.arm()
}

// arm sets the one wake-up. A clock that is not the machine's may stand still or jump, so it is looked at often.
func (s *Sim) arm() {
	if s.closed || len(s.timers.heap) == 0 {
		return
	}
	wait := max(0, min(s.timers.heap[0].due.Sub(s.now()), time.Hour))
	if wait > pollOfForeignClock && !s.machineClock() {
		wait = pollOfForeignClock
	}
	if s.timers.wake == nil {
		s.timers.wake = time.AfterFunc(wait, s.Tick)
		return
	}
	s.timers.wake.Reset(wait)
}

// machineClock tells that the workspace's clock runs as fast as the machine's.
func (s *Sim) machineClock() bool {
	return s.opts.ownClock
}

// nextTS makes a message timestamp, seconds with six digits after the point, later than every one before it.
func (s *Sim) nextTS() string {
	us := max(s.stamp().UnixMicro(), s.lastTS+1)
	s.lastTS = us
	return formatTS(us)
}

func formatTS(us int64) string { return fmt.Sprintf("%d.%06d", us/1_000_000, us%1_000_000) }
