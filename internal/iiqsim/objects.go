package iiqsim

import (
	"slices"
	"time"
)

// Identity is a person, or a workgroup when Workgroup is set. Times are epoch milliseconds, 0 for absent.
type Identity struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Email       string `json:"email,omitempty"`
	DisplayName string `json:"display_name,omitempty"`
	FirstName   string `json:"first_name,omitempty"`
	LastName    string `json:"last_name,omitempty"`
	Department  string `json:"department,omitempty"`
	ManagerID   string `json:"manager_id,omitempty"`
	Inactive    bool   `json:"inactive,omitempty"`
	Workgroup   bool   `json:"workgroup,omitempty"`
	// Away is whom their items go to while they are away.
	Away *Away `json:"away,omitempty"`
	// Members are the ids of a workgroup's members: people or other workgroups; circles are allowed.
	Members  []string `json:"members,omitempty"`
	Created  int64    `json:"created,omitempty"`
	Modified int64    `json:"modified,omitempty"`
	// Secret is a word that IdentityIQ keeps with the object, as it keeps passwords. No answer may have it.
	Secret string `json:"secret,omitempty"`
}

// Shown is the display name, else the name.
func (i *Identity) Shown() string { return either(i.DisplayName, i.Name) }

func (i *Identity) rowID() string   { return i.ID }
func (i *Identity) rowName() string { return i.Name }
func (i *Identity) rowStamp() int64 { return max(i.Created, i.Modified) }
func (i *Identity) copied() Identity {
	c := *i
	c.Members = slices.Clone(i.Members)
	return c
}

// States of a work item, a line and an approval summary: docs/iiq-wire.md#approval-sets. An open item has none, or
// Pending.
const (
	StatePending  = "Pending"
	StateFinished = "Finished"
	StateRejected = "Rejected"
	StateReturned = "Returned"
	StateExpired  = "Expired"
	StateCanceled = "Canceled"
)

// TypeApproval is the type of a work item that can be decided; docs/iiq-wire.md#work-items lists the others.
const (
	TypeApproval      = "Approval"
	TypeCertification = "Certification"
)

// WorkItem is something that waits for its owner. Times are epoch milliseconds, 0 for absent.
type WorkItem struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Type       string `json:"type"`
	State      string `json:"state,omitempty"`
	Level      string `json:"level,omitempty"`
	Created    int64  `json:"created"`
	Modified   int64  `json:"modified,omitempty"`
	Expiration int64  `json:"expiration,omitempty"`
	// CreatedAs and ExpirationAs are written in the place of the dates, where a customization writes them in a form of its own.
	CreatedAs       string `json:"created_as,omitempty"`
	ExpirationAs    string `json:"expiration_as,omitempty"`
	Handler         string `json:"handler,omitempty"`
	IdentityRequest string `json:"identity_request,omitempty"`
	Certification   string `json:"certification,omitempty"`
	TargetID        string `json:"target_id,omitempty"`
	TargetName      string `json:"target_name,omitempty"`
	TargetShown     string `json:"target_shown,omitempty"`
	OwnerID         string `json:"owner_id"`
	RequesterID     string `json:"requester_id,omitempty"`
	// RequesterName is sent where RequesterID is empty: a requester known by name alone.
	RequesterName string `json:"requester_name,omitempty"`
	AssigneeID    string `json:"assignee_id,omitempty"`
	Description   string `json:"description,omitempty"`
	// Lines is the approval set; nil is an item without one.
	Lines []ApprovalItem `json:"lines,omitempty"`
	// MapXML is written into the item's map as it is, where it is set in the place of the approval set.
	MapXML     string      `json:"map_xml,omitempty"`
	Violations []Violation `json:"violations,omitempty"`
	// ViolationsKey is `policyViolations` (default) or `violations`.
	ViolationsKey string `json:"violations_key,omitempty"`
	// ESign is the value of the electronic signature mark; empty is none, "false" is a mark that demands nothing.
	// ESignAttribute puts it on WorkItem itself, ESignKey renames it (default electronicSignature).
	ESign          string `json:"esign,omitempty"`
	ESignKey       string `json:"esign_key,omitempty"`
	ESignAttribute bool   `json:"esign_attribute,omitempty"`
	Reminders      int    `json:"reminders,omitempty"`
	Escalations    int    `json:"escalations,omitempty"`
	Completer      string `json:"completer,omitempty"`
	Comments       string `json:"completion_comments,omitempty"`
	// Notes is what people wrote on the item, the first one first. NotesInMap writes them as an entry of the map, in the place
	// of a child.
	Notes      []Comment `json:"comments,omitempty"`
	NotesInMap bool      `json:"comments_in_map,omitempty"`
	// OwnerHistory are the names of earlier owners, the first one first.
	OwnerHistory []string `json:"owner_history,omitempty"`
	// Secret is a word that IdentityIQ keeps with the item, as plans keep passwords. No answer may have it.
	Secret string `json:"secret,omitempty"`
}

// Open tells whether the item still waits.
func (w *WorkItem) Open() bool { return w.State == "" || w.State == StatePending }

// NeedsSignature tells whether the item demands an electronic signature.
func (w *WorkItem) NeedsSignature() bool { return w.ESign != "" && w.ESign != "false" }

func (w *WorkItem) rowID() string   { return w.ID }
func (w *WorkItem) rowName() string { return w.Name }
func (w *WorkItem) rowStamp() int64 { return max(w.Created, w.Modified) }

func (w *WorkItem) copied() WorkItem {
	c := *w
	c.Lines = slices.Clone(w.Lines)
	c.Violations = slices.Clone(w.Violations)
	c.OwnerHistory = slices.Clone(w.OwnerHistory)
	c.Notes = slices.Clone(w.Notes)
	return c
}

// ApprovalItem is one line of a work item.
type ApprovalItem struct {
	ID             string `json:"id"`
	Application    string `json:"application,omitempty"`
	Operation      string `json:"operation,omitempty"`
	Name           string `json:"name,omitempty"`
	Value          string `json:"value,omitempty"`
	DisplayName    string `json:"display_name,omitempty"`
	DisplayValue   string `json:"display_value,omitempty"`
	NativeIdentity string `json:"native_identity,omitempty"`
	State          string `json:"state,omitempty"`
	// Justification is what the requester wrote, sent as requesterComments.
	Justification string `json:"justification,omitempty"`
	// Description is looked up by the server and sent only with the object by id.
	Description string `json:"description,omitempty"`
	// StartDate and EndDate say when the access begins and ends. DatesInMap writes them as Dates into the line's own map, in
	// the place of attributes.
	StartDate  int64 `json:"start_date,omitempty"`
	EndDate    int64 `json:"end_date,omitempty"`
	DatesInMap bool  `json:"dates_in_map,omitempty"`
	// Privileged marks access that the approver is warned of.
	Privileged bool `json:"privileged,omitempty"`
	// Notes is what somebody wrote on this line.
	Notes []Comment `json:"comments,omitempty"`
	// Attachments are told with the item's context alone.
	Attachments []Attachment `json:"attachments,omitempty"`
	// Values replaces Value by a child `<Value><List>`; LowerCase spells displayName all lower case.
	Values    []string `json:"values,omitempty"`
	LowerCase bool     `json:"lower_case,omitempty"`
}

// Comment is what somebody wrote on an item or on a line of it. Author is a name or a display name.
type Comment struct {
	Author string `json:"author,omitempty"`
	Date   int64  `json:"date,omitempty"`
	Text   string `json:"comment"`
}

// Attachment is a file that belongs to a request; its content is never told.
type Attachment struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes,omitempty"`
}

// Violation is a policy violation that a request would cause.
type Violation struct {
	Policy      string `json:"policy"`
	Rule        string `json:"rule,omitempty"`
	Description string `json:"description,omitempty"`
}

// IdentityRequest is the parent of access request work items and stays when they are gone.
type IdentityRequest struct {
	ID               string            `json:"id"`
	Name             string            `json:"name"`
	Type             string            `json:"type"`
	State            string            `json:"state,omitempty"`
	Priority         string            `json:"priority,omitempty"`
	RequesterID      string            `json:"requester_id,omitempty"`
	RequesterShown   string            `json:"requester_shown,omitempty"`
	TargetID         string            `json:"target_id,omitempty"`
	TargetShown      string            `json:"target_shown,omitempty"`
	CompletionStatus string            `json:"completion_status,omitempty"`
	ExecutionStatus  string            `json:"execution_status,omitempty"`
	Created          int64             `json:"created"`
	Modified         int64             `json:"modified,omitempty"`
	Lines            []ApprovalItem    `json:"lines,omitempty"`
	Summaries        []ApprovalSummary `json:"summaries,omitempty"`
	// AnyEnds makes the first decision on one of its work items remove the others without a trace.
	AnyEnds bool `json:"any_ends,omitempty"`

	items []string
}

func (q *IdentityRequest) rowID() string   { return q.ID }
func (q *IdentityRequest) rowName() string { return q.Name }
func (q *IdentityRequest) rowStamp() int64 { return max(q.Created, q.Modified) }

func (q *IdentityRequest) copied() IdentityRequest {
	c := *q
	c.Lines = slices.Clone(q.Lines)
	c.Summaries = slices.Clone(q.Summaries)
	c.items = nil
	return c
}

// ApprovalSummary tells how one work item of an identity request ended.
type ApprovalSummary struct {
	WorkItemID   string         `json:"work_item_id"`
	WorkItemType string         `json:"work_item_type"`
	Owner        string         `json:"owner"`
	Completer    string         `json:"completer,omitempty"`
	State        string         `json:"state"`
	StartDate    int64          `json:"start_date"`
	EndDate      int64          `json:"end_date"`
	Comments     string         `json:"comments,omitempty"`
	Lines        []ApprovalItem `json:"lines,omitempty"`

	// Late tells that the request told of it late; told is when, by the clock without its skew.
	Late bool `json:"late,omitempty"`
	told time.Time
}
