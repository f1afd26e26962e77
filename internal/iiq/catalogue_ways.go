package iiq

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

// catalogueWay is how accesses are asked for. A SCIM that refuses one is asked by the next.
type catalogueWay uint8

const (
	// byValues names the wanted ones in one filter, joined by `or`.
	byValues catalogueWay = iota
	// byValue asks for each by a call of its own.
	byValue
	// byApplication reads all entitlements of the application, page by page.
	byApplication
	// byApplicationPlain is the same with whole resources in SCIM's own order.
	byApplicationPlain //nolint:unused // ways are counted through
	// byPages reads everything, likewise.
	byPages
	noWay
)

// String is the way's name in the log.
func (w catalogueWay) String() string {
	return [...]string{"many values", "single values", "pages of the application", "whole pages of the application", "pages", "nothing"}[w]
}

// after gives the way to try when this one is refused.
func (w catalogueWay) after(of catalogueResource) catalogueWay {
	if of != entitlements && w == byValue {
		return byPages
	}
	return w + 1
}

// waysKept is how long SCIM is believed to refuse a way; the refusal may have had another cause.
const waysKept = time.Hour

// catalogueWays remembers which way is answered, for each kind of resource.
type catalogueWays struct {
	mu    sync.Mutex // guards what follows
	way   [applications + 1]catalogueWay
	since [applications + 1]time.Time
}

func (w *catalogueWays) of(r catalogueResource, now time.Time) catalogueWay {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Sub(w.since[r]) > waysKept {
		return byValues
	}
	return w.way[r]
}

func (w *catalogueWays) keep(r catalogueResource, way catalogueWay, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.way[r], w.since[r] = way, now
}

var (
	errNoCallLeft = errors.New("no call is left for this item")
	// errFilterIgnored: the answer has resources that the filter does not let through.
	errFilterIgnored = errors.New("the filter was ignored")
)

// readGroup reads the accesses of a group by the first way that is answered. left counts the calls that may still be made.
func (c *catalogueClient) readGroup(ctx context.Context, g catalogueGroup, left *int) ([]approvals.CatalogueEntry, error) {
	known := c.ways.of(g.of, c.clock())
	for way := known; way < noWay; way = way.after(g.of) {
		found, err := c.readBy(ctx, way, g, left)
		if errors.Is(err, errFilterIgnored) || transport.ColumnsRefused(err) {
			if way.after(g.of) == noWay {
				return found, err
			}
			continue
		}
		if way != known && (err == nil || errors.Is(err, errNoCallLeft)) {
			c.ways.keep(g.of, way, c.clock())
			c.log.InfoContext(ctx, "IdentityIQ's SCIM takes less than the standard", "resource", g.of.name(), "read_by", way.String())
		}
		return found, err
	}
	return nil, nil
}

func (c *catalogueClient) readBy(ctx context.Context, way catalogueWay, g catalogueGroup, left *int) ([]approvals.CatalogueEntry, error) {
	switch way {
	case byValues:
		return c.readValues(ctx, g, valuesAtOnce, left)
	case byValue:
		return c.readValues(ctx, g, 1, left)
	}
	return c.readPages(ctx, way, g, left)
}
