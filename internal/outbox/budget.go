package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db"
)

// Config says how strictly the budget is enforced.
type Config struct {
	// On enforces the limits of this package (SLACK_LIMITS=on). Otherwise only rests count.
	On bool
}

// Budget is one replica's part in the limits. It is safe for concurrent use.
type Budget struct {
	config Config
	q      *db.Queries
	log    *slog.Logger
	// now measures how long a portion has been in hand. Nothing that replicas share depends on it.
	now    func() time.Time
	nap    func(context.Context, time.Duration) error
	mu     sync.Mutex
	purses map[string]*purse
	opened atomic.Uint64
}

// NewBudget makes this replica's part of the budget in the pool's database.
func NewBudget(pool *pgxpool.Pool, config Config, logger *slog.Logger) *Budget {
	return &Budget{config: config, q: db.New(pool), log: logger, now: time.Now, nap: nap, purses: map[string]*purse{}}
}

// TryTake takes the tokens of one call. The name is a method's, or Post(channel). It returns 0 when the call may be
// made now. Otherwise it takes nothing and returns how long to wait before asking again. Errors: ErrNoLimitKnown, or
// Postgres could not be asked. The caller then judges whether to call Slack without a token.
func (b *Budget) TryTake(ctx context.Context, name string, interactive bool) (time.Duration, error) {
	method, channel := split(name)
	l, limited, err := limitOf(method)
	if err != nil {
		return 0, err
	}
	if !b.config.On || !limited {
		return b.restOf(ctx, method, name)
	}
	wait, err := b.takeMethod(ctx, method, l, interactive)
	if wait > 0 || err != nil || channel == "" {
		return wait, err
	}
	got, err := b.take(ctx, name, channelLimit(), interactive, 1, 0)
	if got.tokens == 0 {
		b.purse(method).giveBack()
	}
	return got.wait, err
}

// grant is the result of a take: tokens, or how long to wait for the next.
type grant struct {
	tokens int
	wait   time.Duration
}

// take asks one row for tokens, and makes the row when there is none.
func (b *Budget) take(ctx context.Context, name string, l limit, interactive bool, want float64, back int) (grant, error) {
	reserve := l.reserve()
	if interactive {
		reserve, want = 0, 1
	}
	ask := db.TakeSlackTokensParams{
		Method: name, Capacity: l.capacity(), PerSecond: l.perSecond(), Reserve: reserve,
		Want: want, Back: float64(back), LongestRest: LongestRest.Seconds(),
	}
	row, err := b.q.TakeSlackTokens(ctx, ask)
	for tries := 0; errors.Is(err, pgx.ErrNoRows) && tries < 3; tries++ {
		if err = b.open(ctx, name, l); err == nil {
			row, err = b.q.TakeSlackTokens(ctx, ask)
		}
	}
	if err != nil {
		return grant{}, fmt.Errorf("take from Slack budget %s: %w", method(name), err)
	}
	return grant{tokens: int(row.Taken), wait: waitFor(row, l, reserve)}, nil
}

// waitFor gives how long it takes until there is one token more than the reserve; 0 when tokens were granted.
func waitFor(row db.TakeSlackTokensRow, l limit, reserve float64) time.Duration {
	if row.Taken > 0 {
		return 0
	}
	missing := (reserve + 1 - row.Level) / l.perSecond()
	return max(time.Millisecond, seconds(max(missing, row.Rest)))
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// method keeps channel ids out of errors.
func method(name string) string {
	m, _ := split(name)
	return m
}

const (
	// sweepEvery is how many budgets one process makes before it drops those of idle channels.
	sweepEvery = 256
	// idle is how long a channel gets no message before its budget is dropped.
	idle = 10 * time.Minute
)

// open makes a budget's row, full, and at intervals drops those that are full and idle.
func (b *Budget) open(ctx context.Context, name string, l limit) error {
	if err := b.q.OpenSlackBudget(ctx, db.OpenSlackBudgetParams{Method: name, Capacity: l.capacity()}); err != nil {
		return err
	}
	if b.opened.Add(1)%sweepEvery != 0 {
		return nil
	}
	n, err := b.q.SweepSlackBudgets(ctx, idle.Seconds())
	if err != nil {
		return err
	}
	b.log.Debug("dropped budgets of idle channels", "count", n)
	return nil
}
