package approvals

import "time"

// ItemContext is what helps to decide an item, beside the item itself: what IIQ knows of each line, who decided before in the same
// request, and whom it still waits for. Whatever is not known is zero or missing, and is left out where it is shown.
// docs/gateway-contract.md has where it comes from.
type ItemContext struct {
	// Lines are in the order of the item's lines, found by their ids; a line that nothing is known of is missing.
	Lines []LineContext `json:"lines,omitempty"`
	// Chain has who decided other items of the same request, the first of them first.
	Chain []ChainStep `json:"chain,omitempty"`
	// Waiting names the owners of other items of the same request that are still open.
	Waiting []string `json:"waiting,omitempty"`
	// Comments are what was written on the item, the oldest first, where the item itself has none.
	Comments []Comment `json:"comments,omitempty"`
	// Attachments are files that the requester added.
	Attachments []Attachment `json:"attachments,omitempty"`
	// Assignee is the name of the member of a workgroup who has taken the item.
	Assignee string `json:"assignee,omitempty"`
	// Forwarded has who gave the item to whom, the first forwarding first.
	Forwarded []Forwarding `json:"forwarded,omitempty"`
}

// LineContext is what IIQ knows of the access that one line asks for.
type LineContext struct {
	// LineID is the id of the ApprovalItem.
	LineID      string `json:"line_id"`
	Description string `json:"description,omitempty"`
	// Owner is the name of whoever owns the access.
	Owner           string   `json:"owner,omitempty"`
	Classifications []string `json:"classifications,omitempty"`
	Privileged      bool     `json:"privileged,omitempty"`
	// Risk is nil where IIQ gives no score.
	Risk *Risk `json:"risk,omitempty"`
	// Peers is nil where nobody counted.
	Peers *Peers `json:"peers,omitempty"`
	// Recommendation is IIQ's own; nil where it gives none.
	Recommendation *Recommendation `json:"recommendation,omitempty"`
}

// Risk is IIQ's risk score of an access. Band is IIQ's own word for it, "" where it gives none.
type Risk struct {
	Score int    `json:"score"`
	Band  string `json:"band,omitempty"`
}

// PeerScope says whose colleagues were counted.
type PeerScope string

// Colleagues of the target: people with the same manager, else of the same department.
const (
	PeersOfManager    PeerScope = "manager"
	PeersOfDepartment PeerScope = "department"
)

// Peers says how many colleagues of the target have the access already.
type Peers struct {
	Scope PeerScope `json:"scope"`
	Have  int       `json:"have"`
	Of    int       `json:"of"`
}

// Recommendation is what IIQ itself recommends, with its reasons. It is never a verdict of ours.
type Recommendation struct {
	// Approve is true where IIQ recommends to approve, false where it recommends to deny.
	Approve bool     `json:"approve"`
	Reasons []string `json:"reasons,omitempty"`
}

// ChainStep is how somebody decided another item of the same request.
type ChainStep struct {
	// By is a display name; Owner that of the item's owner where it is another.
	By      string    `json:"by,omitempty"`
	Owner   string    `json:"owner,omitempty"`
	State   ItemState `json:"state"`
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// Attachment is a file that belongs to a request. Its content is never read.
type Attachment struct {
	Name string `json:"name"`
	// Bytes is 0 where the size is unknown.
	Bytes int64 `json:"bytes,omitempty"`
}

// Forwarding is one change of an item's owner by hand.
type Forwarding struct {
	From    string    `json:"from,omitempty"`
	To      string    `json:"to,omitempty"`
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// Line gives what is known of the line with this id; ok is false where nothing is.
func (c ItemContext) Line(id string) (l LineContext, ok bool) {
	for _, l := range c.Lines {
		if l.LineID == id && id != "" {
			return l, true
		}
	}
	return LineContext{}, false
}
