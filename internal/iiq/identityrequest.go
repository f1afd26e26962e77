package iiq

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// IdentityRequest finds an identity request by its name, for example 0000000777: docs/iiq-wire.md#identity-requests.
// approvals.ErrNotListed: a well-formed list did not have it.
func (c *Client) IdentityRequest(ctx context.Context, name string) (approvals.IdentityRequest, error) {
	found, err := c.identityRequest(ctx, name)
	if err != nil {
		return approvals.IdentityRequest{}, fmt.Errorf("get identity request: %w", err)
	}
	return found, nil
}

func (c *Client) identityRequest(ctx context.Context, name string) (approvals.IdentityRequest, error) {
	f := Eq("name", name)
	if f.Err() != nil || name == "" {
		return approvals.IdentityRequest{}, fmt.Errorf("name: %w", ErrBadArgument)
	}
	var found []approvals.IdentityRequest
	err := c.readRequests(ctx, f, []string{name}, 2, &found)
	switch {
	case err != nil:
		return approvals.IdentityRequest{}, err
	case len(found) == 0:
		return approvals.IdentityRequest{}, approvals.ErrNotListed
	case len(found) > 1:
		return approvals.IdentityRequest{}, fmt.Errorf("%w: two identity requests of one name", approvals.ErrIIQBroken)
	}
	return found[0], nil
}

func (c *Client) readRequests(ctx context.Context, f Filter, names []string, limit int, found *[]approvals.IdentityRequest) error {
	return c.calls.Read(ctx, transport.Read{
		Endpoint: "object/IdentityRequest", Limit: c.listLimit,
		URL: c.pluginURL("/object/IdentityRequest", url.Values{"filter": {f.String()}, "limit": {strconv.Itoa(limit)}}),
		Parse: func(a *transport.Answer) (err error) {
			*found, err = wire.ReadRequests(a.Body, names)
			c.dates.noteEndsUnread(*found)
			return err
		},
	})
}

// IdentityRequests reads up to 100 identity requests by their names in one call; where the answer is too large, in several. A
// name that is not among them says nothing: IIQ may give fewer than it was asked for.
func (c *Client) IdentityRequests(ctx context.Context, names []string) ([]approvals.IdentityRequest, error) {
	if len(names) == 0 {
		return nil, nil
	}
	f := In("name", names...)
	if f.Err() != nil {
		return nil, fmt.Errorf("list identity requests: names: %w", ErrBadArgument)
	}
	var found []approvals.IdentityRequest
	err := c.readRequests(ctx, f, names, len(names), &found)
	if errors.Is(err, wire.ErrTooLarge) && len(names) > 1 {
		half := len(names) / 2
		first, err := c.IdentityRequests(ctx, names[:half])
		if err != nil {
			return nil, err
		}
		rest, err := c.IdentityRequests(ctx, names[half:])
		return append(first, rest...), err
	}
	if err != nil {
		return nil, fmt.Errorf("list identity requests: %w", err)
	}
	return found, nil
}
