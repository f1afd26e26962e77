package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/store/tx"
)

const (
	// recordingAfter is how long after a click its cards begin to say that the decision is being recorded, if it still is. 400 ms are
	// promised, and the change has to reach Slack within them.
	recordingAfter = 300 * time.Millisecond
	// mostRecording bounds the decisions that wait for that moment. The cards of others are left to the sweep.
	mostRecording = 4096
	// jobTimeout ends an attempt that hangs. The rows say what is left to do, and the sweep starts it anew within a second.
	jobTimeout = time.Minute
	// softStop is how long a worker that is stopped may go on. It then needs a moment to give its claim back, within the ten seconds
	// that a stop may take.
	softStop = 4 * time.Second
)

// HandOver works in this process, at once, what this process has just committed. River's job of the same transaction comes some
// milliseconds later, here or on another replica: it finds the row claimed, or done, and ends.
//
//	COMMIT ──► handed over ──► claim ──► PUT ──► booked ──► handed over ──► claim ──► card
//	   └─────► River's job ──► no claim             └─────► River's job ──► no claim
//
// It keeps no queue: what finds no free slot is left to River, and so is everything before Start and once Stop has begun.
type HandOver struct {
	decisions, cards chan struct{}
	log              *slog.Logger
	claimed          claimedHere

	mu sync.Mutex // guards all below
	// workers is nil while nothing is taken over.
	workers *HandOverWorkers
	// begin gives the context of one attempt, interrupt ends all of them.
	begin     func() (context.Context, context.CancelFunc)
	interrupt context.CancelFunc
	running   sync.WaitGroup
	// recording are the decisions whose cards are to say so in a moment.
	recording map[uuid.UUID]*time.Timer
}

// HandOverWorkers are those that take over, and what is called around each of their attempts, as around River's jobs.
type HandOverWorkers struct {
	Submit *SubmitDecisionWorker
	Show   *ShowCardWorker
	// Recording has the cards of a decision say that it is being recorded, if it still is.
	Recording func(ctx context.Context, decision uuid.UUID) (int, error)
	Around    []rivertype.Middleware
}

// NewHandOver makes one for so many decisions and cards at once. Until Start everything is left to River.
func NewHandOver(decisions, cards int, log *slog.Logger) *HandOver {
	return &HandOver{decisions: make(chan struct{}, decisions), cards: make(chan struct{}, cards), log: log,
		recording: map[uuid.UUID]*time.Timer{}}
}

// Start begins to take over. What is in hand ends with ctx; Stop is the kinder way.
func (h *HandOver) Start(ctx context.Context, w HandOverWorkers) {
	ctx, interrupt := context.WithCancel(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.workers, h.interrupt = &w, interrupt
	h.begin = func() (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, jobTimeout) }
}

// Stop takes nothing over any more and waits until what is in hand has ended, or ctx has. As River does, it interrupts what takes
// longer than a moment, so that each claim is given back for the next start or another replica.
func (h *HandOver) Stop(ctx context.Context) error {
	h.mu.Lock()
	interrupt := h.interrupt
	h.workers = nil
	for id, timer := range h.recording {
		timer.Stop()
		delete(h.recording, id)
	}
	h.mu.Unlock()
	if interrupt == nil {
		return nil
	}
	defer interrupt()
	ended := make(chan struct{})
	go func() {
		h.running.Wait()
		close(ended)
	}()
	soft := time.AfterFunc(softStop, interrupt)
	defer soft.Stop()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for what was handed over: %w", ctx.Err())
	}
}

// Submit brings a decision to IIQ.
func (h *HandOver) Submit(job tx.SubmitDecision) {
	h.take(h.decisions, func(ctx context.Context, w *HandOverWorkers) error {
		var result string
		err := w.around(ctx, job, tx.QueueDecisions, func(ctx context.Context, _ *rivertype.JobRow) (err error) {
			result, err = w.Submit.bring(ctx, job, func() { h.claimed.add(job.DecisionID, job.Attempt) })
			return err
		})
		if ended(result) {
			h.forget(job.DecisionID)
		}
		return err
	})
}

// Show shows a card.
func (h *HandOver) Show(job tx.ShowCard) {
	h.take(h.cards, func(ctx context.Context, w *HandOverWorkers) error {
		return w.around(ctx, job, tx.QueueInteractive, func(ctx context.Context, row *rivertype.JobRow) error {
			return w.Show.bring(ctx, job, row.Queue, func() { h.claimed.add(job.CardID, job.Attempt) })
		})
	})
}

// Recording has the cards of a decision say in a moment that it is being recorded, if it still is.
func (h *HandOver) Recording(decision uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.workers == nil || len(h.recording) >= mostRecording {
		return
	}
	h.recording[decision] = time.AfterFunc(recordingAfter, func() {
		if !h.forget(decision) {
			return
		}
		h.take(h.cards, func(ctx context.Context, w *HandOverWorkers) error {
			_, err := w.Recording(ctx, decision)
			return err
		})
	})
}

// forget takes a decision from those whose cards are to say that it is being recorded, and reports whether it was among them.
func (h *HandOver) forget(decision uuid.UUID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	timer, waits := h.recording[decision]
	if waits {
		timer.Stop()
		delete(h.recording, decision)
	}
	return waits
}

// take works where a slot is free. It does not wait.
func (h *HandOver) take(slots chan struct{}, work func(context.Context, *HandOverWorkers) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.workers == nil {
		return
	}
	select {
	case slots <- struct{}{}:
	default:
		return
	}
	w, begin := h.workers, h.begin
	h.running.Go(func() {
		defer func() { <-slots }()
		ctx, cancel := begin()
		defer cancel()
		if err := guarded(ctx, w, work); err != nil {
			h.log.WarnContext(ctx, "what was handed over failed; it is tried again by a job", "error", err)
		}
	})
}

// guarded makes an error of a panic, as River does.
func guarded(ctx context.Context, w *HandOverWorkers, work func(context.Context, *HandOverWorkers) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return work(ctx, w)
}

// around calls what is called around River's jobs, with a row as River has it.
func (w *HandOverWorkers) around(ctx context.Context, args river.JobArgs, queue string,
	work func(context.Context, *rivertype.JobRow) error) error {
	encoded, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("encode job: %w", err)
	}
	row := &rivertype.JobRow{Kind: args.Kind(), Queue: queue, EncodedArgs: encoded, Attempt: 1, MaxAttempts: 1}
	do := func(ctx context.Context) error { return work(ctx, row) }
	for _, m := range slices.Backward(w.Around) {
		if outer, ok := m.(rivertype.WorkerMiddleware); ok {
			inner := do
			do = func(ctx context.Context) error { return outer.Work(ctx, row, inner) }
		}
	}
	return do(ctx)
}

// ended reports whether the result of an attempt says that its decision is on its way no more. Of one that is tried again, or that
// another worker has, nobody can say so here.
func ended(result string) bool { return result != "" && result != "retry" && result != "lost" }
