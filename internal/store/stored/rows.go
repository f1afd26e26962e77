package stored

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// JSON encodes a value of ours for a column. One that cannot be encoded is a bug, and panics.
func JSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("marshal %T: %v", v, err))
	}
	return b
}

// LinesJSON encodes the lines of an item; none is an empty list.
func LinesJSON(lines []approvals.ApprovalItem) []byte {
	if lines == nil {
		lines = []approvals.ApprovalItem{}
	}
	return JSON(lines)
}

func textsJSON(texts []string) []byte {
	if texts == nil {
		texts = []string{}
	}
	return JSON(texts)
}

// TimePtr gives a time as a column holds it: nil for the zero time.
func TimePtr(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// TextIn is the text, "" for none.
func TextIn(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// TextPtr is nil for no text.
func TextPtr(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// TimeOf is the way back from TimePtr.
func TimeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// WorkItemFrom decodes a stored work item. A line that cannot be read is a bug of ours, returned as an error.
func WorkItemFrom(r db.WorkItem) (approvals.WorkItem, error) {
	w := approvals.WorkItem{
		ID: r.ID, Number: r.Number, Type: approvals.ItemType(r.Type), Level: r.Level, Description: r.Description,
		Owner:     approvals.Ref{ID: r.OwnerID, Name: r.OwnerName},
		Requester: approvals.Ref{ID: r.RequesterID, Name: r.RequesterName},
		Target:    approvals.Ref{ID: r.TargetID, Name: r.TargetName, Display: r.TargetDisplay}, RequestName: r.RequestName,
		Justification: r.Justification, Signature: r.Signature, Created: r.CreatedAt,
		Modified: TimeOf(r.ModifiedAt), Due: TimeOf(r.DueAt), Described: r.Described,
	}
	if err := json.Unmarshal(r.Lines, &w.Lines); err != nil {
		return w, fmt.Errorf("read lines of work item %s: %w", r.ID, err)
	}
	if err := json.Unmarshal(r.Violations, &w.Violations); err != nil {
		return w, fmt.Errorf("read violations of work item %s: %w", r.ID, err)
	}
	w.Unread, w.Unjudged = gapsIn(r, w)
	known, err := factsIn(r, &w)
	if err != nil {
		return w, err
	}
	w.Unjudged = w.Unjudged || !known
	w.Tag = tagIn(r)
	w.Parties, err = partiesIn(r)
	return w, err
}

// InsertParams stores a new item. group is true where its owner is a workgroup.
func InsertParams(w approvals.WorkItem, group bool) db.InsertWorkItemParams {
	return db.InsertWorkItemParams{
		ID: w.ID, Number: w.Number, Type: string(w.Type), Level: w.Level, Description: w.Description,
		OwnerID: w.Owner.ID, OwnerName: w.Owner.Name, OwnerWorkgroup: group,
		RequesterID: w.Requester.ID, RequesterName: w.Requester.Name,
		TargetID: w.Target.ID, TargetName: w.Target.Name, TargetDisplay: w.Target.Display, RequestName: w.RequestName,
		Justification: w.Justification, Lines: LinesJSON(w.Lines), Violations: textsJSON(w.Violations), Signature: w.Signature,
		CreatedAt: w.Created, ModifiedAt: TimePtr(w.Modified), DueAt: TimePtr(w.Due),
		ContentHash: approvals.ContentHash(w), Described: w.Described, Gaps: approvals.GapsOf(w),
		Facts: factsJSON(w), Tag: TagToKeep(w),
	}
}

// UpdateParams stores the new content of an item that was another before.
func UpdateParams(w, was approvals.WorkItem, group bool) db.UpdateWorkItemContentParams {
	p := InsertParams(w, group)
	return db.UpdateWorkItemContentParams{
		ID: p.ID, Number: p.Number, Type: p.Type, Level: p.Level, Description: p.Description,
		OwnerID: p.OwnerID, OwnerName: p.OwnerName, OwnerWorkgroup: p.OwnerWorkgroup,
		RequesterID: p.RequesterID, RequesterName: p.RequesterName,
		TargetID: p.TargetID, TargetName: p.TargetName, TargetDisplay: p.TargetDisplay, RequestName: p.RequestName,
		Justification: p.Justification, Lines: p.Lines, Violations: p.Violations, Signature: p.Signature,
		ModifiedAt: p.ModifiedAt, DueAt: p.DueAt, ContentHash: p.ContentHash, Described: p.Described, Gaps: p.Gaps,
		Facts: p.Facts, Tag: p.Tag, SamePeople: approvals.SamePeople(w, was),
	}
}

// IdentityFrom converts a row of the identity map.
func IdentityFrom(r db.Identity, activityKnown bool) approvals.Identity {
	return approvals.Identity{ID: r.ID, Name: r.Name, Display: r.DisplayName, Email: r.Email, Department: r.Department,
		ManagerID: r.ManagerID, Inactive: r.Inactive, Workgroup: r.Workgroup, ActivityKnown: activityKnown}
}

// partiesIn are the stored people of an item. They count only for the content that they were stored with.
func partiesIn(r db.WorkItem) (approvals.Parties, error) {
	var p approvals.Parties
	if !bytes.Equal(r.PartiesOf, r.ContentHash) {
		return p, nil
	}
	if err := json.Unmarshal(r.Parties, &p); err != nil {
		return p, fmt.Errorf("read people of work item %s: %w", r.ID, err)
	}
	return p, nil
}

// VerdictIn is the stored verdict.
func VerdictIn(row db.WorkItem) sensitivity.Verdict {
	v := sensitivity.Verdict{Show: sensitivity.Show(row.Show), Demands: sensitivity.DemandsOf(row.Demands)}
	for _, n := range row.MaskedLines {
		v.Masked = append(v.Masked, int(n))
	}
	return v
}
