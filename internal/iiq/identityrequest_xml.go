package iiq

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// maxSummaries bounds the approval summaries of one identity request.
const maxSummaries = 1000

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
	err := c.read(ctx, read{
		endpoint: "object/IdentityRequest", limit: c.listLimit,
		url: c.pluginURL("/object/IdentityRequest", url.Values{"filter": {f.String()}, "limit": {"2"}}),
		parse: func(a *answer) (err error) {
			found, err = parseRequests(a, name)
			return err
		},
	})
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

func parseRequests(a *answer, name string) ([]approvals.IdentityRequest, error) {
	x := newXMLReader(a.body)
	if err := x.openList(); err != nil {
		return nil, err
	}
	var out []approvals.IdentityRequest
	err := x.each(func(n *node, tooLarge bool) error {
		switch {
		case !strings.EqualFold(n.name, "IdentityRequest"):
			return errStrangeList
		case tooLarge:
			return errTooComplex
		case n.attr("name") != name:
			return errNotAsked
		}
		out = append(out, readRequest(n))
		return nil
	})
	return out, err
}

// readRequest takes the summaries from both places where they may be.
func readRequest(n *node) approvals.IdentityRequest {
	r := approvals.IdentityRequest{ID: n.attr("id"), Name: oneLine(n.attr("name"))}
	e := n.entry("approvalSummaries")
	value := e.child("value")
	for _, holder := range []*node{n.child("ApprovalSummaries"), value.child("List"), value, e.child("List")} {
		for _, s := range holder.children("ApprovalSummary") {
			if len(r.Summaries) < maxSummaries {
				r.Summaries = append(r.Summaries, readSummary(s))
			}
		}
	}
	return r
}

func readSummary(n *node) approvals.ApprovalSummary {
	said, written := summaryComments(n, "comments")
	return approvals.ApprovalSummary{
		WorkItemID: n.attr("workItemId"),
		Owner:      oneLine(n.attr("owner")),
		Completer:  oneLine(n.attr("completer")),
		State:      approvals.ItemState(oneLine(n.attr("state"))),
		Ended:      looseStamp(n.attr("endDate")),
		Comments:   said,
		Authors:    authorsOf(n, said),
		Written:    written,
		Lines:      linesIn(n),
	}
}
