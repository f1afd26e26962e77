package iiq

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

// batchSense finds how many ids a filter may have. A proxy between the bot and IIQ may refuse a long address, and nothing tells how
// long one may be.
type batchSense struct {
	mu    sync.Mutex
	most  int
	since time.Time
}

// batchAgain is how long a smaller size is kept. The refusals may have had another cause.
const batchAgain = time.Hour

func (b *batchSense) size(now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.most == 0 || now.Sub(b.since) > batchAgain {
		return MaxInList
	}
	return b.most
}

// passed notes that so many ids were taken after more were refused.
func (b *batchSense) passed(n int, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.most, b.since = n, now
}

// inBatches asks for ids in as few calls as IIQ, and a proxy before it, take. A size that is refused for its length is halved, and what
// passes is remembered. There may be MaxInList ids, else ErrBadArgument. ask is called once for each batch, and
// again with the first half of one that was refused.
func (b *batchSense) inBatches(clock func() time.Time, ids []string, ask func(ids []string) error) error {
	if len(ids) > MaxInList {
		return fmt.Errorf("%d ids: %w", len(ids), ErrBadArgument)
	}
	n, refused := b.size(clock()), false
	for len(ids) > 0 {
		some := ids[:min(n, len(ids))]
		err := ask(some)
		if errors.Is(err, transport.ErrLongQuery) && len(some) > 1 {
			n, refused = len(some)/2, true
			continue
		}
		if err != nil {
			return err
		}
		if refused {
			b.passed(n, clock())
			refused = false
		}
		ids = ids[len(some):]
	}
	return nil
}
