package iiq

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// longQuery is the length of an address, in bytes, from which on a refusal may come from a proxy that takes only shorter ones; 2,048
// is a common limit.
const longQuery = 1024

// errLongQuery says that a proxy may have refused the length of the address.
var errLongQuery = errors.New("perhaps a proxy that refuses long addresses")

// refusedForLength reports whether an answer looks like that of a proxy which refuses long addresses: a status for it, or a page of
// its own in the place of what IIQ says.
func refusedForLength(resp *http.Response, start []byte) bool {
	if resp.Request == nil || len(resp.Request.URL.RequestURI()) < longQuery {
		return false
	}
	switch resp.StatusCode {
	case http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return true
	case http.StatusBadRequest, http.StatusNotFound, http.StatusForbidden:
		return strings.HasPrefix(strings.TrimSpace(string(start)), "<")
	}
	return false
}

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
func (c *Client) inBatches(ids []string, ask func(ids []string) error) error {
	if len(ids) > MaxInList {
		return fmt.Errorf("%d ids: %w", len(ids), ErrBadArgument)
	}
	n, refused := c.batch.size(c.clock()), false
	for len(ids) > 0 {
		some := ids[:min(n, len(ids))]
		err := ask(some)
		if errors.Is(err, errLongQuery) && len(some) > 1 {
			n, refused = len(some)/2, true
			continue
		}
		if err != nil {
			return err
		}
		if refused {
			c.batch.passed(n, c.clock())
			refused = false
		}
		ids = ids[len(some):]
	}
	return nil
}
