package jobs

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/store/tx"
)

// claimedHere remembers for a moment what was handed over and then claimed. River's jobs for the same attempts come some milliseconds
// later and can claim nothing any more, so they end before anybody asks Postgres.
type claimedHere struct {
	mu sync.Mutex // guards all below
	// known are the attempts, with when they were claimed.
	known map[claimKey]time.Time
	// order has them as they came; at is the next to be forgotten.
	order []claimKey
	at    int
}

// claimKey is one attempt at a decision or a card.
type claimKey struct {
	row     uuid.UUID
	attempt int32
}

const (
	// claimedFor is how long it is remembered. A database that has lost something gives out the same attempts again, and the sweep then
	// comes with jobs for them.
	claimedFor = 2 * time.Second
	// mostClaimed bounds what is remembered. A job whose attempt is forgotten asks for its claim in vain.
	mostClaimed = 4096
)

func (c *claimedHere) add(row uuid.UUID, attempt int32) {
	key := claimKey{row, attempt}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[claimKey]time.Time{}
	}
	if len(c.order) < mostClaimed {
		c.order = append(c.order, key)
	} else {
		delete(c.known, c.order[c.at])
		c.order[c.at] = key
		c.at = (c.at + 1) % mostClaimed
	}
	c.known[key] = time.Now()
}

func (c *claimedHere) has(row uuid.UUID, attempt int32) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, known := c.known[claimKey{row, attempt}]
	return known && time.Since(at) < claimedFor
}

// Unneeded ends River's jobs whose attempts the hand-over of this process has claimed. It belongs around all else.
type Unneeded struct {
	river.MiddlewareDefaults
	HandOver *HandOver
}

// Work implements rivertype.WorkerMiddleware.
func (u *Unneeded) Work(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	var row uuid.UUID
	var attempt int32
	switch job.Kind {
	case tx.SubmitDecision{}.Kind():
		var args tx.SubmitDecision
		if json.Unmarshal(job.EncodedArgs, &args) == nil {
			row, attempt = args.DecisionID, args.Attempt
		}
	case tx.ShowCard{}.Kind():
		var args tx.ShowCard
		if json.Unmarshal(job.EncodedArgs, &args) == nil {
			row, attempt = args.CardID, args.Attempt
		}
	}
	if u.HandOver.claimed.has(row, attempt) {
		return nil
	}
	return work(ctx)
}
