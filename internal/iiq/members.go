package iiq

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// Members gives the direct members of a workgroup as IIQ lists them: ids, and where it gives them names, addresses and
// the mark of a nested group; never their activity. approvals.ErrNotAWorkgroup (a 404 or 400) is an answer. An identity that is
// no workgroup may also have an empty list: docs/iiq-wire.md#members
func (c *Client) Members(ctx context.Context, workgroupID string) ([]approvals.Identity, error) {
	if !validID(workgroupID) {
		return nil, fmt.Errorf("list workgroup members: id: %w", ErrBadArgument)
	}
	var found []approvals.Identity
	err := c.calls.Read(ctx, transport.Read{
		Endpoint: "object/workgroup/{id}/members", Kind: transport.CallMembers, Limit: c.listLimit,
		URL: c.pluginURL("/object/workgroup/"+workgroupID+"/members", nil),
		Parse: func(a *transport.Answer) (err error) {
			found, err = wire.ReadMembers(a.Body)
			return err
		},
	})
	if err != nil {
		return nil, fmt.Errorf("list workgroup members: %w", err)
	}
	return found, nil
}
