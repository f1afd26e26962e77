package approvals

import (
	"slices"
	"strings"
	"time"
)

// What says in a few words what an item asks for: its first line, else its description.
func What(w WorkItem) string {
	if len(w.Lines) == 0 {
		return w.Description
	}
	l := w.Lines[0]
	s := strings.TrimSpace(l.Operation + " " + l.Thing())
	if l.Application != "" && !l.Role() {
		s += " (" + l.Application + ")"
	}
	return s
}

// privileged reports whether IIQ marks any of the lines so.
func (w WorkItem) privileged() bool {
	return slices.ContainsFunc(w.Lines, func(l ApprovalItem) bool { return l.Privileged })
}

// ItemType is IIQ's own word for the kind of a work item.
type ItemType string

// The types that a work item can have; docs/iiq-wire.md#work-items says what the bot does with each.
const (
	TypeApproval        ItemType = "Approval"
	TypeCertification   ItemType = "Certification"
	TypeDelegation      ItemType = "Delegation"
	TypeSignoff         ItemType = "Signoff"
	TypeChallenge       ItemType = "Challenge"
	TypeViolationReview ItemType = "ViolationReview"
	TypePolicyViolation ItemType = "PolicyViolation"
	TypeForm            ItemType = "Form"
	TypeRemediation     ItemType = "Remediation"
	TypeManualAction    ItemType = "ManualAction"
	TypeUnknown         ItemType = "Unknown"
)

// Ref names an object of IIQ. ID is 32 hexadecimal characters or "" when IIQ gave the name alone.
type Ref struct {
	ID      string
	Name    string
	Display string
}

// WorkItem is one work item as IIQ described it at one moment.
type WorkItem struct {
	// ID is 32 hexadecimal characters and stays the same when the item is forwarded.
	ID string
	// Number is what people call the item: IIQ's name without its leading zeros.
	Number      string
	Type        ItemType
	Level       string
	Description string
	Owner       Ref
	// Requester and Target may lack the id, or be empty altogether.
	Requester Ref
	Target    Ref
	// TargetIsThing is true where IIQ says that the target is no identity, but a role, say.
	TargetIsThing bool `json:"-"`
	// Parties are the people, as far as our tables know more of them than the references say.
	Parties Parties `json:"-"`
	// RequestName is the *name* (not the id) of the parent identity request, or "".
	RequestName   string
	Certification string
	// Justification is what the requester wrote, and nobody else.
	Justification string
	Lines         []ApprovalItem
	// Violations are policy violations that the request would cause, one sentence each.
	Violations []string
	// Comments are what anybody wrote on the item or on its lines, the oldest first. OlderComments counts those that were left
	// out, since they are too many.
	Comments      []Comment `json:",omitempty"`
	OlderComments int       `json:",omitempty"`
	// Signature is true when IIQ demands an electronic signature: such an item is decided in IIQ only.
	Signature bool
	Created   time.Time
	// Modified is zero until the first change.
	Modified time.Time
	// Due is zero when the item does not expire.
	Due time.Time
	// State is "" or Pending while the item is open.
	State              ItemState
	Completer          string
	CompletionComments string
	// CompletionWritten is CompletionComments as it stands on the wire; see ApprovalSummary.Written.
	CompletionWritten string `json:"-"`
	// ForwardedBy is the name of the last owner in ownerHistory, or "".
	ForwardedBy string
	// Described is true when the lines carry the server's entitlement descriptions (reads by id).
	Described bool
	// Unread names what of the item was not read whole, in order; nil where all of it was. See Whole.
	Unread []Gap `json:",omitempty"`
	// UnreadDates names the dates of the item that IIQ gives and that could not be read, in order; nil where all were. Such a date is
	// zero. One that decides something, when access begins or ends, is a gap as well.
	UnreadDates []DateKind `json:"-"`
	// Tag identifies what is decided, raw and whole, as the gateway in IIQ computes it, too. It is "" where something of the item is
	// not understood, and for an item from our tables that no gateway told of.
	Tag string `json:"-"`
	// ByGateway is true for an item that a gateway gave, with a tag of its own. Only such a tag is kept: the vendor's plugin may write
	// the same item otherwise.
	ByGateway bool `json:"-"`
	// Unjudged is true where a version stored the item that stores no gaps or no facts, so that it is unknown whether it was
	// read whole.
	Unjudged bool `json:",omitempty"`
}

// ItemState is IIQ's own word for where a work item, or a line of it, stands.
type ItemState string

// Every state but "" and Pending is closed. Expired does not mean denied.
const (
	StatePending  ItemState = "Pending"
	StateFinished ItemState = "Finished"
	StateRejected ItemState = "Rejected"
	StateReturned ItemState = "Returned"
	StateExpired  ItemState = "Expired"
	StateCanceled ItemState = "Canceled"
)

// Open reports whether an item in this state can still be decided.
func (s ItemState) Open() bool { return s == "" || s == StatePending }

// ApprovalItem is one line of a work item: one change that is asked for.
type ApprovalItem struct {
	ID          string `json:"id,omitempty"`
	Application string `json:"application,omitempty"`
	// Operation is IIQ's own word: Add, Remove, Set, Create, Modify, Delete, Enable, Disable, Unlock.
	Operation string `json:"operation,omitempty"`
	Name      string `json:"name,omitempty"`
	// Value is the raw value, DisplayValue what people call it; several values are joined by ", ".
	Value string `json:"value,omitempty"`
	// Values are the values one by one, where the joined text does not tell them apart; else nil.
	Values         []string  `json:"values,omitempty"`
	DisplayName    string    `json:"display_name,omitempty"`
	DisplayValue   string    `json:"display_value,omitempty"`
	NativeIdentity string    `json:"native_identity,omitempty"`
	Description    string    `json:"description,omitempty"`
	Comment        string    `json:"comment,omitempty"`
	Privileged     bool      `json:"privileged,omitempty"`
	State          ItemState `json:"state,omitempty"`
	// Start and End say when the access begins and ends; zero where it does at once, or never. They are stored beside the
	// lines as well, where a replica of version 0.1.0 cannot lose them.
	Start time.Time `json:"start,omitzero"`
	End   time.Time `json:"end,omitzero"`
	// Hidden is set in what is shown, where the rules on sensitive content hide the line's value; see Exposed.
	Hidden bool `json:"hidden,omitempty"`
}

// Thing is what the line is about, in the words that people know: the display value, else the value, else the name.
func (a ApprovalItem) Thing() string {
	for _, s := range []string{a.DisplayValue, a.Value, a.DisplayName, a.Name} {
		if s != "" {
			return s
		}
	}
	return ""
}

// Role reports whether the line asks for a role of IIQ itself rather than for something in an application.
func (a ApprovalItem) Role() bool {
	return a.Application == roleApplication && (a.Name == roleAttribute || a.Name == "detectedRoles")
}

// Removal reports whether the line takes something away.
func (a ApprovalItem) Removal() bool {
	switch a.Operation {
	case "Remove", "Delete", "Disable":
		return true
	}
	return false
}

// ApprovalSummary is what an identity request keeps of one of its work items after the item is gone.
type ApprovalSummary struct {
	WorkItemID string
	Owner      string
	// Completer is a name or a display name.
	Completer string
	State     ItemState
	// Ended is zero when IIQ does not tell, and when its date cannot be read, which EndedUnread says.
	Ended       time.Time
	EndedUnread bool
	Comments    []string
	// Authors names who wrote each comment, "" where IIQ does not tell; nil where it tells of none.
	Authors []string
	// Written are the comments as they stand on the wire, with whatever markup is in them. By them, and not by what
	// people are shown, the bot knows its own comment and an ending of an earlier round again.
	Written []string
	Lines   []ApprovalItem
}

// IdentityRequest is the parent of access request work items; it outlives them.
type IdentityRequest struct {
	ID   string
	Name string
	// Requester and Target have what the request tells of them: an id, a name to be shown, or nothing.
	Requester, Target Ref
	// TargetIsThing is as in WorkItem.
	TargetIsThing bool
	Summaries     []ApprovalSummary
}

// SummaryOf returns the summary of the work item with this id, if the request has one. An item that was reopened has
// several: the one that ended last counts, of equal ones the last in IIQ's own order. Where the end of one of them cannot be read,
// that order counts for all.
func (r IdentityRequest) SummaryOf(workItemID string) (ApprovalSummary, bool) {
	var last ApprovalSummary
	found, unread := false, false
	for _, s := range r.Summaries {
		unread = unread || s.WorkItemID == workItemID && s.EndedUnread
	}
	for _, s := range r.Summaries {
		if s.WorkItemID == workItemID && (!found || unread || !s.Ended.Before(last.Ended)) {
			last, found = s, true
		}
	}
	return last, found
}
