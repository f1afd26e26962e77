package iiq

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// opChanges is the operation that tells what changed, by a cursor: docs/gateway-contract.md#changes
const opChanges = "changes"

// longestCursor bounds a cursor, in bytes.
const longestCursor = 1 << 10

// WorkItemChanges gives a page of the work items that changed after a cursor; "" begins with the oldest. Items that cannot be used
// are left out, as in a list. approvals.ErrNotOffered: no gateway is known that tells changes. approvals.ErrBadCursor: it does not
// take this cursor, or the cursor is one of another installation.
func (c *Client) WorkItemChanges(ctx context.Context, cursor string) (approvals.ChangePage, error) {
	page, err := c.workItemChanges(ctx, cursor)
	if err != nil {
		return approvals.ChangePage{}, fmt.Errorf("list changes of work items: %w", err)
	}
	return page, nil
}

func (c *Client) workItemChanges(ctx context.Context, cursor string) (page approvals.ChangePage, err error) {
	g, _ := c.Gateway()
	if !g.offers(opChanges) {
		return page, approvals.ErrNotOffered
	}
	from, ours := strings.CutPrefix(cursor, c.cfg.place()+" ")
	if cursor != "" && !ours {
		return page, fmt.Errorf("%w: it is one of another installation", approvals.ErrBadCursor)
	}
	for limit := c.pageOf(0); ; limit /= 2 {
		page, err = c.changesAfter(ctx, from, limit)
		if !errors.Is(err, wire.ErrTooLarge) || limit <= 1 {
			break
		}
	}
	if err != nil {
		c.doubtGateway(ctx, err)
	}
	return page, err
}

func (c *Client) changesAfter(ctx context.Context, from string, limit int) (approvals.ChangePage, error) {
	query := url.Values{"limit": {strconv.Itoa(limit)}}
	if from != "" {
		query.Set("cursor", from)
	}
	var items WorkItemPage
	var next string
	var more bool
	err := c.calls.Read(ctx, transport.Read{
		Endpoint: "changes/WorkItem", Kind: transport.CallChanges, Limit: c.listLimit, URL: c.pluginURL("/changes/WorkItem", query),
		Parse: func(a *transport.Answer) (err error) {
			if items, err = parseWorkItems(a, c.cfg.ESignAttribute, c.dates); err != nil {
				return err
			}
			next, more, err = cursorIn(a.Header, from)
			return err
		},
	})
	if err != nil {
		return approvals.ChangePage{}, err
	}
	c.notePage(ctx, items)
	return approvals.ChangePage{Items: items.Items, Next: c.cfg.place() + " " + next, More: more}, nil
}

var errNoCursor = errors.New("no cursor that can be sent back")

// cursorIn reads where the next page begins, and whether it follows at once.
func cursorIn(h http.Header, from string) (next string, more bool, err error) {
	next = h.Get("X-Next-Cursor")
	more, err = strconv.ParseBool(h.Get("X-More"))
	switch {
	case err != nil || next == "" || len(next) > longestCursor || next != wire.Printable(next):
		return "", false, errNoCursor
	case more && next == from:
		return "", false, errNoProgress
	}
	return next, more, nil
}

// place names the address of the plugin, so that what one installation said is not taken for another's. It is 16 hexadecimal digits.
func (c Config) place() string {
	sum := sha256.Sum256([]byte(c.RootURL + "/" + c.PluginPath))
	return hex.EncodeToString(sum[:8])
}

// doubtGateway asks for the gateway anew, at most once a minute, where an operation that it offered does not answer as one: the
// plugin may have been replaced by another version, or by the vendor's.
func (c *Client) doubtGateway(ctx context.Context, err error) {
	if !errors.Is(err, approvals.ErrIIQBroken) && !errors.Is(err, approvals.ErrIIQRefused) || errors.Is(err, approvals.ErrBadCursor) {
		return
	}
	if c.gateway.mayDoubt(c.clock()) {
		c.AskGateway(ctx)
	}
}

// mayDoubt reports whether nobody has doubted within gatewayRetry, and notes that somebody does now.
func (b *gatewayBook) mayDoubt(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.doubted.IsZero() && now.Sub(b.doubted) < gatewayRetry {
		return false
	}
	b.doubted = now
	return true
}

// Settles is how much later than its stamp a change may show, as the gateway says; 0 where none is known.
func (c *Client) Settles() time.Duration {
	g, _ := c.Gateway()
	return time.Duration(max(0, min(g.SettleSeconds, longestSettling))) * time.Second
}

// longestSettling bounds what is believed of a gateway's settleSeconds: a day.
const longestSettling = 24 * 60 * 60
