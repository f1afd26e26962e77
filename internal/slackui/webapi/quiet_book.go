package webapi

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Schedules reads Do Not Disturb schedules from Slack; API implements it.
type Schedules interface {
	QuietTime(ctx context.Context, user, teamID string) (QuietTime, error)
	QuietTimes(ctx context.Context, users []string, teamID string) (map[string]QuietTime, error)
}

const (
	// quietKept is how long a schedule that came along with another one is believed.
	quietKept = 5 * time.Minute
	// noBatches is how long people are asked about one by one after one of them made a batch fail.
	noBatches = 10 * time.Minute
	// maxQuietBook bounds the remembered schedules.
	maxQuietBook = 5000
)

// QuietBook asks for many schedules at once and keeps the answers for the next callers. Reminders of many people are
// due in the same minute, and Slack allows few such requests a minute. An answer serves one caller, and for a few
// minutes. QuietBook is safe for concurrent use.
type QuietBook struct {
	slack  Schedules
	teamID string
	clock  func() time.Time

	// asking lets one request go out at a time, since the next caller may find their answer in it.
	asking chan struct{}
	mu     sync.Mutex // guards known and single
	known  map[string]toldQuiet
	single time.Time
}

type toldQuiet struct {
	QuietTime
	at time.Time
}

// NewQuietBook makes an empty book.
func NewQuietBook(slack Schedules, teamID string, clock func() time.Time) *QuietBook {
	return &QuietBook{slack: slack, teamID: teamID, clock: clock, known: map[string]toldQuiet{}, asking: make(chan struct{}, 1)}
}

// Until gives when a person's schedule next lets messages through; zero when it does now. A request to Slack also
// covers the people whom others names, who will be asked about next. When others fails, the request covers the one
// person alone.
func (b *QuietBook) Until(ctx context.Context, user string, others func(context.Context) ([]string, error)) (time.Time, error) {
	if q, ok := b.taken(user); ok {
		return q.Until(b.clock()), nil
	}
	select {
	case b.asking <- struct{}{}:
		defer func() { <-b.asking }()
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
	if q, ok := b.taken(user); ok {
		return q.Until(b.clock()), nil
	}
	if err := b.askMany(ctx, user, others); err != nil {
		return time.Time{}, err
	}
	if q, ok := b.taken(user); ok {
		return q.Until(b.clock()), nil
	}
	q, err := b.slack.QuietTime(ctx, user, b.teamID)
	return q.Until(b.clock()), err
}

// askMany asks for a batch, if there is one. A batch that Slack refuses because of one of its people is no error.
func (b *QuietBook) askMany(ctx context.Context, user string, others func(context.Context) ([]string, error)) error {
	if b.singly() {
		return nil
	}
	batch := []string{user}
	more, err := others(ctx)
	if err != nil {
		return nil
	}
	for _, id := range more {
		if !b.knows(id) && !slices.Contains(batch, id) && len(batch) < MaxQuietTimes {
			batch = append(batch, id)
		}
	}
	if len(batch) < 2 {
		return nil
	}
	told, err := b.slack.QuietTimes(ctx, batch, b.teamID)
	said := new(SlackError)
	if errors.Is(err, approvals.ErrCannotWrite) || errors.Is(err, ErrInvalidBlocks) || errors.As(err, &said) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.single = b.clock().Add(noBatches)
		return nil
	}
	if err != nil {
		return err
	}
	b.remember(told)
	return nil
}

func (b *QuietBook) singly() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clock().Before(b.single)
}

// taken removes and returns the unused answer about somebody. The next question about them asks Slack again.
func (b *QuietBook) taken(user string) (QuietTime, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	q, ok := b.known[user]
	delete(b.known, user)
	return q.QuietTime, ok && b.clock().Sub(q.at) < quietKept
}

func (b *QuietBook) knows(user string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	q, ok := b.known[user]
	return ok && b.clock().Sub(q.at) < quietKept
}

func (b *QuietBook) remember(told map[string]QuietTime) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.known)+len(told) > maxQuietBook {
		clear(b.known)
	}
	for user, q := range told {
		b.known[user] = toldQuiet{q, b.clock()}
	}
}
