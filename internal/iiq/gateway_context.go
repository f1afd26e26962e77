package iiq

import (
	"context"
	"errors"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// opContext is the operation of a gateway that tells what helps to decide: docs/gateway-contract.md#what-helps-to-decide
const opContext = "context"

// ItemContext reads what helps to decide one item, beside the item itself, and the tag of the item that it is about; "" where the
// gateway gives none. approvals.ErrNotOffered: no gateway is known that has it.
func (c *Client) ItemContext(ctx context.Context, id string) (told approvals.ItemContext, tag string, err error) {
	if !validID(id) {
		return told, "", fmt.Errorf("read context of work item: id: %w", ErrBadArgument)
	}
	// A bot that has just started waits to know whether there is a gateway, within the caller's time.
	if g, _ := c.gatewayForWrite(ctx); !g.offers(opContext) {
		return told, "", fmt.Errorf("read context of work item: %w", errors.Join(approvals.ErrNotOffered, ctx.Err()))
	}
	err = c.calls.ReadOnce(ctx, transport.Read{
		Endpoint: "context/WorkItem/{id}", Limit: transport.SingleBodyLimit, URL: c.pluginURL("/context/WorkItem/"+id, nil),
		Parse: func(a *transport.Answer) (err error) {
			told, tag, err = wire.ReadItemContext(a.Body, id)
			return err
		},
	})
	if err != nil {
		c.doubtGateway(ctx, err)
		return approvals.ItemContext{}, "", fmt.Errorf("read context of work item: %w", err)
	}
	return told, tag, nil
}
