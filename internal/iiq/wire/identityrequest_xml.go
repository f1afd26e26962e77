package wire

import (
	"io"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// maxSummaries bounds the approval summaries of one identity request.
const maxSummaries = 1000

// ReadRequests reads a list of identity requests, none of which may have another name than one of these.
func ReadRequests(body io.Reader, names []string) ([]approvals.IdentityRequest, error) {
	x := newXMLReader(body)
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
			return ErrNotAsked
		}
		out = append(out, readRequest(n))
		return nil
	})
	return out, err
}

// readRequest takes the summaries from both places where they may be.
func readRequest(n *node) approvals.IdentityRequest {
	r := approvals.IdentityRequest{ID: n.attr("id"), Name: OneLine(n.attr("name")), Requester: requestParty(n, "requester"),
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
	r := approvals.Ref{ID: n.attr(role + "Id"), Display: OneLine(n.attr(role + "DisplayName"))}
	if !approvals.ValidID(r.ID) {
		r.ID = ""
	}
	return r
}

func readSummary(n *node) approvals.ApprovalSummary {
	said, written := summaryComments(n, "comments")
	ended, err := stamp(n.attr("endDate"))
	return approvals.ApprovalSummary{
		WorkItemID: n.attr("workItemId"),
		Owner:      OneLine(n.attr("owner")),
		Completer:  OneLine(n.attr("completer")),
		State:      approvals.ItemState(OneLine(n.attr("state"))),
		Ended:      ended, EndedUnread: err != nil,
		Comments: said,
		Authors:  authorsOf(n, said),
		Written:  written,
		Lines:    linesIn(n),
	}
}
