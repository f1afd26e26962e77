package iiq

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
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
	return c.read(ctx, read{
		endpoint: "object/IdentityRequest", limit: c.listLimit,
		url: c.pluginURL("/object/IdentityRequest", url.Values{"filter": {f.String()}, "limit": {strconv.Itoa(limit)}}),
		parse: func(a *answer) (err error) {
			*found, err = parseRequests(a, names)
			c.noteEndsUnread(*found)
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
	if errors.Is(err, errTooLarge) && len(names) > 1 {
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

func parseRequests(a *answer, names []string) ([]approvals.IdentityRequest, error) {
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
		case !slices.Contains(names, n.attr("name")):
			return errNotAsked
		}
		out = append(out, readRequest(n))
		return nil
	})
	return out, err
}

// noteEndsUnread counts the requests with a summary whose end cannot be read.
func (c *Client) noteEndsUnread(found []approvals.IdentityRequest) {
	for _, r := range found {
		if slices.ContainsFunc(r.Summaries, func(s approvals.ApprovalSummary) bool { return s.EndedUnread }) {
			c.unreadDate(dateOfRequest, r.ID, approvals.DateEnd)
		}
	}
}

// readRequest takes the summaries from both places where they may be.
func readRequest(n *node) approvals.IdentityRequest {
	r := approvals.IdentityRequest{ID: n.attr("id"), Name: oneLine(n.attr("name")), Requester: requestParty(n, "requester"),
		Target: requestParty(n, "target"), TargetIsThing: thing(n)}
	if r.TargetIsThing {
		r.Target = approvals.Ref{}
	}
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

// requestParty reads `requesterId` and `requesterDisplayName`, or the same of the target. It drops an id of an invalid shape.
func requestParty(n *node, role string) approvals.Ref {
	r := approvals.Ref{ID: n.attr(role + "Id"), Display: oneLine(n.attr(role + "DisplayName"))}
	if !validID(r.ID) {
		r.ID = ""
	}
	return r
}

func readSummary(n *node) approvals.ApprovalSummary {
	said, written := summaryComments(n, "comments")
	ended, err := stamp(n.attr("endDate"))
	return approvals.ApprovalSummary{
		WorkItemID: n.attr("workItemId"),
		Owner:      oneLine(n.attr("owner")),
		Completer:  oneLine(n.attr("completer")),
		State:      approvals.ItemState(oneLine(n.attr("state"))),
		Ended:      ended, EndedUnread: err != nil,
		Comments: said,
		Authors:  authorsOf(n, said),
		Written:  written,
		Lines:    linesIn(n),
	}
}
