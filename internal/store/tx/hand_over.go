package tx

import "github.com/google/uuid"

// HandOver begins in this process, at once, what this process has just committed, so that nobody waits until River has found the
// job. It is told after COMMIT, and of nothing whose COMMIT got no answer. The job is in the database all the same, and who claims
// the row works. No method blocks: what cannot be taken over is left to River, or to the sweep.
type HandOver interface {
	// Submit is told of a decision that was stored just now.
	Submit(job SubmitDecision)
	// Show is told of a card that somebody looks at right now.
	Show(job ShowCard)
	// Recording is told of a decision whose cards have to say in a moment that it is being recorded, if it still is then.
	Recording(decision uuid.UUID)
}

// Handing has everything that somebody waits for handed over once it is committed. nil leaves all of it to River and the sweep.
func (b *Base) Handing(to HandOver) *Base {
	b.handOver = to
	return b
}

// SubmitAtOnce is Submit for a decision that was stored just now, whose clicker waits.
func (t *Tx) SubmitAtOnce(id uuid.UUID, attempt int32) {
	t.Submit(id, attempt)
	t.handed = append(t.handed, func(to HandOver) { to.Submit(SubmitDecision{DecisionID: id, Attempt: attempt}) })
}

// RecordingSoon has the cards of a decision say in a moment that it is being recorded, if it still is then. There is no job: the cards
// are behind, and due for the sweep at that time.
func (t *Tx) RecordingSoon(decision uuid.UUID) {
	t.handed = append(t.handed, func(to HandOver) { to.Recording(decision) })
}

// handOn hands over what is committed now.
func (b *Base) handOn(t *Tx) {
	if b.handOver == nil {
		return
	}
	for _, hand := range t.handed {
		hand(b.handOver)
	}
}
