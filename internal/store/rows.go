package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("marshal %T: %v", v, err))
	}
	return b
}

func linesJSON(lines []approvals.ApprovalItem) []byte {
	if lines == nil {
		lines = []approvals.ApprovalItem{}
	}
	return mustJSON(lines)
}

func textsJSON(texts []string) []byte {
	if texts == nil {
		texts = []string{}
	}
	return mustJSON(texts)
}

func timePtr(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func textIn(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// textPtr is nil for no text.
func textPtr(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// workItemFrom decodes a stored work item. A line that cannot be read is a bug of ours, returned as an error.
func workItemFrom(r db.WorkItem) (approvals.WorkItem, error) {
	w := approvals.WorkItem{
		ID: r.ID, Number: r.Number, Type: approvals.ItemType(r.Type), Level: r.Level, Description: r.Description,
		Owner:     approvals.Ref{ID: r.OwnerID, Name: r.OwnerName},
		Requester: approvals.Ref{ID: r.RequesterID, Name: r.RequesterName},
		Target:    approvals.Ref{ID: r.TargetID, Name: r.TargetName, Display: r.TargetDisplay}, RequestName: r.RequestName,
		Justification: r.Justification, Signature: r.Signature, Created: r.CreatedAt,
		Modified: timeOf(r.ModifiedAt), Due: timeOf(r.DueAt), Described: r.Described,
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

func insertParams(w approvals.WorkItem, group bool) db.InsertWorkItemParams {
	return db.InsertWorkItemParams{
		ID: w.ID, Number: w.Number, Type: string(w.Type), Level: w.Level, Description: w.Description,
		OwnerID: w.Owner.ID, OwnerName: w.Owner.Name, OwnerWorkgroup: group,
		RequesterID: w.Requester.ID, RequesterName: w.Requester.Name,
		TargetID: w.Target.ID, TargetName: w.Target.Name, TargetDisplay: w.Target.Display, RequestName: w.RequestName,
		Justification: w.Justification, Lines: linesJSON(w.Lines), Violations: textsJSON(w.Violations), Signature: w.Signature,
		CreatedAt: w.Created, ModifiedAt: timePtr(w.Modified), DueAt: timePtr(w.Due),
		ContentHash: approvals.ContentHash(w), Described: w.Described, Gaps: approvals.GapsOf(w),
		Facts: factsJSON(w), Tag: tagToKeep(w),
	}
}

func updateParams(w, was approvals.WorkItem, group bool) db.UpdateWorkItemContentParams {
	p := insertParams(w, group)
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

// identityFrom converts a row of the identity map.
func identityFrom(r db.Identity, activityKnown bool) approvals.Identity {
	return approvals.Identity{ID: r.ID, Name: r.Name, Display: r.DisplayName, Email: r.Email, Department: r.Department,
		ManagerID: r.ManagerID, Inactive: r.Inactive, Workgroup: r.Workgroup, ActivityKnown: activityKnown}
}
